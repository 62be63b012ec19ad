"""A letter taken apart: what its headers say, its words, its files; whatever is wrong with it, it is read."""

import hashlib
import re
from base64 import b64decode
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from models.errors import BadDocument
from rules.incoming.bounces import MOST_PARTS, Bounce, read_bounce
from rules.incoming.markup import plain_lines
from rules.incoming.words import as_text, clean, header_text

# Characters of a letter's text that are kept, files of it, and characters of a reference.
MOST_TEXT, MOST_FILES, LONGEST_REFERENCE = 20_000, 20, 300
# Bytes of one text part that are read.
_MOST_PART = 2_000_000
# Pictures within the words that are smaller than this (bytes) are signs and logos.
_ORNAMENT = 20_000
_REFERENCE = re.compile(r"<[^<>\s]{3,250}>")
_PLUS = re.compile(r"[^\s@+<>]{1,64}\+([A-Za-z0-9._-]{8,64})@")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_LINK = re.compile(r"/r/([A-Za-z0-9_.-]{10,400})")
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office|autoreply|"
    r"trả lời tự động|thư trả lời tự động|tự động trả lời|vắng mặt tự động)\b",
    re.I,
)
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoreply-From", "X-Mail-Autoreply")


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file of a letter, as it came: neither its name nor its kind has been judged."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class IncomingLetter:
    """A letter that came, without its sender.

    ``reference`` is its own Message-ID, or the SHA-256 of its bytes where it has none. ``answers`` are the
    Message-IDs that it answers, the nearest first; ``tokens`` stood behind a plus in the address that it was
    sent to; ``links`` are the keys of report links in its words, the quoted ones too. ``text`` is whole:
    what was quoted is still in it.
    """

    reference: str
    answers: tuple[str, ...]
    tokens: tuple[str, ...]
    links: tuple[str, ...]
    subject: str
    text: str
    files: tuple[IncomingFile, ...]
    is_automatic: bool
    bounce: Bounce | None
    # Files that were left out, in words.
    left_out: tuple[str, ...] = ()


def read_letter(data: bytes) -> IncomingLetter:
    """Return the letter that these bytes are.

    Raises BadDocument only for one whose parts are nested so deeply that it was made to do harm.
    """
    try:
        mail = message_from_bytes(data)
        return _read(mail, data)
    except RecursionError as fault:
        raise BadDocument(
            "Thư có quá nhiều lớp lồng nhau nên không đọc được.", hint="Mở thư bằng chương trình thư."
        ) from fault


def _read(mail: Message, data: bytes) -> IncomingLetter:
    plain, marked, files, left_out = _contents(mail)
    text = "\n\n".join(one for one in plain if one.strip())
    if not text.strip():
        text = "\n\n".join(plain_lines(one) for one in marked)
    subject = header_text(mail.get("Subject"))
    bounce = read_bounce(mail, [text])
    everything = "\n".join((*plain, *marked))
    return IncomingLetter(
        reference=reference_of(mail, data),
        answers=_answers(mail),
        tokens=_tokens(mail),
        links=tuple(dict.fromkeys(_LINK.findall(everything[:_MOST_PART])))[:10],
        subject=subject[:300],
        text=text,
        files=tuple(files),
        is_automatic=_is_automatic(mail, subject),
        bounce=bounce,
        left_out=tuple(left_out),
    )


def reference_of(mail: Message, data: bytes) -> str:
    """Return the letter's Message-ID where it has a proper one, else the SHA-256 of its bytes (hex)."""
    found = _REFERENCE.search(header_text(mail.get("Message-ID")))
    if found is None or len(found[0]) > LONGEST_REFERENCE:
        return hashlib.sha256(data).hexdigest()
    return found[0]


def _contents(mail: Message) -> tuple[list[str], list[str], list[IncomingFile], list[str]]:
    """Return the plain texts, the HTML texts, the files, and what was left out."""
    plain: list[str] = []
    marked: list[str] = []
    files: list[IncomingFile] = []
    left_out: list[str] = []
    # The parts of a letter that is attached whole are that letter's.
    inside = 0
    for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False):
        if inside:
            inside -= 1
            continue
        kind = part.get_content_type()
        if kind.startswith("message/"):
            inside = sum(1 for _ in zip(part.walk(), range(MOST_PARTS), strict=False)) - 1
            if kind == "message/rfc822" and mail.get_content_type() != "multipart/report":
                left_out.append("một thư gửi kèm nguyên")
            continue
        if part.is_multipart():
            continue
        content = _content(part)
        name = header_text(part.get_filename())
        is_word = kind in ("text/plain", "text/html") and not name
        if is_word and part.get_content_disposition() != "attachment":
            text = as_text(content[:_MOST_PART], part.get_content_charset("") or "")
            (plain if kind == "text/plain" else marked).append(text)
        elif content and not _is_ornament(part, kind, content):
            if len(files) == MOST_FILES:
                left_out.append(f"tệp “{name[:80]}” (thư có hơn {MOST_FILES} tệp)")
            elif kind not in _NO_FILES:
                files.append(IncomingFile(name or "tep", content))
    return plain, marked, files, left_out[: MOST_FILES * 2]


def _content(part: Message) -> bytes:
    """Return the bytes of a part; base64 that is cut off or damaged is read as far as it goes."""
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    if header_text(part.get("Content-Transfer-Encoding")).lower() != "base64" or not part.defects:
        return content
    letters = _NO_BASE64.sub(b"", content)
    try:
        return b64decode(letters[: len(letters) // 4 * 4])
    except ValueError:
        return content


# Parts that programs put in: head of a returned letter, keys and signatures, invitations beside their words.
_NO_FILES = frozenset(
    {
        "text/rfc822-headers",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
    }
)


def _is_ornament(part: Message, kind: str, content: bytes) -> bool:
    is_within = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    return kind.startswith("image/") and is_within and len(content) < _ORNAMENT


def _answers(mail: Message) -> tuple[str, ...]:
    near = _REFERENCE.findall(header_text(mail.get("In-Reply-To")))
    far = _REFERENCE.findall(header_text(mail.get("References")))[::-1]
    return tuple(dict.fromkeys((*near, *far)))[:50]


def _tokens(mail: Message) -> tuple[str, ...]:
    """Return what stood behind a plus in the addresses that the letter was sent to."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To")
    values = [header_text(value) for name in names for value in mail.get_all(name, [])]
    addresses = [address for _, address in getaddresses(values[:50])]
    return tuple(dict.fromkeys(found[1] for one in addresses if (found := _PLUS.match(one))))


def _is_automatic(mail: Message, subject: str) -> bool:
    """Return whether a program wrote this (RFC 3834, 5; older programs by their own headers)."""
    said = header_text(mail.get("Auto-Submitted")).lower().partition(";")[0].strip()
    if said and said != "no":
        return True
    if header_text(mail.get("Precedence")).lower().strip() in ("auto_reply", "bulk", "junk", "list"):
        return True
    if any(mail.get(name) is not None for name in _AUTOMATIC_HEADERS):
        return True
    return bool(_AUTOMATIC_SUBJECT.match(subject))


def cut(text: str) -> str:
    """Return a text as long as is kept of a letter."""
    return text if len(text) <= MOST_TEXT else clean(text[:MOST_TEXT]).rstrip() + " …"
