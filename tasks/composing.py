"""Writing digests: what was claimed becomes one message per recipient and day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from config.office import Office
from config.settings import SHIPPED, Settings
from notify.compose import agency_digest, lead_digest
from notify.mail import sender_domain
from rules.sending import day_of, send_from
from rules.status import OPEN
from rules.wording import DigestFacts, RemindedItem, word_digest
from rules.wording_lead import LeadFacts, LeadItem, PlanCounts, word_lead_digest
from store.boards import Filters, ObligationRow, obligation_rows, rollup_by_agency
from store.database import reading, writing
from store.digests import (
    LedPlan,
    attach_reminders,
    contacts_of,
    led_plans,
    open_counts,
    reminded_on,
    told_on,
    undelivered,
)
from store.links import issue_link
from store.messages import NewMessage, put_words, queue_message
from store.reminders import PendingReminder, claimed_on, uncomposed

# Agencies written in one transaction: a crash costs their work only, and others get to write between.
BATCH = 50
AGENCY, LEAD = "agency-digest", "lead-digest"


@dataclass(frozen=True, slots=True)
class _Post:
    """What every message of one composition shares."""

    settings: Settings
    folders: tuple[Path, ...]
    today: date
    # The day on which the digest goes out and is read: its days are counted to it, and it is unique for it.
    read_on: date
    now: datetime
    not_before_at: datetime

    def blank(self, kind: str, contact_id: int, agency_id: int) -> NewMessage:
        """Return the message of that kind for that contact, still without words."""
        domain = sender_domain(self.settings.mail_from)
        return NewMessage(kind, contact_id, agency_id, self.read_on, domain, self.not_before_at)


def compose_digests(
    engine: Engine, settings: Settings, office: Office, *, today: date, now: datetime
) -> list[int]:
    """Write one digest per contact of every agency with new reminders, then the lead agencies'; return ids.

    Each agency's messages, report links and reminders are stored together or not at all. Reminders of an
    agency without an active contact stay as they are and stand in the lead agency's digest; those of an
    agency that already has that day's digest wait for the next day's. A digest belongs to the day on which
    it goes out. On a day off and after the working hours nothing is written: the next working morning
    writes everything in one digest. Run for another day than that of the clock, it writes at once.
    """
    not_before = send_from(now, office.calendar)
    if day_of(now) == today < day_of(not_before):
        return []
    read_on = max(today, day_of(not_before))
    folders = tuple(f for f in (settings.config_dir, SHIPPED) if f is not None)
    post = _Post(settings, tuple(f / "templates" for f in folders), today, read_on, now, not_before)
    with reading(engine) as session:
        waiting = _by_agency(uncomposed(session, today=read_on))
        contacts = contacts_of(session, waiting)
        counts = open_counts(session, waiting, today=read_on)
    made: list[int] = []
    reachable = iter([agency for agency in waiting if agency in contacts])
    while batch := list(islice(reachable, BATCH)):
        with writing(engine) as session:
            for agency in batch:
                made += _tell_agency(
                    session, post, waiting[agency], contacts[agency], counts.get(agency, (0, 0))
                )
    unreachable = [rows for agency, rows in waiting.items() if agency not in contacts]
    return made + _tell_leads(engine, post, unreachable, is_working=office.calendar.is_working(today))


def _by_agency(pending: Iterable[PendingReminder]) -> dict[int, list[PendingReminder]]:
    found: dict[int, list[PendingReminder]] = defaultdict(list)
    for one in pending:
        found[one.row.agency_id].append(one)
    return dict(found)


def _tell_agency(
    session: Session,
    post: _Post,
    pending: Sequence[PendingReminder],
    contacts: Sequence[int],
    counts: tuple[int, int],
) -> list[int]:
    """Write the digest of one agency to each of its contacts; the reminders point to the first."""
    if told_on(session, contacts, kind=AGENCY, day=post.read_on):
        return []
    first = pending[0].row
    items = tuple(_reminded(one) for one in pending)
    late = sum(item.standing.name == "overdue" for item in items)
    words = word_digest(
        DigestFacts(
            agency=first.agency_name,
            is_ordered=first.is_ordered,
            on=post.read_on,
            items=items,
            other_open=max(counts[0] - len(items), 0),
            other_overdue=max(counts[1] - late, 0),
            link_days=post.settings.link_days,
        )
    )
    made = []
    for contact in contacts:
        message = queue_message(session, post.blank(AGENCY, contact, first.agency_id), now=post.now)
        if message is None or message.id is None:
            continue
        token = issue_link(
            session,
            agency_id=first.agency_id,
            message_id=message.id,
            now=post.now,
            days=post.settings.link_days,
            key=post.settings.signing_key,
        )
        text, html = agency_digest(words, link=f"{post.settings.base_url}/r/{token}", folders=post.folders)
        put_words(session, message, subject=words.subject, text=text, html=html)
        made.append(message.id)
    if made:
        attach_reminders(session, [one.row.obligation_id for one in pending], message_id=made[0])
    return made


def _reminded(one: PendingReminder) -> RemindedItem:
    row = one.row
    return RemindedItem(
        plan=row.plan_label,
        ref=row.ref,
        text=row.text,
        part=row.part,
        kind=row.kind,
        status=row.status,
        due_on=row.due_on,
        standing=row.standing,
        rule=one.reminder.rule,
        number=one.number,
    )


def _tell_leads(
    engine: Engine, post: _Post, unreachable: Sequence[Sequence[PendingReminder]], *, is_working: bool
) -> list[int]:
    """Write the lead agencies' digests; what is gathered is read before the writing begins."""
    by_lead: dict[int, list[LedPlan]] = defaultdict(list)
    facts: dict[int, LeadFacts] = {}
    with reading(engine) as session:
        for plan in led_plans(session):
            by_lead[plan.lead_id].append(plan)
        contacts = contacts_of(session, by_lead)
        for lead, plans in by_lead.items():
            if lead in contacts and not told_on(session, contacts[lead], kind=LEAD, day=post.read_on):
                found = _lead_facts(session, post, plans, unreachable, is_working=is_working)
                if found.plans:
                    facts[lead] = found
    made: list[int] = []
    for lead, found in facts.items():
        words = word_lead_digest(found)
        text, html = lead_digest(words, folders=post.folders)
        with writing(engine) as session:
            for contact in contacts[lead]:
                message = queue_message(session, post.blank(LEAD, contact, lead), now=post.now)
                if message is not None and message.id is not None:
                    put_words(session, message, subject=words.subject, text=text, html=html)
                    made.append(message.id)
    return made


def _lead_facts(
    session: Session,
    post: _Post,
    plans: Sequence[LedPlan],
    unreachable: Sequence[Sequence[PendingReminder]],
    *,
    is_working: bool,
) -> LeadFacts:
    """Return what a lead agency is told: of its plans that reminded somebody today or have late work."""
    told: list[PlanCounts] = []
    rows: list[ObligationRow] = []
    ids: list[int] = []
    for plan in plans:
        rollup = rollup_by_agency(session, today=post.today, plan_id=plan.plan_id)
        has_news = claimed_on(session, plan_id=plan.plan_id, day=post.today) or reminded_on(
            session, plan_id=plan.plan_id, day=post.read_on
        )
        if has_news or (is_working and rollup.sum.open_overdue):
            address = f"{post.settings.base_url}/bang?ke_hoach={plan.plan_id}"
            told.append(PlanCounts(plan.label, plan.title, rollup, address))
            filters = Filters(plan_id=plan.plan_id, statuses=OPEN | {"reported"})
            rows += obligation_rows(session, today=post.today, filters=filters)
            ids.append(plan.plan_id)
    overdue = sorted((r for r in rows if r.standing.name == "overdue"), key=lambda r: -r.standing.days)
    return LeadFacts(
        agency=plans[0].lead_name,
        on=post.today,
        plans=tuple(told),
        overdue=tuple(_lead_item(r) for r in overdue if r.part == "owner"),
        overdue_support=tuple(_lead_item(r) for r in overdue if r.part != "owner"),
        waiting=tuple(_lead_item(r) for r in rows if r.status == "reported"),
        unreachable=_unreachable(unreachable, ids),
        refused=tuple(undelivered(session, plan_ids=ids, now=post.now)),
    )


def _unreachable(
    waiting: Sequence[Sequence[PendingReminder]], plan_ids: Sequence[int]
) -> tuple[tuple[str, int], ...]:
    counted = (
        (rows[0].row.agency_name, sum(one.row.plan_id in plan_ids for one in rows)) for rows in waiting
    )
    return tuple(sorted((name, count) for name, count in counted if count))


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
