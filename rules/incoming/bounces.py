"""Letters that come back: delivery reports (RFC 3464) and what servers write that know no such report."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

from rules.incoming.words import as_text, header_text

# Characters of a returned letter that are searched: its head stands first.
_SEARCHED = 60_000
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?:^|[\s#(:])([45])\d\d(?=[\s-])", re.M)
_REFERENCE = re.compile(r"^[\s>]{0,8}message-id\s{0,4}:\s{0,8}(<[^<>\s]{3,250}>)", re.I | re.M)
_SENDERS = re.compile(r"(?:mailer-?daemon|postmaster|mail-?daemon|mdaemon|mail-?delivery)(?:$|[+._-])", re.I)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status|failure|report|has failed|incomplete)|mail delivery|failure notice|"
    r"returned mail|returned to sender|mail system error|delivery notification|non ?remis|"
    r"không gửi được|không thể gửi|gửi thư không thành công|thư bị trả lại|trả lại thư",
    re.I,
)
_DELAYED = re.compile(r"delay|warning|will (?:be|keep) (?:re)?tr|chậm|tạm thời", re.I)

# Enhanced status codes (RFC 3463) in words, the particular before the general.
REASONS: tuple[tuple[str, str], ...] = (
    ("1.1", "địa chỉ thư không tồn tại"),
    ("1.2", "tên miền của địa chỉ thư không tồn tại"),
    ("1.3", "địa chỉ thư viết sai"),
    ("1.6", "hộp thư đã chuyển đi nơi khác"),
    ("1.10", "tên miền này không nhận thư"),
    ("1.", "địa chỉ thư sai"),
    ("2.1", "hộp thư đã bị khóa"),
    ("2.2", "hộp thư đầy"),
    ("2.3", "thư lớn hơn mức hộp thư nhận"),
    ("2.", "hộp thư không nhận được thư"),
    ("3.4", "thư lớn hơn mức máy chủ nhận"),
    ("3.", "máy chủ thư của người nhận có lỗi"),
    ("4.7", "quá thời gian thử gửi"),
    ("4.", "không tới được máy chủ thư của người nhận"),
    ("6.", "máy chủ nhận không đọc được thư"),
    ("7.", "máy chủ nhận từ chối theo chính sách của mình"),
)
NO_REASON = "máy chủ nhận không cho biết lý do"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A returned letter: ``is_final`` where nobody tries any more, ``is_for_good`` where trying is of no use.

    ``references`` are the Message-IDs that stand in what was returned, the surest first.
    """

    is_final: bool
    is_for_good: bool
    code: str
    reason: str
    references: tuple[str, ...]


def read_bounce(mail: Message, texts: Iterable[str]) -> Bounce | None:
    """Return what a letter brings back, or None where it is no returned letter.

    ``texts`` are its text parts, for servers that write no delivery report. A report of success is none.
    """
    told = [one for one in _parts(mail) if one.get_content_type() in _REPORTS]
    if told:
        return _from_report(mail, told)
    whole = "\n".join(texts)[:_SEARCHED]
    return _from_words(mail, whole) if _looks_returned(mail) else None


_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
# Parts of one letter that are looked at.
MOST_PARTS = 200


def _parts(mail: Message) -> list[Message]:
    return [part for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False)]


def _from_report(mail: Message, told: list[Message]) -> Bounce | None:
    fields = [block for one in told for block in _blocks(one)]
    recipients = [block for block in fields if block.get("action") or block.get("status")]
    actions = {block.get("action", "").split(" ")[0] for block in recipients}
    if not actions & {"failed", "delayed"} and not any(_code(b.get("status", "")) for b in recipients):
        return None
    worst = next((b for b in recipients if b.get("action", "").startswith("failed")), None)
    block = worst or (recipients[0] if recipients else {})
    code = _code(block.get("status", "")) or _code(block.get("diagnostic-code", ""))
    if worst is None and code.startswith("2"):
        return None
    is_final = worst is not None or (code.startswith("5") and "delayed" not in actions)
    # "Failed" without a class says that the server gave up, and nothing of the address.
    return _bounce(code, is_final=is_final, references=_references(mail))


def _blocks(part: Message) -> list[dict[str, str]]:
    """Return the groups of fields of a delivery report, with names and actions in small letters."""
    payload = part.get_payload()
    found = []
    for block in payload if isinstance(payload, list) else []:
        if not isinstance(block, Message):
            continue
        fields = {str(name).lower(): header_text(value) for name, value in block.items()}
        fields["action"] = fields.get("action", "").strip().lower()
        found.append(fields)
    return found


def _from_words(mail: Message, whole: str) -> Bounce:
    code = _code(whole)
    if not code and (found := _REPLY.search(whole)):
        code = f"{found[1]}.0.0"
    subject = header_text(mail.get("Subject"))
    is_delayed = not code.startswith("5") and bool(_DELAYED.search(subject))
    return _bounce(code, is_final=not is_delayed, references=(*_references(mail), *_REFERENCE.findall(whole)))


def _looks_returned(mail: Message) -> bool:
    """Return whether a mail system wrote this: its name, or no sender, and a subject that says so."""
    name = parseaddr(header_text(mail.get("From")))[1].partition("@")[0]
    is_system = bool(_SENDERS.match(name)) or header_text(mail.get("Return-Path")).strip() == "<>"
    says_so = bool(_SUBJECT.search(header_text(mail.get("Subject"))))
    return (is_system and says_so) or mail.get("X-Failed-Recipients") is not None


def _references(mail: Message) -> tuple[str, ...]:
    """Return the Message-IDs of the returned letter, then those that the answer itself refers to."""
    found: list[str] = []
    for part in _parts(mail)[1:]:
        if part.get_content_type() in _RETURNED:
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Message):
                found.append(header_text(payload[0].get("Message-ID")))
            else:
                data = part.get_payload(decode=True)
                text = as_text(data) if isinstance(data, bytes) else str(payload)
                found += _REFERENCE.findall(text[:_SEARCHED])
    found += [header_text(mail.get("In-Reply-To")), *header_text(mail.get("References")).split()[::-1]]
    return tuple(dict.fromkeys(one.strip() for one in found if one.strip()))


def _code(text: str) -> str:
    found = _STATUS.search(text)
    return ".".join(found.groups()) if found else ""


def _bounce(code: str, *, is_final: bool, references: tuple[str, ...]) -> Bounce:
    detail = code.partition(".")[2]
    reason = next((words for start, words in REASONS if _fits(detail, start)), NO_REASON)
    return Bounce(is_final, is_final and code.startswith("5"), code, reason, references)


def _fits(detail: str, start: str) -> bool:
    """Return whether a detail is the one named, or of the subject named ("1." is every 1.x)."""
    return detail.startswith(start) and detail != "" if start.endswith(".") else detail == start
