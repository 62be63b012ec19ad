"""Accounts: the operator gives, changes and takes them."""

from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.account import UserRole
from models.agency import Agency
from models.errors import NotFound, Refused
from store.accounts import Person, end_sessions
from store.audit import note
from store.choices import agency_chosen, names_in_force
from store.database import reading, writing
from store.users import accounts, change_account, get_user, give_account, reset_password
from web.desk import Allowed, Desk, DeskDep, FormDep, field
from web.oidc import has_provider
from web.render import go, page

router = APIRouter()
Operator = Annotated[Person, Depends(Allowed("manage_users"))]


@dataclass(frozen=True, slots=True)
class TypedAccount:
    """What was typed for an account that could not be taken."""

    username: str = ""
    display_name: str = ""
    role: str = "lead"
    agency: str = ""


@router.get("/quan-tri/tai-khoan")
def users(request: Request, desk: DeskDep, person: Operator) -> Response:
    """List the accounts, with the form for a new one."""
    return _show_all(request, desk)


def _show_all(request: Request, desk: Desk, **context: Any) -> Response:
    shown: dict[str, Any] = {"fault": None, "typed": TypedAccount(), "given": None, "password": ""} | context
    with reading(desk.engine) as session:
        return page(
            request,
            "users.html",
            status_code=409 if shown["fault"] else 200,
            rows=accounts(session, now=desk.now),
            agencies=names_in_force(session),
            with_provider=has_provider(desk.settings),
            **shown,
        )


def _agency_id(session: Session, form: FormData) -> int | None:
    return agency_chosen(session, field(form, "co_quan")) if field(form, "vai_tro") == "agency" else None


@router.post("/quan-tri/tai-khoan")
def add(request: Request, desk: DeskDep, person: Operator, form: FormDep) -> Response:
    """Store a new account; its first password is shown once, on the answer itself."""
    typed = TypedAccount(*(field(form, n) for n in ("ten", "ho_ten", "vai_tro", "co_quan")))
    try:
        with writing(desk.engine) as session:
            user, password = give_account(
                session,
                username=typed.username,
                display_name=typed.display_name,
                role=cast(UserRole, typed.role),
                agency_id=_agency_id(session, form),
                at_provider=field(form, "cach") == "oidc" and has_provider(desk.settings),
                by=person.username,
                now=desk.now,
            )
    except (Refused, NotFound) as fault:
        return _show_all(request, desk, fault=fault, typed=typed)
    return _show_all(request, desk, given=user, password=password)


@router.get("/quan-tri/tai-khoan/{user_id}")
def user_page(request: Request, desk: DeskDep, person: Operator, user_id: int) -> Response:
    """Show one account."""
    return _show_one(request, desk, user_id)


def _show_one(request: Request, desk: Desk, user_id: int, **context: Any) -> Response:
    shown: dict[str, Any] = {"fault": None, "password": ""} | context
    with reading(desk.engine) as session:
        user = get_user(session, user_id)
        own_agency = session.get(Agency, user.agency_id) if user.agency_id else None
        return page(
            request,
            "user.html",
            status_code=409 if shown["fault"] else 200,
            user=user,
            agency_name=own_agency.name if own_agency else "",
            agencies=names_in_force(session),
            **shown,
        )


@router.post("/quan-tri/tai-khoan/{user_id}")
def change(request: Request, desk: DeskDep, person: Operator, user_id: int, form: FormDep) -> Response:
    """Change an account, give it a new first password, or end its browsers."""
    said, password = "Đã lưu tài khoản.", ""
    try:
        with writing(desk.engine) as session:
            match field(form, "viec"):
                case "mat-khau":
                    password = reset_password(session, user_id=user_id, by=person.username, now=desk.now)
                case "phien":
                    count = _end_browsers(session, desk, user_id, person)
                    said = f"Đã kết thúc {count} phiên đăng nhập."
                case _:
                    _change(session, desk, user_id, person, form)
    except (Refused, NotFound) as fault:
        return _show_one(request, desk, user_id, fault=fault)
    if password:
        return _show_one(request, desk, user_id, password=password)
    return go(request, f"/quan-tri/tai-khoan/{user_id}", said)


def _change(session: Session, desk: Desk, user_id: int, person: Person, form: FormData) -> None:
    change_account(
        session,
        user_id=user_id,
        display_name=field(form, "ho_ten"),
        role=cast(UserRole, field(form, "vai_tro")),
        agency_id=_agency_id(session, form),
        is_active=field(form, "dung_duoc") == "1",
        by=person.username,
        now=desk.now,
    )


def _end_browsers(session: Session, desk: Desk, user_id: int, person: Person) -> int:
    user = get_user(session, user_id)
    note(session, what="user.sessions-ended", by=person.username, now=desk.now, user=user.username)
    return end_sessions(session, user_id=user_id, now=desk.now)
