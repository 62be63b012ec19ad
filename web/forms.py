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
    browsers that keep no cookies. Elsewhere it is the browser's nonce and the signed-in session.
    """
    link = request.path_params.get("token")
    if link is not None:
        return _signed(f"link|{link}", key)
    return _signed(f"browser|{form_nonce(request)}|{request.cookies.get(SESSION_COOKIE, '')}", key)


def _signed(text: str, key: str) -> str:
    return hmac.new(key.encode(), f"dondoc.form|{text}".encode(), hashlib.sha256).hexdigest()


def check_form_token(request: Request, given: str, key: str) -> None:
    """Raise NotAllowed unless the form came from a page that we gave to this browser."""
    if not hmac.compare_digest(form_token(request, key).encode(), given.encode()):
        raise NotAllowed(
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
