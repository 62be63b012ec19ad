"""What is PostgreSQL's own: the settings of its sessions, texts by code point, refusals in sentences."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from models.agency import Agency
from models.errors import NotFound, Refused
from store.database import migrate, open_database, reading, writing
from store.memory import database_version
from tests.databases import databases, migrated

DONDOC = str(Path(sys.executable).with_name("dondoc"))
# Code points order them otherwise than any language does.
NAMES = ["Sở Y tế", "Sở Xây dựng", "sở nhỏ", "Ủy ban", "Ban", "Đảng ủy", "Dân vận", "Áo"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One migrated database for what leaves nothing behind."""
    url = databases.blank(tmp_path_factory.mktemp("pg"), kind="postgres")
    migrated(url)
    engine = open_database(url)
    yield engine
    databases.drop(engine)


def ask(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(query).scalar()


def impatient(engine: Engine) -> str:
    """Return the database's address with which nobody is waited for long."""
    return engine.url.update_query_dict({"options": "-c lock_timeout=50"}).render_as_string(
        hide_password=False
    )


def agency(name: str) -> Agency:
    return Agency(code=name[:80], name=name, folded=name)


def test_every_session_reckons_in_utc_and_waits_for_nothing_for_ever(shared: Engine) -> None:
    for name, value in (
        ("timezone", "UTC"),
        ("datestyle", "ISO, DMY"),
        ("lock_timeout", "30s"),
        ("statement_timeout", "5min"),
        ("idle_in_transaction_session_timeout", "15min"),
        ("application_name", "dondoc"),
    ):
        assert str(ask(shared, f"SHOW {name}")).split(",")[0] == value.split(",")[0], name


def test_an_address_may_say_otherwise_and_the_rest_stays(shared: Engine) -> None:
    engine = open_database(impatient(shared))
    assert (ask(engine, "SHOW lock_timeout"), ask(engine, "SHOW timezone")) == ("50ms", "UTC")
    engine.dispose()


def test_every_text_compares_by_code_point(shared: Engine) -> None:
    """Also those of tables to come: ``store.migrations.by_code_point`` runs after every migration."""
    others = ask(
        shared,
        """
        SELECT string_agg(c.relname || '.' || a.attname, ', ')
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_collation o ON o.oid = a.attcollation
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND o.collname <> 'C'
          AND c.relname <> 'alembic_version'
        """,
    )
    assert others is None


@pytest.mark.both_databases
def test_names_stand_in_the_same_order_on_both(new_database: Callable[..., Engine]) -> None:
    engine = new_database()
    migrate(engine)
    with writing(engine) as session:
        session.add_all(agency(name) for name in NAMES)
    with reading(engine) as session:
        found = session.exec(select(Agency.name).order_by(Agency.name)).all()
        upper = session.exec(select(Agency.name).where(col(Agency.name) > "T").order_by(Agency.name)).all()
    assert list(found) == sorted(NAMES)
    assert list(upper) == sorted(name for name in NAMES if name > "T")


@pytest.mark.parametrize("name", ["Sở\x00Y tế", "x" * 5000])
def test_what_cannot_be_stored_is_refused_in_a_sentence(shared: Engine, name: str) -> None:
    with pytest.raises(Refused, match="quá dài hoặc chứa ký tự"), writing(shared) as session:
        session.add(Agency(code=name, name="x", folded="x"))
    with reading(shared) as session:
        assert session.exec(select(Agency)).all() == []


def test_a_number_larger_than_any_row_has_is_not_found(shared: Engine) -> None:
    with reading(shared) as session, pytest.raises(NotFound):
        session.get(Agency, 10**12)


def test_a_writer_that_waits_too_long_is_told_so_and_a_reader_waits_for_nobody(
    shared: Engine, tmp_path: Path
) -> None:
    def dondoc(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "DONDOC_HOME": str(tmp_path), "DONDOC_DATABASE_URL": impatient(shared)}
        return subprocess.run(
            [DONDOC, *words], env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    registry = tmp_path / "x.toml"
    registry.write_text('agencies = [{code = "x", name = "Sở Y tế"}]', "utf-8")
    with writing(shared):
        assert dondoc("plans").returncode == 0
        done = dondoc("registry", "load", str(registry))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "đang bận" in done.stderr


def test_a_connection_that_the_server_has_ended_is_made_anew(shared: Engine) -> None:
    own = ask(shared, "SELECT pg_backend_pid()")
    with closing(psycopg.connect(_plain(shared), autocommit=True)) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (own,))
    assert ask(shared, "SELECT 1") == 1


def test_who_wrote_and_went_on_no_longer_holds_the_others_up(shared: Engine) -> None:
    """A process that is killed loses its connection, and with it the lock of writers."""
    with closing(psycopg.connect(_plain(shared))) as killed:
        killed.execute("SELECT pg_advisory_xact_lock(7301)")
        engine = open_database(impatient(shared))
        with pytest.raises(OperationalError, match="lock timeout"), writing(engine):
            pass
    with writing(engine):
        pass
    engine.dispose()


def test_the_version_changes_when_a_change_is_stored_and_not_before(shared: Engine) -> None:
    before = database_version(shared)
    with shared.connect() as connection, Session(bind=connection) as session:
        session.add(agency("Chưa lưu"))
        session.flush()
        # Begun, and seen by nobody: a page drawn now says what it said before.
        while_writing = database_version(shared)
        session.rollback()
    with writing(shared) as session:
        session.add(stored := agency("Đã lưu"))
    after = database_version(shared)
    assert after not in (before, while_writing)
    assert database_version(shared) == after
    with writing(shared) as session:
        session.delete(session.merge(stored))


def _plain(engine: Engine) -> str:
    return make_url(engine.url).set(drivername="postgresql").render_as_string(hide_password=False)
