"""The lead agency of a plan: the standing body, or who collects the reports."""

import re
from collections.abc import Sequence

from extract.agencies import read_bodies
from extract.collected import Found
from extract.lines import Paragraph
from extract.subjects import read_heading, read_subject
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
    r"|đôn đốc[^.]{0,160}(?:sơ kết|tổng kết))"
)
# Who sees to it that the plan is carried out; said of a part of it by many, so it counts last.
_FOLLOWS = re.compile(
    r"(?:theo dõi|đôn đốc)[^.]{0,220}?(?:triển khai|tổ chức|thực hiện)[^.;]{0,90}?(?<!\w)"
    r"(?:kế hoạch|phong trào|đợt thi đua|chỉ thị|chương trình|đề án|chiến dịch)(?!\w)"
)
# "Cơ quan thường trực Tổ công tác … trước ngày 20 …": named, and no standing body of this plan.
_OTHER_BODY = re.compile(r"(?:cơ quan|đơn vị|bộ phận) thường trực(?!\W*(?:là|:))")


def read_lead_agency(items: Sequence[Found], paragraphs: Sequence[Paragraph], issuer: str = "") -> str | None:
    """Return the body that the plan makes standing body, or that collects the reports; None if none.

    Order of evidence: "cơ quan thường trực", "đôn đốc … tổng hợp báo cáo", "(qua X để tổng hợp)",
    "báo cáo về X để tổng hợp", "theo dõi, đôn đốc … thực hiện Kế hoạch". A contact point is no lead agency,
    nor who sends what it has collected to a department that is not the ``issuer``. A bracket with the
    acting unit is left out.
    """
    found = (
        _standing_body(paragraphs)
        or _collector(items, issuer, _COLLECTS, of_plan=True)
        or _through(items, issuer)
        or _collector(items, issuer, _COLLECTS)
        or _collector(items, issuer, _FOLLOWS)
    )
    return _in_full(_BRACKET.sub("", found), items) if found else None


_BRACKET = re.compile(r"\s*\([^()]*\)$")


def _in_full(name: str, items: Sequence[Found]) -> str:
    """Return the name as the plan's headings write it: "Phòng Kinh tế xã" for "Phòng Kinh tế"."""
    key = agency_key(name)
    owners = [_BRACKET.sub("", owner) for item in items for owner in item.owners]
    if any(agency_key(owner) == key for owner in owners):
        return name
    return next((owner for owner in owners if agency_key(owner).startswith(f"{key} ")), name)


def _standing_body(paragraphs: Sequence[Paragraph]) -> str | None:
    for paragraph in paragraphs:
        low = lowered(paragraph.body)
        match = _STANDING.search(low)
        if match is None:
            continue
        if _OTHER_BODY.match(low):
            continue
        before = read_subject(paragraph.body)
        names = before.owners if before.is_ordered else read_bodies(paragraph.body, 0).names
        end = before.end if before.is_ordered else read_bodies(paragraph.body, 0).end
        if len(names) == 1 and end <= match.start() + 2:
            return names[0]
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


def _collector(
    items: Sequence[Found], issuer: str, says: re.Pattern[str], *, of_plan: bool = False
) -> str | None:
    """Return the body of the first item that ``says`` it collects or follows; ``of_plan``: for the whole "
    "plan."""
    for item in items:
        if item.is_row or len(item.owners) != 1 or _GROUP.match(lowered(item.owners[0])):
            continue
        low = lowered(item.text)
        # Who only collects a list, or sends something for others to collect, is no lead agency.
        if not says.search(_FOR_OTHERS.sub("", low)) or "danh sách" in low or _SENDS.search(low):
            continue
        if of_plan and not _OF_PLAN.search(low):
            continue
        receiver = _HANDS_ON.search(low)
        if receiver is None or agency_key(receiver[1]) in agency_key(issuer):
            return item.owners[0]
    return None


# Said of the whole plan, not of its money, of awards or of one field.
_OF_PLAN = re.compile(
    r"đôn đốc|theo dõi|(?:thực hiện|triển khai|của) (?:nội dung )?(?:kế hoạch|đề án|chương trình|chỉ thị"
    r"|phong trào)"
    r"|kế hoạch này|(?:kết quả|tình hình) (?:triển khai|thực hiện)"
)
_GROUP = re.compile(r"(?:các|thủ trưởng|ủy ban nhân dân (?:các|xã|phường)|ubnd (?:các|xã))\b")
_SENDS = re.compile(r"\bgửi\b.*tổng hợp\W*$")
# "… gửi Bộ Y để tổng hợp, báo cáo Thủ tướng": others do the collecting.
_FOR_OTHERS = re.compile(
    r"(?<!\w)(?:gửi|lên|về|báo cáo|cung cấp)\s(?:[^.;]|\.(?=\S))*?(?:để"
    r"|phục vụ)\s+(?:theo dõi,?\s+)?tổng hợp[^.;]*"
)


# The item ends with a department that gets what has been collected: that one leads, if anybody.
_HANDS_ON = re.compile(
    r"(?:gửi|chuyển|nộp|báo cáo)\s+(?:(?:kết quả|báo cáo)\s+)?(?:(?:về|cho|đến)\s+)?"
    r"((?:sở|phòng|trung tâm|chi cục|cục|ban|văn phòng)\s[^,;.()]{2,50})"
    r"(?:\s*\([^()]*\))?(?:,?\s*(?:trước|chậm nhất|theo|đúng|định kỳ)[^;]{0,60})?\W*$"
)


def _through(items: Sequence[Found], issuer: str) -> str | None:
    for item in reversed(items):
        low = lowered(item.text)
        if "khen thưởng (qua" in low:
            continue
        via = _VIA.search(low)
        if via is not None:
            bodies = read_bodies(item.text, via.end(), loose=True)
            if bodies.entries:
                return _receiver_before(item.text, via.start("to"), issuer) or bodies.names[0]
        for receiver in _RECEIVES.finditer(low):
            bodies = read_bodies(item.text, receiver.end())
            if bodies.entries and _COLLECTED.match(low, bodies.end):
                return bodies.names[0]
    return None


# "báo cáo UBND tỉnh (qua Sở X …)", "phản ánh về Ban Chỉ đạo thông qua Sở X".
_VIA = re.compile(
    r"(?:báo cáo|phản ánh|phản hồi|kiến nghị|gửi)\s+(?:(?:kết quả|kịp thời|ngay|bằng văn bản|ý kiến)\s+)*"
    r"(?:(?:về|cho|đến|tới|lên)\s+)?(?P<to>[^();]{0,160}?)(?:\(\s*(?:thông\s+)?|thông\s+)qua\s+"
)
_RECEIVES = re.compile(
    r"(?<!\w)(?:về|gửi)\s+(?=(?:sở|bộ|phòng|ban|cục|chi cục|trung tâm|văn phòng|công an|bảo hiểm|hội)\s)"
)
_COLLECTED = re.compile(r"(?:\s*\([^()]*\))?[^.;]{0,120}?(?:tổng hợp|t[ôổ]ng hợp)")


def _receiver_before(text: str, start: int, issuer: str) -> str | None:
    """Return the department that reports go to, None where they go to the issuer or a higher authority."""
    bodies = read_bodies(text, start)
    if len(bodies.entries) != 1 or agency_key(bodies.names[0]) in agency_key(issuer):
        return None
    return bodies.names[0] if _DEPARTMENT.match(lowered(bodies.names[0])) else None


_DEPARTMENT = re.compile(r"(?:sở|phòng|cục|chi cục|trung tâm|công an|bộ (?:chỉ huy|tư lệnh|chqs))\s")
