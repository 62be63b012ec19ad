"""Form tokens, notices after a redirect, and the cookies that carry them."""

import hashlib
import hmac
import re
import secrets

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from models.errors import NotAllowed

SESSION_COOKIE = "dondoc_phien"
FORM_COOKIE = "dondoc_bieu_mau"
NOTICE_COOKIE = "dondoc_thong_bao"
_NONCE = re.compile(r"[A-Za-z0-9_-]{20,64}")


class OldForm(NotAllowed):
    """The form is none that this browser was given for its session; nothing was done with it."""


def session_token(request: Request) -> str:
    """Return the key of the browser's session: of one that this request began, else the cookie's, or ""."""
    begun: str = getattr(request.state, "session_token", "")
    return begun or request.cookies.get(SESSION_COOKIE, "")


def form_nonce(request: Request) -> str:
    """Return this browser's form nonce, made once per request where the browser has none yet."""
    known = request.cookies.get(FORM_COOKIE, "")
    if _NONCE.fullmatch(known):
        return known
    if not hasattr(request.state, "form_nonce"):
        request.state.form_nonce = secrets.token_urlsafe(24)
    nonce: str = request.state.form_nonce
    return nonce


def form_token(request: Request, key: str) -> str:
    """Return the token that the forms of this page carry, bound to our key and to who gets the page.

    Behind a report link that is the link itself, which nobody else knows: there the forms work in
    browsers that keep no cookies. Elsewhere it is the browser's nonce and the signed-in session; a second
    half, of the nonce alone, still tells the browser when the session has ended (``is_of_this_browser``).
    """
    link = request.path_params.get("token")
    if link is not None:
        return _signed(f"link|{link}", key)
    nonce = form_nonce(request)
    return _signed(f"browser|{nonce}|{session_token(request)}", key) + _signed(f"browser|{nonce}", key)


def is_of_this_browser(request: Request, given: str, key: str) -> bool:
    """Return whether a page that we gave to this browser carried that token, whatever session it had then."""
    return hmac.compare_digest(_signed(f"browser|{form_nonce(request)}", key).encode(), given[64:].encode())


def _signed(text: str, key: str) -> str:
    return hmac.new(key.encode(), f"dondoc.form|{text}".encode(), hashlib.sha256).hexdigest()


def check_form_token(request: Request, given: str, key: str) -> None:
    """Raise OldForm unless the form came from a page that we gave to this browser."""
    if not hmac.compare_digest(form_token(request, key).encode(), given.encode()):
        raise old_form()


def old_form() -> OldForm:
    """Return the error of a form that this browser was not given, in the words that people read."""
    return OldForm(
        "Biểu mẫu đã cũ hoặc không phải do trang này gửi, nên chưa có gì được lưu.",
        hint="Tải lại trang rồi gửi lại.",
    )


def keep_nonce(request: Request, response: Response, *, secure: bool) -> None:
    """Give the browser its form nonce where this request made one."""
    if hasattr(request.state, "form_nonce"):
        response.set_cookie(
            FORM_COOKIE, request.state.form_nonce, httponly=True, samesite="lax", secure=secure, path="/"
        )


def leave_notice(response: Response, sentence: str, *, key: str, secure: bool) -> None:
    """Let the next page show a sentence, once."""
    value = URLSafeSerializer(key, salt="dondoc.notice").dumps(sentence)
    response.set_cookie(NOTICE_COOKIE, value, max_age=60, httponly=True, samesite="lax", secure=secure)


def read_notice(request: Request, *, key: str) -> str:
    """Return the sentence left for this page, or ""."""
    try:
        value = URLSafeSerializer(key, salt="dondoc.notice").loads(request.cookies.get(NOTICE_COOKIE, ""))
    except BadSignature:
        return ""
    return value if isinstance(value, str) else ""
