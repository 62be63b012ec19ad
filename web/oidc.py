"""Signing in at the office's identity provider (OpenID Connect, authorization code with PKCE).

Authlib speaks the protocol: discovery, state, nonce, PKCE, the token's signature and claims. What it has
to remember between the two visits stands in a signed cookie of ten minutes.
"""

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from httpx2 import HTTPError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc.errors import JoseError

from config.settings import Settings
from models.errors import NotAllowed, NotFound
from store.accounts import open_session
from store.database import writing
from store.identities import person_at_provider
from web.account import browser_of, keep_session
from web.desk import Desk, DeskDep
from web.render import go, local_address

log = logging.getLogger("dondoc.web")
router = APIRouter()
ROAD_COOKIE = "dondoc_duong_vao"
_ROAD_SECONDS = 600
# What goes wrong between us and the provider: its answers, its tokens, the network.
_FAULTS = (AuthlibBaseError, JoseError, HTTPError, RuntimeError, KeyError, ValueError)


def has_provider(settings: Settings) -> bool:
    """Return whether people may sign in at an identity provider."""
    return bool(settings.oidc_issuer)


def make_provider(settings: Settings) -> Any:
    """Return Authlib's client of the provider, or None where none is set; asks the network nothing yet."""
    if not has_provider(settings):
        return None
    registry = OAuth()
    registry.register(
        name="office",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
    )
    return registry.office


@router.get("/dang-nhap/co-quan")
async def to_provider(request: Request, desk: DeskDep) -> Response:
    """Lead the browser to the provider, remembering where it wanted to go."""
    provider = _provider(request)
    request.scope["session"] = {"next": local_address(request.query_params.get("tiep", ""))}
    try:
        response: Response = await provider.authorize_redirect(request, _way_back(desk))
    except _FAULTS as fault:
        return _failed(request, fault)
    _remember(desk, response, request.scope["session"])
    return response


@router.get("/dang-nhap/co-quan/ve")
async def from_provider(request: Request, desk: DeskDep) -> Response:
    """Take the provider's answer: open a session for the account that belongs to the person."""
    provider = _provider(request)
    road = request.scope["session"] = _remembered(desk, request)
    address = local_address(str(road.pop("next", "")))
    try:
        token = await provider.authorize_access_token(request, claims_options=_claims(desk.settings))
        claims = dict(token["userinfo"])
        subject = str(claims["sub"])
        if not claims.get(desk.settings.oidc_username_claim):
            # Many providers tell names at the userinfo endpoint only; it has to speak of the same person.
            more = dict(await provider.userinfo(token=token))
            claims |= more if str(more.get("sub")) == subject else {}
    except _FAULTS as fault:
        return _failed(request, fault)
    name = str(claims.get(desk.settings.oidc_username_claim) or "")
    response = go(request, address)
    token = await run_in_threadpool(_open, desk, subject, name, browser_of(request))
    keep_session(desk, response, token)
    response.delete_cookie(ROAD_COOKIE, path="/dang-nhap")
    return response


def _claims(settings: Settings) -> dict[str, Any]:
    """Return what a token must say of itself: by our provider, for us (OpenID Connect Core 3.1.3.7)."""
    return {
        "iss": {"essential": True, "values": [settings.oidc_issuer, f"{settings.oidc_issuer}/"]},
        "aud": {"essential": True, "values": [settings.oidc_client_id]},
    }


def _open(desk: Desk, subject: str, name: str, agent: str) -> str:
    with writing(desk.engine) as session:
        user_id = person_at_provider(
            session, issuer=desk.settings.oidc_issuer, subject=subject, username=name, now=desk.now
        )
        return open_session(session, user_id=user_id, now=desk.now, agent=agent, method="oidc")


def _provider(request: Request) -> Any:
    provider = request.app.state.provider
    if provider is None:
        raise NotFound("Chưa cấu hình đăng nhập bằng tài khoản của cơ quan.", hint="Dùng mật khẩu.")
    return provider


def _way_back(desk: Desk) -> str:
    return f"{desk.settings.base_url}/dang-nhap/co-quan/ve"


def _failed(request: Request, fault: Exception) -> Response:
    # The words of a provider are not for people; the cause stands in the log, without tokens.
    log.warning("sign-in at the provider failed: %s", type(fault).__name__, exc_info=fault)
    return go(request, "/dang-nhap", "Không đăng nhập được bằng tài khoản của cơ quan. Hãy thử lại.")


def _serializer(desk: Desk) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(desk.settings.signing_key, salt="dondoc.oidc")


def _remember(desk: Desk, response: Response, road: dict[str, Any]) -> None:
    response.set_cookie(
        ROAD_COOKIE,
        _serializer(desk).dumps(road),
        max_age=_ROAD_SECONDS,
        httponly=True,
        samesite="lax",
        secure=desk.is_https,
        path="/dang-nhap",
    )


def _remembered(desk: Desk, request: Request) -> dict[str, Any]:
    try:
        road = _serializer(desk).loads(request.cookies.get(ROAD_COOKIE, ""), max_age=_ROAD_SECONDS)
    except BadSignature as fault:
        raise NotAllowed(
            "Lần đăng nhập này đã quá lâu hoặc không bắt đầu từ trình duyệt này.",
            hint="Về trang đăng nhập rồi làm lại.",
        ) from fault
    return dict(road) if isinstance(road, dict) else {}
