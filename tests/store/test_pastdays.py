"""Any past day counted from the journal is what was frozen at the end of that day."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.agency import Agency
from models.errors import Refused
from models.extension import Extension
from models.journal import StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.rollup import RollupSnapshot
from rules.civil import end_of_day
from rules.periods import Period, period_named
from rules.rollup import CountedObligation, Rollup, count, origin
from rules.status import moves_from
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension
from store.freezing import freeze
from store.pastdays import past_tallies
from store.rollups import Question, answer, frozen_answer
from store.succession import replace_agency
from tests.cast import Cast, item

FIRST = date(2026, 11, 2)
QUESTIONS = (Question(), Question("level"), Question("plan"), Question("group"), Question(plan_id=1))


@dataclass
class Months:
    """Random weeks of the province, everything frozen at the end of every day."""

    cast: Cast
    chance: random.Random
    frozen: dict[tuple[str, date], int] = field(default_factory=dict)
    # Every obligation as it stood at the end of each day.
    stood: dict[date, dict[int, Obligation]] = field(default_factory=dict)
    closed: dict[int, date] = field(default_factory=dict)
    freezes: bool = True

    def play(self, days: int) -> date:
        """Play that many days and return the last one."""
        self.cast.settle_province()
        for n in range(days):
            day = FIRST + timedelta(days=n)
            if n == 0 or self.chance.random() < 0.1:
                self.new_plan(day)
            for _ in range(self.chance.randrange(6)):
                self.act(day)
            if n > days // 2 and self.chance.random() < 0.08:
                self.close_plan(day)
            if n == days * 2 // 3:
                self.take_over(day)
            self.end(day)
        return FIRST + timedelta(days=days - 1)

    def new_plan(self, day: date) -> None:
        due = [day + timedelta(days=self.chance.randrange(1, 25)) for _ in range(3)]
        self.cast.tracked_plan(
            item("Rà soát", "Sở Nội vụ", due=due[0], coordinators=["Sở Tài chính"]),
            item("Lập danh sách", "UBND các xã, phường", due=due[1]),
            item("Tổng hợp", "Sở Y tế", "Sở Tài chính", due=due[2]),
            item("Hướng dẫn", "Sở Y tế", kind="ongoing"),
            item("Chuẩn bị", "Sở Nội vụ"),
            issued_on=day,
            on=day,
        )

    def act(self, day: date) -> None:
        """Let somebody do one allowed thing to one obligation of a plan in force."""
        with reading(self.cast.engine) as session:
            query = select(Obligation).join(Plan, col(Plan.id) == col(Obligation.plan_id))
            rows = session.exec(query.where(Plan.state == "active").order_by(col(Obligation.id))).all()
        if not rows:
            return
        row = self.chance.choice(rows)
        if row.due_on and row.status == "in_progress" and self.chance.random() < 0.5:
            self.more_time(row, day)
            return
        side = self.chance.choice(("agency", "lead"))
        if moves := moves_from(row.status, side):  # type: ignore[arg-type]
            move = self.chance.choice(moves)
            words = "Đã làm." if move.needs == "report" else ""
            why = "có lý do" if move.needs == "reason" else ""
            self.cast.move(row, move.target, on=day, by=side, why=why, text=words)

    def more_time(self, row: Obligation, day: date) -> None:
        """Grant a longer time, the request of the day before standing or not."""
        until = max(row.due_on or day, day) + timedelta(days=9)
        with writing(self.cast.engine) as session:
            known = {"by": "người thử", "now": self.cast.at(day), "today": day}
            asked = session.exec(
                select(Extension).where(Extension.obligation_id == row.id, Extension.state == "asked")
            ).first() or ask_extension(
                session, obligation_id=row.id or 0, proposed_on=until, reason="thiếu số liệu", **known
            )
            office = {"calendar": self.cast.office.calendar, "ladder": self.cast.office.ladder}
            if self.chance.random() < 0.7:
                grant_extension(
                    session, extension_id=asked.id or 0, granted_on=until, number="1/QĐ", **known, **office
                )

    def close_plan(self, day: date) -> None:
        with writing(self.cast.engine) as session:
            plan = session.exec(select(Plan).where(Plan.state == "active")).first()
            if plan is not None:
                plan.state, plan.closed_at = "closed", self.cast.at(day, 17)
                session.add(plan)
                self.closed[plan.id or 0] = day

    def take_over(self, day: date) -> None:
        """Let Sở Nội vụ take over from Sở Tài chính."""
        with writing(self.cast.engine) as session:
            ids = {a.code: a.id or 0 for a in session.exec(select(Agency))}
            replace_agency(
                session,
                ids["so-tai-chinh"],
                ids["so-noi-vu"],
                on=day,
                by="người thử",
                now=self.cast.at(day),
                today=day,
                calendar=self.cast.office.calendar,
                ladder=self.cast.office.ladder,
            )

    def end(self, day: date) -> None:
        """Freeze every roll-up, and keep every obligation as it stands."""
        for question in QUESTIONS if self.freezes else ():
            with writing(self.cast.engine) as session:
                kept = freeze(session, question, as_of=day, now=self.cast.at(day, 23, 30), fresh_days=10)
                self.frozen[question.scope, day] = kept.id or 0
        with reading(self.cast.engine) as session:
            self.stood[day] = {row.id or 0: row for row in session.exec(select(Obligation))}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_past_day_counted_from_the_journal_is_what_was_frozen_then(cast: Cast, seed: int) -> None:
    months = Months(cast, random.Random(seed))
    last = months.play(24)
    today = last + timedelta(days=30)
    changed, helped = set(), 0
    with reading(cast.engine) as session:
        for (scope, day), key in months.frozen.items():
            question = next(q for q in QUESTIONS if q.scope == scope)
            asked = {"as_of": day, "today": today, "fresh_days": 10}
            then = frozen_answer(session.get_one(RollupSnapshot, key))
            again = answer(session, question, **asked, with_frozen=False)  # type: ignore[arg-type]
            assert again.source == "journal"
            assert (again.owners, again.coordinators) == (then.owners, then.coordinators), (scope, day)
            given = answer(session, question, **asked)  # type: ignore[arg-type]
            assert given.source == "frozen" and given.owners == then.owners
            changed.add(repr(then.owners.rows))
            helped += bool(then.coordinators.sum.total)
    # The story moved: a count that never changed would agree with anything.
    assert len(changed) > 30
    assert helped > 20


@pytest.mark.parametrize("seed", [4])
def test_a_periods_table_is_what_its_two_ends_say_one_by_one(cast: Cast, seed: int) -> None:
    months = Months(cast, random.Random(seed), freezes=False)
    last = months.play(45)
    month, decree = period_named("2026-11"), period_named("2026-12", "nd09")
    with reading(cast.engine) as session:
        for period in (month, decree):
            assert period.last_on <= last
            found, _ = past_tallies(session, day=period.last_on, period=period, fresh_days=10)
            assert found == one_by_one(months, period)
            assert found.sum.newly_given + found.sum.carried_over == found.sum.total > 0
        assert found.sum.carried_over > 0


def one_by_one(months: Months, period: Period) -> Rollup:
    before = months.stood.get(period.first_on - timedelta(days=1), {})
    counted = []
    for key, row in months.stood[period.last_on].items():
        gone = months.closed.get(row.plan_id, date.max) < period.first_on
        since = origin(before[key].status if key in before else None, row.status)
        if row.part == "owner" and since is not None and not gone:
            facts = (row.kind, row.status, row.due_on, row.first_due_on, row.reported_on)
            counted.append(CountedObligation(str(row.agency_id), *facts, since=since))
    return count(counted, today=period.last_on, fresh_days=10, period=period)


def test_a_civil_day_ends_at_midnight_in_viet_nam(cast: Cast) -> None:
    assert end_of_day(FIRST) == datetime(2026, 11, 2, 17, tzinfo=UTC)
    cast.settle_province()
    plan_id = cast.tracked_plan(item("A", "Sở Nội vụ", due=date(2026, 11, 20)))
    (owed,) = cast.obligations(plan_id)
    moves = [(date(2026, 11, 5), 23, 59, "acknowledged"), (date(2026, 11, 7), 0, 0, "suspended")]
    for day, hour, minute, target in moves:
        with writing(cast.engine) as session:
            stamp(session, owed, target, cast.at(day, hour, minute))

    def asides(day: date) -> tuple[int, int]:
        with reading(cast.engine) as session:
            owners, _ = past_tallies(session, day=day)
        return owners.sum.unacknowledged, owners.sum.aside

    told = [asides(date(2026, 11, n)) for n in (1, 2, 4, 5, 6, 7)]
    assert told == [(0, 0), (1, 0), (1, 0), (0, 0), (0, 0), (0, 1)]


def stamp(session: Session, row: Obligation, target: str, at: datetime, *, with_facts: bool = True) -> None:
    facts = {"agency_id": row.agency_id, "kind": row.kind, "part": row.part, "due_on": row.due_on}
    session.add(
        StatusChange(
            obligation_id=row.id or 0,
            at=at,
            actor="x",
            actor_role="lead",
            from_status="assigned",
            to_status=target,
            **(facts if with_facts else {}),  # type: ignore[arg-type]
        )
    )


def test_rows_from_before_the_journal_held_facts_are_completed_from_the_obligation(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("A", "Sở Nội vụ", due=date(2026, 11, 20)))
    (owed,) = cast.obligations(plan_id)
    with writing(cast.engine) as session:
        stamp(session, owed, "in_progress", cast.at(date(2026, 11, 4)), with_facts=False)
    with reading(cast.engine) as session:
        owners, coordinators = past_tallies(session, day=date(2026, 11, 25))
    assert [key for key, _ in owners.rows] == [str(owed.agency_id)]
    assert (owners.sum.open_overdue, owners.sum.total, coordinators.rows) == (1, 1, ())


def test_an_extension_granted_later_does_not_reach_back(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("A", "Sở Nội vụ", due=date(2026, 11, 6)))
    (owed,) = cast.obligations(plan_id)
    months = Months(cast, random.Random(0))
    months.chance.random = lambda: 0.0  # type: ignore[method-assign]
    months.more_time(owed, date(2026, 11, 10))
    with reading(cast.engine) as session:
        late = [
            past_tallies(session, day=date(2026, 11, n))[0].sum.open_overdue for n in (6, 7, 9, 10, 19, 20)
        ]
    assert late == [0, 1, 1, 0, 0, 1]


def test_a_plan_closed_since_is_still_in_the_days_before(cast: Cast) -> None:
    cast.settle_province()
    cast.tracked_plan(item("A", "Sở Nội vụ", due=date(2026, 11, 20)))
    Months(cast, random.Random(0)).close_plan(date(2026, 11, 9))
    with reading(cast.engine) as session:
        told = [past_tallies(session, day=date(2026, 11, n))[0].sum.total for n in (8, 9)]
        november = period_named("2026-11")
        in_month = past_tallies(session, day=november.last_on, period=november)[0].sum.total
        named = past_tallies(session, day=date(2026, 11, 9), plan_id=1)[0].sum.total
    assert (told, in_month, named) == ([1, 0], 1, 1)


def test_a_day_outside_the_period_and_a_period_to_come_are_refused() -> None:
    question = Question(period=period_named("2026-11"))
    assert question.day_counted(None, date(2026, 11, 23)) == date(2026, 11, 23)
    assert question.day_counted(None, date(2026, 12, 23)) == date(2026, 11, 30)
    assert question.day_counted(date(2026, 11, 8), date(2026, 12, 23)) == date(2026, 11, 8)
    for asked, today in ((date(2026, 12, 1), date(2026, 12, 23)), (None, date(2026, 10, 31))):
        with pytest.raises(Refused):
            question.day_counted(asked, today)
