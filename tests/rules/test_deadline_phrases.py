"""Phrases as officials write them, with the day that a careful reader gives; written for these tests.

Each row: the words, the plan's date of issue, the day of its event, the kind, the day, the next days of
a rhythm (None: not said). Cells are whole time cells; items are whole items of a plan.
"""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from rules.deadline import read_deadline
from rules.workday import load_entries, vietnam_calendar


class Case(NamedTuple):
    words: str
    kind: str
    due_on: str | None = None
    issued_on: str | None = "2025-11-03"
    event_on: str | None = None
    next: tuple[str, ...] | None = None


def _date(words: str, due_on: str, issued_on: str | None = "2025-11-03", event_on: str | None = None) -> Case:
    return Case(words, "date", due_on, issued_on, event_on)


def _rhythm(words: str, *days: str, issued_on: str = "2025-11-03") -> Case:
    return Case(words, "recurring", None, issued_on, None, days)


PHRASES = (
    # a named day
    _date("trước ngày 20/11/2025", "2025-11-19"),
    _date("trước ngày 20.11.2025", "2025-11-19"),
    _date("trước ngày 20-11-2025", "2025-11-19"),
    _date("trước ngày 20/11/25", "2025-11-19"),
    _date("trước ngày 5/12/2025", "2025-12-04"),
    _date("trước ngày 05 tháng 12 năm 2025", "2025-12-04"),
    _date("trước ngày 5 tháng 12/2025", "2025-12-04"),
    _date("hoàn thành trước 20/12", "2025-12-19"),
    _date("trước ngày mùng 5 tháng 12 năm 2025", "2025-12-04"),
    _date("trước **ngày 20/11/2025**", "2025-11-19"),
    _date("trước\nngày 20 / 11 / 2025", "2025-11-19"),
    _date("Trước thứ Sáu, ngày 21/11/2025", "2025-11-20"),
    _date("đến trước ngày 01/12/2025", "2025-11-30"),
    _date("chậm nhất trước ngày 01/12/2025", "2025-11-30"),
    _date("chậm nhất là ngày 28/11/2025", "2025-11-28"),
    _date("chậm nhất đến hết ngày 28/11/2025", "2025-11-28"),
    _date("muộn nhất vào ngày 28/11/2025", "2025-11-28"),
    _date("không quá ngày 28/11/2025", "2025-11-28"),
    _date("không muộn hơn ngày 28 tháng 11 năm 2025", "2025-11-28"),
    _date("hạn cuối là ngày 28/11/2025", "2025-11-28"),
    _date("hạn chót: 28/11/2025", "2025-11-28"),
    _date("xong trong ngày 28/11/2025", "2025-11-28"),
    _date("cho đến hết ngày 31 tháng 12 năm 2025", "2025-12-31"),
    _date("đến ngày 31/12/2025", "2025-12-31"),
    _date("hoàn thành ngày 15/12/2025", "2025-12-15"),
    _date("ngày 15/12/2025", "2025-12-15"),
    _date("15/12/2025", "2025-12-15"),
    _date("trước ngày 20 tháng 12 năm nay", "2025-12-19"),
    _date("trước ngày 15 tháng này", "2025-11-14"),
    _date("trước ngày 15 tháng 01 năm sau", "2026-01-14"),
    # a clock time does not shorten the day
    _date("trước 17 giờ 00 ngày 21/11/2025", "2025-11-21"),
    _date("trước 16h30' ngày 21/11/2025", "2025-11-21"),
    _date("trước 10:00 ngày 21/11/2025", "2025-11-21"),
    _date("chậm nhất 17h00 ngày 21/11/2025", "2025-11-21"),
    _date("trước 17 giờ 00 phút, thứ Sáu ngày 21/11/2025", "2025-11-21"),
    _date("trước 0 giờ 00 ngày 21/11/2025", "2025-11-20"),
    # a year left out
    _date("trước ngày 01/3", "2026-02-28"),
    _date("chậm nhất ngày 30/11", "2025-11-30"),
    _date("trước ngày 24/7", "2026-07-23"),
    _date("trước 17h00 ngày 03/11", "2025-11-03"),
    _date("trước ngày 15/6 và 15/12/2026", "2026-06-14"),
    # ranges
    _date("từ ngày 10 đến ngày 20/11/2025", "2025-11-20"),
    _date("từ 10/11 đến 20/11/2025", "2025-11-20"),
    _date("từ ngày 10/11/2025 đến 20/11/2025", "2025-11-20"),
    _date("từ ngày 15/12/2025 - 15/01/2026", "2026-01-15"),
    _date("từ ngày 15/12/2025 đến ngày 15/01", "2026-01-15"),
    _date("trước tháng 11 - 12/2026", "2026-10-31"),
    _date("từ nay đến hết ngày 31/12/2025", "2025-12-31"),
    _date("từ tháng 10/2025 đến tháng 3/2026", "2026-03-31"),
    _date("từ tháng 3 đến hết tháng 6 năm 2026", "2026-06-30"),
    _date("từ quý I/2026 đến hết quý III/2026", "2026-09-30"),
    # months
    _date("tháng 12/2025", "2025-12-31"),
    _date("trong tháng 02 năm 2028", "2028-02-29"),
    _date("trong tháng 12", "2025-12-31"),
    _date("trước tháng 12", "2025-11-30"),
    _date("hết tháng 11/2025", "2025-11-30"),
    _date("đến hết tháng 01/2026", "2026-01-31"),
    _date("chậm nhất tháng 01/2026", "2026-01-31"),
    _date("trong tháng này", "2025-11-30"),
    _date("tháng Sáu năm 2026", "2026-06-30"),
    _date("trong tháng Mười hai năm 2025", "2025-12-31"),
    _date("tháng 11 và tháng 12 năm 2025", "2025-12-31"),
    _date("đầu tháng 12/2025", "2025-12-01"),
    _date("đầu tháng 12 năm 2025", "2025-12-01"),
    _date("giữa tháng 11", "2025-11-15"),
    _date("cuối tháng này", "2025-11-30"),
    _date("cuối tháng 11 hoặc đầu tháng 12/2025", "2025-11-30"),
    _date("tuần đầu tháng 12/2025", "2025-12-07"),
    _date("tuần thứ ba của tháng 11 năm 2025", "2025-11-21"),
    _date("tuần cuối tháng 11/2025", "2025-11-30"),
    # quarters, halves, years
    _date("quý IV/2025", "2025-12-31"),
    _date("Quí IV-2025", "2025-12-31"),
    _date("quý 1 năm 2026", "2026-03-31"),
    _date("trong quý II/2026", "2026-06-30"),
    _date("trước quý II/2026", "2026-03-31"),
    _date("hết quý I năm 2026", "2026-03-31"),
    _date("cuối quý I/2026", "2026-03-31"),
    _date("quý III", "2026-09-30"),
    _date("quý III và quý IV năm 2026", "2026-12-31"),
    _date("6 tháng cuối năm 2026", "2026-12-31"),
    _date("sáu tháng đầu năm 2026", "2026-06-30"),
    _date("trong 9 tháng đầu năm 2026", "2026-09-30"),
    _date("nửa đầu năm 2026", "2026-06-30"),
    _date("đầu năm 2026", "2026-01-01"),
    _date("giữa năm 2026", "2026-06-30"),
    _date("cuối năm nay", "2025-12-31"),
    _date("hết năm 2025", "2025-12-31"),
    _date("đến hết năm 2026", "2026-12-31"),
    _date("hoàn thành trong năm 2026", "2026-12-31"),
    _date("trong năm nay", "2025-12-31"),
    _date("hoàn thành vào năm 2026", "2026-12-31"),
    _date("giai đoạn 2026 – 2030", "2030-12-31"),
    _date("giai đoạn từ năm 2026 đến năm 2030", "2030-12-31"),
    # counted periods
    _date("trong vòng 10 (mười) ngày kể từ ngày ký", "2025-11-13"),
    _date("trong thời hạn mười ngày kể từ ngày ký ban hành Kế hoạch này", "2025-11-13"),
    _date("chậm nhất 05 ngày làm việc kể từ ngày ban hành Kế hoạch", "2025-11-10"),
    _date("trong 15 ngày kể từ ngày Kế hoạch này được ban hành", "2025-11-18"),
    _date("trong vòng 02 tuần kể từ ngày ký", "2025-11-17"),
    _date("trong vòng 03 tháng kể từ ngày ký", "2026-03-02", "2025-11-28"),
    _date("trong vòng 01 tháng kể từ ngày ký", "2028-02-29", "2028-01-31"),
    _date("trong vòng 01 năm tính từ ngày ban hành Quyết định này", "2026-11-03"),
    _date("trong vòng 10 ngày kể từ ngày 05/5/2024", "2024-05-15", None),
    _date("trong vòng l0 ngày kế tử ngày 05/5/2024", "2024-05-15", None),
    _date("trong vòng 07 ngày làm việc kể từ ngày ký", "2026-01-10", "2025-12-30"),
    # counted from the plan's event
    _date("trước 02 ngày diễn ra Hội nghị", "2025-12-18", event_on="2025-12-20"),
    _date("trước Hội nghị 03 ngày", "2025-12-17", event_on="2025-12-20"),
    _date("trước ngày tổ chức Hội nghị ít nhất 05 ngày làm việc", "2025-12-15", event_on="2025-12-20"),
    _date("chậm nhất 01 tuần trước khi tổ chức Lễ phát động", "2025-12-13", event_on="2025-12-20"),
    _date("trong vòng 05 ngày sau khi kết thúc Hội nghị", "2025-12-25", event_on="2025-12-20"),
    Case("trước 02 ngày diễn ra Hội nghị", "event"),
    Case("trong vòng 05 ngày làm việc kể từ ngày nhận được văn bản", "event"),
    Case("chậm nhất 03 ngày làm việc sau khi có kết quả thẩm định", "event"),
    # events
    Case("trước Tết Nguyên đán 2026", "event"),
    Case("trước kỳ họp thứ 10 của Hội đồng nhân dân tỉnh", "event"),
    Case("trước khi trình Ủy ban nhân dân tỉnh", "event"),
    Case("ngay sau Hội nghị", "event"),
    Case("trong và sau đợt cao điểm", "event"),
    Case("từ tháng 11/2025 đến khi kết thúc", "event"),
    Case("đến khi có văn bản thay thế", "event"),
    Case("ngay khi nhận được chỉ đạo", "event"),
    Case("khi được cấp có thẩm quyền phê duyệt", "event"),
    Case("khi có yêu cầu của Ủy ban nhân dân tỉnh", "event"),
    # what goes on
    Case("thường xuyên, liên tục", "ongoing"),
    Case("Thường xuyên", "ongoing"),
    Case("trực 24/24 giờ", "ongoing"),
    Case("trực đường dây nóng 24/7", "ongoing"),
    Case("trong suốt quá trình triển khai", "ongoing"),
    Case("từ ngày 01/01/2026", "ongoing"),
    Case("kể từ tháng 01/2026 trở đi", "ongoing"),
    Case("năm 2026 và những năm tiếp theo", "ongoing"),
    Case("quý IV/2025 và các năm tiếp theo", "ongoing"),
    # rhythms
    _rhythm("hằng tháng"),
    _rhythm("hàng quý"),
    _rhythm("mỗi tuần"),
    _rhythm("định kỳ 6 tháng, 01 năm"),
    _rhythm("6 tháng một lần"),
    _rhythm("06 tháng/lần"),
    _rhythm("mỗi năm 02 lần"),
    _rhythm("ít nhất 01 lần/quý"),
    _rhythm("báo cáo quý, 6 tháng, năm"),
    _rhythm("trước 16 giờ hằng ngày"),
    _rhythm("trước ngày 05 hằng tháng", "2025-11-04", "2025-12-04", "2026-01-04"),
    _rhythm("hằng tháng, trước ngày 25", "2025-11-24", "2025-12-24", "2026-01-24"),
    _rhythm("vào ngày 30 hàng tháng", "2025-11-30", "2025-12-30", "2026-01-30"),
    _rhythm("ngày 10 và ngày 25 hằng tháng", "2025-11-10", "2025-11-25", "2025-12-10"),
    _rhythm("trước ngày 25 của tháng cuối quý", "2025-12-24", "2026-03-24", "2026-06-24"),
    _rhythm("hằng quý, trước ngày 20 tháng cuối quý", "2025-12-19", "2026-03-19", "2026-06-19"),
    _rhythm("trước ngày 15/12 hàng năm", "2025-12-14", "2026-12-14", "2027-12-14"),
    _rhythm("trước ngày 15 tháng 12 hằng năm", "2025-12-14", "2026-12-14", "2027-12-14"),
    _rhythm("hằng năm (trước ngày 20 tháng 10)", "2026-10-19", "2027-10-19", "2028-10-19"),
    _rhythm("định kỳ trước ngày 10/6 và 10/12 hằng năm", "2025-12-09", "2026-06-09", "2026-12-09"),
    _rhythm(
        "6 tháng (trước ngày 15/6) và hằng năm (trước ngày 15/12)", "2025-12-14", "2026-06-14", "2026-12-14"
    ),
    _rhythm("chiều thứ Sáu hằng tuần", "2025-11-07", "2025-11-14", "2025-11-21"),
    _rhythm("trước thứ Sáu hàng tuần", "2025-11-06", "2025-11-13", "2025-11-20"),
    _rhythm("thứ Hai và thứ Năm hằng tuần", "2025-11-06", "2025-11-10", "2025-11-13"),
    _rhythm("các ngày thứ bảy, chủ nhật", "2025-11-08", "2025-11-09", "2025-11-15"),
    _rhythm("tháng 12 hằng năm", "2025-12-31", "2026-12-31", "2027-12-31"),
    _rhythm("quý I hằng năm", "2026-03-31", "2027-03-31", "2028-03-31"),
    _rhythm("ngày cuối cùng hằng tháng", "2025-11-30", "2025-12-31", "2026-01-31"),
    _date("trước ngày 15/11/2025 và ngày 20/12/2025", "2025-11-14"),
    _date("trong 10 ngày đầu tháng 12/2025", "2025-12-10"),
    _date("từ khi Kế hoạch được ban hành đến hết năm 2026", "2026-12-31"),
    _date("quý I+II/2026", "2026-06-30"),
    _date("08 giờ 00 ngày 15/11/2025", "2025-11-15"),
    _date("hằng tuần đến hết ngày 31/12/2025", "2025-12-31"),
    Case("trước mùa mưa bão năm 2026", "event"),
    _rhythm("trước 25 hằng tháng", "2025-11-24", "2025-12-24", "2026-01-24"),
    _rhythm("trước ngày 05 tháng đầu quý sau", "2026-01-04", "2026-04-04", "2026-07-04"),
    _rhythm("trước ngày 05 của tháng kế tiếp", "2025-11-04", "2025-12-04", "2026-01-04"),
    _rhythm("từ ngày 10/11 đến ngày 10/12 hằng năm", "2025-12-10", "2026-12-10", "2027-12-10"),
    _rhythm("cuối mỗi quý", "2025-12-31", "2026-03-31", "2026-06-30"),
    _rhythm(
        "sơ kết 6 tháng (trước 30/6), tổng kết năm (trước 15/12)", "2025-12-14", "2026-06-29", "2026-12-14"
    ),
    # no deadline
    Case("kịp thời", "none"),
    Case("theo yêu cầu", "none"),
    Case("khi cần thiết", "none"),
    Case("khi có dịch bùng phát", "none"),
    Case("khi có phát sinh", "none"),
    Case("trong thời gian tới", "none"),
    Case("trong thời gian sớm nhất", "none"),
    Case("định kỳ, đột xuất", "none"),
    Case("đến năm 2030, tầm nhìn đến năm 2045", "none"),
    Case("", "none"),
    # days that cannot be read are questions
    Case("trước ngày 31/6/2026", "none"),
    Case("trước ngày 30/02/2026", "none"),
    Case("trước ngày …/…/2025", "none"),
    Case("trước ngày   tháng 12 năm 2025", "none"),
    Case("trước ngày 15/6/2012", "none", issued_on="2019-04-10"),
    Case("tháng 12/1019", "none", issued_on="2019-04-10"),
    Case("trước ngày 20/11", "none", issued_on=None),
    Case("trong vòng 10 ngày kể từ ngày ký", "none", issued_on=None),
    Case("trước ngày 10 tháng Giêng", "none"),
)

CELLS = (
    _date("2025", "2025-12-31"),
    _date("Năm 2026", "2026-12-31"),
    _date("2025 - 2026", "2026-12-31"),
    _date("2026-2030", "2030-12-31"),
    _date("Tháng 12/2025", "2025-12-31"),
    _date("12/2025", "2025-12-31"),
    _date("T12/2025", "2025-12-31"),
    _date("Q.IV/2025", "2025-12-31"),
    _date("Tháng 10 - 12/2025", "2025-12-31"),
    _date("Tháng 11/2025 - tháng 01/2026", "2026-01-31"),
    _date("Quý IV/2025 - Quý I/2026", "2026-03-31"),
    _date("Quý III, IV/2026", "2026-12-31"),
    _date("Trước 30/11/2025", "2025-11-29"),
    _date("30/11/2025", "2025-11-30"),
    _date("Trước ngày 15/10/2025", "2025-10-14"),
    _date("Từ ngày 10/11 đến ngày 10/12", "2025-12-10"),
    _date("Cuối năm", "2025-12-31"),
    _date("Trong năm", "2025-12-31"),
    _date("Thời gian hoàn thành: Quý IV năm 2025", "2025-12-31"),
    Case("Thường xuyên", "ongoing"),
    Case("Thường xuyên, theo yêu cầu nhiệm vụ", "ongoing"),
    Case("Từ năm 2026", "ongoing"),
    Case("Từ 01/7/2025", "ongoing"),
    Case("Giai đoạn 2026-2030 và những năm tiếp theo", "ongoing"),
    _rhythm("Hàng năm"),
    _rhythm("Thường xuyên, hằng năm"),
    _rhythm("Hằng quý"),
    _rhythm("Tháng 6, tháng 12 hằng năm", "2025-12-31", "2026-06-30", "2026-12-31"),
    _rhythm("02 lần/năm"),
    Case("Theo kế hoạch riêng", "none"),
    Case("Theo kế hoạch hằng năm của tỉnh", "none"),
    Case("Theo tiến độ", "none"),
    Case("Theo hướng dẫn của Bộ", "none"),
    Case("Sau khi có hướng dẫn của Bộ", "event"),
    Case("Ngay sau khi Kế hoạch được ban hành", "event"),
    Case("Từ tháng 12/2025 đến khi hoàn thành dự án", "event"),
)

ITEMS = (
    _date(
        "Chủ trì rà soát danh mục theo Quyết định số 12/QĐ-UBND ngày 05/3/2024, báo cáo kết quả về Sở Nội vụ "
        "trước ngày 10/12/2025 để tổng hợp.",
        "2025-12-09",
    ),
    _date("Xây dựng kế hoạch chi tiết, hoàn thành trong tháng 11/2025; thường xuyên cập nhật.", "2025-11-30"),
    _date("Gửi danh sách (bản mềm) trước ngày 15/11/2025, hồ sơ giấy trước ngày 25/11/2025.", "2025-11-14"),
    _date(
        "Tham mưu ban hành Kế hoạch thực hiện Nghị quyết số 15-NQ/TW, trình UBND tỉnh trong quý I/2026.",
        "2026-03-31",
    ),
    _date("Thống kê số liệu tính đến ngày 31/10/2025, gửi báo cáo chậm nhất ngày 14/11/2025.", "2025-11-14"),
    _date("Tổ chức tập huấn cho cán bộ. Thời gian hoàn thành: Tháng 12/2025.", "2025-12-31"),
    _date(
        "Hưởng ứng Ngày Thế giới phòng, chống AIDS (01/12), treo băng rôn trước ngày 25/11/2025.",
        "2025-11-24",
    ),
    _date("Niêm yết từ ngày 10/11 đến hết ngày 20/11/2025 tại trụ sở.", "2025-11-20"),
    _date("Báo cáo kết quả thực hiện năm 2025 trước ngày 10 tháng 12 năm 2025.", "2025-12-09"),
    _rhythm(
        "Tổng hợp, báo cáo Ủy ban nhân dân tỉnh định kỳ hằng quý (trước ngày 20 của tháng cuối quý).",
        "2025-12-19",
        "2026-03-19",
        "2026-06-19",
    ),
    _rhythm(
        "Hằng năm tổ chức sơ kết, đánh giá việc thực hiện trước ngày 30/11.",
        "2025-11-29",
        "2026-11-29",
        "2027-11-29",
    ),
    _rhythm("Thường xuyên kiểm tra; định kỳ 6 tháng báo cáo kết quả."),
    _rhythm("Xây dựng kế hoạch kiểm tra hằng năm và tổ chức thực hiện."),
    Case("Xây dựng đề án, hoàn thành sau khi có hướng dẫn của Bộ Tài chính.", "event"),
    Case("Thường xuyên theo dõi, đôn đốc việc thực hiện.", "ongoing"),
    Case("Bố trí kinh phí chi thường xuyên từ dự toán ngân sách hằng năm.", "none"),
    Case("Thực hiện Chương trình phòng, chống tác hại thuốc lá giai đoạn 2021-2030 trên địa bàn.", "none"),
    Case("Lồng ghép với Chiến lược quốc gia về dinh dưỡng đến năm 2030, tầm nhìn đến năm 2045.", "none"),
    Case("Triển khai Nghị định số 15/2024/NĐ-CP ngày 01 tháng 02 năm 2024 của Chính phủ.", "none"),
    Case("Thực hiện Luật có hiệu lực từ ngày 01/7/2026.", "none"),
    Case("Công bố kết quả công nhận xã đạt chuẩn năm 2025.", "none"),
    Case("Chịu trách nhiệm trước Ủy ban nhân dân tỉnh về kết quả thực hiện.", "none"),
    Case("Tổ chức các hoạt động kỷ niệm 80 năm Ngày truyền thống (10/9/1945 - 10/9/2025).", "none"),
    Case("Cách ly người đi từ vùng dịch về trong vòng 14 ngày.", "none"),
    Case("Đánh giá kết quả đạt được từ năm 2021 đến nay.", "none"),
    Case("Bảo đảm an toàn trong quá trình thi công, nếu có sự cố thì báo ngay.", "none"),
    Case("Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, báo cáo về Sở Y tế.", "none"),
    Case("Liên hệ số điện thoại 0912.345.678 để được hướng dẫn.", "none"),
    Case("Quan tâm đời sống hằng ngày của người lao động.", "none"),
    Case("Phấn đấu đến hết năm 2026 có 80% xã đạt chuẩn.", "none"),
    Case("Tăng tỷ lệ nữ tham gia cấp ủy đạt 30% vào năm 2026.", "none"),
    Case("Triển khai Chương trình phòng, chống dịch bệnh (2026-2030).", "none"),
    Case("Tập trung các nhiệm vụ trọng tâm cuối năm 2025.", "none"),
    Case("Tuyên truyền hưởng ứng “Ngày Quốc tế vì trẻ em gái” (ngày 11/10).", "none"),
    Case("Chuẩn bị tham luận phục vụ Hội nghị.", "none"),
)


CALENDAR = vietnam_calendar(
    load_entries((Path(__file__).parents[2] / "config" / "holidays.toml").read_text(encoding="utf-8"))
)


def read(case: Case, *, cell: bool = False):
    return read_deadline(
        case.words,
        issued_on=date.fromisoformat(case.issued_on) if case.issued_on else None,
        event_on=date.fromisoformat(case.event_on) if case.event_on else None,
        calendar=CALENDAR,
        whole_is_time=cell,
    )


def check(case: Case, deadline) -> None:
    assert deadline.kind == case.kind
    assert deadline.due_on == (date.fromisoformat(case.due_on) if case.due_on else None)
    if case.next is not None:
        assert tuple(day.isoformat() for day in deadline.next) == case.next
    if case.kind != "none":
        assert deadline.rule and deadline.raw


@pytest.mark.parametrize("case", PHRASES, ids=lambda case: case.words[:40] or "(trống)")
def test_a_phrase_has_its_day(case):
    check(case, read(case))


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case.words[:40])
def test_a_time_cell_has_its_day(case):
    check(case, read(case, cell=True))


@pytest.mark.parametrize("case", ITEMS, ids=lambda case: case.words[:40])
def test_a_whole_item_has_its_day(case):
    check(case, read(case))


def test_the_words_of_time_are_quoted_as_written_and_from_their_first_word():
    item = "Gửi báo cáo xong Trước  ngày\n20/11/2025 (bản giấy) để tổng hợp."
    assert read(Case(item, "date")).raw == "Trước ngày 20/11/2025"
    assert read(Case("báo cáo hằng năm (trước ngày 15/11) hoặc đột xuất", "recurring")).raw == (
        "hằng năm (trước ngày 15/11)"
    )
    assert read(Case("trong vòng l0 ngày kế tử ngày 05/5/2024", "date")).raw == (
        "trong vòng l0 ngày kế tử ngày 05/5/2024"
    )


@pytest.mark.parametrize(
    ("words", "issued_on"),
    [
        ("trước ngày 31/6/2026", "2025-11-03"),
        ("trước ngày …/…/2025", "2025-11-03"),
        ("trước ngày   tháng 12 năm 2025", "2025-11-03"),
        ("trước ngày 15/6/2012", "2019-04-10"),
        ("tháng 12/1019", "2019-04-10"),
        ("trước ngày 20/11", None),
        ("trong vòng 10 ngày kể từ ngày ký", None),
        ("trước ngày 10 tháng Giêng", "2025-11-03"),
    ],
)
def test_a_day_that_cannot_be_read_becomes_a_question_and_never_a_date(words, issued_on):
    deadline = read(Case(words, "none", None, issued_on))
    assert (deadline.kind, deadline.due_on) == ("none", None)
    assert "đề nghị" in deadline.question


def test_a_past_day_in_a_time_column_counts_and_is_questioned():
    deadline = read(_date("Trước ngày 15/10/2025", "2025-10-14"), cell=True)
    assert deadline.due_on == date(2025, 10, 14)
    assert "đã qua" in deadline.question


def test_a_weekday_that_contradicts_its_date_is_questioned():
    assert "không khớp" in read(_date("trước thứ Hai, ngày 21/11/2025", "2025-11-20")).question
    assert read(_date("trước thứ Sáu, ngày 21/11/2025", "2025-11-20")).question == ""


def test_what_we_supplied_is_not_literal():
    assert read(_date("trước ngày 20/11/2025", "")).literal
    assert read(_date("trong quý I/2026", "")).literal
    for proposal in (
        "trước ngày 20/12",
        "cuối tháng 11/2025",
        "trong vòng 10 ngày kể từ ngày ký",
        "tháng 12",
    ):
        assert not read(_date(proposal, "")).literal


def test_the_law_is_cited_for_every_day():
    assert "Điều 148" in read(_date("đến hết ngày 31/12/2025", "")).law
    assert "Điều 146" in read(_date("giữa năm 2026", "")).law
    assert "Điều 147" in read(_date("trong vòng 10 ngày kể từ ngày ký", "")).law
    assert "Điều 144" in read(Case("sau khi có hướng dẫn của Bộ", "event")).law


def test_an_item_says_item_and_a_cell_says_table():
    assert read(_date("trước ngày 20/11/2025", "")).provenance == "item"
    assert read(_date("Quý IV/2025", ""), cell=True).provenance == "table"
    assert read(Case("kịp thời", "none")).provenance == "none"
