"""On PostgreSQL the queries that many wait for are answered from their indexes, at a size that counts."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from store.boards import Filters, obligation_page
from store.database import keeping_books, open_database, opened_for_books
from store.finding import find_items
from store.looking import due_obligations, plans_to_look_at
from store.sealing import Seal
from store.sending import claim_next, foresee, has_work, release_lost
from tasks.sender import AHEAD
from tests.databases import databases, migrated
from tests.store.filled import fill

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
# What grows with every year; plans and agencies are some hundred rows.
BIG = ("obligation", "message", "status_change", "reminder", "progress_report", "audit_event")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """60,000 obligations with their journal, 30,000 messages."""
    url = databases.blank(tmp_path_factory.mktemp("filled"), kind="postgres")
    migrated(url)
    engine = open_database(url, seal=Seal(["a-key-for-tests-only-and-nothing-else"]))
    fill(engine)
    yield engine
    databases.drop(engine)


@contextmanager
def sent(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Note the statements that are sent."""
    found: list[tuple[str, Any]] = []

    def note(conn: object, cursor: object, statement: str, given: Any, *rest: object) -> None:
        found.append((statement, given))

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def plans_of(engine: Engine, work: Callable[[Session], object]) -> str:
    """Return the plans of all that the work asks, in one text; what it changes is thrown away."""
    with sent(engine) as found, engine.connect() as connection, Session(bind=connection) as session:
        work(session)
    explained = [
        (s, g) for s, g in found if s.startswith(("SELECT", "UPDATE")) and not s.startswith("SELECT pg_")
    ]
    assert explained
    with engine.connect() as connection:
        lines = [
            line for s, g in explained for line in connection.exec_driver_sql(f"EXPLAIN {s}", g).scalars()
        ]
    return "\n".join(lines)


def scanned(plan: str) -> set[str]:
    """Return the big tables that are read from end to end."""
    return set(re.findall(r"Seq Scan on (\w+)", plan)) & set(BIG)


def test_a_morning_finds_what_is_due_by_the_index_on_the_next_look(province: Engine) -> None:
    for work in (
        lambda s: due_obligations(s, until=NOW),
        lambda s: due_obligations(s, until=NOW, plan_id=7),
        lambda s: plans_to_look_at(s, until=NOW),
    ):
        plan = plans_of(province, work)
        assert scanned(plan) == set(), plan
        assert "ix_obligation_" in plan
    assert "ix_obligation_next_look" in plan


def test_the_queue_is_read_in_its_order_without_sorting(province: Engine) -> None:
    plan = plans_of(province, lambda s: foresee(s, now=NOW, limit=AHEAD))
    assert "ix_message_queue" in plan and "LockRows" in plan
    assert "Sort" not in plan and scanned(plan) == set(), plan


def test_what_one_sender_looks_at_another_passes_over(province: Engine) -> None:
    with (
        opened_for_books(province) as one,
        opened_for_books(province) as other,
        keeping_books(one, is_flushed=True) as first,
        keeping_books(other, is_flushed=True) as second,
    ):
        mine, theirs = (foresee(books, now=NOW, limit=AHEAD) for books in (first, second))
        assert len({f.message_id for f in (*mine, *theirs)}) == 2 * AHEAD


def test_a_claim_touches_rows_by_their_keys(province: Engine) -> None:
    def take_one(session: Session) -> None:
        assert claim_next(session, claimant="host:1:1", now=NOW) is not None

    plan = plans_of(province, take_one)
    assert "Update on message" in plan
    assert scanned(plan) == set(), plan


def test_whether_anything_waits_is_answered_from_an_index(province: Engine) -> None:
    plan = plans_of(province, lambda s: has_work(s, now=NOW))
    assert plan.count("Index Only Scan using ix_message_") == 2 and scanned(plan) == set(), plan
    plan = plans_of(province, lambda s: release_lost(s, is_lost=lambda who, since: True, now=NOW))
    assert "ix_message_state_due" in plan and scanned(plan) == set(), plan


@pytest.mark.parametrize("standing", ["overdue", "due_today", "due_soon", "upcoming", "no_deadline"])
def test_a_page_of_the_board_is_answered_by_status_and_day(province: Engine, standing: str) -> None:
    asked = Filters(standings=frozenset({standing}))
    plan = plans_of(province, lambda s: obligation_page(s, today=DAY, filters=asked, limit=100))
    assert "ix_obligation_status_due" in plan
    assert scanned(plan) == set(), plan


def test_the_page_of_an_agency_reads_its_own_work_only(province: Engine) -> None:
    plan = plans_of(
        province, lambda s: obligation_page(s, today=DAY, filters=Filters(agency_id=7), limit=100)
    )
    assert "ix_obligation_agency_status" in plan
    assert scanned(plan) == set(), plan


def test_what_a_search_finds_is_read_by_the_items_found(province: Engine) -> None:
    """The words of the items are read through: a tenth of the obligations, and nothing else is."""

    def search(session: Session) -> None:
        found = find_items(session, "tiem chung 1")
        assert found is not None and found.ids
        asked = Filters(found=found)
        assert obligation_page(session, today=DAY, filters=asked, limit=100).total > 0

    plan = plans_of(province, search)
    assert scanned(plan) == set(), plan
