"""Before an act, during the work, after a part of a life; the year of money; rhythms said backwards."""

from datetime import date

import pytest

from models.draft import Deadline
from rules.deadline import read_deadline
from rules.workday import vietnam_calendar

CALENDAR = vietnam_calendar()


def read(text: str) -> Deadline:
    return read_deadline(text, issued_on=date(2025, 11, 3), event_on=None, calendar=CALENDAR)


@pytest.mark.parametrize(
    "text",
    [
        "Kiểm định cân đo tại các chợ trước khi đưa vào sử dụng.",
        "Chạy thử phần mềm trước khi vận hành chính thức.",
        "Tập huấn cho cán bộ trước khi sử dụng phần mềm.",
        "Thẩm định giá trước khi mua sắm.",
        "Bàn giao hồ sơ khi đưa vào khai thác.",
        "Tuyên truyền cho ngư dân trước, trong và sau bão.",
        "Sửa quy chế khi Chính phủ và các bộ, ngành ban hành văn bản hướng dẫn.",
    ],
)
def test_what_the_ordered_work_precedes_is_an_event(text: str) -> None:
    assert read(text).kind == "event"


@pytest.mark.parametrize(
    "text",
    [
        "Chuẩn bị phương án trước khi mưa bão xảy ra.",
        "Khám sàng lọc cho trẻ trước khi tiêm.",
        "Rửa tay trước khi ăn.",
        "Chăm sóc bà mẹ trước, trong và sau khi sinh.",
        "Giải đáp vướng mắc khi thực hiện quy định về hóa đơn.",
        "Cung cấp số liệu khi có yêu cầu của cơ quan có thẩm quyền.",
        "Bảo đảm đúng quy định khi thực hiện Kế hoạch này.",
        "Giới thiệu việc làm cho thanh niên sau khi hoàn thành nghĩa vụ quân sự.",
        "Quản lý các đối tượng (nhất là số người sau khi chấp hành xong án phạt).",
        "Quản lý thực phẩm trong suốt chuỗi cung ứng.",
    ],
)
def test_what_may_never_come_or_tells_of_a_thing_sets_no_time(text: str) -> None:
    assert read(text).kind == "none"


def test_a_notice_to_persons_after_an_act_waits_for_the_act() -> None:
    assert read("Thông báo cho các hộ sau khi có quyết định phê duyệt.").kind == "event"
    assert read("Thông báo kết quả cho học sinh sau khi kết thúc kỳ thi.").kind == "event"
    assert read("Cung cấp số liệu khi có yêu cầu của Sở Tài chính.").kind == "event"


@pytest.mark.parametrize(
    "text",
    [
        "Giám sát an toàn thông tin trong quá trình vận hành hệ thống.",
        "Hướng dẫn giải pháp công nghệ trong quá trình xây dựng trạm.",
        "Bảo đảm an toàn cho người lao động trong quá trình thi công.",
        "Tháo gỡ khó khăn, hướng dẫn các đơn vị trong quá trình triển khai.",
    ],
)
def test_work_done_in_the_course_of_other_work_goes_on(text: str) -> None:
    assert read(text).kind == "ongoing"


@pytest.mark.parametrize(
    "text",
    [
        "Giải quyết khó khăn, vướng mắc của doanh nghiệp trong quá trình triển khai.",
        "Xây dựng phương án phòng cháy trong quá trình thi công.",
        "Trong quá trình thực hiện, kịp thời báo cáo những khó khăn về Sở Y tế.",
    ],
)
def test_troubles_that_come_up_in_the_course_of_work_set_no_time(text: str) -> None:
    assert read(text).kind == "none"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Báo cáo giữa kỳ (năm 2030) và báo cáo cuối kỳ (năm 2035) việc thực hiện.", "2030-12-31"),
        ("Báo cáo sơ kết vào năm 2028 và tổng kết vào năm 2030.", "2028-12-31"),
    ],
)
def test_of_several_years_the_earliest_counts(text: str, due: str) -> None:
    assert str(read(text).due_on) == due


def test_figures_told_of_a_year_are_not_due_in_it() -> None:
    assert read("Báo cáo số vụ cháy xảy ra vào năm 2026.").kind == "none"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lập và giao kế hoạch vốn, dự toán ngân sách hằng năm.", "recurring"),
        ("Chuyển kinh phí hằng quý cho các trạm.", "recurring"),
        ("Trình UBND tỉnh bố trí kinh phí trong dự toán ngân sách hằng năm.", "none"),
        ("Phê duyệt kinh phí trong dự toán đầu năm 2026.", "none"),
    ],
)
def test_a_yearly_budget_is_a_rhythm_only_where_it_is_made_or_moved(text: str, kind: str) -> None:
    assert read(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Kiểm tra các chợ 01 năm 02 lần.",
        "Tổ chức ít nhất 01 lớp tập huấn/năm.",
        "Kiểm tra kho thuốc 6 tháng, cuối năm.",
    ],
)
def test_rhythms_are_read_in_either_order(text: str) -> None:
    assert read(text).kind == "recurring"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Căn cứ chỉ tiêu được giao hằng năm, tổ chức trồng cây.", "none"),
        ("Trên cơ sở kế hoạch hằng năm của Bộ Y tế, tổ chức trồng cây.", "none"),
        ("Căn cứ tình hình thực tế, hằng năm tổ chức trồng cây.", "recurring"),
        ("Đến năm 2028 hoàn thành xây dựng vườn ươm.", "date"),
        ("Đến năm 2028 hoàn thành 100% chỉ tiêu.", "none"),
        ("Trồng cây xuyên suốt cả năm.", "ongoing"),
    ],
)
def test_a_yearly_basis_is_no_rhythm_and_a_goal_is_no_deadline(text: str, kind: str) -> None:
    assert read(text).kind == kind


def test_who_marches_on_a_day_is_there_on_that_day() -> None:
    assert str(read("Cử 50 học sinh dự mít tinh, diễu hành ngày 16/4/2026.").due_on) == "2026-04-16"
    assert read("Tuyên truyền kết quả diễu hành ngày 16/4/2026.").kind == "none"
