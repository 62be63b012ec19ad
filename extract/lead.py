"""The lead agency of a plan: the standing body, or who collects the reports."""

import re
from collections.abc import Sequence

from extract.agencies import read_bodies
from extract.collected import Found
from extract.lines import Paragraph
from extract.subjects import read_heading
from extract.words import lowered
from rules.naming import agency_key

_STANDING = re.compile(
    r"(?:là|làm)\s+(?:cơ quan|đơn vị|bộ phận)\s*,?\s*(?:chủ trì,?\s*)?(?:thường trực"
    r"|[đd]ầu mối)(?!\s+liên hệ)"
    r"|(?:là|làm)\s+đầu mối(?!\s+liên hệ)[^.;]{0,60}?tổng hợp(?!\s+danh)[^.;]{0,60}?báo cáo"
    r"|\(?cơ quan thường trực|[-–(]\s*(?:cơ quan|đơn vị) thường trực"
)
_COLLECTS = re.compile(
    r"(?:chủ trì[^.]{0,60}?triển khai kế hoạch|tổng hợp,?\s*(?:kết quả|tình hình|báo cáo)"
    r"|đôn đốc[^.]{0,160}tổng hợp|theo dõi[^.]{0,160}(?:tổng hợp|báo cáo (?:kết|tình|ủy|ubnd))"
    r"|đôn đốc[^.]{0,160}(?:sơ kết|tổng kết|thực hiện (?:nội dung )?kế hoạch))"
)


def read_lead_agency(items: Sequence[Found], paragraphs: Sequence[Paragraph], issuer: str = "") -> str | None:
    """Return the body that the plan makes standing body, or that collects the reports; None if none.

    Order of evidence: "cơ quan thường trực", "đôn đốc … tổng hợp báo cáo", "(qua X để tổng hợp)",
    "báo cáo về X để tổng hợp". A contact point is no lead agency, nor who sends what it has collected
    to a department that is not the ``issuer``.
    """
    return _standing_body(paragraphs) or _collector(items, issuer) or _through(items)


def _standing_body(paragraphs: Sequence[Paragraph]) -> str | None:
    for paragraph in paragraphs:
        low = lowered(paragraph.body)
        match = _STANDING.search(low)
        if match is None:
            continue
        before = read_bodies(paragraph.body, 0)
        if before.entries and before.end <= match.start() + 2 and len(before.entries) == 1:
            return before.names[0]
        # Behind a semicolon too the heading's body is meant: "…; là đầu mối tổng hợp báo cáo UBND huyện".
        if match.start() < 12 or low[: match.start()].rstrip().endswith((";", ".")):
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


def _collector(items: Sequence[Found], issuer: str) -> str | None:
    for item in items:
        if item.is_row or len(item.owners) != 1 or _GROUP.match(lowered(item.owners[0])):
            continue
        low = lowered(item.text)
        # Who only collects a list, or sends something for others to collect, is no lead agency.
        if not _COLLECTS.search(low) or "danh sách" in low or _SENDS.search(low):
            continue
        receiver = _HANDS_ON.search(low)
        if receiver is None or agency_key(receiver[1]) in agency_key(issuer):
            return item.owners[0]
    return None


_GROUP = re.compile(r"(?:các|thủ trưởng|ủy ban nhân dân (?:các|xã|phường)|ubnd (?:các|xã))\b")
_SENDS = re.compile(r"\bgửi\b.*tổng hợp\W*$")


# The item ends with a department that gets what has been collected: that one leads, if anybody.
_HANDS_ON = re.compile(
    r"(?:gửi|chuyển|nộp|báo cáo)\s+(?:(?:kết quả|báo cáo)\s+)?(?:(?:về|cho|đến)\s+)?"
    r"((?:sở|phòng|trung tâm|chi cục|cục|ban|văn phòng)\s[^,;.()]{2,50})"
    r"(?:\s*\([^()]*\))?(?:,?\s*(?:trước|chậm nhất|theo|đúng|định kỳ)[^;]{0,60})?\W*$"
)


def _through(items: Sequence[Found]) -> str | None:
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
