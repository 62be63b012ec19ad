"""What may be said in an exchange about one obligation (trao đổi), and from when on it is news."""

import unicodedata
from datetime import datetime, timedelta
from typing import Literal

from models.errors import Refused

Side = Literal["lead", "agency"]
LONGEST = 2000
# Comments of one obligation: past these somebody should pick up the telephone.
MOST = 200
# What was not told for so long is no news any more.
NEWS = timedelta(days=30)


def clean_comment(text: str) -> str:
    """Return a comment as it is stored; raises Refused where it says nothing or too much.

    NFC, no control characters but line breaks, no blanks around it, at most one empty line in a row.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))
    lines: list[str] = []
    for line in (one.rstrip() for one in kept.strip().split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    said = "\n".join(lines)
    if not said:
        raise Refused("Chưa có nội dung trao đổi.", hint="Viết một câu rồi gửi lại.")
    if len(said) > LONGEST:
        raise Refused(
            f"Nội dung trao đổi dài hơn {LONGEST} ký tự.",
            hint="Viết ngắn hơn, hoặc gửi tệp kèm theo báo cáo.",
        )
    return said


def news_since(last_told: datetime | None, now: datetime) -> datetime:
    """Return the UTC instant after which the other side's comments are news to a reader.

    ``last_told`` is when the last digest that reached the reader was written; what is older than 30 days
    is no news.
    """
    oldest = now - NEWS
    return oldest if last_told is None else max(last_told, oldest)
