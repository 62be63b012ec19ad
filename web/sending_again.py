"""The pages that keep a form which was not taken, and ask before it is sent again."""

from typing import Any

from fastapi import APIRouter, Request, Response

from rules.access import ACTION_NAMES, may
from store.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from web.desk import Desk, desk_of, person_of
from web.held import Held, SealedDep, seal
from web.render import page

router = APIRouter()


@router.post("/gui-lai")
def go_on(request: Request, held: SealedDep) -> Response:
    """Ask whether to send what a page of ours keeps; stores nothing."""
    return send_again_page(request, held)


def send_again_page(request: Request, held: Held, *, status_code: int = 200) -> Response:
    """Return the page that asks whether to send it; where that cannot be yet, the one that keeps it."""
    person = person_of(request)
    if person is None:
        return show_held(request, held)
    request.state.person = person
    obstacle = ""
    if person.must_change_password:
        obstacle = "Mật khẩu này do người khác đặt: hãy đổi mật khẩu trước đã."
    elif not may(person.role, held.action):
        obstacle = f"Tài khoản đang đăng nhập không được {ACTION_NAMES[held.action]}."
    elif held.is_too_long:
        obstacle = "Phiên làm việc trước đã hết."
    if obstacle:
        return show_held(request, held, sentence=obstacle)
    return page(request, "send_again.html", status_code=status_code, held=held)


def show_held(
    request: Request, held: Held, *, status_code: int = 403, sentence: str = "", username: str = ""
) -> Response:
    """Return the page that keeps it: signing in, or what else is to be done first, and the texts to copy."""
    return page(
        request,
        "held.html",
        status_code=status_code,
        held=held,
        sealed="" if held.is_too_long else seal(request, held),
        sentence=sentence,
        username=username,
        **ways_in(desk_of(request)),
    )


def ways_in(desk: Desk) -> dict[str, Any]:
    """Return what a sign-in page offers beside name and password."""
    return {
        "demo_accounts": DEMO_ACCOUNTS if desk.settings.demo else (),
        "demo_password": DEMO_PASSWORD,
        "provider_name": desk.settings.oidc_name if desk.settings.oidc_issuer else "",
    }
