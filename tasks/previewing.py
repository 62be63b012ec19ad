"""Letters as they would be written, composed from what is stored: nothing is written and nothing sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from config.office import Office
from config.settings import Settings
from notify.compose import agency_digest, lead_digest
from rules.civil import day_of
from rules.wording import word_digest
from rules.wording_lead import word_lead_digest
from store.comments import news_for_agencies
from store.digests import bodies, open_counts, recipients_of
from store.looking import look_instant, next_look_of
from store.messages import written_on
from store.reminders import foresee
from store.unwritten import Waiting, uncomposed
from tasks.comments import comment_items
from tasks.composing import Desk, desks_of, digest_facts
from tasks.leads import lead_desks
from tasks.letterheads import DECLINE_PATH
from tasks.piles import Piles, once_each, sort_out
from tasks.posting import LEAD, Post, post_of_day

# Stands where the signed link of a real letter stands; it opens nothing.
SAMPLE_LINK = "r/duong-dan-rieng-cua-thu-that"
SAMPLE_DECLINE = f"{DECLINE_PATH}/duong-dan-rieng-cua-thu-that"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its reader would get it."""

    kind: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The letters of an agency on a day: those that would be written, and those that have been.

    ``written`` has the message of each kind that stands in the outbox already. ``is_reached`` is False for an
    agency without a contact to write to; ``next_on`` is the next day on which something of its work is
    looked at.
    """

    letters: tuple[Letter, ...]
    written: dict[str, int]
    is_reached: bool
    next_on: date | None


def preview_letters(
    session: Session, settings: Settings, office: Office, *, agency_id: int, day: date, now: datetime
) -> Preview:
    """Return an agency's letters of a day, its digest and what it reads as a lead agency.

    They are made by the rules and templates of the morning, from the reminders that wait and those that a
    look on that day would ask for of the agency's own work; what leaders hear of other agencies is in them
    once it has been claimed. Raises BadSettings for a faulty template.
    """
    written = written_on(session, agency_id, day=day)
    letters: list[Letter] = []
    for is_urgent in (True, False):
        post = post_of_day(settings, day=day, now=now, is_urgent=is_urgent, fresh_days=office.fresh_days)
        letters += _of_post(session, post, office, agency_id, written)
    is_reached = agency_id in recipients_of(session, [agency_id], on=day)
    return Preview(tuple(letters), written, is_reached, _next_on(session, office, agency_id, day))


def _next_on(session: Session, office: Office, agency_id: int, day: date) -> date | None:
    """Return the next day on which an agency's work is looked at; what falls on days off waits."""
    is_working = office.calendar.is_working(day)
    following = next_look_of(session, agency_id, after=look_instant(day) if is_working else None)
    if following is None:
        return None
    return office.calendar.next_working(max(day_of(following), day + timedelta(days=1)))


def _of_post(
    session: Session, post: Post, office: Office, agency_id: int, written: dict[str, int]
) -> Iterator[Letter]:
    asked = foresee(
        session, agency_id=agency_id, day=post.today, calendar=office.calendar, ladder=office.ladder
    )
    waiting = uncomposed(session, today=post.read_on, is_urgent=post.is_urgent, foreseen=asked)
    known = recipients_of(session, {agency_id, *desks_of(waiting)}, on=post.read_on)
    piles = sort_out(waiting, known)
    is_day = post.is_urgent or office.calendar.is_working(post.today)
    if is_day and agency_id in known and post.digest not in written:
        pile = piles.by_agency.get(agency_id)
        if pile is not None and pile.has_digest:
            news = news_for_agencies(session, now=post.now).get(agency_id, ())
            desk = Desk(
                agency_id,
                bodies(session, [agency_id])[agency_id],
                known[agency_id],
                open_counts(session, [agency_id], today=post.read_on).get(agency_id, (0, 0)),
                comment_items(news, only_urgent=post.is_urgent),
            )
            with_heads = desk.readers.digests[0] in desk.readers.heads
            lines = once_each([*pile.relayed, *pile.office, *(pile.heads if with_heads else ())])
            words = word_digest(digest_facts(post, desk, pile, lines))
            link = f"{post.settings.base_url}/{SAMPLE_LINK}"
            yield Letter(post.digest, words.subject, *agency_digest(words, link=link, folders=post.folders))
    if is_day and not post.is_urgent:
        # A lead's digest tells of urgent plans too.
        waiting = uncomposed(session, today=post.read_on, foreseen=asked)
        known = recipients_of(session, {agency_id, *desks_of(waiting)}, on=post.read_on)
        yield from _of_lead(session, post, office, agency_id, waiting, sort_out(waiting, known), set(known))


def _of_lead(
    session: Session,
    post: Post,
    office: Office,
    agency_id: int,
    waiting: Waiting,
    piles: Piles,
    reached: set[int],
) -> Iterator[Letter]:
    unreached = [one.row for one in waiting.reminders if one.row.agency_id not in reached]
    desks = lead_desks(session, post, office.calendar, piles.by_lead, unreached, only=agency_id)
    for desk in desks.values():
        words = word_lead_digest(desk.facts)
        decline = f"{post.settings.base_url}{SAMPLE_DECLINE}"
        yield Letter(LEAD, words.subject, *lead_digest(words, folders=post.folders, decline=decline))
