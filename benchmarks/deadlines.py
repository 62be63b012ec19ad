"""How long reading the deadlines of a plan of 100 items takes."""

from datetime import date

from benchmarks.measure import Figure, timed
from rules.deadline import read_deadline
from rules.workday import vietnam_calendar

# Written for this: no deadline, a citation beside a date, a rhythm, a counted period, a budget's words.
ITEMS = (
    "Chủ trì, phối hợp với các đơn vị liên quan xây dựng kế hoạch chi tiết, tổ chức kiểm tra, giám sát.",
    "Tham mưu quyết định theo Nghị định số 15/2024/NĐ-CP ngày 01/02/2024, xong trước ngày 20/12/2025.",
    "Thường xuyên cập nhật số liệu; định kỳ hằng quý (trước ngày 20 của tháng cuối quý) báo cáo kết quả.",
    "Hoàn thành trong vòng 10 ngày làm việc kể từ ngày ký; nếu có vướng mắc, báo cáo về Sở Nội vụ.",
    "Bố trí kinh phí chi thường xuyên trong dự toán ngân sách hằng năm để thực hiện Chương trình.",
)


def run() -> list[Figure]:
    """Return the figure: 100 items read, the calendar's years worked out in the warm-up."""
    calendar = vietnam_calendar()

    def read_plan() -> None:
        for number in range(100):
            words = ITEMS[number % len(ITEMS)]
            read_deadline(words, issued_on=date(2025, 11, 3), event_on=None, calendar=calendar)

    return [timed("deadlines of a plan of 100 items", read_plan, aim="≤ 0.05")]
