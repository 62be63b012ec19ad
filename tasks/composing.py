"""Writing digests and letters to leaders: what was claimed becomes one message per recipient and day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy import Engine
from sqlmodel import Session

from config.office import Office
from config.settings import Settings
from notify.compose import agency_digest, escalation_letter
from rules.recipients import Recipients
from rules.wording import DigestFacts, word_digest
from rules.wording_comments import CommentItem
from rules.wording_escalation import EscalationFacts, word_escalation
from store.comments import news_for_agencies
from store.database import reading, writing
from store.digests import (
    Body,
    Told,
    attach_reminders,
    bodies,
    open_counts,
    recipients_of,
    told_on,
)
from store.links import issue_link
from store.messages import put_words, queue_message
from store.obligation_rows import ObligationRow
from store.unwritten import Waiting, uncomposed
from tasks.comments import comment_items
from tasks.leads import tell_leads
from tasks.piles import Line, Pile, once_each, reminded, sort_out
from tasks.posting import Post, posts

# Agencies written in one transaction: a crash costs their work only, and others get to write between.
BATCH = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """One agency that is written to: how it is addressed, who reads, how much is open and late."""

    agency_id: int
    body: Body
    readers: Recipients
    counts: tuple[int, int]
    # What the lead wrote since the agency's last digest.
    comments: tuple[CommentItem, ...] = ()


def compose_digests(
    engine: Engine, settings: Settings, office: Office, *, today: date, now: datetime
) -> list[int]:
    """Write what was claimed, one message per recipient and day, then the lead agencies' digests; return ids.

    Each agency's messages, report links and reminders are stored together or not at all. Reminders of an
    agency without an active contact stay as they are and stand in the lead agency's digest; those of an
    agency that already has that day's digest wait for the next day's. A message belongs to the day on which
    it goes out. Urgent plans have a digest of their own, written on every day and at any hour; the rest is
    written within the working hours (``tasks.posting.posts``).
    """
    made: list[int] = []
    # Urgent plans have no lead's digest of their own: what it is to hear of them stands in the ordinary one.
    for_leads: dict[int, list[Line]] = {}
    unreached: list[ObligationRow] = []
    for post in posts(settings, office.calendar, today=today, now=now, fresh_days=office.fresh_days):
        with reading(engine) as session:
            waiting = uncomposed(session, today=post.read_on, is_urgent=post.is_urgent)
            known = recipients_of(session, desks_of(waiting), on=post.read_on)
            piles = sort_out(waiting, known)
            names = bodies(session, piles.by_agency)
            owing = [agency for agency, pile in piles.by_agency.items() if pile.has_digest]
            counts = open_counts(session, owing, today=post.read_on)
            news = news_for_agencies(session, now=post.now)
        desks = [
            (
                Desk(
                    agency,
                    names[agency],
                    known[agency],
                    counts.get(agency, (0, 0)),
                    comment_items(news.get(agency, ()), only_urgent=post.is_urgent),
                ),
                pile,
            )
            for agency, pile in piles.by_agency.items()
        ]
        made += _tell(engine, post, desks)
        for lead, lines in piles.by_lead.items():
            for_leads.setdefault(lead, []).extend(lines)
        unreached += [one.row for one in waiting.reminders if one.row.agency_id not in known]
        if not post.is_urgent:
            made += tell_leads(engine, post, office.calendar, for_leads, unreached)
    return made


def desks_of(waiting: Waiting) -> set[int]:
    """Return every agency that may have to read something of what waits."""
    found = {one.row.agency_id for one in waiting.reminders}
    for level in waiting.levels:
        found |= {i for i in (level.row.agency_id, level.lead_id, level.issuer_id) if i is not None}
    return found


def _tell(engine: Engine, post: Post, desks: Iterable[tuple[Desk, Pile]]) -> list[int]:
    made: list[int] = []
    left = iter(desks)
    while batch := list(islice(left, BATCH)):
        with writing(engine) as session:
            for desk, pile in batch:
                made += _tell_agency(session, post, desk, pile)
    return made


def _tell_agency(session: Session, post: Post, desk: Desk, pile: Pile) -> list[int]:
    """Write what one agency is to read to each of its contacts; reminders point to the first message.

    Heads who get the digest find their lines in it; the others get a letter of their own.
    """
    readers = desk.readers
    told = told_on(session, {*readers.digests, *readers.heads}, day=post.read_on)
    made: list[int] = []
    with_heads: set[int] = set()
    if pile.has_digest and not _is_told(post, readers.digests, told):
        with_heads = set(readers.heads) & set(readers.digests)
        made += _digests(session, post, desk, pile, with_heads)
        letters = [(readers.heads, pile.heads)]
    else:
        letters = [(readers.heads, pile.heads), (readers.digests, pile.office)]
    for contacts, lines in letters:
        left = [c for c in contacts if c not in with_heads]
        if lines and left and not _is_told(post, left, told):
            made += _letters(session, post, desk, lines, left)
    return made


def _is_told(post: Post, contacts: Sequence[int], told: Iterable[Told]) -> bool:
    """Return whether one of the contacts has this composition's digest or letter of the day already."""
    return any(one.contact_id in contacts and one.kind in (post.letter, post.digest) for one in told)


def _digests(session: Session, post: Post, desk: Desk, pile: Pile, with_heads: set[int]) -> Iterator[int]:
    """Write the agency's digest to each contact; the lines for heads stand in that of ``with_heads``."""
    both = once_each(pile.relayed + pile.office)
    for contact in desk.readers.digests:
        lines = once_each([*both, *pile.heads]) if contact in with_heads else both
        plans = {one.row.plan_id for one in pile.reminders} | {line.plan_id for line in lines}
        blank = post.blank(post.digest, contact, desk.agency_id, plans)
        message = queue_message(session, blank, now=post.now)
        if message is None or message.id is None:
            continue
        words = word_digest(digest_facts(post, desk, pile, lines))
        text, html = agency_digest(
            words, link=_report_link(session, post, desk, message.id), folders=post.folders
        )
        put_words(session, message, subject=words.subject, text=text, html=html)
        carried = [*(i for one in pile.reminders for i in one.reminder_ids), *_carried(lines)]
        attach_reminders(session, carried, message_id=message.id)
        yield message.id


def digest_facts(post: Post, desk: Desk, pile: Pile, lines: Sequence[Line]) -> DigestFacts:
    """Return what an agency's digest is to say; ``lines`` are those that leaders hear of."""
    apart = {line.obligation_id for line in lines}
    items = tuple(reminded(one) for one in pile.reminders if one.row.obligation_id not in apart)
    own = sum(line.item.agency == desk.body.name for line in lines)
    late = sum(item.standing.name == "overdue" for item in items) + own
    # Every line in the agency's own digest is one more letter about its obligation.
    escalated = tuple(replace(line.item, number=line.letters + 1) for line in lines)
    return DigestFacts(
        agency=desk.body.name,
        is_ordered=desk.body.is_ordered,
        on=post.read_on,
        items=items,
        other_open=max(desk.counts[0] - len(items) - own, 0),
        other_overdue=max(desk.counts[1] - late, 0),
        link_days=post.settings.link_days,
        escalated=escalated,
        is_urgent=post.is_urgent,
        comments=desk.comments,
    )


def _letters(
    session: Session, post: Post, desk: Desk, lines: Sequence[Line], contacts: Sequence[int]
) -> Iterator[int]:
    """Write a letter to leaders to each contact: one with a report link where it is about own work."""
    shown = once_each(lines)
    is_own = any(line.item.agency == desk.body.name for line in shown)
    facts = EscalationFacts(
        agency=desk.body.name,
        on=post.read_on,
        items=tuple(line.item for line in shown),
        is_own=is_own,
        link_days=post.settings.link_days,
        is_urgent=post.is_urgent,
    )
    words = word_escalation(facts)
    for contact in contacts:
        blank = post.blank(post.letter, contact, desk.agency_id, {line.plan_id for line in shown})
        message = queue_message(session, blank, now=post.now)
        if message is None or message.id is None:
            continue
        board = f"{post.settings.base_url}/bang"
        link = _report_link(session, post, desk, message.id) if is_own else board
        text, html = escalation_letter(words, link=link, folders=post.folders)
        put_words(session, message, subject=words.subject, text=text, html=html)
        attach_reminders(session, _carried(shown), message_id=message.id)
        yield message.id


def _carried(lines: Iterable[Line]) -> list[int]:
    return [key for line in lines for key in line.reminder_ids]


def _report_link(session: Session, post: Post, desk: Desk, message_id: int) -> str:
    token = issue_link(
        session,
        agency_id=desk.agency_id,
        message_id=message_id,
        now=post.now,
        days=post.settings.link_days,
        key=post.settings.signing_key,
    )
    return f"{post.settings.base_url}/r/{token}"
