"""When a day may be set on tracked work: by the lead agency, or by the day of an event.

A day once set is moved by an extension only (rules.extension), so that what was late cannot become
punctual; the day of an event is a fact, and a fact recorded wrongly is put right.
"""

from datetime import date

from models.errors import Refused
from rules.deadlines.spans import EARLIEST_YEAR, LATEST_YEAR
from rules.status import OPEN

# Finished with: no day of theirs is set or moved any more.
OVER = frozenset({"done", "withdrawn"})


def check_day_by_lead(*, kind: str, status: str, due_on: date | None, day: date, today: date) -> None:
    """Raise Refused where the lead agency may not set this day on an obligation.

    Work without a day only: undated, or waiting for an event. An ongoing duty has no last day, and a day
    that stands is moved by an extension.
    """
    check_reasonable(day)
    if day < today:
        raise Refused(f"Hạn {day:%d/%m/%Y} đã qua.", hint="Chọn hôm nay hoặc một ngày sau đó.")
    if status not in OPEN:
        raise Refused("Phần việc này đã báo cáo hoặc đã đóng nên không ấn định hạn nữa.")
    if due_on is not None:
        raise Refused(f"Phần việc này đã có hạn {due_on:%d/%m/%Y}.", hint="Hạn đã có chỉ đổi bằng gia hạn.")
    if kind == "ongoing":
        raise Refused(
            "Việc thường xuyên không có ngày cuối.",
            hint="Cơ quan báo cáo tình hình định kỳ; không ấn định hạn.",
        )


def check_reasonable(day: date) -> None:
    """Raise Refused for a year that nobody can have meant."""
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Refused(f"Năm {day.year} không hợp lý.", hint="Nhập năm đủ bốn chữ số.")


def event_words(event_on: date, due_on: date, *, before: date | None, is_first: bool) -> str:
    """Return what the journal says of a recorded (or corrected) day of an event."""
    if is_first:
        return f"sự kiện ngày {event_on:%d/%m/%Y}: hạn {due_on:%d/%m/%Y}"
    was = f", trước là {before:%d/%m/%Y}" if before and before != due_on else ""
    return f"sửa ngày sự kiện thành {event_on:%d/%m/%Y}: hạn {due_on:%d/%m/%Y}{was}"
