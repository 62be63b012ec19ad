"""Seasons, school years, named acts and shares of a period, as plans write them."""

from datetime import date

import pytest

from rules.deadline import read_deadline
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()


def read(words: str, *, cell: bool = False):
    return read_deadline(
        words, issued_on=date(2025, 9, 3), event_on=None, calendar=CALENDAR, whole_is_time=cell
    )


@pytest.mark.parametrize(
    "words",
    [
        "nghiêm cấm tàu thuyền ra khơi từ 06 giờ ngày 27/9/2025 cho đến khi bão tan",
        "duy trì chốt kiểm soát đến khi hết dịch",
        "phun hóa chất cho đến khi ổ dịch chấm dứt",
        "thành lập các đội hình trong dịp Chiến dịch Thanh niên tình nguyện",
        "tổ chức ra quân trong các đợt cao điểm",
        "thu dọn vệ sinh sau diễn tập",
        "chuẩn bị phương án trước mùa mưa lũ",
    ],
)
def test_a_named_act_or_season_is_an_event(words: str) -> None:
    assert read(words).kind == "event"


@pytest.mark.parametrize(
    "words", ["từ năm học 2026 - 2027", "bắt đầu từ năm học mới", "Từ đầu năm học 2026-2027."]
)
def test_a_first_school_year_without_a_last_goes_on(words: str) -> None:
    assert read(words, cell=True).kind == "ongoing"
    assert read(f"Đưa nội dung vào chương trình giáo dục {words}").kind == "ongoing"


def test_a_school_year_alone_is_no_deadline() -> None:
    assert read("thực hiện nhiệm vụ năm học 2026 - 2027").kind == "none"


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("kiểm tra liên ngành mỗi học kỳ 01 lần", "half"),
        ("kiểm tra ít nhất 01 lần/năm học", "year"),
        ("phát sóng ít nhất 02 kỳ/tháng", "month"),
        ("đăng tối thiểu 01 bài/tuần", "week"),
        ("tổ chức 01 cuộc/quý", "quarter"),
    ],
)
def test_a_share_of_a_period_recurs(words: str, unit: str) -> None:
    deadline = read(words)
    assert deadline.kind == "recurring"
    assert deadline.rhythm is not None and deadline.rhythm.unit == unit


def test_a_noun_that_is_often_hit_sets_no_deadline() -> None:
    assert read("bố trí vật tư tại các điểm thường xuyên bị sạt lở").kind == "none"
    assert read("kiểm tra các khu vực thường xuyên ngập úng").kind == "none"
    assert read("thường xuyên kiểm tra các khu vực ngập úng").kind == "ongoing"


def test_the_dates_beside_a_festival_keep_their_years() -> None:
    deadline = read("kiểm tra thực phẩm trong dịp Tết từ ngày 10/01/2026 đến hết ngày 25/3/2026")
    assert (deadline.kind, deadline.due_on) == ("date", date(2026, 3, 25))


def test_where_merit_was_earned_is_no_deadline_of_the_reward() -> None:
    assert read("khen thưởng các cá nhân có thành tích tốt trong đợt cao điểm").kind == "none"
    assert read("giới thiệu điển hình tiên tiến trong phong trào hiến máu").kind == "none"
    assert read("tổ chức ra quân trong đợt cao điểm").kind == "event"


def test_the_rhythm_of_a_plan_into_which_work_is_put_is_not_that_of_the_work() -> None:
    assert read("lồng ghép nội dung này vào kế hoạch phát triển y tế hằng năm").kind == "none"
    assert read("đưa nội dung vào chương trình công tác thường xuyên của đơn vị").kind == "none"
    assert read("xây dựng kế hoạch phát triển y tế hằng năm").kind == "recurring"
