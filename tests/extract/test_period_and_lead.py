"""The period of a plan from its title and its time line; who leads it."""

from datetime import date

import pytest

from models.draft import DraftPlan
from rules.deadlines.stretches import read_spans
from tests.extract.paper import plan, under

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
PHASE = (date(2026, 1, 1), date(2030, 12, 31))


def with_section(title: str, section: str) -> DraftPlan:
    return plan(
        "ỦY BAN NHÂN DÂN TỈNH LAM GIANG\nSố: 15/KH-UBND\nLam Giang, ngày 20 tháng 11 năm 2025\n\n"
        f"KẾ HOẠCH\n{title}\n\nỦy ban nhân dân tỉnh Lam Giang ban hành Kế hoạch như sau:\n\n{section}\n\n"
        "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n- Kiểm tra các chợ.\n\n2. Sở Tài chính\n\n- Bố trí kinh "
        "phí.\n\n"
        "Nơi nhận:\n- Như trên;"
    )


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Trồng cây giai đoạn 2026-2030, tầm nhìn đến năm 2045", PHASE),
        ("Trồng cây năm 2026, định hướng đến năm 2030", YEAR),
        ("Trồng cây năm 2026 trên địa bàn tỉnh Lam Giang", YEAR),
        ("Triển khai Chương trình trồng cây giai đoạn 2026-2030 trên địa bàn tỉnh", None),
        ("Khảo sát 6 tháng cuối năm 2026", (date(2026, 7, 1), date(2026, 12, 31))),
        ("Trồng cây đến năm 2030", None),
        ("TRỒNG CÂY GIAI ĐOẠN 2026 -\n2030", PHASE),
    ],
)
def test_what_closes_the_title_beside_a_vision_or_a_place(
    title: str, period: tuple[date, date] | None
) -> None:
    assert with_section(title, "I. MỤC ĐÍCH\n\n1. Mục đích: Trồng cây.").period == period


@pytest.mark.parametrize(
    ("section", "period"),
    [
        (
            "II. PHẠM VI, THỜI GIAN\n\n1. Phạm vi: toàn tỉnh.\n\n2. Thời gian: từ nay đến năm 2030.",
            (date(2025, 11, 20), date(2030, 12, 31)),
        ),
        (
            "II. PHẠM VI, THỜI GIAN\n\n- Thời gian: Từ ngày ban hành Kế hoạch đến hết năm 2026.",
            (date(2025, 11, 20), date(2026, 12, 31)),
        ),
        (
            "II. THỜI GIAN THỰC HIỆN\n\nTừ ngày 01/12/2025 đến ngày 31/01/2026.",
            (date(2025, 12, 1), date(2026, 1, 31)),
        ),
        (
            "II. THỜI GIAN VÀ LỘ TRÌNH\n\n- Đợt 1: từ ngày 05 đến ngày 09 tháng 3 năm 2026;\n\n"
            "- Đợt 2: từ ngày 06 đến ngày 10 tháng 4 năm 2026.",
            (date(2026, 3, 5), date(2026, 4, 10)),
        ),
        (
            "II. NỘI DUNG\n\n2. Thời gian tổ chức phong trào trồng cây: Phong trào được phát động từ tháng 3 "
            "năm 2026 đến hết tháng 5 năm 2026. Tổng kết vào tháng 6 năm 2026.",
            (date(2026, 3, 1), date(2026, 5, 31)),
        ),
        ("II. THỜI GIAN, ĐỊA ĐIỂM\n\n1. Thời gian: ngày 15/12/2025.\n\n2. Địa điểm: Hội trường.", None),
        ("II. NỘI DUNG\n\n1. Thời gian báo cáo: từ ngày 01/12/2026 đến ngày 05/12/2026.", None),
        ("II. THỜI GIAN\n\n1. Thời gian: Năm 2026 và các năm tiếp theo.", None),
    ],
)
def test_a_time_line_states_the_period_of_the_whole_plan(
    section: str, period: tuple[date, date] | None
) -> None:
    assert with_section("Trồng cây", section).period == period


def test_a_time_line_of_the_whole_plan_says_more_than_the_year_in_its_title() -> None:
    section = "II. PHẠM VI VÀ THỜI GIAN\n\n1. Thời gian thực hiện:\n\nTừ nay đến hết năm 2026."
    assert with_section("Trồng cây năm 2026", section).period == (date(2025, 11, 20), date(2026, 12, 31))
    part = "II. NỘI DUNG\n\n1. Hội nghị\n\n1.1. Thời gian: từ ngày 01/3/2026 đến ngày 03/3/2026."
    assert with_section("Trồng cây năm 2026", part).period == YEAR


@pytest.mark.parametrize(
    ("title", "section", "day"),
    [
        (
            "Tổ chức Hội nghị tổng kết trồng cây",
            "II. THỜI GIAN\n\n08 giờ 00 ngày 15 tháng 12 năm 2025.",
            date(2025, 12, 15),
        ),
        ("Diễn tập chữa cháy", "II. THỜI GIAN\n\n1. Thời gian: ngày 03/12/2025.", date(2025, 12, 3)),
        (
            "Triển khai Tháng hành động vì cây xanh",
            "II. NỘI DUNG\n\n1. Lễ phát động cấp tỉnh: 07 giờ 30 phút ngày 16/4/2026 tại Quảng trường.",
            date(2026, 4, 16),
        ),
        (
            "Trồng cây phân tán",
            "II. NỘI DUNG\n\n1. Lễ phát động cấp tỉnh: 07 giờ 30 phút ngày 16/4/2026 tại Quảng trường.",
            None,
        ),
    ],
)
def test_the_day_of_an_event_or_of_a_campaigns_launch(title: str, section: str, day: date | None) -> None:
    assert with_section(title, section).event_on == day


def test_a_stretch_has_a_first_and_a_last_day() -> None:
    assert read_spans("trước ngày 31/12/2026", None) == []
    assert read_spans("từ năm 2026 và các năm tiếp theo", None) == []
    assert [(s.first, s.last) for s in read_spans("từ ngày 28/12 đến ngày 05/01/2026", None)] == [
        (date(2025, 12, 28), date(2026, 1, 5))
    ]


@pytest.mark.parametrize(
    ("section", "lead"),
    [
        (
            "1. Giao Sở Y tế là cơ quan đầu mối, chủ trì hướng dẫn thực hiện; tổ chức thực hiện:\n\n"
            "- Kiểm tra các chợ.\n\n2. Sở Tài chính\n\n- Bố trí kinh phí.",
            "Sở Y tế",
        ),
        (
            "1. Sở Tài chính\n\n- Bố trí kinh phí.\n\n2. Sở Y tế\n\n- Giúp UBND tỉnh theo dõi, đôn đốc các "
            "đơn vị triển khai thực hiện Kế hoạch này.",
            "Sở Y tế",
        ),
        (
            "1. Sở Y tế\n\n- Kiểm tra các chợ.\n\n2. UBND các xã\n\n- Báo cáo kết quả về Sở Y tế (qua Chi "
            "cục "
            "An toàn thực phẩm) trước ngày 15/12/2026.",
            "Sở Y tế",
        ),
        (
            "1. Sở Y tế\n\n- Kiểm tra các chợ; gửi kết quả về Bộ Y tế để tổng hợp, báo cáo Chính phủ.\n\n"
            "2. Sở Nội vụ\n\n- Bình xét khen thưởng.\n\nTrong quá trình thực hiện, nếu có vướng mắc, các "
            "đơn vị "
            "phản ánh về UBND tỉnh (qua Sở Nội vụ).",
            "Sở Nội vụ",
        ),
        (
            "1. Văn phòng UBND tỉnh\n\n- Theo dõi, đôn đốc việc thực hiện Kế hoạch.\n\n2. Sở Y tế\n\n- "
            "Kiểm tra "
            "các chợ; định kỳ tổng hợp kết quả báo cáo UBND tỉnh.",
            "Sở Y tế",
        ),
        (
            "1. Sở Tài chính\n\n- Tổng hợp, báo cáo UBND tỉnh trình HĐND tỉnh bố trí kinh phí.\n\n2. Sở "
            "Nội vụ"
            "\n\n- Tổng hợp, báo cáo UBND tỉnh khen thưởng.\n\n3. Sở Y tế\n\n- Tổng hợp kết quả thực hiện Kế "
            "hoạch, báo cáo UBND tỉnh.",
            "Sở Y tế",
        ),
        (
            "1. Phòng Kinh tế xã\n\n- Kiểm tra các chợ.\n\n2. Văn phòng xã\n\n- Lập sổ.\n\nTrong quá trình "
            "thực "
            "hiện, nếu có vướng mắc, các đơn vị báo cáo UBND xã (qua Phòng Kinh tế).",
            "Phòng Kinh tế xã",
        ),
        (
            "1. Sở Y tế\n\n- Kiểm tra các chợ.\n\n2. Các sở, ngành\n\n- Báo cáo UBND tỉnh (thông qua Sở "
            "Nội vụ "
            "(Phòng Cải cách hành chính)).",
            "Sở Nội vụ",
        ),
    ],
)
def test_who_stands_by_collects_or_receives_leads_the_plan(section: str, lead: str) -> None:
    assert under(section).lead_agency == lead
