"""The audit log: searched, never edited."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from models.errors import Refused
from store.accounts import Person
from store.auditing import Asked, deeds, moves
from store.database import reading
from web.desk import Allowed, DeskDep, civil_day_of, number_in_address
from web.render import page
from web.wording import EVENTS

router = APIRouter()
Auditor = Annotated[Person, Depends(Allowed("see_audit"))]
PER_PAGE = 100


@router.get("/quan-tri/nhat-ky")
def audit_log(request: Request, desk: DeskDep, person: Auditor) -> Response:
    """Show the log of deeds, or the journal of all obligations, as the address asks."""
    query = request.query_params
    kind = "phan-viec" if query.get("loai") == "phan-viec" else "quan-tri"
    words = query.get("q", "").strip()[:200]
    start, end = _day(query.get("tu", "")), _day(query.get("den", ""))
    number = max(number_in_address(request, "trang") or 1, 1)
    asked = Asked(words, start, end, first=(number - 1) * PER_PAGE, limit=PER_PAGE)
    context: dict[str, Any] = {"deeds": (), "moves": ()}
    with reading(desk.engine) as session:
        if kind == "phan-viec":
            context["moves"], total = moves(session, asked)
        else:
            names = [key for key, name in EVENTS.items() if words and words.lower() in name.lower()]
            context["deeds"], total = deeds(session, asked, names=names)
    kept = {"loai": kind, "q": words, "tu": query.get("tu", ""), "den": query.get("den", "")}
    return page(
        request,
        "audit.html",
        kind=kind,
        asked=kept,
        total=total,
        number=number,
        page_count=max(-(-total // PER_PAGE), 1),
        address=f"/quan-tri/nhat-ky?{urlencode({k: v for k, v in kept.items() if v})}",
        **context,
    )


def _day(text: str) -> date | None:
    try:
        return civil_day_of(text.strip())
    except Refused:
        return None
