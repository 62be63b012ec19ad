"""Lists and counts made in SQL say what the rules say, row by row, on any mixture of obligations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import Session

from models.agency import Agency
from models.assignment import Assignment
from models.document import Blob, SourceDocument
from models.obligation import Obligation, ObligationKind, Status
from models.plan import Plan
from models.standing import StandingName
from rules.rollup import CountedObligation, Rollup, count
from rules.standing import standing
from store.boards import (
    Filters,
    obligation_page,
    obligation_rows,
    plan_rows,
    rollup_by_agency,
    rollup_by_plan,
)
from store.database import open_database, reading, writing
from store.urgency import condition
from tests.cast import Cast, item
from tests.databases import Template, databases

pytestmark = pytest.mark.both_databases

TODAY = date(2026, 11, 23)
STANDINGS = get_args(StandingName)
# Days around every border: today, the last day that counts as soon, and beyond both.
days = st.one_of(
    st.none(), st.sampled_from([-30, -8, -7, -1, 0, 1, 6, 7, 8, 30]).map(lambda n: TODAY + timedelta(days=n))
)


@dataclass(frozen=True)
class Facts:
    """What decides where an obligation stands, and whose it is."""

    plan: int
    agency: int
    part: str
    kind: str
    status: str
    due_on: date | None
    first_due_on: date | None
    reported_on: date | None


many_facts = st.lists(
    st.builds(
        Facts,
        plan=st.integers(1, 3),
        agency=st.integers(1, 3),
        part=st.sampled_from(["owner", "owner", "coordinator"]),
        kind=st.sampled_from(get_args(ObligationKind)),
        status=st.sampled_from(get_args(Status)),
        due_on=days,
        first_due_on=days,
        reported_on=days,
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory, empty_database: Template[None]) -> Iterator[Engine]:
    """Three plans (the last one closed) and three agencies, two of one name."""
    engine = open_database(empty_database.copy(tmp_path_factory.mktemp("boards")))
    with writing(engine) as session:
        session.add(Blob(sha256="0" * 64, size=1, media_type="text/plain", content=b"x"))
        for n, name in enumerate(["Sở Y tế", "Ủy ban xã Đông", "Ủy ban xã Đông"], 1):
            session.add(Agency(id=n, code=f"c{n}", name=name, folded=str(n)))
        session.flush()
        received = {"received_at": Cast.at(TODAY), "received_by": "x", "kind": "txt"}
        labels = [("9/KH", ""), (None, "á" * 70), ("10/KH", "")]
        for n, (number, title) in enumerate(labels, 1):
            session.add(SourceDocument(id=n, sha256="0" * 64, filename="x", lines=[], notes=[], **received))
            session.flush()
            state = "closed" if n == 3 else "active"
            plan = Plan(
                id=n, document_id=n, state=state, number=number, title=title, created_at=Cast.at(TODAY)
            )
            session.add(plan)
            session.flush()
            session.add(Assignment(id=n, plan_id=n, position=0, text=f"Việc {n}"))
    yield engine
    databases.drop(engine)


@contextmanager
def holding(ground: Engine, facts: list[Facts]) -> Iterator[Session]:
    """Give a session that sees these obligations, which are never stored."""
    with ground.connect() as connection, Session(bind=connection) as session:
        for n, one in enumerate(facts):
            session.add(
                Obligation(
                    plan_id=one.plan,
                    assignment_id=one.plan,
                    agency_id=one.agency,
                    part=one.part,
                    occurrence=str(n),
                    kind=one.kind,
                    status=one.status,
                    due_on=one.due_on,
                    first_due_on=one.first_due_on,
                    reported_on=one.reported_on,
                    assigned_on=TODAY,
                )
            )
        session.flush()
        yield session
        session.rollback()


def counted_one_by_one(facts: list[Facts], *, by_plan: bool = False) -> Rollup:
    # Two bodies of one name are told apart by their codes.
    names = {1: "Sở Y tế", 2: "Ủy ban xã Đông (c2)", 3: "Ủy ban xã Đông (c3)"}
    return count(
        [
            CountedObligation(
                str(f.plan) if by_plan else names[f.agency],
                f.kind,
                f.status,
                f.due_on,
                f.first_due_on,
                f.reported_on,
            )
            for f in facts
            if f.part == "owner"
        ],
        today=TODAY,
        by="plan" if by_plan else "agency",
    )


@settings(max_examples=60)
@given(facts=many_facts)
def test_counting_groups_gives_the_same_numbers_as_counting_each(ground: Engine, facts: list[Facts]) -> None:
    with holding(ground, facts) as session:
        tracked = [f for f in facts if f.plan != 3]
        assert rollup_by_agency(session, today=TODAY) == counted_one_by_one(tracked)
        assert rollup_by_plan(session, today=TODAY) == counted_one_by_one(facts, by_plan=True)
        third = [f for f in facts if f.plan == 3]
        assert rollup_by_agency(session, today=TODAY, plan_id=3) == counted_one_by_one(third)
        first = [f for f in tracked if f.agency == 1]
        assert rollup_by_agency(session, today=TODAY, agency_id=1) == counted_one_by_one(first)


@settings(max_examples=60)
@given(facts=many_facts)
def test_the_conditions_in_sql_are_the_rule_of_standing(ground: Engine, facts: list[Facts]) -> None:
    with holding(ground, facts) as session:
        stored = {o.id: o for o in session.execute(select(Obligation)).scalars()}
        found = {
            name: set(session.execute(select(Obligation.id).where(condition(name, TODAY))).scalars())  # type: ignore[call-overload]
            for name in STANDINGS
        }
        wanted: dict[str, set[int | None]] = {name: set() for name in STANDINGS}
        for o in stored.values():
            facts_of = {"kind": o.kind, "status": o.status, "due_on": o.due_on, "reported_on": o.reported_on}
            wanted[standing(**facts_of, today=TODAY).name].add(o.id)
        assert found == wanted


@settings(max_examples=60)
@given(
    facts=many_facts,
    standings=st.one_of(st.none(), st.frozensets(st.sampled_from(STANDINGS))),
    statuses=st.one_of(st.none(), st.frozensets(st.sampled_from(get_args(Status)), min_size=1)),
    plan=st.sampled_from([None, 1, 3]),
    agency=st.sampled_from([None, 2]),
    first=st.integers(0, 12),
    limit=st.integers(0, 12),
)
def test_a_page_is_a_part_of_the_whole_list_in_its_order(
    ground: Engine,
    facts: list[Facts],
    standings: frozenset[str] | None,
    statuses: frozenset[str] | None,
    plan: int | None,
    agency: int | None,
    first: int,
    limit: int,
) -> None:
    filters = Filters(plan_id=plan, agency_id=agency, standings=standings, statuses=statuses)
    with holding(ground, facts) as session:
        whole = obligation_rows(session, today=TODAY, filters=filters)
        part = obligation_page(session, today=TODAY, filters=filters, first=first, limit=limit)
        assert part.total == len(whole)
        assert list(part.rows) == whole[first : first + limit]


@pytest.fixture
def tracked(cast: Cast) -> int:
    cast.settle_province()
    return cast.tracked_plan(
        item("Nộp báo cáo", "Sở Nội vụ", due=date(2026, 11, 20)),
        item("Bố trí kinh phí", "Sở Tài chính", due=date(2026, 11, 27)),
    )


def overdue(engine: Engine, *, today: date = TODAY) -> tuple[int, int, int]:
    """Return how many are overdue by the roll-up, by the list, and by the list of plans."""
    with reading(engine) as session:
        listed = obligation_page(session, today=today, filters=Filters(standings=frozenset({"overdue"})))
        assert len(listed.rows) == listed.total
        by_plan = sum(row.counts.open_overdue for row in plan_rows(session, today=today))
        return rollup_by_agency(session, today=today).sum.open_overdue, listed.total, by_plan


def test_what_was_counted_before_is_counted_anew_after_a_move(cast: Cast, tracked: int) -> None:
    assert overdue(cast.engine) == (1, 1, 1)
    assert overdue(cast.engine) == (1, 1, 1)
    cast.finish(cast.obligations(tracked, "Sở Nội vụ")[0], on=TODAY)
    assert overdue(cast.engine) == (0, 0, 0)


def test_what_was_counted_on_one_day_does_not_stand_for_another(cast: Cast, tracked: int) -> None:
    assert overdue(cast.engine) == (1, 1, 1)
    assert overdue(cast.engine, today=date(2026, 11, 30)) == (2, 2, 2)
    assert overdue(cast.engine) == (1, 1, 1)


def test_a_plan_activated_later_is_counted(cast: Cast, tracked: int) -> None:
    assert overdue(cast.engine) == (1, 1, 1)
    cast.tracked_plan(item("Rà soát", "Sở Y tế", due=date(2026, 11, 16)))
    assert overdue(cast.engine) == (2, 2, 2)


def test_a_closed_plan_leaves_the_work_but_keeps_its_own_counts(cast: Cast, tracked: int) -> None:
    assert overdue(cast.engine) == (1, 1, 1)
    with writing(cast.engine) as session:
        plan = session.get_one(Plan, tracked)
        plan.state = "closed"
        session.add(plan)
    assert overdue(cast.engine) == (0, 0, 1)
    with reading(cast.engine) as session:
        assert rollup_by_agency(session, today=TODAY, plan_id=tracked).sum.open_overdue == 1


def test_an_agency_renamed_is_counted_under_its_new_name(cast: Cast, tracked: int) -> None:
    assert overdue(cast.engine) == (1, 1, 1)
    with writing(cast.engine) as session:
        one = session.get_one(Agency, cast.obligations(tracked, "Sở Nội vụ")[0].agency_id)
        one.name = "Sở Nội vụ và Lao động"
        session.add(one)
    with reading(cast.engine) as session:
        names = [name for name, _ in rollup_by_agency(session, today=TODAY).rows]
    assert names == ["Sở Nội vụ và Lao động", "Sở Tài chính"]


def test_what_a_writer_saw_and_did_not_store_is_never_shown(cast: Cast, tracked: int) -> None:
    (owed,) = cast.obligations(tracked, "Sở Nội vụ")
    with pytest.raises(RuntimeError), writing(cast.engine) as session:
        row = session.get_one(Obligation, owed.id)
        row.status = "suspended"
        session.add(row)
        session.flush()
        assert rollup_by_agency(session, today=TODAY).sum.open_overdue == 0
        raise RuntimeError("the power fails")
    assert overdue(cast.engine) == (1, 1, 1)
