"""Freezing a roll-up: its table stored with its day, its SHA-256 and who did it."""

from datetime import date, datetime

from sqlmodel import Session

from models.rollup import RollupSnapshot
from rules.civil import day_of
from rules.rollup import as_table, seal
from store.rollups import Answer, Question, answer
from store.snapshots import newest_frozen


def freeze(
    session: Session, question: Question, *, as_of: date, now: datetime, fresh_days: int, by: str = ""
) -> RollupSnapshot:
    """Count as of a day, store the table and return it; a day that is over is counted from the journal.

    The same table is stored once; a table that differs (reports came in) is stored beside the old one.
    """
    found = answer(
        session, question, as_of=as_of, today=day_of(now), fresh_days=fresh_days, with_frozen=False
    )
    table = full_table(found)
    digest = seal(table)
    known = newest_frozen(session, question.scope, as_of)
    if known is not None and known.sha256 == digest:
        return known
    kept = RollupSnapshot(
        scope=question.scope,
        plan_id=question.plan_id,
        as_of=as_of,
        table=table,
        sha256=digest,
        at=now,
        by=by,
    )
    session.add(kept)
    session.flush()
    return kept


def full_table(found: Answer) -> dict[str, object]:
    """Return the table that is frozen and printed as JSON: the owners' with the coordinators' beside it."""
    table = as_table(found.owners)
    if found.coordinators.rows:
        beside = as_table(found.coordinators)
        table["coordinators"] = {name: beside[name] for name in ("rows", "sum")}
    return table
