"""``zns://``: notices of a Zalo Official Account (ZNS) by a template that Zalo has approved.

The message request is documented (domain: POST business.openapi.zalo.me/message/template). An access token
lives about a day and is got with a refresh token that serves once, so the newest pair is kept by whoever
sends (``ZaloTokens``). The refresh request and the answer codes are unverified; docs/channels.md says so.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import unquote

from models.errors import BadSettings, PassingFailure, PermanentRefusal
from notify.gateway import GatewayPost, Request, ask, local_phone
from notify.letter import Letter
from rules.fitting import zns_parameters

MESSAGES, SIGN_IN = "https://business.openapi.zalo.me", "https://oauth.zaloapp.com"
_HINT = "Dạng: zns://mã-ứng-dụng:khóa-ứng-dụng@mã-mẫu/09…?refresh=mã-làm-mới"
# What Zalo says where the access token is no longer good: a new one is got once, and the message tried again.
STALE = frozenset({-124, -216})
# This number or this template: the same message is never taken.
NEVER = {
    -108: "số điện thoại không đúng",
    -110: "phiên bản Zalo của người nhận không hỗ trợ",
    -112: "nội dung vượt độ dài của mẫu",
    -114: "người nhận không dùng Zalo",
    -117: "tài khoản không có quyền dùng mẫu này",
    -118: "số này không có tài khoản Zalo",
    -119: "tài khoản này không nhận được tin",
    -130: "nội dung vượt giới hạn của mẫu",
    -131: "mẫu tin chưa được duyệt hoặc đã bị từ chối",
    -132: "tham số không khớp mẫu",
    -140: "người nhận đã chặn loại tin này",
    -141: "người nhận từ chối nhận tin của tài khoản",
}
# Quotas, money, hours: the office's matter, or one of time.
LATER = {
    -115: "tài khoản ZNS hết tiền",
    -126: "ví hết tiền",
    -133: "mẫu này không gửi ban đêm",
    -144: "hết hạn mức trong ngày",
    -147: "mẫu hết hạn mức trong ngày",
}


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An access token with its end (UTC), and the refresh token that gets the next pair."""

    access: str
    refresh: str
    ends_at: datetime


class TokenSlot(Protocol):
    """The kept pair of one application, while nobody else may use it."""

    def read(self) -> TokenPair | None:
        """Return the pair that was kept last, or None."""

    def write(self, pair: TokenPair) -> None:
        """Keep a pair so that it outlives this process."""


# Gives the slot of an application to one user at a time.
ZaloTokens = Callable[[str], AbstractContextManager[TokenSlot]]


class ZnsPost(GatewayPost):
    """Sends one notice by a template to one number."""

    service_name = "Zalo ZNS"
    secure_protocol = "zns"
    templates = ("{schema}://{user}:{password}@{host}/{targets}",)
    arguments = frozenset({"api", "tls", "refresh"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.app, self.app_key = unquote(kwargs.get("user") or ""), unquote(kwargs.get("password") or "")
        self.template = kwargs.get("host") or ""
        given = kwargs.get("qsd") or {}
        self.first_refresh = given.get("refresh", "")
        targets = [part for part in unquote(kwargs.get("fullpath") or "").split("/") if part]
        if not (self.app and self.app_key and self.template and self.first_refresh and len(targets) == 1):
            raise BadSettings("Kênh ZNS thiếu ứng dụng, mẫu, mã làm mới hoặc số nhận.", hint=_HINT)
        self.phone = f"84{local_phone(targets[0])}"
        self.set_server(given)
        self.tokens: ZaloTokens | None = None

    def hand_over(self, letter: Letter) -> None:
        """Send the notice, with a new access token where the kept one has ended.

        Raises PassingFailure or PermanentRefusal.
        """
        token = self._token(letter.at, stale="")
        code = self._post(letter, token)
        if code in STALE:
            code = self._post(letter, self._token(letter.at, stale=token))
        judge_zns(code)

    def _post(self, letter: Letter, token: str) -> int | None:
        answer = ask(
            Request(
                f"{self.base(MESSAGES)}/message/template",
                json={
                    "phone": self.phone,
                    "template_id": self.template,
                    "template_data": zns_parameters(letter.facts, letter.base),
                    "tracking_id": letter.reference.strip("<>")[:48],
                },
                headers={"access_token": token},
            ),
            may_be_private=self.may_be_private,
        )
        code = answer.get("error")
        return code if isinstance(code, int) else None

    def _token(self, now: datetime, *, stale: str) -> str:
        """Return an access token that is not the stale one; of several senders one gets a new pair."""
        if self.tokens is None:
            raise PassingFailure("Kênh ZNS này chỉ được mở để kiểm tra.")
        with self.tokens(self.app) as slot:
            kept = slot.read()
            if kept is not None and kept.access != stale and kept.ends_at > now:
                return kept.access
            pair = None if kept is None else self._refreshed(kept.refresh, now)
            if pair is None:
                # Nothing kept, or it is no longer good: a person may have put a new one into the address.
                pair = self._refreshed(self.first_refresh, now)
            if pair is None:
                raise PassingFailure(
                    "Zalo không chấp nhận khóa ứng dụng hoặc mã làm mới.", hint="Đặt mã làm mới vào kênh."
                )
            slot.write(pair)
            return pair.access

    def _refreshed(self, refresh: str, now: datetime) -> TokenPair | None:
        """Return a new pair, or None where Zalo does not take this refresh token."""
        answer = ask(
            Request(
                f"{self.base(SIGN_IN)}/v4/oa/access_token",
                form={"refresh_token": refresh, "app_id": self.app, "grant_type": "refresh_token"},
                headers={"secret_key": self.app_key},
            ),
            may_be_private=self.may_be_private,
        )
        access, following = answer.get("access_token"), answer.get("refresh_token")
        if not (isinstance(access, str) and access and isinstance(following, str) and following):
            return None
        lives = str(answer.get("expires_in", ""))
        seconds = int(lives) if lives.isdecimal() and len(lives) < 8 else 3600
        # A minute less: it must not end on its way.
        return TokenPair(access, following, now + timedelta(seconds=max(seconds - 60, 0)))

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """Return the address without what it keeps secret."""
        return f"zns://***@{self.template}/"


def judge_zns(code: int | None) -> None:
    """Return where Zalo took the notice; raises PassingFailure or PermanentRefusal."""
    if code == 0:
        return
    if code in NEVER:
        raise PermanentRefusal(f"Zalo không nhận tin: {NEVER[code]} (mã {code}).")
    if code in LATER:
        raise PassingFailure(f"Zalo chưa nhận tin: {LATER[code]} (mã {code}).")
    if code in STALE:
        raise PassingFailure(f"Zalo không chấp nhận mã truy cập (mã {code}).")
    raise PassingFailure(f"Zalo chưa nhận tin (mã {'không rõ' if code is None else code}).")
