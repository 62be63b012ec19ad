"""Writing the lead agencies' digests: of the plans with news or late work, once a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from notify.compose import lead_digest
from rules.wording_lead import (
    LIST_ROWS,
    TABLES,
    LeadFacts,
    LeadItem,
    PlanCounts,
    rows_each,
    word_lead_digest,
)
from rules.workday import WorkCalendar
from store.comments import NewComment, news_for_leads
from store.database import reading, writing
from store.digests import attach_reminders, recipients_of, told_on
from store.leading import (
    LedPlan,
    late_counts,
    late_rows,
    led_plans,
    plans_with_news,
    reported_rows,
    undelivered,
)
from store.messages import put_words, queue_message
from store.obligation_rows import ObligationRow
from store.plan_tallies import PlanTally, tally_plans
from store.summaries import takers
from tasks.comments import comment_items
from tasks.letterheads import decline_address
from tasks.piles import Line, once_each
from tasks.posting import LEAD, Post


@dataclass(frozen=True, slots=True)
class _LeadPile:
    """What one lead agency is told of: its plans with news, and what leaders should hear through it."""

    plans: tuple[LedPlan, ...]
    lines: tuple[Line, ...]
    contacts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeadDesk:
    """One lead agency that is written to: what it is told, whom it reaches, the reminders it carries."""

    facts: LeadFacts
    contacts: tuple[int, ...]
    reminder_ids: tuple[int, ...]


def tell_leads(
    engine: Engine,
    post: Post,
    calendar: WorkCalendar,
    lines: Mapping[int, Sequence[Line]],
    unreached: Sequence[ObligationRow],
) -> list[int]:
    """Write the lead agencies' digests and return the ids; gathering is done before the writing begins.

    ``lines`` are, by lead agency, what leaders without an address should hear; ``unreached`` the reminded
    obligations of agencies without one.
    """
    with reading(engine) as session:
        desks = lead_desks(session, post, calendar, lines, unreached)
    made: list[int] = []
    for lead, desk in desks.items():
        words = word_lead_digest(desk.facts)
        with writing(engine) as session:
            for contact in desk.contacts:
                message = queue_message(session, post.blank(LEAD, contact, lead), now=post.now)
                if message is not None and message.id is not None:
                    decline = decline_address(post.settings.base_url, message.id, post.settings.signing_key)
                    text, html = lead_digest(words, folders=post.folders, decline=decline)
                    put_words(session, message, subject=words.subject, text=text, html=html)
                    attach_reminders(session, desk.reminder_ids, message_id=message.id)
                    made.append(message.id)
    return made


def lead_desks(
    session: Session,
    post: Post,
    calendar: WorkCalendar,
    lines: Mapping[int, Sequence[Line]],
    unreached: Sequence[ObligationRow],
    *,
    only: int | None = None,
) -> dict[int, LeadDesk]:
    """Return what each lead agency is to read that has not its digest of the day yet; ``only``: that one."""
    late = late_counts(session, today=post.today)
    news = news_for_leads(session, now=post.now)
    piles = _piles(session, post, calendar, lines, late, news)
    piles = {lead: pile for lead, pile in piles.items() if only in (None, lead)}
    shown = {lead: _with_table(pile.plans, late) for lead, pile in piles.items()}
    with_table = {p.plan_id for plans in shown.values() for p in plans}
    most = rows_each(max((len(plans) for plans in shown.values()), default=1))
    tallies = tally_plans(
        session, today=post.today, plan_ids=with_table, most=most, fresh_days=post.fresh_days
    )
    return {
        lead: LeadDesk(
            replace(
                _facts(session, post, pile, shown[lead], tallies, unreached),
                comments=comment_items(news.get(lead, ())),
            ),
            pile.contacts,
            tuple(key for line in pile.lines for key in line.reminder_ids),
        )
        for lead, pile in piles.items()
    }


def _piles(
    session: Session,
    post: Post,
    calendar: WorkCalendar,
    lines: Mapping[int, Sequence[Line]],
    late: Mapping[int, int],
    news: Mapping[int, Sequence[NewComment]],
) -> dict[int, _LeadPile]:
    """Return what each lead agency is told of that can be reached and has not been told today."""
    # What was claimed on days off since the last working morning is news of this one.
    since = calendar.previous_working(post.today - timedelta(days=1)) + timedelta(days=1)
    telling = plans_with_news(session, since=since, today=post.today, read_on=post.read_on)
    if calendar.is_working(post.today):
        telling |= set(late)
    telling |= {line.plan_id for some in lines.values() for line in some}
    telling |= {one.plan_id for some in news.values() for one in some}
    by_lead: dict[int, list[LedPlan]] = defaultdict(list)
    for plan in led_plans(session):
        if plan.plan_id in telling:
            by_lead[plan.lead_id].append(plan)
    known = recipients_of(session, by_lead, on=post.read_on)
    found = {}
    for lead, plans in by_lead.items():
        contacts = known[lead].digests if lead in known else ()
        told = told_on(session, contacts, day=post.read_on)
        relayed = tuple(once_each(lines.get(lead, ())))
        readers = _readers(session, contacts, must_be_read=bool(relayed))
        if readers and not any(one.kind == LEAD for one in told):
            found[lead] = _LeadPile(tuple(plans), relayed, readers)
    return found


def _readers(session: Session, contacts: tuple[int, ...], *, must_be_read: bool) -> tuple[int, ...]:
    """Return who of a lead agency reads its digest: who takes summaries.

    What leaders must hear of goes out all the same: where everybody has declined, to everybody.
    """
    taking = takers(session, contacts)
    found = tuple(c for c in contacts if c in taking)
    return found or (contacts if must_be_read else ())


def _with_table(plans: Sequence[LedPlan], late: Mapping[int, int]) -> list[LedPlan]:
    """Return the plans that have a table in the digest: the latest ones, in their own order."""
    ranked = sorted(plans, key=lambda p: (-late.get(p.plan_id, 0), p.plan_id))[:TABLES]
    return sorted(ranked, key=lambda p: p.plan_id)


def _facts(
    session: Session,
    post: Post,
    pile: _LeadPile,
    shown: Sequence[LedPlan],
    tallies: Mapping[int, PlanTally],
    unreached: Sequence[ObligationRow],
) -> LeadFacts:
    ids = [p.plan_id for p in pile.plans]
    overdue, support = (
        late_rows(session, plan_ids=ids, today=post.today, part=part, limit=LIST_ROWS)
        for part in ("owner", "coordinator")
    )
    waiting = reported_rows(session, plan_ids=ids, today=post.today, limit=LIST_ROWS)
    return LeadFacts(
        agency=pile.plans[0].lead_name,
        on=post.today,
        plans=tuple(_plan_counts(p, tallies[p.plan_id], _address(post, p)) for p in shown),
        overdue=tuple(_lead_item(r) for r in overdue.rows),
        overdue_support=tuple(_lead_item(r) for r in support.rows),
        waiting=tuple(_lead_item(r) for r in waiting.rows),
        unreachable=_unreachable(unreached, set(ids)),
        refused=tuple(undelivered(session, plan_ids=ids, now=post.now)),
        escalated=tuple(line.item for line in pile.lines),
        other_plans=len(pile.plans) - len(shown),
        totals={"overdue": overdue.total, "overdue_support": support.total, "waiting": waiting.total},
    )


def _address(post: Post, plan: LedPlan) -> str:
    """Return where a lead reads on: on the board, or where an agency follows what it broke down."""
    if plan.breaks_down_id is not None:
        return f"{post.settings.base_url}/phan-viec/{plan.breaks_down_id}/phan-ra"
    return f"{post.settings.base_url}/bang?ke_hoach={plan.plan_id}"


def _plan_counts(plan: LedPlan, tally: PlanTally, address: str) -> PlanCounts:
    return PlanCounts(plan.label, plan.title, tally.rollup, address, tally.others, tally.late_others)


def _unreachable(rows: Sequence[ObligationRow], plan_ids: set[int]) -> tuple[tuple[str, int], ...]:
    """Return the agencies of these plans without an address, and how much of their work waits for one."""
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for row in rows:
        if row.plan_id in plan_ids:
            counts[row.agency_id, row.agency_name] += 1
    return tuple(sorted((name, count) for (_, name), count in counts.items()))


def _lead_item(row: ObligationRow) -> LeadItem:
    return LeadItem(
        agency=row.agency_name,
        plan=row.plan_label,
        ref=row.ref,
        text=row.text,
        kind=row.kind,
        due_on=row.due_on,
        standing=row.standing,
        reported_on=row.reported_on,
    )
