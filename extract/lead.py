"""The lead agency of a plan: the standing body, or who collects the reports."""

import re
from collections.abc import Sequence

from extract.agencies import read_bodies
from extract.collected import Found
from extract.lines import Paragraph
from extract.subjects import read_heading
from extract.words import lowered

_STANDING = re.compile(
    r"(?:là|làm)\s+(?:cơ quan|đơn vị|bộ phận)\s*,?\s*(?:chủ trì,?\s*)?(?:thường trực"
    r"|[đd]ầu mối)(?!\s+liên hệ)|\(?cơ quan thường trực|[-–(]\s*(?:cơ quan|đơn vị) thường trực"
)
_COLLECTS = re.compile(
    r"(?:chủ trì[^.]{0,60}?triển khai kế hoạch|tổng hợp,?\s*(?:kết quả|tình hình|báo cáo)"
    r"|đôn đốc[^.]{0,160}tổng hợp|theo dõi[^.]{0,160}(?:tổng hợp|báo cáo (?:kết|tình|ủy|ubnd))"
    r"|đôn đốc[^.]{0,160}(?:sơ kết|tổng kết|thực hiện (?:nội dung )?kế hoạch))"
)


def read_lead_agency(items: Sequence[Found], paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the body that the plan makes standing body, or that collects the reports; None if none.

    Order of evidence: "cơ quan thường trực", "đôn đốc … tổng hợp báo cáo", "(qua X để tổng hợp)",
    "báo cáo về X để tổng hợp". A contact point is no lead agency.
    """
    for reader in (_standing_body, _collector, _through):
        if (name := reader(items, paragraphs)) is not None:
            return name
    return None


def _standing_body(items: Sequence[Found], paragraphs: Sequence[Paragraph]) -> str | None:
    for paragraph in paragraphs:
        low = lowered(paragraph.body)
        match = _STANDING.search(low)
        if match is None:
            continue
        before = read_bodies(paragraph.body, 0)
        if before.entries and before.end <= match.start() + 2 and len(before.entries) == 1:
            return before.names[0]
        if match.start() < 12:
            owner = _heading_above(paragraph)
            if owner:
                return owner
    return None


def _heading_above(paragraph: Paragraph) -> str | None:
    node = paragraph.parent
    while node is not None:
        names = read_heading(node.body) if node.body else ()
        if len(names) == 1:
            return names[0]
        node = node.parent
    return None


def _collector(items: Sequence[Found], paragraphs: Sequence[Paragraph]) -> str | None:
    for item in items:
        if item.is_row or len(item.owners) != 1 or _GROUP.match(lowered(item.owners[0])):
            continue
        low = lowered(item.text)
        # Who only collects a list, or sends something for others to collect, is no lead agency.
        if _COLLECTS.search(low) and "danh sách" not in low and not _SENDS.search(low):
            return item.owners[0]
    return None


_GROUP = re.compile(r"(?:các|thủ trưởng|ủy ban nhân dân (?:các|xã|phường)|ubnd (?:các|xã))\b")
_SENDS = re.compile(r"\bgửi\b.*tổng hợp\W*$")


def _through(items: Sequence[Found], paragraphs: Sequence[Paragraph]) -> str | None:
    for item in reversed(items):
        low = lowered(item.text)
        if "khen thưởng (qua" in low:
            continue
        via = re.search(r"báo cáo[^()]*\((?:thông\s+)?qua\s+", low)
        if via:
            bodies = read_bodies(item.text, via.end(), loose=True)
            if bodies.entries:
                return bodies.names[0]
        receiver = re.search(r"(?:báo cáo|gửi|phản ánh|phản hồi)[^.;()]{0,200}?\svề\s+", low)
        if receiver and re.search(r"tổng hợp|t[ôổ]ng hợp", low[receiver.end() :]):
            bodies = read_bodies(item.text, receiver.end())
            if bodies.entries:
                return bodies.names[0]
    return None
