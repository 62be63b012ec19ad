"""E-mail by Apprise: its addresses, its connection and security, our letter.

Apprise's own e-mail plugin makes a Message-ID of its own for each attempt, makes the text part out of
the HTML, and answers only yes or no. Delivery needs the same Message-ID every time, our own two parts
and the server's answer, so ``send`` is replaced and the rest is kept.
"""

import smtplib
from binascii import b2a_base64
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from hashlib import blake2s
from struct import unpack_from
from typing import Any, Self

from models.errors import DeliveryFailed, PassingFailure, PermanentRefusal
from notify.apprise_parts import AppriseImproperlyConfigured, NotifyEmail
from notify.letter import Letter, LetterHead, Meanwhile, nothing
from notify.lines import MailLines
from notify.redacting import redact

# An answer from 500 on says that asking again is of no use (RFC 5321, 4.2.1).
PERMANENT = 500


class LetterMail(NotifyEmail):  # type: ignore[misc]
    """Sends one letter to one address; ``fault`` tells why not, as a passing or a permanent failure."""

    # A new object serves every letter, so there is nobody to wait for.
    request_rate_per_sec = 0

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data: bytes | None = None
        self.fault: Exception | None = None
        self.lines: MailLines | None = None
        self.meanwhile: Meanwhile = nothing

    def twin(self) -> Self:
        """Return another one for the same server and account, as ``copy.copy`` would, only sooner."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def pack(self, letter: Letter) -> None:
        """Make the letter ready to be sent."""
        self.data = as_mail(letter, sender=self.from_addr, recipient=self.targets[0][1])

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        """Send the packed letter; ``body`` and ``title`` are Apprise's and stand in the letter too."""
        try:
            self._hand_over()
        except smtplib.SMTPException as answer:
            self.fault = judge(answer)
        except (OSError, AppriseImproperlyConfigured) as trouble:
            self.fault = PassingFailure(f"Không kết nối được máy chủ thư ({type(trouble).__name__}).")
        except Exception as bug:  # noqa: BLE001 - raised again by the channel; Apprise would hide it
            self.fault = bug
        return self.fault is None

    def _hand_over(self) -> None:
        if self.data is None or self.lines is None:
            raise ValueError("a letter must be packed and the connections set before sending")
        to = self.targets[0][1]
        self.lines.hand_over(self._server(), self.from_addr[1], to, self.data, self.meanwhile)

    def foretell(self) -> None:
        """Say to the server, without waiting, that a letter comes next."""
        if self.lines is not None:
            self.lines.foretell(self._server(), self.from_addr[1])

    def _server(self) -> dict[str, Any]:
        return {
            "host": self.smtp_host,
            "port": self.port,
            "secure_mode": self.secure_mode,
            "user": self.user,
            "password": self.password,
            "verify_certificate": self.verify_certificate,
            "socket_connect_timeout": self.socket_connect_timeout,
        }


def as_mail(letter: Letter, *, sender: tuple[str | bool, str], recipient: str) -> bytes:
    """Return the letter as a MIME message: text and HTML as alternatives, marked as sent by a program.

    Written here and not by Python's mail package, which takes longer for it than a server on the same
    machine takes to accept it. Raises ValueError for an address or a reference with a line break in it.
    """
    # An underscore stands in no base64 text, so no line of a part can be taken for the boundary.
    boundary = f"=_{blake2s(letter.reference.encode()).hexdigest()[:32]}"
    header = (
        f"Subject: {encoded_words(letter.subject, room=len('Subject: '))}",
        f"From: {_sender(str(sender[0] or ''), sender[1])}",
        f"To: {_one_line(recipient)}",
        f"Date: {_date(int(letter.at.timestamp()))}",
        f"Message-ID: {_one_line(letter.reference)}",
        *_head(letter.head),
        # RFC 3834: no holiday notices in answer to this.
        "Auto-Submitted: auto-generated",
        "Content-Language: vi",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    )
    cut = f"\r\n--{boundary}"
    # The last part is the one that a mail program prefers.
    parts = (_part(cut, "plain", letter.text), _part(cut, "html", letter.html))
    return b"".join(("\r\n".join(header).encode("ascii"), b"\r\n", *parts, f"{cut}--\r\n".encode()))


def _head(head: LetterHead) -> list[str]:
    """Return the lines of a letter's head that not every letter has."""
    lines = []
    if head.thread:
        # The root is no letter: programs put the letters that name it together (RFC 5322, 3.6.4).
        lines += [f"In-Reply-To: {_one_line(head.thread)}", f"References: {_one_line(head.thread)}"]
    if head.reply_to:
        lines.append(f"Reply-To: {_one_line(head.reply_to)}")
    if head.decline:
        lines.append(f"List-Unsubscribe: <{_one_line(head.decline)}>")
        # One click needs an encrypted way (RFC 8058, 3.1).
        if head.decline.startswith("https://"):
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return lines


def _part(cut: str, kind: str, text: str) -> bytes:
    """Return one part with its boundary before it, in base64 (RFC 2045, 6.8: lines of 76)."""
    # Text ends its lines with CRLF before it is encoded (RFC 2046, 4.1.1).
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    data = b2a_base64(text.replace("\n", "\r\n").encode("utf-8"), newline=False)
    whole = len(data) // 76
    # Cut by struct: a slice for each of hundreds of lines takes three times as long.
    lines = (*unpack_from("76s" * whole, data), data[whole * 76 :])
    head = f'{cut}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head.encode("ascii") + b"\r\n".join(lines if lines[-1] else lines[:-1])


def encoded_words(text: str, *, room: int = 0) -> str:
    """Return the text as encoded words (RFC 2047), folded; ``room`` characters of the first line are taken.

    All of it is encoded, so that its spaces stand inside the words; no character is cut in two.
    """
    data = text.encode("utf-8")
    words: list[str] = []
    at, wide = 0, _word_bytes(room)
    while at < len(data) or not words:
        end = at + wide
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{b2a_base64(data[at:end], newline=False).decode('ascii')}?=")
        at, wide = end, _word_bytes(1)
    return "\r\n ".join(words)


def _word_bytes(room: int) -> int:
    """Return how many bytes an encoded word holds on a line of 76 of which ``room`` are taken."""
    return (76 - room - len("=?utf-8?b??=")) // 4 * 3


@lru_cache(maxsize=8)
def _date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))


@lru_cache(maxsize=64)
def _sender(name: str, address: str) -> str:
    name = " ".join(name.split())
    if name.isascii():
        return formataddr((name, _one_line(address)))
    return f"{encoded_words(name, room=len('From: '))}\r\n <{_one_line(address)}>"


def _one_line(text: str) -> str:
    if "\r" in text or "\n" in text:
        raise ValueError("a line break in a header of a letter")
    return text


def judge(answer: smtplib.SMTPException) -> DeliveryFailed:
    """Return the failure that a server's answer means.

    Refused for good is only what concerns this recipient or this message (RCPT or DATA answered with
    5xx). What concerns the sender (log-in, MAIL FROM, TLS) is the office's to mend, and then every
    message can go: it passes.
    """
    if isinstance(answer, smtplib.SMTPRecipientsRefused):
        code, said = max(answer.recipients.values(), key=lambda given: given[0])
        if code >= PERMANENT:
            return PermanentRefusal(f"Máy chủ thư không nhận địa chỉ này: {_said(code, said)}.")
        return PassingFailure(f"Máy chủ thư chưa nhận địa chỉ này: {_said(code, said)}.")
    if isinstance(answer, smtplib.SMTPAuthenticationError):
        said_words = _said(answer.smtp_code, answer.smtp_error)
        return PassingFailure(f"Máy chủ thư không chấp nhận tên hoặc mật khẩu: {said_words}.")
    if isinstance(answer, smtplib.SMTPSenderRefused):
        said_words = _said(answer.smtp_code, answer.smtp_error)
        return PassingFailure(f"Máy chủ thư không chấp nhận địa chỉ gửi đi: {said_words}.")
    if isinstance(answer, smtplib.SMTPDataError):
        said_words = _said(answer.smtp_code, answer.smtp_error)
        if answer.smtp_code >= PERMANENT:
            return PermanentRefusal(f"Máy chủ thư không nhận thư này: {said_words}.")
        return PassingFailure(f"Máy chủ thư chưa nhận thư này: {said_words}.")
    if isinstance(answer, smtplib.SMTPResponseException):
        return PassingFailure(f"Máy chủ thư chưa sẵn sàng: {_said(answer.smtp_code, answer.smtp_error)}.")
    return PassingFailure(f"Máy chủ thư ngắt kết nối ({type(answer).__name__}).")


def _said(code: int, said: bytes | str) -> str:
    """Return the server's answer, short and without the recipient's name."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {redact(' '.join(words.split()))[:160]}".strip().rstrip(".")


def is_sender(text: str) -> bool:
    """Return whether a From setting holds an address with a name and a place."""
    name, _, place = parseaddr(text)[1].partition("@")
    return bool(name and place)


def sender_domain(text: str) -> str:
    """Return what stands behind the @ of a From setting, for Message-IDs."""
    domain = parseaddr(text)[1].partition("@")[2]
    return domain if domain and domain.isascii() else "localhost"
