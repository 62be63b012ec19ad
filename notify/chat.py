"""Chats and webhooks that Apprise knows: which of them are admitted, and one short text through one of them.

Admitted are services through which an office talks, each with the arguments listed here. Those that write
files, start programs, read a template or an attachment from a path, or reach several people at once are not.
"""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from models.errors import BadSettings, PassingFailure, PermanentRefusal
from notify.apprise_parts import NotificationManager, instantiate
from notify.letter import Letter, Meanwhile, nothing
from notify.pinning import pinned
from notify.reachable import looks_private, refuse_private
from rules.channel_names import CHANNEL_NAMES
from rules.fitting import chat_text

TITLE = "Đôn đốc"
# What every admitted service may be given: whether certificates are checked, seconds to connect and to wait.
_COMMON = frozenset({"verify", "cto", "rto"})


@dataclass(frozen=True, slots=True)
class ChatKind:
    """One admitted service: its name for people, its arguments, whether the address names the server."""

    name: str
    arguments: frozenset[str] = frozenset()
    is_hosted: bool = True
    # Whether further keys of the posted data (``:key=``) and headers (``+X-…=``) may be set.
    takes_keys: bool = False


def _kind(scheme: str, words: str = "", *, is_hosted: bool = True, takes_keys: bool = False) -> ChatKind:
    return ChatKind(CHANNEL_NAMES[scheme], frozenset(words.split()), is_hosted, takes_keys)


_WORKFLOWS = _kind("workflows", "id sig ver api-version pa powerautomate route routeid wrap")
_WEBEX = _kind("webex", "mode to token", is_hosted=False)
_SERVED = {
    "rocket": "mode to webhook",
    "mmost": "channel channels botname team to mode",
    "ntfy": "to token priority mode auth",
    "gotify": "priority",
    "signal": "from to status",
    "nctalk": "silent url_prefix",
    "synology": "token",
    "json": "method",
    "xml": "method",
}
CHATS: dict[str, ChatKind] = {
    "tgram": _kind("tgram", "to topic thread silent", is_hosted=False),
    "workflow": _WORKFLOWS,
    "workflows": _WORKFLOWS,
    "slack": _kind("slack", "mode to token footer", is_hosted=False),
    "gchat": _kind("gchat", "key token workspace thread", is_hosted=False),
    "webex": _WEBEX,
    "wxteams": _WEBEX,
    "zulip": _kind("zulip", "to token"),
    "pover": _kind("pover", "priority sound to key", is_hosted=False),
    **{
        f"{scheme}{s}": _kind(scheme, words, takes_keys=scheme in ("json", "xml"))
        for scheme, words in _SERVED.items()
        for s in ("", "s")
    },
}
_METHODS = ("POST", "PUT")
_HEADER = re.compile(r"x-[a-z0-9-]{1,40}|authorization", re.I)
_CODE = re.compile(r"error=([0-9]{3})\b")
# Answers after which the same message is never taken: the address, its key or its room is wrong.
FOR_GOOD = frozenset({400, 401, 403, 404, 405, 410, 413, 422})
_HINT = "Xem các dạng địa chỉ ở docs/channels.md."


class ChatPost:
    """One short text to one chat; ``fault`` tells why it was not taken."""

    def __init__(self, service: Any, hosts: tuple[str, ...], *, may_be_private: bool) -> None:
        self._service = service
        self._hosts = hosts
        self._may_be_private = may_be_private
        self._text = ""
        self.fault: Exception | None = None
        self.meanwhile: Meanwhile = nothing

    def pack(self, letter: Letter) -> None:
        """Make the text ready to be sent."""
        self._text = chat_text(letter.facts)

    def foretell(self) -> None:
        """Do nothing: there is nobody to be told."""

    def send(self, body: str = "", title: str = "") -> bool:
        """Send the packed text; returns False with ``fault`` set where it was not taken.

        Raises PermanentRefusal or PassingFailure for a host that may not or cannot be reached.
        """
        found = {host: refuse_private(host, allowed=self._may_be_private) for host in self._hosts}
        with pinned(found), _heard() as codes:
            took = bool(self._service.notify(body=self._text, title=TITLE, body_format=self._format()))
        if not took:
            self.fault = judge_code(codes[-1] if codes else None)
        return took

    def _format(self) -> str:
        """Return as what the text is handed over: made Markdown of plain text, a link would be escaped."""
        return "markdown" if self._service.notify_format == "markdown" else "text"


def judge_code(code: int | None) -> PassingFailure | PermanentRefusal:
    """Return the failure that a service's HTTP answer means; None: it gave none."""
    if code in FOR_GOOD:
        return PermanentRefusal(f"Kênh nhắn tin không nhận tin (HTTP {code}).")
    said = f"trả lời HTTP {code}" if code else "không trả lời"
    return PassingFailure(f"Kênh nhắn tin chưa nhận tin: {said}.")


class _Codes(logging.Handler):
    """Keeps the HTTP answers that Apprise tells of in its log, in the thread that listens."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.codes: list[int] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the answer that a record tells of."""
        if record.thread == self._thread and (found := _CODE.search(record.getMessage())):
            self.codes.append(int(found.group(1)))


@contextmanager
def _heard() -> Iterator[list[int]]:
    """Give the list of HTTP answers heard meanwhile: Apprise itself returns only yes or no."""
    logger, listener = logging.getLogger("apprise"), _Codes()
    logger.addHandler(listener)
    try:
        yield listener.codes
    finally:
        logger.removeHandler(listener)


def open_chat(url: str, asset: Any, *, may_be_private: bool) -> tuple[ChatPost, str]:
    """Return the chat behind an address and its description; raises BadSettings, repeating no secret."""
    scheme = url.partition("://")[0].lower()
    kind = CHATS[scheme]
    # Read before anything is made of it: what is not admitted is not even looked at.
    _refuse_arguments(kind, NotificationManager()[scheme].parse_url(url) or {})
    service = instantiate(url, asset=asset, suppress_exceptions=True)
    if service is None:
        raise BadSettings(f"Không đọc được địa chỉ kênh {kind.name}.", hint=_HINT)
    if len(service) != 1 or (scheme == "tgram" and not service.targets):
        raise BadSettings("Mỗi kênh nhắn tin có đúng một nơi nhận.", hint=_HINT)
    if getattr(service, "method", "POST").upper() not in _METHODS:
        raise BadSettings("Webhook chỉ gửi bằng POST hoặc PUT.", hint=_HINT)
    hosts = _hosts(scheme, kind, service)
    if not may_be_private and any(looks_private(host) for host in hosts):
        raise BadSettings(
            "Địa chỉ kênh dẫn vào mạng nội bộ hoặc chính máy này.",
            hint="Đặt DONDOC_ALLOW_PRIVATE_CHANNELS=true nếu thật sự cần.",
        )
    place = f" tại {hosts[0]}" if hosts else ""
    post = ChatPost(service, hosts, may_be_private=may_be_private)
    return post, f"{kind.name}{place}: tin ngắn kèm đường dẫn"


def _hosts(scheme: str, kind: ChatKind, service: Any) -> tuple[str, ...]:
    """Return the servers that the address itself names."""
    if not kind.is_hosted:
        return ()
    if scheme == "zulip":
        return (f"{service.organization}.{service.hostname}",)
    if scheme.startswith("ntfy") and str(service.mode) != "private":
        return ()
    return (str(service.host),)


def _refuse_arguments(kind: ChatKind, terms: dict[str, Any]) -> None:
    """Raise BadSettings for an argument that is not listed, as Apprise itself read them."""
    strange = set(terms.get("qsd", {})) - kind.arguments - _COMMON
    # Apprise lists a key or header among the plain arguments as well.
    strange = {name for name in strange if name[:1] not in "+-:" or not kind.takes_keys}
    for mark in "+-:":
        names = set(terms.get(f"qsd{mark}", {}))
        if not kind.takes_keys or mark == "-":
            strange |= names
        elif mark == "+":
            strange |= {name for name in names if not _HEADER.fullmatch(name)}
    if strange:
        known = ", ".join(sorted(kind.arguments | _COMMON))
        raise BadSettings(
            f"Kênh {kind.name} không nhận tham số “{min(strange)[:30]}”.",
            hint=f"Các tham số dùng được: {known}.",
        )
