"""Labelled lines: "Cơ quan chủ trì: …", "Đơn vị phối hợp: …", "Thời gian: …", "Sản phẩm: …"."""

import re
from dataclasses import dataclass
from typing import Literal

from extract.agencies import read_bodies
from extract.duties import read_coordinators
from extract.verbs import PREDICATE
from extract.words import lowered
from models.draft import Role

LabelKind = Literal["lead", "doer", "partner", "time", "product", "content", "other"]

_WHO = (
    r"(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|phòng|đầu mối|cơ quan, đơn vị|sở, ngành|tổ chức"
    r"|người|cá nhân),?\s+)"
)
_PATTERNS: tuple[tuple[LabelKind, str], ...] = (
    (
        "lead",
        rf"(?:{_WHO}(?:được giao\s+)?)?chủ trì(?:,?\s+(?:thực hiện|tham mưu|triển khai|tổ chức"
        rf"|tham mưu thực hiện))*",
    ),
    ("partner", rf"(?:{_WHO})?(?:phối hợp|cùng phối hợp)(?:\s+(?:thực hiện|triển khai|tham mưu|chính))*"),
    (
        "doer",
        rf"{_WHO}(?:thực hiện|triển khai|tham mưu|chịu trách nhiệm|phụ trách|được giao|tổ chức)"
        r"(?:\s+(?:thực hiện|chính|triển khai))*|(?:phân công|trách nhiệm|giao)\s+(?:thực hiện"
        r"|triển khai)|người thực hiện",
    ),
    (
        "time",
        r"(?:thời gian|thời hạn|tiến độ|kỳ hạn|hạn)(?:,?\s+(?:và\s+)?(?:thực hiện|hoàn thành"
        r"|triển khai|báo cáo|tổ chức"
        r"|dự kiến|kết thúc|gửi báo cáo))*",
    ),
    (
        "product",
        r"(?:sản phẩm|kết quả|đầu ra)(?:\s+(?:dự kiến|đầu ra|cần đạt|hoàn thành|thực hiện|chính|đạt được))*",
    ),
    (
        "content",
        r"(?:nội dung|nhiệm vụ|công việc|nội dung công việc)(?:\s+(?:thực hiện|cụ thể|công việc"
        r"|triển khai|chính))*",
    ),
    (
        "other",
        r"(?:kinh phí|địa điểm|hình thức|đối tượng|số lượng|nguồn kinh phí|kinh phí thực hiện"
        r"|phạm vi)(?:\s+thực hiện)?",
    ),
)
_LABEL = re.compile(
    r"(?:(?<=[.;])\s+|^[\s(\-+*•]*)(?:"
    + "|".join(f"(?P<{kind}>{body})" for kind, body in _PATTERNS)
    + r")\s*:\s*"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph: its label kind ("" for the words before the first label) and span."""

    kind: LabelKind | Literal[""]
    text: str
    start: int
    end: int


def read_segments(text: str) -> list[Segment]:
    """Return the paragraph cut at its labels; one plain segment where it has none.

    A label stands at the start of the paragraph or of a sentence ("… gửi Bộ. Thời gian hoàn thành: …").
    """
    marks = list(_LABEL.finditer(lowered(text)))
    if not marks:
        return _bracketed(text) or [Segment("", text, 0, len(text))]
    found: list[Segment] = []
    head = text[: marks[0].start()].strip()
    if head:
        found.append(Segment("", head, 0, marks[0].start()))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        kind: LabelKind = next(k for k, _ in _PATTERNS if mark[k])
        found.append(Segment(kind, text[mark.end() : end].strip(), mark.start(), end))
    return found


_BRACKETED = re.compile(r"^\(\s*(?P<who>[^();]+)(?:;\s*(?P<time>[^()]+))?\)\W*$")


def _bracketed(text: str) -> list[Segment]:
    """Read a doer line in brackets: "(Sở A chủ trì, phối hợp với Sở B thực hiện; hoàn thành trong …)"."""
    match = _BRACKETED.match(text)
    if match is None:
        return []
    low = lowered(match["who"]).strip()
    bodies = read_bodies(match["who"], 0)
    doing = low[bodies.end :].strip()
    if not bodies.entries or not (doing.startswith("chủ trì") or doing in ("thực hiện", "phụ trách")):
        return []
    found = [Segment("doer", match["who"].strip(), 0, match.end("who"))]
    if match["time"]:
        found.append(Segment("time", match["time"].strip(), match.start("time"), match.end("time")))
    return found


@dataclass(frozen=True, slots=True)
class DoerLine:
    """What a doer line says: owners, role, coordinators; ``is_task``: it orders work of its own."""

    owners: tuple[str, ...]
    role: Role
    coordinators: tuple[str, ...]
    is_task: bool = False


def read_doer(value: str, *, is_lead: bool) -> DoerLine:
    """Return the doers of a labelled line or a table cell.

    "lead" where the label or the words say "chủ trì"; "A chủ trì, phối hợp với B" gives B as
    coordinator; "A đăng tải …" orders work of its own.
    """
    value = value.strip().rstrip(".;")
    low = lowered(value)
    bodies = read_bodies(value, 0, loose=True)
    rest = low[bodies.end :].strip(" ,(:-")
    leads = bool(re.match(r"(?:là\s+)?(?:cơ quan\s+|đơn vị\s+)?chủ trì\b", rest))
    names = bodies.names
    if not bodies.entries:
        names = (value,) if value else ()
    elif rest and not leads and not rest.startswith(("phối hợp", "chịu trách nhiệm", "và các", "tham mưu")):
        if PREDICATE.match(rest):
            return DoerLine(names, "do", read_coordinators(value), is_task=True)
        names = (*names[:-1], value[bodies.entries[-1].start :].strip())
    role: Role = "lead" if is_lead or leads else "do"
    if rest == "phối hợp" and len(names) > 1:
        return DoerLine(names[:-1], role, names[-1:])
    return DoerLine(names, role, read_coordinators(value))


def read_partners(value: str) -> tuple[str, ...]:
    """Return the bodies of a partner line or cell, as written, identical wordings once."""
    value = re.sub(r"^(?:phối hợp(?: với)?:?|với)\s+", "", value.strip().rstrip(".;"), flags=re.I)
    if not value or not re.search(r"\w", value) or lowered(value) in ("không", "không có"):
        return ()
    bodies = read_bodies(value, 0, loose=True)
    rest = value[bodies.end :].strip(" .;,")
    names = bodies.names
    if not bodies.entries:
        names = tuple(part.strip() for part in re.split(r"[;\n]", value) if part.strip())
    elif rest:
        more = read_partners(rest) if re.match(r"\s*[,;]", value[bodies.end :]) else ()
        names = (*names, *more) if more else (*names[:-1], value[bodies.entries[-1].start :].strip())
    return tuple(dict.fromkeys(names))
