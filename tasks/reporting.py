"""The roll-up: counted, frozen with its day and hash."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.rollup import RollupSnapshot
from rules.rollup import CLASS_NAMES, Rollup, as_table, from_table, percent, seal
from store.boards import rollup_by_agency
from store.database import writing
from store.plans import get_plan


@dataclass(frozen=True, slots=True)
class FrozenRollup:
    """A plan's roll-up as frozen: the counts, their hash and the plan's name for people."""

    plan_label: str
    rollup: Rollup
    sha256: str


def freeze_rollup(engine: Engine, *, plan_id: int, as_of: date, now: datetime) -> FrozenRollup:
    """Count a plan as of a day, store the table with its SHA-256 and return it.

    The same table is stored once; a table that differs (reports came in) is stored beside the old one.
    """
    with writing(engine) as session:
        plan = get_plan(session, plan_id)
        rollup = rollup_by_agency(session, today=as_of, plan_id=plan_id)
        table = as_table(rollup)
        digest = seal(table)
        known = session.exec(
            select(RollupSnapshot)
            .where(RollupSnapshot.plan_id == plan_id, RollupSnapshot.as_of == as_of)
            .order_by(col(RollupSnapshot.id).desc())
        ).first()
        if known is None or known.sha256 != digest:
            session.add(
                RollupSnapshot(
                    scope=f"plan:{plan_id}", plan_id=plan_id, as_of=as_of, table=table, sha256=digest, at=now
                )
            )
        return FrozenRollup(plan.label, rollup, digest)


def frozen_rollup(session: Session, *, plan_id: int, day: date) -> Rollup | None:
    """Return a plan's counts as they were last frozen on that day, or None where none were."""
    kept = session.exec(
        select(RollupSnapshot)
        .where(RollupSnapshot.plan_id == plan_id, RollupSnapshot.as_of == day)
        .order_by(col(RollupSnapshot.id).desc())
    ).first()
    return None if kept is None else from_table(kept.table)


def people_table(rollup: Rollup) -> list[dict[str, str | int]]:
    """Return the roll-up as rows with the official column names, the sum last."""
    named = [*rollup.rows, ("Tổng cộng", rollup.sum)]
    return [
        {
            "Cơ quan, đơn vị": name,
            "Tổng số": counts.total,
            **{title: getattr(counts, field) for field, title in CLASS_NAMES.items()},
            "Đúng hạn / đã hoàn thành": percent(counts.on_time_of_done),
            "Đúng hạn / đã đến hạn": percent(counts.on_time_of_due),
        }
        for name, counts in named
    ]
