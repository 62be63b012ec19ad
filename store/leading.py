"""What a lead agency's digest is made of: the plans with news, what is late, what waits, what failed."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from models.agency import Agency
from models.obligation import Obligation
from models.plan import Plan, plan_label
from models.reminder import Message, Reminder
from rules.sending import TO_LEADERS
from store.boards import Filters, obligation_rows
from store.obligation_rows import ObligationRow
from store.reminders import chunks
from store.urgency import condition, order

# What is older than this is no news: a digest that was not delivered.
_STALE_DAYS = 30


@dataclass(frozen=True, slots=True)
class LedPlan:
    """An active plan and the lead agency that is told of it."""

    plan_id: int
    label: str
    title: str
    lead_id: int
    lead_name: str
    # The obligation that the plan breaks down: its lead is an agency, which has its own page for it.
    breaks_down_id: int | None = None


@dataclass(frozen=True, slots=True)
class TopRows:
    """The most pressing obligations of a list, and how many the whole list has."""

    rows: tuple[ObligationRow, ...]
    total: int


def led_plans(session: Session) -> list[LedPlan]:
    """Return the active plans whose lead agency is known, by lead and plan."""
    query: Any = (
        select_columns(
            col(Plan.id),
            col(Plan.number),
            col(Plan.title),
            col(Agency.id),
            col(Agency.name),
            col(Plan.breaks_down_id),
        )
        .join(Agency, col(Agency.id) == col(Plan.lead_agency_id))
        .where(col(Plan.state) == "active")
        .order_by(col(Agency.id), col(Plan.id))
    )
    return [
        LedPlan(key, plan_label(number, title), title, lead_id, lead, above)
        for key, number, title, lead_id, lead, above in session.execute(query)
    ]


def plans_with_news(session: Session, *, since: date, today: date, read_on: date) -> set[int]:
    """Return the plans of which something was claimed from ``since`` to ``today``, or told on ``read_on``."""
    asked = col(Reminder.looked_on).between(since, today)
    carried = col(Reminder.message_id).in_(select_columns(col(Message.id)).where(col(Message.on) == read_on))
    found: set[int] = set()
    for where in (asked, carried):
        query: Any = (
            select_columns(col(Obligation.plan_id))
            .join(Reminder, col(Reminder.obligation_id) == col(Obligation.id))
            .where(where)
            .distinct()
        )
        found.update(session.execute(query).scalars())
    return found


def late_counts(session: Session, *, today: date) -> dict[int, int]:
    """Return how many owners' obligations are late, per plan that has any."""
    # The sum keeps SQLite from an index in whose order it would look at everything there is.
    plan_id = col(Obligation.plan_id) + literal_column("0")
    query: Any = (
        select_columns(plan_id, func.count())
        .where(condition("overdue", today), col(Obligation.part) == "owner")
        .group_by(plan_id)
    )
    return {plan: int(n) for plan, n in session.execute(query)}


def late_rows(session: Session, *, plan_ids: Collection[int], today: date, part: str, limit: int) -> TopRows:
    """Return the latest obligations of these plans, and how many are late."""
    ranked = _ranked(session, ("late", today), [condition("overdue", today)], order("overdue", today))
    return _top(session, ranked, plan_ids, today, limit, part=part)


def reported_rows(session: Session, *, plan_ids: Collection[int], today: date, limit: int) -> TopRows:
    """Return the reports that wait longest for the lead's word, and how many wait."""
    by_day = [func.coalesce(Obligation.reported_on, date.max), col(Obligation.id)]
    ranked = _ranked(session, ("reported", today), [col(Obligation.status) == "reported"], by_day)
    return _top(session, ranked, plan_ids, today, limit)


def _ranked(
    session: Session, question: Hashable, where: list[ColumnElement[bool]], by: list[Any]
) -> list[tuple[int, int, str]]:
    """Return (obligation, plan, part) of a whole list in its order, asked for once in a session.

    Asked for by the plans of each lead agency, it would cost a look at all that these plans hold.
    """
    kept: dict[Hashable, list[tuple[int, int, str]]] = session.info.setdefault("ranked", {})
    if question not in kept:
        query: Any = (
            select_columns(col(Obligation.id), col(Obligation.plan_id), col(Obligation.part))
            # The sum keeps SQLite from beginning at the plans, which leads it over all that they hold.
            .join(Plan, col(Plan.id) == col(Obligation.plan_id) + 0)
            .where(*where, col(Plan.state) == "active")
            .order_by(*by)
        )
        kept[question] = [(key, plan, part) for key, plan, part in session.execute(query)]
    return kept[question]


def _top(
    session: Session,
    ranked: list[tuple[int, int, str]],
    plan_ids: Collection[int],
    today: date,
    limit: int,
    *,
    part: str | None = None,
) -> TopRows:
    wanted = set(plan_ids)
    mine = [key for key, plan, its in ranked if plan in wanted and part in (None, its)]
    ids = tuple(mine[:limit])
    rows = obligation_rows(session, today=today, filters=Filters(obligation_ids=ids)) if ids else []
    place = {key: n for n, key in enumerate(ids)}
    return TopRows(tuple(sorted(rows, key=lambda r: place[r.obligation_id])), len(mine))


def undelivered(session: Session, *, plan_ids: Collection[int], now: datetime) -> list[tuple[str, str]]:
    """Return agencies of these plans whose newest digest was refused, came back or fails for a day, and why.

    Each agency once, by name; what is older than 30 days is no news.
    """
    newest = (
        select_columns(func.max(Message.id).label("message_id"))
        .where(
            col(Message.kind).in_(["agency-digest", "urgent-digest", *sorted(TO_LEADERS)]),
            col(Message.created_at) > now - timedelta(days=_STALE_DAYS),
        )
        .group_by(col(Message.contact_id))
        .subquery()
    )
    stuck = and_(
        col(Message.state) == "queued",
        col(Message.attempts) > 0,
        col(Message.created_at) <= now - timedelta(days=1),
    )
    query: Any = (
        select_columns(col(Agency.id), col(Agency.name), col(Message.outcome))
        .join(newest, newest.c.message_id == col(Message.id))
        .join(Agency, col(Agency.id) == col(Message.agency_id))
        .where(or_(col(Message.state) == "refused", col(Message.bounced_at).is_not(None), stuck))
        .order_by(col(Agency.name), col(Message.id))
    )
    failed = list(session.execute(query).all())
    concerned = _agencies_of(session, plan_ids, {agency for agency, _, _ in failed})
    return list({n: (n, why) for agency, n, why in failed if agency in concerned}.values())


def _agencies_of(session: Session, plan_ids: Collection[int], agency_ids: Iterable[int]) -> set[int]:
    """Return those of the agencies that have work under these plans."""
    found: set[int] = set()
    for part in chunks(plan_ids, 500):
        query: Any = (
            select_columns(col(Obligation.agency_id))
            .where(col(Obligation.plan_id).in_(part), col(Obligation.agency_id).in_(sorted(agency_ids)))
            .distinct()
        )
        found.update(session.execute(query).scalars())
    return found
