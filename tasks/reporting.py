"""The roll-up: counted, frozen with its day and hash."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from models.rollup import RollupSnapshot
from rules.rollup import (
    BY_NAMES,
    FRESH_DAYS,
    RATE_NAMES,
    Rollup,
    checked,
    column_names,
    percent,
)
from store.database import writing
from store.freezing import freeze
from store.plans import get_plan
from store.rollups import Question
from store.snapshots import newest_frozen, rollups_in


@dataclass(frozen=True, slots=True)
class FrozenRollup:
    """A plan's roll-up as frozen: the counts, their hash and the plan's name for people."""

    plan_label: str
    rollup: Rollup
    sha256: str
    coordinators: Rollup


def freeze_rollup(
    engine: Engine, *, plan_id: int, as_of: date, now: datetime, by: str = "", fresh_days: int = FRESH_DAYS
) -> FrozenRollup:
    """Count a plan by agency as of a day, store the table with its SHA-256 and return it.

    The same table is stored once; a table that differs (reports came in) is stored beside the old one.
    """
    with writing(engine) as session:
        plan = get_plan(session, plan_id)
        kept = freeze(session, Question(plan_id=plan_id), as_of=as_of, now=now, by=by, fresh_days=fresh_days)
        owners, coordinators = rollups_in(kept)
        return FrozenRollup(plan.label, owners, kept.sha256, coordinators)


def frozen_rollup(session: Session, *, plan_id: int, day: date) -> Rollup | None:
    """Return a plan's counts as they were last frozen on that day, or None where none were."""
    kept: RollupSnapshot | None = newest_frozen(session, Question(plan_id=plan_id).scope, day)
    return None if kept is None else rollups_in(kept)[0]


def people_table(rollup: Rollup) -> list[dict[str, str | int]]:
    """Return the roll-up as rows with the official column names, the sum last; Refused if it does not sum."""
    named = [*checked(rollup).rows, ("Tổng cộng", rollup.sum)]
    columns = column_names(in_period=rollup.period is not None)
    return [
        {
            BY_NAMES[rollup.by]: name,
            **{title: getattr(counts, field) for field, title in columns.items()},
            **{title: percent(getattr(counts, field)) for field, title in RATE_NAMES.items()},
        }
        for name, counts in named
    ]
