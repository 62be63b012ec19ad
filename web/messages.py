"""Messages: what went to whom, what came of it, and the demonstration's mailboxes."""

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from models.errors import Refused
from rules.access import may
from rules.fallback import channel_words
from rules.sending import send_from
from store.accounts import Person
from store.database import reading, writing
from store.inbound_lists import answers_to, new_count
from store.links import revoke_link
from store.lookups import get_message, links_of_message, mailboxes
from store.messages import MessageFilters, count_messages, message_rows, outbox_entries, resend
from store.rerouting import channel_moves
from web.desk import Allowed, Desk, DeskDep, FormDep
from web.guard import without_token
from web.render import go, page
from web.wording import MESSAGE_STATES

router = APIRouter()
Reader = Annotated[Person, Depends(Allowed("see_messages"))]
Keeper = Annotated[Person, Depends(Allowed("manage_messages"))]
PER_PAGE = 100
STATES = MESSAGE_STATES
KINDS = {
    "agency-digest": "Thư nhắc việc",
    "urgent-digest": "Thư nhắc việc khẩn",
    "escalation": "Thư trình lãnh đạo",
    "urgent-escalation": "Thư khẩn trình lãnh đạo",
    "lead-digest": "Thư tổng hợp",
    "refusal": "Cơ quan đề nghị không nhận việc",
    "test": "Thư thử",
}
# The only page that may hold styles of its own: a letter as it was sent, in a sandbox without scripts.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
# In a demonstration the letter's own button opens the report page in a window of its own.
LINK_RIGHTS = "allow-popups allow-popups-to-escape-sandbox"
_ADDRESS = re.compile(r"https?://[^\s<>\"']{1,2000}")


@router.get("/thu")
def message_list(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show messages, the newest day first, filtered by state."""
    state = request.query_params.get("tinh_trang", "")
    state = state if state in STATES else ""
    asked = request.query_params.get("trang", "1")
    number = max(int(asked), 1) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    with reading(desk.engine) as session:
        counts = count_messages(session)
        total = counts.get(state, 0) if state else sum(counts.values())
        return page(
            request,
            "messages.html",
            rows=message_rows(
                session,
                MessageFilters(state=state or None),
                limit=PER_PAGE,
                offset=(number - 1) * PER_PAGE,
            ),
            counts=counts,
            state=state,
            states=STATES,
            kinds=KINDS,
            number=number,
            page_count=-(-total // PER_PAGE),
            mailbox_count=len(mailboxes(session)),
            new_letters=new_count(session),
        )


@router.get("/thu/hop-thu")
def mailbox(request: Request, desk: DeskDep, person: Reader) -> Response:
    """Show the mailboxes of the ``outbox://`` channel, or the letters in one of them."""
    chosen = request.query_params.get("hop", "")
    with reading(desk.engine) as session:
        return page(
            request,
            "mailbox.html",
            boxes=mailboxes(session),
            chosen=chosen,
            letters=outbox_entries(session, chosen) if chosen else [],
            linked=linked,
        )


@router.get("/thu/{message_id}")
def message(request: Request, desk: DeskDep, message_id: int, person: Reader) -> Response:
    """Show one message and what came of it."""
    with reading(desk.engine) as session:
        row = get_message(session, message_id)
        return page(
            request,
            "message.html",
            row=row,
            text=linked(shown_body(desk)(row.body_text)),
            links=links_of_message(session, message_id),
            channel_moves=channel_moves(session.connection(), message_id),
            channel_words=channel_words,
            now=desk.now,
            states=STATES,
            kinds=KINDS,
            can_manage=may(person.role, "manage_messages"),
            answers=answers_to(session, message_id) if may(person.role, "read_incoming") else [],
            frame_rights=LINK_RIGHTS if desk.settings.demo else "",
        )


def shown_body(desk: Desk) -> Callable[[str], str]:
    """Return how a stored body is shown: outside a demonstration without the key of its report link.

    Whoever has that key reports in the agency's name.
    """
    return str if desk.settings.demo else without_token


def linked(text: str) -> Markup:
    """Return text with its addresses made into links, everything else escaped."""
    shown = Markup("")
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(".,;:)")
        shown += escape(text[end : found.start()])
        shown += Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, address)
        end = found.start() + len(address)
    return shown + escape(text[end:])


@router.get("/thu/{message_id}/html")
def message_html(desk: DeskDep, message_id: int, person: Reader) -> Response:
    """Give the letter's HTML for the frame on the message's page: no scripts, no forms, nothing loaded."""
    with reading(desk.engine) as session:
        body = shown_body(desk)(get_message(session, message_id).body_html)
    policy = LETTER_POLICY
    if desk.settings.demo:
        body, policy = f'<base target="_blank">{body}', f"{LETTER_POLICY} {LINK_RIGHTS}"
    return HTMLResponse(body, headers={"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"})


@router.post("/thu/{message_id}/gui-lai")
def send_again(request: Request, desk: DeskDep, message_id: int, person: Keeper, form: FormDep) -> Response:
    """Queue a message that was refused or came back again, for when it may go out: at once if urgent."""
    now = desk.now
    with writing(desk.engine) as session:
        is_urgent = get_message(session, message_id).is_urgent
        at = send_from(now, desk.office.calendar, is_urgent=is_urgent)
        resend(session, message_id, by=person.username, now=now, not_before_at=at)
    when = "ngay" if is_urgent else "vào giờ làm việc tới"
    return go(request, f"/thu/{message_id}", f"Thư được xếp lại để gửi {when}.")


@router.post("/thu/{message_id}/thu-hoi")
def revoke(request: Request, desk: DeskDep, message_id: int, person: Keeper, form: FormDep) -> Response:
    """End the report links that a message carried."""
    with writing(desk.engine) as session:
        get_message(session, message_id)
        links = links_of_message(session, message_id)
        if not links:
            raise Refused("Thư này không có đường dẫn báo cáo.", hint="Quay lại trang thư.")
        for link in links:
            revoke_link(session, link.id or 0, by=person.username, now=desk.now)
    return go(request, f"/thu/{message_id}", "Đã thu hồi đường dẫn báo cáo của thư này.")
