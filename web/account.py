"""Signing in and out, the own account, and the first page by role."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from models.account import User
from models.errors import Refused, TooMany
from rules.access import may
from store.accounts import (
    SESSION_HOURS,
    Person,
    check_password,
    digest,
    end_session,
    end_sessions,
    open_session,
    set_password,
)
from store.audit import note
from store.database import reading, writing
from store.identities import end_browser, signed_in_browsers
from web.desk import Allowed, Desk, DeskDep, FormDep, NotSignedIn, field, person_of
from web.forms import SESSION_COOKIE
from web.held import SEAL_FIELD, unseal
from web.rates import SIGN_IN, rates_of
from web.render import go, local_address, page
from web.sending_again import send_again_page, show_held, ways_in
from web.wording import moment

router = APIRouter()
OwnAccount = Annotated[Person, Depends(Allowed("keep_own_account"))]


@router.get("/")
def first_page(request: Request) -> Response:
    """Send each person to where their day begins."""
    person = person_of(request)
    if person is None:
        raise NotSignedIn
    if person.role == "leader":
        return go(request, "/lanh-dao")
    return go(request, "/bang" if may(person.role, "see_board") else "/viec")


@router.get("/dang-nhap")
def sign_in_page(request: Request, desk: DeskDep) -> Response:
    """Show the sign-in form; somebody signed in already goes on."""
    if person_of(request) is not None:
        return go(request, local_address(request.query_params.get("tiep", "")))
    return _sign_in_form(request, desk, next_address=request.query_params.get("tiep", ""))


def _sign_in_form(request: Request, desk: Desk, *, status_code: int = 200, **context: Any) -> Response:
    shown = {"username": "", "sentence": "", "next_address": ""} | context
    return page(
        request,
        "sign_in.html",
        status_code=status_code,
        **ways_in(desk),
        **shown,
    )


@router.post("/dang-nhap")
def sign_in(request: Request, desk: DeskDep, form: FormDep) -> Response:
    """Open a session where name and password fit; otherwise the form again, with 403.

    What a form carries that was sent after its session had ended goes along: it is asked about next.
    """
    username = field(form, "ten")
    held = unseal(request, field(form, SEAL_FIELD))
    rates = rates_of(request)
    try:
        rates.check(SIGN_IN, "sign-in", request)
    except TooMany as fault:
        if held is None:
            raise
        said = f"{fault.sentence} {fault.hint}"
        return show_held(request, held, status_code=429, sentence=said, username=username)
    password = form.get("mat_khau")
    outcome = check_password(desk.engine, username=username, password=str(password or ""), now=desk.now)
    if outcome.user_id is None:
        rates.count(SIGN_IN, "sign-in", request)
        sentence = "Tên đăng nhập hoặc mật khẩu không đúng."
        if outcome.locked_until is not None:
            sentence = f"Sai mật khẩu nhiều lần. Hãy chờ đến {moment(outcome.locked_until)} rồi thử lại."
        if held is not None:
            return show_held(request, held, sentence=sentence, username=username)
        return _sign_in_form(
            request,
            desk,
            status_code=403,
            username=username,
            sentence=sentence,
            next_address=field(form, "tiep"),
        )
    token = _begin(request, desk, outcome.user_id)
    if held is not None:
        response = send_again_page(request, held)
    else:
        response = go(request, local_address(field(form, "tiep")))
    keep_session(desk, response, token)
    return response


def _begin(request: Request, desk: Desk, user_id: int) -> str:
    with writing(desk.engine) as session:
        # The browser forgets its earlier session; nobody else may go on with it.
        end_session(session, request.cookies.get(SESSION_COOKIE, ""), now=desk.now)
        token = open_session(session, user_id=user_id, now=desk.now, agent=browser_of(request))
    request.state.session_token = token
    return token


def keep_session(desk: Desk, response: Response, token: str) -> None:
    """Give the browser the token of its session."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=SESSION_HOURS * 3600,
        httponly=True,
        samesite="lax",
        secure=desk.is_https,
        path="/",
    )


@router.post("/dang-xuat")
def sign_out(request: Request, desk: DeskDep, form: FormDep) -> Response:
    """End the session."""
    with writing(desk.engine) as session:
        end_session(session, request.cookies.get(SESSION_COOKIE, ""), now=desk.now)
    response = go(request, "/dang-nhap", "Đã đăng xuất.")
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


@router.get("/tai-khoan")
def own_account(request: Request, desk: DeskDep, person: OwnAccount) -> Response:
    """Show who is signed in and where, and the form for another password."""
    with reading(desk.engine) as session:
        browsers = signed_in_browsers(session, user_id=person.user_id, now=desk.now)
        has_password = bool(session.get_one(User, person.user_id).password_hash)
    own = digest(request.cookies.get(SESSION_COOKIE, ""))
    return page(request, "own_account.html", browsers=browsers, own=own, has_password=has_password)


@router.post("/tai-khoan")
def change_password(request: Request, desk: DeskDep, person: OwnAccount, form: FormDep) -> Response:
    """Set another password, end every session of the account and open a new one here."""
    old, new, again = (str(form.get(name) or "") for name in ("cu", "moi", "nhac_lai"))
    outcome = check_password(desk.engine, username=person.username, password=old, now=desk.now)
    if outcome.user_id != person.user_id:
        raise Refused("Mật khẩu hiện nay không đúng.", hint="Nhập lại mật khẩu đang dùng.")
    if new != again:
        raise Refused("Hai lần nhập mật khẩu mới không giống nhau.", hint="Nhập lại.")
    with writing(desk.engine) as session:
        set_password(session, user_id=person.user_id, password=new, by=person.username, now=desk.now)
    response = go(request, "/tai-khoan", "Đã đổi mật khẩu. Các máy khác phải đăng nhập lại.")
    keep_session(desk, response, _begin(request, desk, person.user_id))
    return response


@router.post("/tai-khoan/phien")
def end_sessions_elsewhere(request: Request, desk: DeskDep, person: OwnAccount, form: FormDep) -> Response:
    """End one signed-in browser of the own account, or all but this one."""
    key = field(form, "phien")
    with writing(desk.engine) as session:
        if key:
            end_browser(session, user_id=person.user_id, key=key, now=desk.now)
            said = "Đã kết thúc phiên đó."
        else:
            own = request.cookies.get(SESSION_COOKIE, "")
            count = end_sessions(session, user_id=person.user_id, now=desk.now, but=own)
            said = f"Đã kết thúc {count} phiên ở nơi khác."
        note(session, what="user.sessions-ended", by=person.username, now=desk.now)
    return go(request, "/tai-khoan", said)


_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_BROWSER_NAMES = {"Edg": "Edge", "OPR": "Opera"}
_MACHINES = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


def browser_of(request: Request) -> str:
    """Return which browser asks, in a few words ("Firefox, Windows"); no version, no address."""
    agent = request.headers.get("user-agent", "")
    browser = next((b for b in _BROWSERS if b in agent), "")
    machine = next((m for m in _MACHINES if m in agent), "")
    return ", ".join(p for p in (_BROWSER_NAMES.get(browser, browser), machine) if p) or "Trình duyệt khác"


def sign_in_address(request: Request) -> str:
    """Return the sign-in page's address, which leads back to the page asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/dang-nhap" if asked == "/" else f"/dang-nhap?tiep={quote(asked, safe='/')}"
