"""Whether a time in running text is the deadline of the work, or part of a name, a figure or a report.

Source: the settled cases of the project's annotation guide; a time that stands alone always counts.
"""

import re

from rules.deadlines.reading import Setting
from rules.deadlines.spans import settle
from rules.deadlines.ties import BARE, OPEN_END, REACH, Link, Stretch
from rules.deadlines.words import BLANK, rx

# Verbs after which a bare time is when the work is to be done.
DONE = rx(
    r"(?<!\w)(?:hoàn thành|hoàn thiện|hoàn tất|xong|dự kiến|khoảng|thời gian|thời hạn|thực hiện"
    r"|triển khai|ban hành"
    r"|tổ chức|trình|khai mạc|phát động|khởi công|khánh thành|diễn ra|bắt đầu|kết thúc|tiến độ|hạn)[\s:(,]*$"
)
_FINISH = rx(r"(?<!\w)(?:hoàn thành|hoàn thiện|hoàn tất|xong|chậm nhất)(?!\w)[^.;]{0,80}$")
_FINISH_AHEAD = rx(
    r"[\s,:]*(?:phải |cơ bản )?(?:hoàn thành|hoàn thiện|hoàn tất)(?! \d)(?!\w)(?![^.;]{0,60}\d\s*%)"
)
OPENING = re.compile(r"^[\s\-+•–]*$")
# A result, a figure or a report *of* that time, not work due in it.
_OF_THAT_TIME = rx(
    r"(?<!\w)(?:kết quả|số liệu|tình hình|thành tích|đạt được|phát sinh|thu nhập|diễn biến|báo cáo|chỉ tiêu"
    r"|ghi nhận|xảy ra|đã|được giao|sinh|cấp)(?:\s+[^\s.,;:()]+){0,4}\s*$"
)
_TOLD_OF = rx(
    r"(?<!\w)(?:ghi nhận|xảy ra|phát sinh|diễn ra|đã|được giao|sinh|cấp)(?:\s+[^\s.,;:()]+){0,4}\s*$"
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
        return _opens_sentence(stretch, text, start, setting) or _bare_counts(stretch, left, text, start)
    if stretch.unit == "year" and link.id == "UNTIL" and not stretch.joined:
        # "đến năm 2030" in running text is a goal unless something is to be finished by then.
        return _FINISH.search(left) is not None or _FINISH_AHEAD.match(text, stretch.end) is not None
    if stretch.unit in ("year", "half", "phase") and not _FINISH.search(left):
        if stretch.first.year is None and link.id == "IN" and stretch.unit == "year":
            return False
        if _FIGURE.search(left) or _FIGURE_AHEAD.match(text, stretch.end):
            return False
    if link.id == "IN" and stretch.unit != "day":
        if text.startswith("vào ", start):
            # "báo cáo tổng kết vào năm 2030": "vào" says when, not of which time the report is.
            return not _TOLD_OF.search(left)
        return not _OF_THAT_TIME.search(left)
    return True


def _bare_counts(stretch: Stretch, left: str, text: str, start: int) -> bool:
    """Say the same of a time without "trước, trong, đến": only its place in the sentence can tell."""
    if stretch.joined and not stretch.first.bare and stretch.unit == "day":
        return True
    if stretch.unit == "part":
        return not _OF_THAT_TIME.search(left) and not _WORK_OF.search(left)
    if stretch.unit in ("year", "phase", "half"):
        closing = not stretch.first.bare and _closing_bracket(stretch, text)
        return bool(closing or _FINISHED.search(left))
    if DONE.search(left):
        return True
    if stretch.unit == "day" and _HELD.search(left) and not _OF_THAT_TIME.search(left):
        return True
    if stretch.unit == "day":
        return (
            _ATTENDED.search(left) is not None
            and _HOUR.search(text, max(0, start - 8), stretch.end) is not None
        )
    if stretch.first.bare:
        return False
    return _closing_bracket(stretch, text) or left.rstrip().endswith((",", ":", ";"))


# "Tháng 3/2026, tổ chức …", "Ngày 15/3/2026 tổ chức …": the time stands first and the work follows it.
_SENTENCE_START = re.compile(r"(?:^|[.;:!?]\s)[\s\-+•–*(]*$")
# How far before the time its sentence may begin, in signs: a bullet, a bracket.
_REACH_START = 12
_WORK_AHEAD = rx(
    r"\s*(?:sẽ |phải |bắt đầu |cơ bản |dự kiến )?(?:hoàn thành|hoàn thiện|hoàn tất|tổ chức|triển khai"
    r"|thực hiện|tiến hành|xây dựng|ban hành|tham mưu|trình|khai mạc|phát động|khởi công|khánh thành|ra quân"
    r"|kiểm tra|giám sát|khảo sát|rà soát|đánh giá|nghiệm thu|bàn giao|tập huấn|bồi dưỡng|đào tạo|họp"
    r"|tổng kết|sơ kết|báo cáo|tổng hợp|gửi|lập|cấp|tiêm|phun|điều tra|lấy mẫu|công bố|đưa|mở|bố trí|phối hợp"
    r"|chủ trì|xét|thẩm định|phê duyệt|lựa chọn|mua sắm|lắp đặt|vận hành|số hóa|nhân rộng|mở rộng)(?!\w)"
)
# What is told of that time, not ordered for it: "Ngày 15/3, Bộ A đã ban hành …", "Năm 2025, tỷ lệ …".
_TOLD_AHEAD = rx(
    r"[\s,:]*(?:\d|(?:là|có \d|tỷ lệ|tỉ lệ|tổng số|số (?:ca|vụ|người|hộ|lượng)|tình hình|đạt)(?!\w))"
    r"|[^.;]{0,90}(?<!\w)(?:đã|vừa|ghi nhận|xảy ra|bùng phát|phát hiện \d+)(?!\w)"
)


def _opens_sentence(stretch: Stretch, text: str, start: int, setting: Setting) -> bool:
    """Say whether the time opens a sentence that goes on with what is to be done then."""
    # Where more stands before it, the sign put first keeps the cut from passing for the start of the text.
    before = text[:start] if start <= _REACH_START else "x" + text[start - _REACH_START : start]
    if stretch.first.bare or stretch.unit == "part" or not _SENTENCE_START.search(before):
        return False
    ahead = text[stretch.end : stretch.end + 120]
    if not (ahead.lstrip().startswith((",", ":")) or _WORK_AHEAD.match(ahead)) or _TOLD_AHEAD.match(ahead):
        return False
    if stretch.last.year is None or setting.issued_on is None:
        return True
    settled = settle(stretch.last, setting.issued_on, after=False)
    # A day before the date of issue is told of, not ordered.
    return isinstance(settled, str) or settled.last >= setting.issued_on


# Who attends something is to be there at its hour: "dự tổng duyệt chiều ngày 27/11", "có mặt lúc 7 giờ …".
_ATTENDED = rx(
    r"(?<!\w)(?:tham gia|tham dự|dự|có mặt|tập trung|tập kết|xuất quân|ra quân|tổng duyệt|sơ duyệt|họp)(?!\w)"
    r"[^.,;:]{0,60}$"
)
# What is held on a day: "họp lần 1 ngày 25/7", "kiểm tra đợt 2 ngày 12/5".
_HELD = rx(
    r"(?<!\w)(?:họp|ra quân|tổng duyệt|sơ duyệt|kiểm tra|tập huấn|khảo sát|nghiệm thu|bàn giao|gặp mặt"
    r"|diễn tập|diễu hành|mít tinh|ra mắt|tổ chức|khai mạc)(?: (?:lần|đợt|vòng"
    r"|phiên)(?: thứ)? [^\s.,;:]+)?[\s:(,]*$"
)
_HOUR = rx(r"(?<!\w)(?:sáng|trưa|chiều|tối|\d{1,2}\s*(?:giờ|h))(?!\w)")
_FINISHED = rx(r"(?<!\w)(?:hoàn thành|hoàn tất|xong|dự kiến)[\s:(]*$")
_BRACKETED = re.compile(r"\s*\)\s*(?:$|[.;,]|và\s)")


def _closing_bracket(stretch: Stretch, text: str) -> bool:
    """Say whether the time stands alone in brackets at the end of a clause: "… đề án (quý IV/2025);"."""
    return text[: stretch.start].rstrip().endswith("(") and _BRACKETED.match(text, stretch.end) is not None


def alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing but words of time and of finishing stands around the stretch."""
    rest = f"{text[:start]} {text[end:]}"
    if BLANK in rest or len(rest) > 60:
        return False
    return not re.search(r"\w", _FILLER.sub(" ", rest))
