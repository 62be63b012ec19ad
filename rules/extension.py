"""When more time may be asked for, and what a grant needs."""

from datetime import date

from models.errors import Refused
from rules.status import OPEN


def check_request(*, status: str, due_on: date | None, proposed_on: date, reason: str, today: date) -> None:
    """Raise Refused with a sentence when an agency may not ask for this day.

    Also an obligation whose day has passed may ask: an expired day stays workable.
    """
    if status not in OPEN:
        raise Refused("Phần việc này đã báo cáo hoặc đã đóng nên không xin gia hạn được.")
    if due_on is None:
        raise Refused(
            "Phần việc này chưa có thời hạn nên không cần gia hạn.", hint="Báo cáo tình hình là đủ."
        )
    if proposed_on <= max(due_on, today):
        raise Refused(
            f"Ngày đề nghị phải sau hạn hiện nay {due_on:%d/%m/%Y} và sau hôm nay.", hint="Chọn ngày khác."
        )
    if not reason.strip():
        raise Refused("Phải ghi lý do xin gia hạn.", hint="Nhập lý do rồi gửi lại.")


def check_grant(*, status: str, due_on: date | None, granted_on: date, number: str) -> None:
    """Raise Refused when a grant lacks its document's number or would not give more time.

    Nor is time given to work that was reported in the meantime: what was late must not become punctual.
    """
    if status not in OPEN:
        raise Refused("Phần việc này đã báo cáo hoặc đã đóng nên không gia hạn nữa.")
    if not number.strip():
        raise Refused(
            "Gia hạn phải ghi số văn bản chấp thuận.", hint="Nhập số, ký hiệu văn bản của cơ quan chủ trì."
        )
    if due_on is not None and granted_on <= due_on:
        raise Refused(f"Hạn mới phải sau hạn hiện nay {due_on:%d/%m/%Y}.", hint="Chọn ngày khác.")
