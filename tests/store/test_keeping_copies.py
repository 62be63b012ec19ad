"""Before an upgrade: what is copied, what is kept, and which process may work on which database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.errors import Refused
from store.database import current_revision, head_revision, migrate, open_database
from store.upgrades import check_not_older, upgrade
from tasks.steps import here
from tests.store.made_rows import picture, reflected, thaw

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def copies(engine: Engine) -> list[Path]:
    return sorted(Path(str(engine.url.database)).parent.glob("truoc-nang-cap-*"))


@pytest.mark.sqlite_only
def test_an_sqlite_database_is_copied_as_it_was_before_it_is_upgraded(
    new_database: Callable[..., Engine],
) -> None:
    engine = new_database()
    migrate(engine, "0001")
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        thaw(connection, reflected(engine), "0001")
    before = picture(engine)
    kept = upgrade(engine, now=NOW)
    assert kept is not None
    assert (kept.name, kept.stat().st_mode & 0o777) == ("truoc-nang-cap-20261122-013000-0001.db", 0o600)
    assert current_revision(engine) == head_revision()
    copy = open_database(f"sqlite:///{kept}")
    assert (current_revision(copy), picture(copy)) == ("0001", before)
    copy.dispose()
    # Nothing to upgrade, nothing to copy.
    assert upgrade(engine, now=NOW) is None


@pytest.mark.sqlite_only
def test_two_copies_are_kept_and_a_new_database_needs_none(new_database: Callable[..., Engine]) -> None:
    engine = new_database()
    for day in range(3):
        Path(str(engine.url.database)).with_name(f"truoc-nang-cap-2026110{day}-000000-0006.db").touch()
    migrate(engine, "0008")
    upgrade(engine, now=NOW + timedelta(days=1))
    assert [file.name for file in copies(engine)] == [
        "truoc-nang-cap-20261102-000000-0006.db",
        "truoc-nang-cap-20261123-013000-0008.db",
    ]
    fresh = new_database()
    assert upgrade(fresh, now=NOW) is None


@pytest.mark.sqlite_only
def test_without_room_for_the_copy_nothing_is_upgraded(new_database: Callable[..., Engine]) -> None:
    engine = new_database()
    migrate(engine, "0008")
    name = Path(str(engine.url.database)).with_name("truoc-nang-cap-20261122-013000-0008.db")
    # A folder where the copy should be.
    name.mkdir()
    with pytest.raises(Refused, match="Không giữ được bản sao"):
        upgrade(engine, now=NOW)
    assert current_revision(engine) == "0008"


@pytest.mark.both_databases
def test_a_run_of_a_newer_program_waits_for_the_database_and_one_of_an_older_goes_on(
    engine: Engine, new_database: Callable[..., Engine]
) -> None:
    check_not_older(engine)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    check_not_older(engine)
    other = new_database()
    for revision in (None, "0001"):
        if revision:
            migrate(other, revision)
        with pytest.raises(Refused, match="chưa được nâng"):
            check_not_older(other)


def test_a_flow_run_on_an_older_database_says_that_it_has_to_be_upgraded(
    new_database: Callable[..., Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = new_database()
    migrate(engine, "0008")
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with pytest.raises(Refused, match="dondoc migrate"):
        here.__wrapped__()
