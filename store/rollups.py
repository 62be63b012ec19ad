"""What a roll-up is asked for, and its answer: as things stand, as frozen, or from the journal."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlmodel import Session

from models.errors import Refused
from models.rollup import RollupSnapshot
from rules.periods import Period
from rules.rollup import By, Rollup, regrouped
from store.pastdays import past_tallies
from store.rownames import row_labels
from store.snapshots import newest_frozen, rollups_in
from store.tallies import tallies

# now: as the obligations stand; journal: counted again from the journal; frozen: as it was frozen.
Source = Literal["now", "journal", "frozen"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be counted: by what, of one plan or all that are tracked, on a day or over a period."""

    by: By = "agency"
    plan_id: int | None = None
    period: Period | None = None

    @property
    def scope(self) -> str:
        """Return the scope under which the answer is frozen: "plan:12", "level", "level period:2026-11"."""
        parts = [f"plan:{self.plan_id}"] if self.plan_id is not None else []
        parts += [f"period:{self.period.key}"] if self.period else []
        if self.by != "agency" or not parts:
            parts.insert(0, self.by)
        return " ".join(parts)

    def day_counted(self, asked: date | None, today: date) -> date:
        """Return the day as of which to count: the one asked for, the period's last, or today.

        A period that still runs is counted as of today. Raises Refused for a period that has not begun
        and for a day outside the period.
        """
        if self.period is None:
            return asked or today
        if self.period.first_on > today:
            raise Refused(f"Kỳ {self.period.words} chưa bắt đầu.", hint="Chọn một kỳ đã qua hoặc đang chạy.")
        day = asked or min(self.period.last_on, today)
        if not self.period.first_on <= day <= self.period.last_on:
            raise Refused(
                f"Ngày {day:%d/%m/%Y} không thuộc {self.period.words}.",
                hint=f"Kỳ này {self.period.span_words}.",
            )
        return day


@dataclass(frozen=True, slots=True)
class Answer:
    """The official counts (owners) with the coordinators' beside them, and where they come from.

    ``frozen`` is the roll-up as stored, where the answer is one.
    """

    owners: Rollup
    coordinators: Rollup
    source: Source
    frozen: RollupSnapshot | None = None


def answer(
    session: Session,
    question: Question,
    *,
    as_of: date,
    today: date,
    fresh_days: int,
    with_frozen: bool = True,
) -> Answer:
    """Return the roll-up asked for as of a day.

    A day that is over is given as it was frozen, where it was, and counted from the journal otherwise: asked
    twice it is the same table. Today and days ahead are counted from the obligations as they stand. Raises
    Refused for a frozen roll-up that was changed since, and where cells do not sum.
    """
    if as_of < today and with_frozen and (kept := newest_frozen(session, question.scope, as_of)):
        return frozen_answer(kept)
    owners, coordinators = counted(session, question, as_of=as_of, today=today, fresh_days=fresh_days)
    return Answer(owners, coordinators, "journal" if as_of < today else "now")


def frozen_answer(kept: RollupSnapshot) -> Answer:
    """Return a stored roll-up; raises Refused where it was changed since it was frozen."""
    owners, coordinators = rollups_in(kept)
    return Answer(owners, coordinators, "frozen", kept)


def counted(
    session: Session, question: Question, *, as_of: date, today: date, fresh_days: int
) -> tuple[Rollup, Rollup]:
    """Return the owners' and the coordinators' counts, rows named for people, whatever was frozen."""
    asked: dict[str, Any] = {"by": question.by, "plan_id": question.plan_id, "fresh_days": fresh_days}
    if as_of < today or question.period is not None:
        found = past_tallies(session, day=as_of, period=question.period, **asked)
    else:
        found = tallies(session, today=as_of, is_named=False, **asked)
    keys = {key for one in found for key, _ in one.rows}
    names = row_labels(session, question.by, keys)
    owners, coordinators = (regrouped(one, question.by, names.__getitem__) for one in found)
    return owners, coordinators
