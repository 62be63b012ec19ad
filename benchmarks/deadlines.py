"""How long reading the deadlines of a plan takes: ``python -m benchmarks.deadlines [ITEMS]``.

Prints milliseconds per 100 items, the best of five rounds; the calendar's years are worked out before.
"""

import sys
import time
from datetime import date

from rules.deadline import read_deadline
from rules.workday import vietnam_calendar

ITEMS = (
    "Chủ trì, phối hợp với các đơn vị liên quan xây dựng kế hoạch chi tiết, tổ chức kiểm tra, giám sát.",
    "Tham mưu ban hành quyết định theo Nghị định số 15/2024/NĐ-CP ngày 01/02/2024, trình trước ngày 20/12/2025.",
    "Thường xuyên cập nhật số liệu; định kỳ hằng quý (trước ngày 20 của tháng cuối quý) báo cáo kết quả.",
    "Hoàn thành trong vòng 10 ngày làm việc kể từ ngày ký; trong quá trình thực hiện, nếu có vướng mắc, báo cáo.",
    "Bố trí kinh phí chi thường xuyên trong dự toán ngân sách hằng năm để thực hiện Chương trình giai đoạn "
    "2026-2030 theo phân cấp.",
)


def main(count: int = 500) -> None:
    """Read ``count`` items five times and print the best round."""
    calendar = vietnam_calendar()
    items = [ITEMS[n % len(ITEMS)] for n in range(count)]
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        for item in items:
            read_deadline(item, issued_on=date(2025, 11, 3), event_on=None, calendar=calendar)
        best = min(best, time.perf_counter() - start)
    print(f"{best / count * 100 * 1000:.1f} ms cho 100 nhiệm vụ ({count} nhiệm vụ, tốt nhất trong 5 lần)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
