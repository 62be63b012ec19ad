"""What the lead and an agency write to each other about one obligation; rows that are only ever added."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.agency import Agency
from models.assignment import Assignment
from models.errors import NotFound, Refused
from models.journal import Comment
from models.obligation import Obligation
from models.plan import Plan, plan_label
from models.reminder import Message
from rules.comments import MOST, NEWS, Side, clean_comment, news_since

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment of the other side that its reader has not been told of."""

    obligation_id: int
    plan_id: int
    plan: str
    ref: str
    work: str
    agency_id: int
    agency: str
    is_urgent: bool
    at: datetime
    actor: str
    text: str


def add_comment(
    session: Session, *, obligation_id: int, text: str, actor: str, side: Side, now: datetime
) -> Comment:
    """Store a comment and return it; the same words of the same side twice in a row are one comment.

    Raises NotFound, or Refused for an empty or too long text and for work that is not tracked any more.
    """
    said = clean_comment(text)
    row = session.get(Obligation, obligation_id)
    if row is None:
        raise NotFound("Không có phần việc này.", hint="Quay lại danh sách.")
    if session.get_one(Plan, row.plan_id).state != "active":
        raise Refused("Kế hoạch này không còn được theo dõi.", hint="Liên hệ cơ quan chủ trì kế hoạch.")
    before = comments_of(session, obligation_id)
    if before and (before[-1].actor_role, before[-1].text) == (side, said):
        return before[-1]
    if len(before) >= MOST:
        raise Refused(
            f"Phần việc này đã có {MOST} ý kiến trao đổi.", hint="Trao đổi tiếp bằng điện thoại hoặc văn bản."
        )
    comment = Comment(obligation_id=obligation_id, at=now, actor=actor, actor_role=side, text=said)
    session.add(comment)
    session.flush()
    return comment


def comments_of(session: Session, obligation_id: int) -> list[Comment]:
    """Return what was written about an obligation, the oldest first."""
    query = select(Comment).where(Comment.obligation_id == obligation_id).order_by(col(Comment.id))
    return list(session.exec(query))


def comments_by_obligation(
    session: Session, obligation_ids: Collection[int]
) -> dict[int, tuple[Comment, ...]]:
    """Return what was written about those of the obligations of which something was, the oldest first."""
    found: dict[int, tuple[Comment, ...]] = {}
    if not obligation_ids:
        return found
    query = select(Comment).where(col(Comment.obligation_id).in_(sorted(obligation_ids)))
    for one in session.exec(query.order_by(col(Comment.id))):
        found[one.obligation_id] = (*found.get(one.obligation_id, ()), one)
    return found


def comment_counts(session: Session, obligation_ids: Collection[int]) -> dict[int, int]:
    """Return how many comments those of the obligations have that have any."""
    if not obligation_ids:
        return {}
    query = (
        select(Comment.obligation_id, func.count())
        .where(col(Comment.obligation_id).in_(sorted(obligation_ids)))
        .group_by(col(Comment.obligation_id))
    )
    return dict(session.exec(query).all())


def news_for_agencies(session: Session, *, now: datetime) -> dict[int, list[NewComment]]:
    """Return by agency what the lead wrote since the agency's last digest was written that went out.

    A digest that was not sent has told nobody: what it names stays news. Under active plans only.
    """
    found = _written(session, side="lead", now=now)
    told = _last_told(session, {c.agency_id for c in found}, ("agency-digest", "urgent-digest"))
    return _by(found, lambda c: c.agency_id, told, now)


def news_for_leads(session: Session, *, now: datetime) -> dict[int, list[NewComment]]:
    """Return by lead agency what agencies wrote since the lead's last digest, as ``news_for_agencies``."""
    found = _written(session, side="agency", now=now)
    plans = {c.plan_id for c in found}
    query: Any = select_columns(col(Plan.id), col(Plan.lead_agency_id)).where(col(Plan.id).in_(sorted(plans)))
    leads = {plan: lead for plan, lead in session.execute(query) if lead is not None} if plans else {}
    led = [c for c in found if c.plan_id in leads]
    told = _last_told(session, set(leads.values()), ("lead-digest",))
    return _by(led, lambda c: leads[c.plan_id], told, now)


def _written(session: Session, *, side: Side, now: datetime) -> list[NewComment]:
    # First which comments: in one query SQLite would begin at the plans and go over every obligation.
    recent = session.exec(
        select(Comment.id)
        .where(Comment.actor_role == side, col(Comment.at) > now - NEWS)
        .order_by(col(Comment.id))
    ).all()
    found: list[NewComment] = []
    for start in range(0, len(recent), _CHUNK):
        found += _beside(session, [key for key in recent[start : start + _CHUNK] if key is not None])
    return found


def _beside(session: Session, comment_ids: list[int]) -> list[NewComment]:
    """Return these comments with the work and the plan that they are about, of active plans only."""
    query: Any = (
        select_columns(
            col(Obligation.id),
            col(Plan.id),
            col(Plan.number),
            col(Plan.title),
            col(Plan.is_urgent),
            col(Assignment.ref),
            col(Assignment.text),
            col(Agency.id),
            col(Agency.name),
            col(Comment.at),
            col(Comment.actor),
            col(Comment.text),
        )
        .select_from(Comment)
        .join(Obligation, col(Obligation.id) == col(Comment.obligation_id))
        .join(Assignment, col(Assignment.id) == col(Obligation.assignment_id))
        .join(Agency, col(Agency.id) == col(Obligation.agency_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.state) == "active", col(Comment.id).in_(comment_ids))
        .order_by(col(Comment.id))
    )
    return [
        NewComment(key, plan, plan_label(number, title), ref, work, agency, name, is_urgent, at, actor, text)
        for key, plan, number, title, is_urgent, ref, work, agency, name, at, actor, text in session.execute(
            query
        )
    ]


def _last_told(session: Session, agency_ids: set[int], kinds: tuple[str, ...]) -> dict[int, datetime]:
    """Return when the last digest was written that went out to each of these agencies."""
    found: dict[int, datetime] = {}
    ids = sorted(agency_ids)
    for start in range(0, len(ids), _CHUNK):
        query: Any = (
            select_columns(col(Message.agency_id), func.max(Message.created_at))
            .where(
                col(Message.agency_id).in_(ids[start : start + _CHUNK]),
                col(Message.kind).in_(kinds),
                col(Message.state) == "sent",
            )
            .group_by(col(Message.agency_id))
        )
        found.update((agency, at) for agency, at in session.execute(query))
    return found


def _by(
    found: list[NewComment], reader: Callable[[NewComment], int], told: dict[int, datetime], now: datetime
) -> dict[int, list[NewComment]]:
    news: dict[int, list[NewComment]] = {}
    for one in found:
        who = reader(one)
        if one.at > news_since(told.get(who), now):
            news.setdefault(who, []).append(one)
    return news
