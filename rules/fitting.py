"""What short channels say of a message: counts, the nearest day and a link; no person and no phone number.

A letter holds everything; a chat, an SMS or a Zalo notice only calls the reader to it. Numbers, days and a
link cannot name anybody, so nothing else of the letter is taken over.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

# Characters of one SMS in the alphabet of GSM 03.38, of which more than one is never used.
SMS_LENGTH = 160
# The characters of that alphabet that take one place and stand in ASCII too.
GSM = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n@$_!\"#%&'()*+,-./:;<=>?")
# Characters of a table's cell in a ZNS template (domain: 3 to 90), kept far shorter here.
ZNS_LEAST, ZNS_MOST, ZNS_PATH_MOST = 3, 30, 90


@dataclass(frozen=True, slots=True)
class ShortFacts:
    """What a short text may say: the message's kind, its numbers, the nearest day to come, its link."""

    kind: str
    works: int = 0
    late: int = 0
    nearest: date | None = None
    is_urgent: bool = False
    # The whole address that the reader opens.
    link: str = ""


def chat_text(facts: ShortFacts) -> str:
    """Return the text for a chat: one sentence or two, and the link on a line of its own."""
    return "\n".join(filter(None, (_sentence(facts), facts.link)))


def sms_text(facts: ShortFacts) -> str:
    """Return at most 160 characters without diacritics, all of them in the GSM alphabet.

    Where words and link do not fit together the words are shortened first; a link that does not fit even
    alone is left out, because half a link leads nowhere.
    """
    said = gsm(_sentence(facts))
    link = facts.link if set(facts.link) <= GSM else ""
    for words in (f"Don doc: {said}", f"Don doc: {_counts(facts)}", "Don doc:"):
        if link and len(words) + 1 + len(link) <= SMS_LENGTH:
            return f"{words} {link}"
    return f"Don doc: {said} Xem thu dien tu."[:SMS_LENGTH].strip()


def gsm(text: str) -> str:
    """Return a Vietnamese text in the GSM alphabet: without diacritics, what is not in it left out."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("–", "-"))
    return "".join(c for c in bare if c in GSM)


def zns_parameters(facts: ShortFacts, base: str) -> dict[str, str]:
    """Return the parameters of the ZNS template (docs/channels.md), each within its length.

    ``duong_dan`` is what follows ``base`` and a slash in the link: the template's button begins with it.
    """
    path = facts.link.removeprefix(base).strip("/") if facts.link.startswith(base) else ""
    return {
        "so_viec": _cell(f"{facts.works} việc"),
        "qua_han": _cell(f"{facts.late} việc"),
        "han_gan_nhat": _cell(f"{facts.nearest:%d/%m/%Y}" if facts.nearest else "không có"),
        "duong_dan": path if len(path) <= ZNS_PATH_MOST else "",
    }


def _cell(text: str) -> str:
    return text[:ZNS_MOST].ljust(ZNS_LEAST, ".")


def _counts(facts: ShortFacts) -> str:
    return gsm(f"{facts.works} việc, {facts.late} quá hạn.") if facts.works else ""


def _sentence(facts: ShortFacts) -> str:
    mark = "KHẨN. " if facts.is_urgent else ""
    match facts.kind:
        case "test":
            return "Tin thử: đọc được tin này thì kênh liên hệ dùng được."
        case "lead-digest":
            return mark + "Có bản tổng hợp mới về các kế hoạch do cơ quan chủ trì."
        case "refusal":
            return mark + "Một cơ quan đề nghị không nhận việc, chờ cơ quan chủ trì xem xét."
        case "escalation" | "urgent-escalation":
            return mark + f"{_amount(facts)} cần lãnh đạo chỉ đạo."
    if not facts.works:
        return mark + "Có thông báo mới trong thư điện tử."
    nearest = f" Hạn gần nhất {facts.nearest:%d/%m/%Y}." if facts.nearest else ""
    return f"{mark}{_amount(facts)} cần xử lý.{nearest}"


def _amount(facts: ShortFacts) -> str:
    if not facts.works:
        return "Có việc"
    late = f", {facts.late} việc quá hạn," if facts.late else ""
    return f"{facts.works} việc{late}"


def link_in(text: str, base: str) -> str:
    """Return the first address of a letter's text that begins with ``base`` and a slash, else ``base``."""
    found = re.search(re.escape(base) + r"/[A-Za-z0-9/_.\-]{1,300}", text)
    return found.group(0).rstrip(".") if found else base
