"""The calendar behind an address: no sign-in, the token in the address is the key."""

import hashlib
from datetime import UTC, datetime, time
from email.utils import format_datetime
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from config.clock import instant
from models.errors import NotFound
from models.feed import CalendarFeed
from report.ical import CalendarFacts, DueDay, calendar_bytes
from rules import status
from rules.standing import sentence
from store.database import reading, writing
from store.due_days import MOST, DatedWork, DatedWorks, dated_works
from store.feeds import note_read, open_feed, was_read_lately
from web.desk import Desk, DeskDep
from web.rates import BAD_LINK, rates_of
from web.wording import day

router = APIRouter()


@router.get("/lich/{token}.ics")
def calendar(request: Request, desk: DeskDep, token: str) -> Response:
    """Give the calendar, or 304 where the asker has just these bytes.

    The asker may keep what it got but asks every time (``no-cache``): a calendar program shows its copy
    while it is offline, and ``no-store`` would have it load everything anew every few hours. Nothing
    between may keep it (``private``). ``Last-Modified`` is told and not compared: a renamed agency changes
    the words and no journal row, which only the hash tells.
    """
    with reading(desk.engine) as session:
        feed, about = _open(request, session, token)
        works = dated_works(session, feed, today=desk.today)
    facts = calendar_facts(works, about, feed.scope, desk.settings.base_url)
    body = calendar_bytes(facts, today=desk.today)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(_changed_at(desk, works, feed), usegmt=True),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="don-doc.ics"',
    }
    _keep_read(desk, feed)
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="text/calendar; charset=utf-8; method=PUBLISH", headers=headers)


def _open(request: Request, session: Session, token: str) -> tuple[CalendarFeed, str]:
    """Return what the token opens; an address that keeps trying tokens which are none has to wait."""
    rates = rates_of(request)
    rates.check(BAD_LINK, "calendar", request)
    try:
        return open_feed(session, token)
    except NotFound:
        rates.count(BAD_LINK, "calendar", request)
        raise


def _has(request: Request, tag: str) -> bool:
    told = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in told or "*" in told


def _changed_at(desk: Desk, works: DatedWorks, feed: CalendarFeed) -> datetime:
    """Return when the calendar last changed: standings do so every midnight in Viet Nam."""
    midnight = instant(desk.today, time(0))
    return max([midnight, feed.made_at, *(w.changed_at for w in works.rows)]).astimezone(UTC)


def _keep_read(desk: Desk, feed: CalendarFeed) -> None:
    if not was_read_lately(feed, desk.now):
        with writing(desk.engine) as session:
            note_read(session, feed.id or 0, now=desk.now)


def calendar_facts(works: DatedWorks, about: str, scope: str, base_url: str) -> CalendarFacts:
    """Return the calendar in words; an agency's own does not repeat the agency's name in every title."""
    says = f"{about}: hạn của từng phần việc, theo phần mềm Đôn đốc."
    if works.is_cut:
        says += f" Lịch chỉ chứa {MOST} hạn đầu tiên."
    return CalendarFacts(
        name=f"Hạn: {about}",
        about=says,
        host=urlsplit(base_url).hostname or "localhost",
        days=tuple(_due_day(one, scope, base_url) for one in works.rows),
    )


def _due_day(one: DatedWork, scope: str, base_url: str) -> DueDay:
    address = f"{base_url}/phan-viec/{one.obligation_id}"
    part = "(phối hợp) " if one.part == "coordinator" else ""
    lines = [
        one.text,
        f"Cơ quan: {one.agency}",
        f"Kế hoạch: {one.plan}{f', mục {one.ref}' if one.ref else ''}",
        f"Phân loại: {sentence(one.standing)}",
        f"Tình trạng: {status.NAMES[one.status]}",
    ]
    if one.period:
        lines.append(one.period[:1].upper() + one.period[1:])
    if one.first_due_on and one.first_due_on != one.due_on:
        lines.append(f"Đã gia hạn; hạn ban đầu {day(one.first_due_on)}")
    lines.append(address)
    return DueDay(
        obligation_id=one.obligation_id,
        occurrence=one.occurrence,
        revision=one.revision,
        due_on=one.due_on,
        status=one.status,
        changed_at=one.changed_at,
        title=f"{part}{one.text}" if scope == "agency" else f"{one.agency}: {one.text}",
        lines=tuple(lines),
        address=address,
    )
