"""Keys to the API: the operator makes and revokes them; the text of a new one is shown once."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from models.errors import NotFound, Refused
from store.accounts import Person
from store.api_tokens import DAYS, MOST_DAYS, SCOPES, make_token, revoke_token, tokens
from store.choices import agency_chosen, names_in_force
from store.database import reading, writing
from web.desk import Allowed, Desk, DeskDep, FormDep, field
from web.render import go, page

router = APIRouter()
Operator = Annotated[Person, Depends(Allowed("manage_api_tokens"))]


@dataclass(frozen=True, slots=True)
class TypedToken:
    """What was typed for a key that could not be made."""

    name: str = ""
    agency: str = ""
    days: str = str(DAYS)
    scopes: tuple[str, ...] = ()


@router.get("/quan-tri/khoa-api")
def token_list(request: Request, desk: DeskDep, person: Operator) -> Response:
    """List the keys, with the form for a new one."""
    return _show(request, desk)


def _show(request: Request, desk: Desk, **context: Any) -> Response:
    shown: dict[str, Any] = {"fault": None, "typed": TypedToken(), "made": None, "text": ""} | context
    with reading(desk.engine) as session:
        return page(
            request,
            "api_tokens.html",
            status_code=409 if shown["fault"] else 200,
            rows=tokens(session),
            agencies=names_in_force(session),
            scopes=SCOPES,
            most_days=MOST_DAYS,
            now=desk.now,
            **shown,
        )


@router.post("/quan-tri/khoa-api")
def make(request: Request, desk: DeskDep, person: Operator, form: FormDep) -> Response:
    """Make a key; its text stands on the answer itself and nowhere else."""
    typed = TypedToken(
        field(form, "ten"),
        field(form, "co_quan"),
        field(form, "so_ngay"),
        tuple(s for s in form.getlist("quyen") if isinstance(s, str)),
    )
    try:
        with writing(desk.engine) as session:
            made, text = make_token(
                session,
                name=typed.name,
                scopes=typed.scopes,
                agency_id=agency_chosen(session, typed.agency),
                days=_days(form),
                by=person.username,
                now=desk.now,
            )
    except (Refused, NotFound) as fault:
        return _show(request, desk, fault=fault, typed=typed)
    return _show(request, desk, made=made, text=text)


def _days(form: FormData) -> int:
    text = field(form, "so_ngay")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


@router.post("/quan-tri/khoa-api/{token_id}")
def revoke(request: Request, desk: DeskDep, person: Operator, token_id: int, form: FormDep) -> Response:
    """Revoke a key at once."""
    with writing(desk.engine) as session:
        row = revoke_token(session, token_id, by=person.username, now=desk.now)
    return go(request, "/quan-tri/khoa-api", f"Đã thu hồi khóa “{row.name}”.")
