"""A database of the first version goes through every migration with data in it, and down again.

At every revision the rows that are frozen for it are stored beside those that came from before; see
``tests/store/made_rows.py`` on how to make them for a new migration.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.agency import Contact
from models.plan import Plan
from store.backups import dump, load, typed_row
from store.database import alembic_config, give_seal, known_revisions, migrate, open_database
from store.sealed_rows import seal_stored
from store.sealing import Seal
from tests.databases import KINDS, Kind, databases
from tests.store.made_rows import made_row, picture, reflected, thaw

pytestmark = pytest.mark.both_databases

Picture = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
Row = dict[str, Any]
NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
# From here on a migration only adds: processes of the older program work on while it is rolled out.
ADDITIVE_SINCE = "0007"
# Nobody changes these; the database refuses it.
APPEND_ONLY = ("status_change", "progress_report", "audit_event", "comment")
FOLDED = {
    1: "lap danh sach doi tuong danh sach",
    2: "bao cao ket qua hang thang bao cao",
    3: "to chuc truyen thong",
}
# What a row from before a column was there holds in it; every new column of a revision has to be told.
MEANING: dict[str, dict[str, Callable[[Row], Any]]] = {
    "0004": {
        "plan.is_urgent": lambda row: False,
        "plan.ladder": lambda row: None,
        "plan.report_periods": lambda row: "calendar",
        "plan.issuer_agency_id": lambda row: None,
        "plan.amends_id": lambda row: None,
        "assignment.event_on": lambda row: None,
        "assignment.mirror_of_id": lambda row: None,
        "assignment.amended_by_id": lambda row: None,
        "obligation.turned_on": lambda row: None,
        **{
            f"status_change.{name}": lambda row: None
            for name in ("agency_id", "kind", "part", "due_on", "first_due_on", "reported_on")
        },
        "contact.away_from": lambda row: None,
        "contact.away_to": lambda row: None,
        "contact.substitute_id": lambda row: None,
        "message.is_urgent": lambda row: False,
    },
    "0005": {
        "rollup_snapshot.scope": lambda row: f"plan:{row['plan_id']}",
        "rollup_snapshot.by": lambda row: "",
    },
    "0006": {
        "user_account.oidc_subject": lambda row: None,
        "user_account.must_change_password": lambda row: False,
        "user_session.last_seen_at": lambda row: None,
        "user_session.agent": lambda row: "",
        "user_session.method": lambda row: "password",
        # The number of the item, its words and what comes of it, without diacritics.
        "assignment.folded": lambda row: f"ref a {row['id']} {FOLDED[(row['id'] - 1) % 3 + 1]}".strip(),
    },
    "0007": {
        "plan.carries_out_id": lambda row: None,
        "plan.breaks_down_id": lambda row: None,
        "message.bounced_at": lambda row: None,
    },
    "0008": {
        "contact.fallbacks": lambda row: [],
        "contact.quiet_from": lambda row: None,
        "contact.quiet_to": lambda row: None,
        "contact.takes_summaries": lambda row: True,
        "message.channel_rank": lambda row: 0,
    },
}


@dataclass
class Walk:
    """A database that went from the first revision to the last, and how it stood on its way."""

    engine: Engine
    # Right after a migration; and after what is frozen for that revision was stored.
    arrived: dict[str, Picture] = field(default_factory=dict)
    left: dict[str, Picture] = field(default_factory=dict)
    tables: dict[str, MetaData] = field(default_factory=dict)
    # Backups that the programs of two revisions would have written.
    archives: dict[str, bytes] = field(default_factory=dict)

    def new_columns(self, before: str, now: str) -> set[str]:
        """Return the columns that came to tables that were there already."""
        old, new = self.tables[before].tables, self.tables[now].tables
        return {
            f"{name}.{c.name}" for name in old for c in new[name].columns if c.name not in old[name].columns
        }


HEAD = known_revisions()[-1]
STEPS = list(pairwise(known_revisions()))


MODELS: dict[str, Any] = {
    mapper.local_table.description: mapper.class_ for mapper in Plan._sa_registry.mappers
}


@pytest.fixture
def other_kind(database_kind: Kind) -> Kind:
    (other,) = set(KINDS) - {database_kind}
    return other


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, database_kind: Kind) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    found = Walk(open_database(databases.blank(folder, kind=database_kind)))
    for revision in known_revisions():
        migrate(found.engine, revision)
        found.tables[revision] = reflected(found.engine)
        found.arrived[revision] = picture(found.engine, found.tables[revision])
        with found.engine.connect().execution_options(writing=True) as connection, connection.begin():
            thaw(connection, found.tables[revision], revision)
        found.left[revision] = picture(found.engine, found.tables[revision])
        if revision in ("0001", "0007", HEAD):
            found.archives[revision] = archive_of(found.engine)
    yield found
    databases.drop(found.engine)


def archive_of(engine: Engine) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        dump(engine, file, now=NOW)
    return out.getvalue()


def restored(archive: bytes, engine: Engine) -> Engine:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        load(engine, file)
    return engine


def assert_survived(before: Picture, now: Picture) -> None:
    """Every row of before is there with the same values in the columns that it had."""
    for table, rows in before.items():
        for key, row in rows.items():
            assert {name: now[table][key][name] for name in row} == row, (table, key)


def test_every_row_survives_every_step_with_its_values(walk: Walk) -> None:
    for before, now in STEPS:
        assert_survived(walk.left[before], walk.arrived[now])
        assert {t: len(rows) for t, rows in walk.arrived[now].items() if t in walk.left[before]} == {
            t: len(rows) for t, rows in walk.left[before].items()
        }


def test_old_rows_mean_in_new_columns_what_they_meant_without_them(walk: Walk) -> None:
    for before, now in STEPS:
        told = MEANING.get(now, {})
        assert walk.new_columns(before, now) == set(told), f"{now}: say in MEANING what older rows hold"
        for name, meaning in told.items():
            table, _, column = name.partition(".")
            for row in walk.arrived[now][table].values():
                assert row[column] == meaning(row), (now, name, row)


def test_every_table_and_column_of_every_revision_has_data(walk: Walk) -> None:
    """A migration without frozen rows is found here: make them with tests/store/made_rows.py."""
    for before, now in STEPS:
        for name in walk.new_columns(before, now):
            table, _, column = name.partition(".")
            old = [row[column] for row in walk.arrived[now][table].values()]
            assert any(row[column] not in old for row in walk.left[now][table].values()), (now, name)
    for revision, found in walk.left.items():
        assert [table for table, rows in found.items() if len(rows) < 3] == [], revision
        empty = [
            f"{table}.{column}"
            for table, rows in found.items()
            for column in next(iter(rows.values()))
            if all(row[column] is None for row in rows.values())
        ]
        assert empty == [], revision


def test_the_program_of_today_reads_what_the_first_one_backed_up(
    walk: Walk, new_database: Callable[..., Engine]
) -> None:
    engine = restored(walk.archives["0001"], new_database())
    assert_survived(walk.left["0001"], picture(engine, walk.tables[HEAD]))
    give_seal(engine, Seal(["a-key-of-sixteen-letters"]))
    assert seal_stored(engine) == 3
    with Session(engine) as session:
        for table, rows in walk.left["0001"].items():
            assert len(session.scalars(select(MODELS[table])).all()) == len(rows)
        assert session.get_one(Contact, 1).channel == "mailto://vt1@so.example.vn"
        first = session.get_one(Plan, 1)
        assert (first.state, first.is_urgent, first.report_periods) == ("active", False, "calendar")


def test_a_backup_of_revision_7_restores_into_the_other_kind(
    walk: Walk, new_database: Callable[..., Engine], other_kind: Kind
) -> None:
    other = restored(walk.archives["0007"], new_database(other_kind))
    assert_survived(walk.left["0007"], picture(other))


def test_a_full_database_restores_into_the_other_kind_row_for_row_and_numbers_go_on(
    walk: Walk, new_database: Callable[..., Engine], other_kind: Kind
) -> None:
    other = restored(walk.archives[HEAD], new_database(other_kind))
    assert picture(other) == walk.left[HEAD]
    with other.connect().execution_options(writing=True) as connection, connection.begin():
        for table in reflected(other).sorted_tables:
            if "id" in table.columns:
                last = connection.execute(select(func.max(table.c.id))).scalar_one()
                row = typed_row(table, made_row(table, 6))
                del row["id"]
                made = connection.execute(insert(table).values(**row)).inserted_primary_key
                assert made is not None
                assert made[0] > last, table.name


def work_as_before(connection: Connection, table: Table) -> None:
    """Read, add and change with what an older program knows of the table."""
    assert len(connection.execute(select(table)).all()) >= 3
    connection.execute(insert(table), [typed_row(table, made_row(table, 5))])
    if table.name not in APPEND_ONLY:
        key = next(iter(table.primary_key))
        some = next(c for c in table.columns if not c.primary_key or len(table.primary_key) > 1)
        connection.execute(update(table).where(key.is_not(None)).values({some: some}))


def test_statements_of_older_programs_work_on_the_newest_database(walk: Walk) -> None:
    """Expand first: what a process of an older version does goes on while the new one is rolled out."""
    since = known_revisions()[known_revisions().index(ADDITIVE_SINCE) :]
    for revision in since:
        with walk.engine.connect().execution_options(writing=True) as connection:
            transaction = connection.begin()
            for table in walk.tables[revision].sorted_tables:
                work_as_before(connection, table)
            transaction.rollback()


def test_a_migration_that_takes_something_away_would_be_found(walk: Walk) -> None:
    """The fifth did not only add: a roll-up of the program before it is refused."""
    table = walk.tables["0004"].tables["rollup_snapshot"]
    with (
        walk.engine.connect().execution_options(writing=True) as connection,
        pytest.raises(IntegrityError, match="scope"),
        connection.begin(),
    ):
        work_as_before(connection, table)


def test_going_down_keeps_what_the_older_revision_knew(
    walk: Walk, new_database: Callable[..., Engine]
) -> None:
    engine = restored(walk.archives[HEAD], new_database())
    assert picture(engine, walk.tables[HEAD]) == walk.left[HEAD]
    for revision in [*reversed(known_revisions()[:-1]), "base"]:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            command.downgrade(alembic_config(connection), revision)
        if revision != "base":
            assert_survived(walk.left[revision], picture(engine, walk.tables[revision]))
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
