"""Planning the open looks anew: after the office's calendar or ladder, or a plan's own rungs, have changed.

No due day is moved by this: what was issued stands. Only the day of the next look changes.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, bindparam, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from config.office import Office
from models.errors import Refused
from models.obligation import Obligation
from models.plan import Plan
from models.running import Marker
from rules.ladder import LadderRules, ObligationFacts, adapted, next_look_on, rules_of_plan
from rules.status import OPEN
from rules.workday import WorkCalendar
from store.audit import note
from store.database import reading, writing
from store.looking import look_instant
from store.plans import get_plan
from store.reminders import FACTS

# What the office's calendar and ladder read when the looks were last planned.
MARKER = "office.rules"
# Obligations planned in one transaction.
BATCH = 2000


def replan_if_changed(engine: Engine, office: Office, *, today: date, now: datetime) -> int:
    """Plan every open look anew where the office's files have changed; return how many looks moved.

    Where nobody has noted yet how the files read, they are noted and nothing is planned: every look that
    stands was planned by rules of this program, and the next look plans the one after by those of now.
    The note is written last, so that a crash begins again.
    """
    with reading(engine) as session:
        known = session.get(Marker, MARKER)
    if known is not None and known.value == office.fingerprint:
        return 0
    moved = 0
    if known is not None:
        after = 0
        while True:
            with writing(engine) as session:
                last, count = _replan_some(session, office.calendar, office.ladder, after=after)
                moved += count
            if last is None:
                break
            after = last
    # Of two that note it at once one is enough.
    with suppress(IntegrityError), writing(engine) as session:
        session.merge(Marker(name=MARKER, value=office.fingerprint, at=now))
        if known is not None:
            day = today.isoformat()
            note(session, what="office.rules-changed", by="Đôn đốc", now=now, as_of=day, moved=moved)
    return moved


def set_plan_ladder(
    session: Session,
    *,
    plan_id: int,
    overrides: dict[str, object] | None,
    by: str,
    now: datetime,
    calendar: WorkCalendar,
    ladder: LadderRules,
) -> Plan:
    """Give a plan rungs of its own over the office's (None or {}: the office's alone) and return it.

    The plan's open looks are planned anew. Raises BadSettings that names the field at fault, and Refused
    for a plan that is no longer tracked.
    """
    plan = get_plan(session, plan_id)
    if plan.state not in ("draft", "active"):
        raise Refused("Kế hoạch này không còn được theo dõi.", hint="Bậc thang nhắc việc không đổi được nữa.")
    adapted(ladder, overrides)
    before, plan.ladder = plan.ladder, overrides or None
    session.add(plan)
    session.flush()
    moved, after = 0, 0
    while True:
        last, count = _replan_some(session, calendar, ladder, after=after, plan_id=plan_id)
        moved += count
        if last is None:
            break
        after = last
    note(
        session,
        what="plan.ladder-set",
        by=by,
        now=now,
        plan_id=plan_id,
        before=before,
        after=plan.ladder,
        moved=moved,
    )
    return plan


def _replan_some(
    session: Session, calendar: WorkCalendar, ladder: LadderRules, *, after: int, plan_id: int | None = None
) -> tuple[int | None, int]:
    """Plan some open looks anew; return the id to go on from (None: nothing is left) and how many moved.

    The next look is the first step after the last one, be it in the past: then it is made good today.
    """
    query: Any = (
        select_columns(
            col(Obligation.id),
            col(Obligation.revision),
            col(Obligation.next_look_at),
            col(Obligation.last_looked_on),
            col(Plan.is_urgent),
            col(Plan.ladder),
            *FACTS,
        )
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            col(Obligation.id) > after,
            col(Obligation.status).in_(sorted(OPEN)),
            col(Plan.state) == "active",
        )
        .order_by(col(Obligation.id))
        .limit(BATCH)
    )
    if plan_id is not None:
        query = query.where(col(Obligation.plan_id) == plan_id)
    rows = session.execute(query).all()
    moved = list(_moved(rows, calendar, ladder))
    if moved:
        session.connection().execute(
            update(Obligation)
            # Who has moved it meanwhile has planned its look, too.
            .where(col(Obligation.id) == bindparam("key"), col(Obligation.revision) == bindparam("known"))
            .values(next_look_at=bindparam("look")),
            moved,
        )
    return (rows[-1][0] if len(rows) == BATCH else None), len(moved)


def _moved(rows: Sequence[Any], calendar: WorkCalendar, ladder: LadderRules) -> Iterator[dict[str, object]]:
    """Yield the looks that the rules of now plan for another day."""
    planned: dict[Any, datetime | None] = {}
    for key, revision, stands, looked, is_urgent, own, *columns in rows:
        facts = ObligationFacts(*columns)
        # A group's members share their facts: one decision for all of them.
        same = (facts, looked, is_urgent, repr(own))
        if same not in planned:
            rules = rules_of_plan(calendar, ladder, is_urgent=is_urgent, overrides=own)
            since = looked or facts.assigned_on - timedelta(days=1)
            day = next_look_on(facts, rules.ladder, rules.calendar, today=since)
            planned[same] = look_instant(day) if day else None
        if planned[same] != stands:
            yield {"key": key, "known": revision, "look": planned[same]}
