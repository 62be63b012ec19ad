"""The period in which a plan is carried out: its time line, or the closing words of its title."""

import re
from collections.abc import Sequence
from datetime import date

from extract.lines import Paragraph
from extract.words import bare, lowered, sentences
from rules.deadlines.stretches import read_spans

# "Thời gian: …", "Thời gian thực hiện: …", "Thời gian thi đua".
_LABEL = re.compile(r"thời gian(?P<what>(?: [^\s:.,;]+){0,9})\s*(?::|$)")
# Times of a part of the plan: of the reports, of an inspection, of the funds.
_OF_A_PART = re.compile(
    r"(?:báo cáo|gửi|nộp|đăng ký|trình|khen thưởng|kiểm tra|đánh giá|tập huấn|khảo sát|sơ kết|tổng kết|nhận"
    r"|làm việc|xử lý|giải quyết|họp|hội nghị|qua|tới|phát sóng|tuyên truyền)"
)
_WORK = re.compile(r"thực hiện|triển khai|tiến hành|thi đua")
# Words that may stand before the stretch on its line.
_BEFORE = re.compile(
    r"(?:\W|(?:dự kiến|thực hiện|triển khai|tổ chức|tiến hành|bắt đầu|diễn ra|được|kế hoạch|này|phát động"
    r"|trong"
    r"|từ|vào|kể từ|tính từ|khoảng|thời gian|cao điểm|là|hoàn thành|kéo dài|các|\d{1,2}(?: (?:năm|tháng"
    r"|tuần|ngày))?)(?!\w))*$"
)
# "Phong trào được phát động từ tháng 3 đến …": whatever the sentence says before, it says when.
_FROM = re.compile(r"(?<!\w)(?:từ|kể từ)(?:\s+(?:ngày|đầu|giữa|cuối))*(?:\s*$|\s+(?=nay|khi|ngày|thời))")
# A section that tells what holds for the whole plan.
_OF_WHOLE = re.compile(
    r"thoi gian|pham vi|doi tuong|muc dich|muc tieu|yeu cau|nhung van de chung|thong tin chung"
)
_VISION = re.compile(
    r"[\s,;]*(?:và\s+)?(?:tầm nhìn|định hướng|những năm tiếp theo|các năm tiếp theo)(?!\w).*$"
)
_PLACE = re.compile(
    r"\s*,?\s*(?:trên (?:địa bàn|phạm vi)|tại|của (?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|đặc khu"
    r"|ngành|sở"
    r"|ủy ban|ubnd|trường|bệnh viện|trung tâm))(?!\w)[^,;:“”\"]*$"
)
# Behind one of these a time with its place may be the programme's, which the plan only carries out.
_PROGRAMME = re.compile(
    r"(?<!\w)(?:chương trình|đề án|chiến lược|quy hoạch|nghị quyết|quyết định|dự án|chỉ thị|kết luận"
    r"|kế hoạch số)(?!\w)"
)
_LONGEST_LINE = 400


def read_period(
    title: str | None, paragraphs: Sequence[Paragraph], issued_on: date | None = None
) -> tuple[date, date] | None:
    """Return the first and last day of the plan's period, None where it states none.

    A time line of the whole plan ("3. Thời gian thực hiện: từ nay đến hết năm 2025") says it best, then
    the year or "giai đoạn" that closes the title, then a numbered time line elsewhere. ``issued_on``
    begins a period "từ nay".
    """
    lines = [(p, found) for p in paragraphs if (found := _of_line(p, issued_on)) is not None]
    of_whole = next((found for p, found in lines if _is_of_whole(p)), None)
    return of_whole or _of_title(title, issued_on) or next((found for _, found in lines), None)


def _of_title(title: str | None, issued_on: date | None) -> tuple[date, date] | None:
    low = re.sub(r"\s*\([^()]*\)$", "", lowered(title or "").strip(' .”"*'))
    low = _VISION.sub("", low).rstrip(' .,;”"*')
    for span in read_spans(low, issued_on):
        named = (
            low[span.start :].startswith(("năm", "giai đoạn"))
            or span.joined
            or span.unit in ("half", "quarter")
        )
        if not named or (span.unit == "month" and not span.joined):
            continue
        rest = low[span.end :]
        if not rest.strip() or (_PLACE.fullmatch(rest) and not _PROGRAMME.search(low[: span.start])):
            return span.first, span.last
    return None


def _of_line(paragraph: Paragraph, issued_on: date | None) -> tuple[date, date] | None:
    """Return the stretch that a time line of the plan itself gives, not that of one of its parts."""
    body = paragraph.body.strip()
    label = _LABEL.match(lowered(body))
    if label is None or _OF_A_PART.match(label["what"].strip()) or not _is_own_line(paragraph):
        return None
    is_work = _WORK.search(label["what"]) is not None
    words = body[label.end() :].strip()
    if words:
        return _opening_span(words, issued_on, is_work=is_work)
    beneath = [p.body.strip() for p in paragraph.walk()[1:] if not _is_of_part(p)]
    if len(beneath) == 1:
        return _opening_span(beneath[0], issued_on, is_work=is_work)
    spans = [span for text in beneath for span in read_spans(text[:_LONGEST_LINE], issued_on) if span.joined]
    return (min(s.first for s in spans), max(s.last for s in spans)) if spans else None


def _opening_span(words: str, issued_on: date | None, *, is_work: bool) -> tuple[date, date] | None:
    """Return the stretch with which the first sentence opens; a lone month or quarter is that of the work."""
    first = sentences(words)[:1]
    text = words[: first[0][1]] if first else words
    for span in read_spans(text[:_LONGEST_LINE], issued_on):
        before = lowered(text[: span.start])
        runs = span.joined and (_FROM.search(before) or _FROM.match(lowered(text), span.start))
        if not runs and not _BEFORE.fullmatch(before):
            return None
        if span.joined or is_work or span.unit in ("year", "phase", "half"):
            return span.first, span.last
    return None


def _is_of_part(paragraph: Paragraph) -> bool:
    label = _LABEL.match(lowered(paragraph.body.strip()))
    return label is not None and _OF_A_PART.match(label["what"].strip()) is not None


def _is_own_line(paragraph: Paragraph) -> bool:
    """Whether the line is a numbered one of its own, or a bullet beneath a title about the time."""
    mark, above = paragraph.mark, paragraph.parent
    if mark is not None and mark.in_ref:
        return True
    is_beneath = above is not None and above.mark is not None and above.mark.in_ref
    return is_beneath and above is not None and "thời gian" in lowered(above.body)


def _is_of_whole(paragraph: Paragraph) -> bool:
    """Whether the line stands at the top, or in a section about aims, time and scope of the whole plan."""
    above = paragraph.parent
    while above is not None and above.parent is not None:
        if not _OF_WHOLE.search(bare(above.body)):
            return False
        above = above.parent
    return True
