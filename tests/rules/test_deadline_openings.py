"""Times that open a sentence, lists of months, hours of attendance, and words only like them.

Sentences written for these tests; plan issued 03/11/2025 throughout.
"""

from datetime import date

import pytest

from rules.deadline import read_deadline
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()


def read(words: str, *, cell: bool = False):
    return read_deadline(
        words, issued_on=date(2025, 11, 3), event_on=None, calendar=CALENDAR, whole_is_time=cell
    )


@pytest.mark.parametrize(
    ("words", "due_on"),
    [
        ("Tháng 4/2026, kiểm tra bếp ăn của các trường bán trú.", "2026-04-30"),
        ("Tháng 4 năm 2026: Mở lớp bồi dưỡng cho nhân viên y tế thôn.", "2026-04-30"),
        ("Tháng Sáu năm 2026 tổng kết đợt cao điểm.", "2026-06-30"),
        ("Quý II/2026, lắp đặt thiết bị tại trạm.", "2026-06-30"),
        ("Quý II năm 2026 nghiệm thu phần mềm.", "2026-06-30"),
        ("Ngày 12/5/2026, khai mạc hội thi.", "2026-05-12"),
        ("Ngày 12 tháng 5 năm 2026 tiến hành lấy mẫu nước.", "2026-05-12"),
        ("Năm 2027 mở rộng ra toàn huyện.", "2027-12-31"),
        ("6 tháng đầu năm 2026 khảo sát hiện trạng.", "2026-06-30"),
        ("- Tháng 01/2026, ban hành quy chế.", "2026-01-31"),
        ("Lập danh mục thiết bị cần thay. Tháng 8/2026, trình phê duyệt.", "2026-08-31"),
        ("Rà soát đối tượng; ngày 20/4/2026 tiêm đợt một.", "2026-04-20"),
        ("Tháng 3, tháng 9/2026, tổ chức hai đợt phun hóa chất.", "2026-03-31"),
    ],
)
def test_a_time_that_opens_a_sentence_is_when_its_work_is_due(words, due_on):
    found = read(words)
    assert (found.kind, str(found.due_on)) == ("date", due_on)


@pytest.mark.parametrize(
    "words",
    [
        "Ngày 12/9/2025, Bộ Y tế có Công văn số 31/BYT-MT về nước sạch.",
        "Tháng 12/2025, đoàn kiểm tra đã làm việc với huyện.",
        "Tháng 12/2025, toàn huyện ghi nhận 12 ca mắc.",
        "Tháng 12/2025 là tháng cao điểm bán hàng.",
        "Năm 2026, tỷ lệ hộ dùng nước sạch đạt 90%.",
        "Quý I/2026: 3 xã.",
        "Tổ chức kiểm tra chương trình công tác quý I/2026.",
        "Ngày 12/5/2026 là ngày bế giảng.",
        "Xác minh vụ cháy xảy ra sáng ngày 12/12/2025 tại chợ.",
        "In tài liệu phục vụ hội nghị chiều ngày 12/12/2025.",
        "Xử lý theo kết quả kiểm tra ngày 12/12/2025.",
        "Sao gửi danh sách thành viên ngày 12/12/2025.",
    ],
)
def test_a_time_that_is_only_told_of_sets_no_deadline(words):
    assert read(words).kind == "none"


@pytest.mark.parametrize(
    ("words", "due_on"),
    [
        ("Cử cán bộ tham dự sơ duyệt sáng ngày 12/12/2025.", "2025-12-12"),
        ("Đoàn viên có mặt tại sân vận động lúc 6 giờ 30 ngày 13/12/2025.", "2025-12-13"),
        ("Huy động lực lượng tập kết tại bến chiều ngày 14/12/2025.", "2025-12-14"),
        ("Phân công thành viên; họp lần 2 ngày 15/12/2025.", "2025-12-15"),
        ("Kiểm tra đợt 1 ngày 16/12/2025 tại hai xã.", "2025-12-16"),
    ],
)
def test_who_attends_is_to_be_there_at_the_hour(words, due_on):
    found = read(words)
    assert (found.kind, str(found.due_on)) == ("date", due_on)


@pytest.mark.parametrize(
    ("cell", "due_on"),
    [
        ("Tháng 3 và tháng 9/2026", "2026-03-31"),
        ("Tháng 9, tháng 3/2026", "2026-03-31"),
        ("Quý I và quý III/2026", "2026-03-31"),
        ("Tháng 2, 5, 8/2026", "2026-02-28"),
        ("Tháng 5 và tháng 6/2026", "2026-06-30"),
        ("Tháng 5, 6, 7/2026", "2026-07-31"),
        ("Tháng 3 đến tháng 9/2026", "2026-09-30"),
        ("Quý I - III/2026", "2026-09-30"),
        ("Tuần 2, 3 tháng 5/2026", "2026-05-21"),
        ("Tuần 1 và tuần 3 tháng 5/2026", "2026-05-07"),
        ("Tuần 2 tháng 5/2026", "2026-05-14"),
    ],
)
def test_of_months_that_lie_apart_the_earliest_counts_and_neighbours_are_one_stretch(cell, due_on):
    assert str(read(cell, cell=True).due_on) == due_on


@pytest.mark.parametrize("cell", ["Thường xuyên trong năm", "Trong năm, thường xuyên", "Liên tục trong năm"])
def test_the_unnamed_year_beside_what_goes_on_is_no_date(cell):
    assert read(cell, cell=True).kind == "ongoing"


@pytest.mark.parametrize("cell", ["Suốt Tháng hành động", "Suốt chiến dịch", "Trong suốt mùa mưa"])
def test_what_lasts_throughout_goes_on(cell):
    assert read(cell, cell=True).kind == "ongoing"


@pytest.mark.parametrize("cell", ["Trong năm", "Thường xuyên trong năm 2026", "Thường xuyên trong năm nay"])
def test_a_year_that_is_said_stays_a_date(cell):
    assert read(cell, cell=True).kind == "date"


@pytest.mark.parametrize(
    "words",
    [
        "Khám tại nhà 01 ngày/tuần.",
        "Bố trí giảng viên dạy 02 tiết/tháng.",
        "Phát 02 chuyên mục/tháng trên sóng phát thanh.",
        "Tiếp công dân 01 phiên/tháng.",
        "Báo cáo tuần gửi trước 14 giờ thứ Năm.",
        "Báo cáo tháng: trước ngày 15, gửi Sở.",
        "Báo cáo quý nộp trước ngày 20 của tháng cuối quý.",
    ],
)
def test_so_many_days_or_lessons_a_week_are_a_rhythm(words):
    assert read(words).kind == "recurring"


@pytest.mark.parametrize(
    "words", ["Sửa báo cáo tháng trước theo góp ý.", "Bổ sung số liệu vào báo cáo năm 2025 đã gửi."]
)
def test_the_report_of_one_period_is_no_rhythm(words):
    assert read(words).kind == "none"


def test_a_report_due_on_a_full_date_is_due_once():
    assert str(read("Báo cáo năm gửi trước ngày 15/12/2025.").due_on) == "2025-12-14"


def test_an_allowance_by_the_day_is_no_rhythm():
    assert read("Chi bồi dưỡng 80.000 đồng/người/ngày cho người trực.").kind == "none"


@pytest.mark.parametrize(
    "words",
    [
        "Sửa chữa mái trạm trước khi bão đổ bộ.",
        "Neo đậu tàu thuyền trước khi áp thấp nhiệt đới đi vào đất liền.",
        "Thau rửa giếng sau khi nước lũ rút.",
        "Kiểm tra bể bơi trước khi học sinh nghỉ hè.",
        "Phun khử khuẩn trước khi sinh viên nhập học.",
    ],
)
def test_what_the_calendar_or_the_storm_brings_is_an_event(words):
    assert read(words).kind == "event"


@pytest.mark.parametrize(
    "words",
    [
        "Báo cáo ngay khi có bão đổ bộ vào địa bàn.",
        "Theo dõi trẻ sau khi học sinh mắc bệnh.",
        "Trực cấp cứu khi bão đổ bộ.",
    ],
)
def test_what_may_never_happen_is_none(words):
    assert read(words).kind == "none"


@pytest.mark.parametrize("head", ["người đứng đầu", "đơn vị dẫn đầu", "kết quả bước đầu", "lần đầu"])
def test_a_word_that_ends_in_dau_begins_no_part_of_a_year(head):
    found = read(f"Xét {head} năm 2026, trình kết quả trước ngày 10/12/2025.")
    assert str(found.due_on) == "2025-12-09"


def test_the_beginning_of_a_year_is_still_read():
    assert str(read("Tổ chức giao ban đầu năm 2026.").due_on) == "2026-01-01"


def test_quoted_words_close_their_bracket_and_keep_their_hour():
    assert read("Báo cáo hằng quý (trước ngày 25 của tháng cuối quý) về Sở.").raw == (
        "hằng quý (trước ngày 25 của tháng cuối quý)"
    )
    assert read("Báo cáo hằng ngày trước 15 giờ về Sở.").raw == "hằng ngày trước 15 giờ"
