"""Whether a time in running text is the deadline of the work, or part of a name, a figure or a report.

Source: the settled cases of the project's annotation guide; a time that stands alone always counts.
"""

import re

from rules.deadlines.reading import Setting
from rules.deadlines.ties import BARE, OPEN_END, REACH, Link, Stretch
from rules.deadlines.words import BLANK, rx

# Verbs after which a bare time is when the work is to be done.
DONE = rx(
    r"(?<!\w)(?:hoàn thành|hoàn thiện|hoàn tất|xong|dự kiến|khoảng|thời gian|thời hạn|thực hiện"
    r"|triển khai|ban hành"
    r"|tổ chức|trình|khai mạc|phát động|khởi công|khánh thành|diễn ra|bắt đầu|kết thúc|tiến độ|hạn)[\s:(,]*$"
)
_FINISH = rx(r"(?<!\w)(?:hoàn thành|hoàn thiện|hoàn tất|xong|chậm nhất)(?!\w)[^.;]{0,80}$")
OPENING = re.compile(r"^[\s\-+•–]*$")
# A result, a figure or a report *of* that time, not work due in it.
_OF_THAT_TIME = rx(
    r"(?<!\w)(?:kết quả|số liệu|tình hình|thành tích|đạt được|phát sinh|thu nhập|diễn biến|báo cáo|chỉ tiêu"
    r"|ghi nhận|xảy ra|đã|được giao|sinh|cấp)(?:\s+[^\s.,;:()]+){0,4}\s*$"
)
# A goal's figure is reached in a year; no work of this item is due in it.
_FIGURE = rx(r"(?:\d\s*%|(?<!\w)(?:đạt|tỷ lệ|tỉ lệ|chỉ tiêu|phấn đấu)(?!\w))[^.;]*$")
_WORK_OF = rx(r"(?<!\w)(?:nhiệm vụ|công tác|trọng tâm|giải pháp|kế hoạch|kỳ|đợt|phiên họp)\s*$")
_FIGURE_AHEAD = rx(
    r"[\s,:]*(?:có|đạt|100%|≥|trên|ít nhất|tối thiểu|phấn đấu|tổng số|tỷ lệ|tỉ lệ|[^\s,.;]+ đạt)(?!\w)"
    r"|[^.;]{0,60}\d\s*%"
)
_FILLER = rx(
    r"(?<!\w)(?:hoàn thành|hoàn tất|xong|thực hiện|triển khai|báo cáo|gửi|dự kiến|khoảng|thời gian"
    r"|thời hạn|tiến độ"
    r"|hạn|và|phải|cần|là|việc|bắt đầu|từ|trong|vào|trước|đến|hết|cho|chậm nhất|ngày|tháng|quý|năm|kỳ|đợt"
    r"|theo"
    r"|định kỳ|thường xuyên|hoặc)(?!\w)"
)
_SHARE = rx(
    r"\s*(?:ngày )?\s*(?:số|tổng|diện|dân|hộ|xã|phường|huyện|đơn vị|nhu cầu|lượng|mức|công suất"
    r"|thành viên|đại biểu)(?!\w)"
)


def counts(stretch: Stretch, link: Link, start: int, text: str, setting: Setting) -> bool:
    """Say whether this time is the deadline of the work and not part of a name or a figure."""
    onward = OPEN_END.match(text, stretch.end)
    if setting.cell or alone(text, start, onward.end() if onward else stretch.end):
        return True
    if stretch.first.bare and _SHARE.match(text, stretch.end):
        return False
    left = text[max(0, start - REACH) : start]
    if link is BARE or link.id == "AT_TIME":
        return _bare_counts(stretch, left, text, start)
    if stretch.unit == "year" and link.id == "UNTIL" and not stretch.joined:
        # "đến năm 2030" in running text is a goal unless something is to be finished by then.
        return _FINISH.search(left) is not None
    if stretch.unit in ("year", "half", "phase") and not _FINISH.search(left):
        if stretch.first.year is None and link.id == "IN" and stretch.unit == "year":
            return False
        if _FIGURE.search(left) or _FIGURE_AHEAD.match(text, stretch.end):
            return False
    if link.id == "IN" and stretch.unit != "day":
        return not _OF_THAT_TIME.search(left)
    return True


def _bare_counts(stretch: Stretch, left: str, text: str, start: int) -> bool:
    """Say the same of a time without "trước, trong, đến": only its place in the sentence can tell."""
    if stretch.joined and not stretch.first.bare and stretch.unit == "day":
        return True
    if stretch.unit == "part":
        return not _OF_THAT_TIME.search(left) and not _WORK_OF.search(left)
    if stretch.unit in ("year", "phase", "half"):
        opening = OPENING.match(text[:start]) and text[stretch.end :].lstrip().startswith((",", ":"))
        closing = not stretch.first.bare and _closing_bracket(stretch, text)
        return bool(opening or closing or _FINISHED.search(left))
    if DONE.search(left):
        return True
    if stretch.unit == "day" or stretch.first.bare:
        return False
    return _closing_bracket(stretch, text) or left.rstrip().endswith((",", ":", ";"))


_FINISHED = rx(r"(?<!\w)(?:hoàn thành|hoàn tất|xong|dự kiến)[\s:(]*$")
_BRACKETED = re.compile(r"\s*\)\s*(?:$|[.;,])")


def _closing_bracket(stretch: Stretch, text: str) -> bool:
    """Say whether the time stands alone in brackets at the end of a clause: "… đề án (quý IV/2025);"."""
    return text[: stretch.start].rstrip().endswith("(") and _BRACKETED.match(text, stretch.end) is not None


def alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing but words of time and of finishing stands around the stretch."""
    rest = f"{text[:start]} {text[end:]}"
    if BLANK in rest or len(rest) > 60:
        return False
    return not re.search(r"\w", _FILLER.sub(" ", rest))
