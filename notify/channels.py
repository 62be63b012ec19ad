"""Channels: an address that a person typed becomes something that takes a letter.

Admitted are ``outbox://``, mail (here), the chats of ``notify.chat`` and the gateways of ``notify.sms`` and
``notify.zns``, each with listed arguments, and nothing else: Apprise knows many addresses that write files
or start programs. Addresses are never taken from a document.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from models.errors import BadSettings, PassingFailure
from notify.apprise_parts import AppriseAsset, AppriseImproperlyConfigured, NotificationManager
from notify.chat import CHATS, ChatPost, open_chat
from notify.gateway import GatewayPost
from notify.letter import Letter, Meanwhile, nothing
from notify.lines import MailLines
from notify.mail import LetterMail, is_sender
from notify.outbox import KeepLetter, LetterOutbox
from notify.redacting import silence_addresses
from notify.sms import SmsPost
from notify.zns import ZaloTokens, ZnsPost

SCHEMES = ("outbox", "mailto", "mailtos")
GATEWAYS = {"smsvn": SmsPost, "zns": ZnsPost}
# Apprise reads further ones, some of which open files (pgpprv), add recipients (cc), or call a failure
# a success (optional).
MAIL_ARGUMENTS = frozenset(
    {"to", "from", "name", "reply", "smtp", "mode", "user", "pass", "verify", "cto", "rto"}
)
_MAILBOX = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
# A mail address with one recipient, whose own address is of the plainest kind.
_SOMEBODY = "ai-do@noi-do.example.vn"
_PLAIN = re.compile(
    r"(mailtos?://[^?#\s]{1,300}\?(?:(?!to=)[a-z]{1,8}=[^&#\s]{0,200}&){0,9}to=)"
    r"([A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,62}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,60}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24})"
    r"((?:&(?!to=)[a-z]{1,8}=[^&#\s]{0,200}){0,9})"
)
_HINT = (
    "Dùng outbox://tên-hộp-thư, mailtos://tên:mật-khẩu@máy-chủ:587/?to=nguoi-nhan@co-quan, "
    "hoặc một dạng khác ở docs/channels.md."
)
DEFAULT_FROM = "Đôn đốc <dondoc@localhost>"
# Nothing of Apprise's is kept on disk. Without a time limit of its own it sends in the caller's thread;
# with one it would give up on a letter that is still on its way, and that letter would be sent twice.
# It follows no redirect: that would lead where nobody has looked.
_ASSET = AppriseAsset(
    storage_mode="memory",
    async_mode=False,
    service_timeout=0,
    # Said in the header User-Agent, which is Latin.
    app_id="Don doc",
    http_redirects=False,
    secure_logging=True,
    # No picture of somebody else's server beside our texts.
    image_url_mask="",
    image_url_logo="",
)
for _scheme, _plugin in GATEWAYS.items():
    if _scheme not in NotificationManager():
        NotificationManager().add(_plugin, schemas=_scheme)

# Apprise names recipients in its log.
silence_addresses("apprise")


@dataclass(frozen=True, slots=True)
class Channel:
    """One recipient's channel, for one letter at a time."""

    _plugin: LetterMail | LetterOutbox | ChatPost | GatewayPost
    # What a person is told of it, without personal data.
    description: str

    def send(self, letter: Letter) -> None:
        """Send one letter to the one recipient; raises what ``send_packed`` raises."""
        self.pack(letter)
        self.send_packed()

    def pack(self, letter: Letter) -> None:
        """Make a letter ready to be sent: what can be done before its turn comes."""
        self._plugin.pack(letter)

    def foretell(self) -> None:
        """Tell the server that a letter comes next, without waiting; nothing of it is handed over."""
        self._plugin.foretell()

    def send_packed(self, meanwhile: Meanwhile = nothing) -> None:
        """Send the packed letter to the one recipient.

        ``meanwhile`` is done while a server thinks about its answer. Raises PassingFailure where the same
        letter may be taken later, PermanentRefusal where it never will be, and whatever else went wrong as
        it is.
        """
        plugin = self._plugin
        plugin.fault, plugin.meanwhile = None, meanwhile
        # Apprise's service itself: among one there is nothing to distribute, and its distribution, which
        # knows texts only, would take longer than the rest.
        took = plugin.send(body="", title="")
        if plugin.fault is not None:
            raise plugin.fault
        if not took:
            raise PassingFailure("Kênh gửi không nhận thư và không cho biết lý do.")


def open_channel(
    url: str,
    *,
    keep: KeepLetter,
    lines: MailLines,
    mail_from: str = DEFAULT_FROM,
    may_be_private: bool = False,
    tokens: ZaloTokens | None = None,
) -> Channel:
    """Return the channel behind an address.

    ``keep`` stores what goes to ``outbox://``; ``lines`` are the connections that mail goes through;
    ``may_be_private`` lets chats and gateways stand in the inner network; ``tokens`` keeps Zalo's.

    Raises BadSettings with a sentence that says what is wrong with the address; it repeats no password.
    """
    url = url.strip()
    scheme = scheme_of(url)
    if scheme in CHATS:
        return Channel(*open_chat(url, _ASSET, may_be_private=may_be_private))
    if scheme in GATEWAYS:
        return _gateway(url, scheme, may_be_private, tokens)
    if scheme not in SCHEMES:
        raise BadSettings("Kênh liên hệ này không dùng được ở đây.", hint=_HINT)
    if scheme == "outbox":
        return _outbox(url, keep)
    return _mail(url, mail_from, lines)


def scheme_of(url: str) -> str:
    """Return the kind of an address in small letters, or "" where it has none."""
    before, mark, _ = url.strip().partition("://")
    return before.lower() if mark else ""


def is_short(url: str) -> bool:
    """Return whether a channel carries the short text and not the letter."""
    return scheme_of(url) not in SCHEMES


def check_channel(url: str, *, may_be_private: bool = False) -> str:
    """Return a Vietnamese description of a channel that a person typed; raises BadSettings."""
    lines = MailLines()
    return open_channel(url, keep=_keep_nothing, lines=lines, may_be_private=may_be_private).description


def _gateway(url: str, scheme: str, may_be_private: bool, tokens: ZaloTokens | None) -> Channel:
    kind = GATEWAYS[scheme]
    terms = kind.parse_url(url)
    if not terms:
        raise BadSettings(f"Không đọc được địa chỉ kênh {kind.service_name}.", hint=_HINT)
    given = {*terms["qsd"], *(mark + name for mark in "+-:" for name in terms[f"qsd{mark}"])}
    if strange := sorted(given - kind.arguments):
        raise BadSettings(
            f"Kênh {kind.service_name} không nhận tham số “{strange[0][:30]}”.",
            hint=f"Các tham số dùng được: {', '.join(sorted(kind.arguments))}.",
        )
    # Made here: Apprise's own maker would hide what is wrong with the address.
    plugin = kind(**terms, asset=_ASSET)
    if not may_be_private and plugin.names_private_host():
        raise BadSettings(
            "Địa chỉ kênh dẫn vào mạng nội bộ hoặc chính máy này.",
            hint="Đặt DONDOC_ALLOW_PRIVATE_CHANNELS=true nếu thật sự cần.",
        )
    plugin.may_be_private = may_be_private
    if isinstance(plugin, ZnsPost):
        plugin.tokens = tokens
    return Channel(plugin, f"{kind.service_name}: tin ngắn tới một số điện thoại")


def _keep_nothing(mailbox: str, letter: Letter) -> None:
    raise PassingFailure("Kênh này chỉ được mở để kiểm tra.")


def _outbox(url: str, keep: KeepLetter) -> Channel:
    mailbox = url.partition("://")[2].removesuffix("/")
    if not _MAILBOX.fullmatch(mailbox):
        raise BadSettings(
            "Tên hộp thư của kênh outbox:// chỉ gồm chữ thường không dấu, số, dấu chấm, gạch.", hint=_HINT
        )
    return Channel(LetterOutbox(mailbox=mailbox, keep=keep, asset=_ASSET), f"Hộp thư thử “{mailbox}”")


def _mail(url: str, mail_from: str, lines: MailLines) -> Channel:
    """Return the channel of a mail address.

    Reading one takes Apprise as long as sending the letter, and the addresses of a province differ in the
    recipient only: a plain recipient is put into what was read for another one of the same server.
    """
    if plain := _PLAIN.fullmatch(url):
        before, recipient, after = plain.groups()
        service = _service(f"{before}{_SOMEBODY}{after}", mail_from).twin()
        service.targets = [(False, recipient)]
    else:
        service = _service(url, mail_from).twin()
    service.lines = lines
    place = service.targets[0][1].rpartition("@")[2]
    return Channel(service, f"Thư điện tử tới một địa chỉ tại {place}, qua máy chủ {service.smtp_host}")


@lru_cache(maxsize=64)
def _service(url: str, mail_from: str) -> LetterMail:
    """Return the service behind an address as Apprise reads it, checked; raises BadSettings."""
    if not is_sender(mail_from):
        raise BadSettings(
            "Địa chỉ gửi đi (DONDOC_MAIL_FROM) không đúng.", hint="Dạng: Tên <địa-chỉ@máy-chủ>."
        )
    terms: dict[str, Any] | None = LetterMail.parse_url(url)
    if not terms:
        raise BadSettings("Không đọc được địa chỉ kênh thư điện tử.", hint=_HINT)
    _refuse_arguments(terms)
    # Apprise would write to the sender itself.
    if not terms["targets"]:
        raise BadSettings("Kênh thư điện tử thiếu người nhận (?to=…).", hint=_HINT)
    terms["from_addr"] = terms["from_addr"] or mail_from
    try:
        plugin = LetterMail(**terms, asset=_ASSET)
    except AppriseImproperlyConfigured as fault:
        raise BadSettings("Địa chỉ kênh thư điện tử thiếu hoặc sai máy chủ.", hint=_HINT) from fault
    # Apprise drops what it cannot read and goes on with the rest: here all of it must be one address.
    read = [address for _, address in plugin.targets]
    if len(read) != 1 or read != [given.strip() for given in terms["targets"]]:
        raise BadSettings(
            "Mỗi kênh thư điện tử có đúng một người nhận, viết đúng dạng địa chỉ thư.", hint=_HINT
        )
    if not plugin.smtp_host:
        raise BadSettings("Kênh thư điện tử thiếu máy chủ.", hint=_HINT)
    return plugin


def _refuse_arguments(terms: dict[str, Any]) -> None:
    """Raise BadSettings for an argument that is not listed, as Apprise itself read them."""
    given = {*terms["qsd"], *(kind + name for kind in "+-:" for name in terms[f"qsd{kind}"])}
    if strange := sorted(given - MAIL_ARGUMENTS):
        raise BadSettings(
            f"Kênh thư điện tử không nhận tham số “{strange[0][:30]}”.",
            hint=f"Các tham số dùng được: {', '.join(sorted(MAIL_ARGUMENTS))}.",
        )
