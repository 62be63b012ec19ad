"""Fields of the plan, from letterhead, preamble, sections and signature."""

from datetime import date

import pytest

from models.draft import DraftPlan, UpperDocument
from tests.extract.paper import document, plan

ORDERS = (
    "\n\nIV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n- Chủ trì kiểm tra.\n\n- {}\n\nNơi "
    "nhận:\n- Như trên;\n- Lưu: VT.\n"
)
HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n-------\nSố: 15/KH-UBND\n\nLam Giang, ngày 05 tháng "
    "01 năm 2026\n\nKẾ HOẠCH\n\n{}\n\n{}"
)
PREAMBLE = (
    "Thực hiện Kế hoạch số 194/KH-BYT ngày 29/10/2025 của Bộ Y tế về việc khác; Ủy "
    "ban nhân dân tỉnh ban hành Kế hoạch như sau:"
)


def with_title(title: str, section: str = "", order: str = "Tổng hợp số liệu.") -> DraftPlan:
    return plan(HEAD.format(title, PREAMBLE) + section + ORDERS.format(order))


def test_the_letterhead_gives_number_place_day_and_issuer() -> None:
    draft = with_title("Kiểm tra an toàn thực phẩm")
    assert (draft.number, draft.place, draft.issued_on) == ("15/KH-UBND", "Lam Giang", date(2026, 1, 5))
    assert draft.issuer == "Ủy ban nhân dân tỉnh Lam Giang"
    assert draft.title == "Kiểm tra an toàn thực phẩm"
    assert draft.upper == (UpperDocument("194/KH-BYT", date(2025, 10, 29), "Bộ Y tế"),)


def test_a_blank_number_and_day_stay_blank() -> None:
    text = (
        "Số: /KH-SYT\n\nLam Giang, ngày tháng 12 năm 2025\n\nKẾ HOẠCH\n\nThử nghiệm\n\nSở "
        "Y tế Lam Giang xây dựng Kế hoạch như sau:"
    )
    draft = plan(text + ORDERS.format("Tổng hợp."))
    assert (draft.number, draft.issued_on, draft.place) == (None, None, "Lam Giang")
    assert draft.issuer == "Sở Y tế Lam Giang"


def test_an_annex_that_names_the_plan_gives_number_and_day() -> None:
    text = (
        "KẾ HOẠCH\n\nThử nghiệm\n\nỦy ban nhân dân tỉnh Lam Giang ban hành Kế hoạch như sau:"
        + ORDERS.format("Việc.")
    )
    annex = "\nPHỤ LỤC\n(Kèm theo Kế hoạch số 78/KH-UBND ngày 18 tháng 11 năm 2025 của UBND tỉnh Lam Giang)"
    draft = plan(text + annex)
    assert (draft.number, draft.issued_on) == ("78/KH-UBND", date(2025, 11, 18))
    assert draft.place == "Lam Giang"


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Nâng cao năng lực giai đoạn 2026 - 2030", (date(2026, 1, 1), date(2030, 12, 31))),
        ("Phòng, chống dịch bệnh năm 2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("Kiểm kê thời điểm 0 giờ ngày 01 tháng 01 năm 2026", None),
        ("Các nhiệm vụ trọng tâm cuối năm 2026", None),
        ("Kiểm tra an toàn thực phẩm", None),
    ],
)
def test_the_words_that_close_the_title_state_the_period(
    title: str, period: tuple[date, date] | None
) -> None:
    assert with_title(title).period == period


def test_a_time_line_of_the_plan_states_the_period() -> None:
    section = "\n\nI. MỤC TIÊU\n\n1. Thời gian thực hiện: Thực hiện trong thời gian 2 năm 2026-2027."
    assert with_title("Thử nghiệm", section).period == (date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("title", "line", "day"),
    [
        (
            "Tổ chức Hội nghị sơ kết",
            "1. Thời gian: Dự kiến 08h30 ngày 22 tháng 02 năm 2026 (thứ Ba)",
            date(2026, 2, 22),
        ),
        ("Tổ chức Hội nghị sơ kết", "1. Thời gian: dự kiến tháng 12/2026", None),
        ("Tổ chức Hội nghị sơ kết", "1. Thời gian: Từ ngày 15/11/2026 đến ngày 15/12/2026", None),
        ("Tháng hành động", "1. Thời gian: ngày 22 tháng 02 năm 2026", None),
    ],
)
def test_the_day_of_the_event_is_a_planned_day(title: str, line: str, day: date | None) -> None:
    assert with_title(title, f"\n\nII. NỘI DUNG\n\n{line}").event_on == day


def test_the_signer_is_the_name_beneath_the_post() -> None:
    draft = plan(
        HEAD.format("Thử", PREAMBLE)
        + ORDERS.format("Việc.")
        + "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nTrần Thị Mai Lan"
    )
    assert draft.signer == "Trần Thị Mai Lan"
    assert with_title("Thử").signer is None


@pytest.mark.parametrize(
    ("order", "lead"),
    [
        ("Là cơ quan thường trực, theo dõi Kế hoạch.", "Sở Y tế"),
        ("Đôn đốc các đơn vị, tổng hợp báo cáo UBND tỉnh.", "Sở Y tế"),
        ("Tổng hợp danh sách đại biểu.", None),
    ],
)
def test_the_lead_agency_stands_by_or_collects_the_reports(order: str, lead: str | None) -> None:
    assert with_title("Thử nghiệm", order=order).lead_agency == lead


def test_who_reports_to_whom_is_read() -> None:
    draft = with_title(
        "Thử nghiệm", order="Báo cáo kết quả về UBND tỉnh (qua Sở Nội vụ) trước ngày 15/12/2026."
    )
    assert (draft.reports_to, draft.reports_via) == ("UBND tỉnh", "Sở Nội vụ")


def test_a_decision_takes_its_authority_and_the_attached_title() -> None:
    assert document("decision.txt").issuer == "Chủ tịch Ủy ban nhân dân tỉnh Lam Giang"


def test_a_letter_takes_its_subject_and_the_lower_body() -> None:
    letter = document("letter.txt")
    assert letter.title == "tăng cường phòng, chống sốt xuất huyết"
    assert letter.issuer == "Sở Y tế tỉnh Lam Giang"
    assert letter.number == "1152/SYT-NVY"


@pytest.mark.parametrize(
    "recipient",
    ["- UBND các xã;                    Lê Văn Thử", "- Lưu: VT, NV. Lê Văn Thử", "- Sở Y tế;\tLê Văn Thử"],
)
def test_the_signer_may_stand_beside_a_recipient(recipient: str) -> None:
    text = HEAD.format("Kiểm tra", PREAMBLE) + ORDERS.format("Tổng hợp.")
    assert plan(f"{text}{recipient}\n").signer == "Lê Văn Thử"
    assert plan(f"{text}- Bảo tàng; Hồ Chí Minh\n").signer is None


def test_a_rule_line_before_the_place_is_left_out() -> None:
    head = "UBND TỈNH LAM GIANG\nSố: 15/KH-UBND\nĐộc lập - Tự do - Hạnh phúc\n______________\n"
    text = head + "Lam Giang, ngày 05 tháng 01 năm 2026\n\nKẾ HOẠCH\n\nKiểm tra\n\n" + PREAMBLE
    assert plan(text + ORDERS.format("Tổng hợp.")).place == "Lam Giang"


@pytest.mark.parametrize("kind", ["KẾ HOẠCH LIÊN NGÀNH", "KẾ HOẠCH PHỐI HỢP", "CHƯƠNG TRÌNH HÀNH ĐỘNG"])
def test_the_name_of_the_kind_may_be_longer(kind: str) -> None:
    text = (
        "UBND TỈNH LAM GIANG\n–––––––––\nSố: 15/KHLN\n\nLam Giang, ngày 05 tháng 01 năm 2026\n\n"
        f"{kind}\nKhám sức khỏe học sinh\n\nLiên ngành Y tế - Giáo dục và Đào tạo tỉnh Lam Giang xây dựng Kế "
        "hoạch như sau:"
    )
    draft = plan(text + ORDERS.format("Tổng hợp."))
    assert draft.title == "Khám sức khỏe học sinh"
    assert draft.issuer == "Liên ngành Y tế - Giáo dục và Đào tạo tỉnh Lam Giang"


def test_the_day_of_an_exercise_is_that_of_the_event_and_not_of_what_prepares_it() -> None:
    times = (
        "\n\nI. THỜI GIAN\n\n- Thời gian luyện tập: 08h00 ngày 15/4/2026.\n\n"
        "- Thời gian diễn tập chính thức: 08h00 ngày 20/4/2026 (thứ Hai)."
    )
    assert with_title("Tổ chức diễn tập chữa cháy năm 2026", times).event_on == date(2026, 4, 20)
    assert with_title("Phát triển kinh tế giai đoạn 2026 - 2030", times).event_on is None


@pytest.mark.parametrize("stamp", ["HỎA TỐC", "THƯỢNG KHẨN", "KHẨN", "HỎA TỐC HẸN GIỜ", "(DỰ THẢO)", "MẬT"])
def test_a_stamp_beneath_the_issuer_is_no_part_of_its_name(stamp: str) -> None:
    head = HEAD.replace("TỈNH LAM GIANG\n", f"TỈNH LAM GIANG\n{stamp}\n")
    draft = plan(head.format("Thử", "Căn cứ tình hình;") + ORDERS.format("Việc."))
    assert draft.issuer == "Ủy ban nhân dân tỉnh Lam Giang"


def test_a_department_printed_in_capitals_has_its_usual_capitals() -> None:
    head = HEAD.replace("ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG", "UBND TỈNH LAM GIANG\nSỞ KHOA HỌC VÀ CÔNG NGHỆ")
    draft = plan(head.format("Thử", "Căn cứ tình hình;") + ORDERS.format("Việc."))
    assert draft.issuer == "Sở Khoa học và Công nghệ"


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("1. Thời gian: từ ngày 12/4/2026 đến ngày 25/4/2026.", date(2026, 4, 12), date(2026, 4, 25)),
        ("1. Thời gian: Từ ngày 12/4 đến hết ngày 25/4/2026.", date(2026, 4, 12), date(2026, 4, 25)),
        ("1. Thời gian: Từ ngày 12 đến ngày 25/4/2026.", date(2026, 4, 12), date(2026, 4, 25)),
        ("1. Thời gian: 12/4 - 25/4/2026.", date(2026, 4, 12), date(2026, 4, 25)),
        (
            "1. Thời gian triển khai: từ ngày 12 tháng 4 năm 2026 đến ngày 25 tháng 4 năm 2026.",
            date(2026, 4, 12),
            date(2026, 4, 25),
        ),
        ("1. Thời gian: từ ngày 20/12 đến ngày 15/01/2027.", date(2026, 12, 20), date(2027, 1, 15)),
        ("1. Thời gian: Tháng 4/2026 đến tháng 6/2026.", date(2026, 4, 1), date(2026, 6, 30)),
        ("1. Thời gian: từ tháng 11 đến hết tháng 12 năm 2026.", date(2026, 11, 1), date(2026, 12, 31)),
        (
            "1. Thời gian, địa bàn\n- Thời gian: từ ngày 12/4/2026 đến ngày 25/4/2026.",
            date(2026, 4, 12),
            date(2026, 4, 25),
        ),
    ],
)
def test_a_time_line_with_two_ends_is_the_period(line: str, first: date, last: date) -> None:
    assert with_title("Thử nghiệm", f"\n\nII. NỘI DUNG\n\n{line}").period == (first, last)


@pytest.mark.parametrize(
    "line",
    [
        "1. Thời gian: 08 giờ 00 ngày 12/4/2026.",
        "1. Tập huấn\n- Thời gian: từ ngày 12/4/2026 đến ngày 25/4/2026.",
        "1. Thời gian: từ ngày 31/4/2026 đến ngày 5/5/2026.",
        "1. Thời gian: từ ngày 25/4/2026 đến ngày 12/4/2026.",
    ],
)
def test_one_day_a_part_and_days_that_cannot_be_are_no_period(line: str) -> None:
    assert with_title("Thử nghiệm", f"\n\nII. NỘI DUNG\n\n{line}").period is None


@pytest.mark.parametrize(
    "opening",
    [
        "Từ đầu năm đến nay, toàn tỉnh có 12 vụ việc. Để xử lý, Sở Y tế làm như sau:",
        "Hiện nay, bệnh có chiều hướng tăng.",
        "Trung tâm Y tế huyện xây dựng kế hoạch triển khai như sau:",
        "Năm 2025, bệnh đã giảm.",
    ],
)
def test_the_title_ends_where_the_preamble_begins_without_a_blank_line(opening: str) -> None:
    head = HEAD.replace("{}\n\n{}", "{}\n{}")
    title = "Tăng cường kiểm tra nguồn nước\nsinh hoạt trên địa bàn tỉnh"
    assert plan(head.format(title, opening) + ORDERS.format("Việc.")).title == title.replace("\n", " ")


def test_a_title_may_go_on_with_a_verb_in_a_capital() -> None:
    title = "Triển khai Quyết định số 7/QĐ-TTg của Thủ tướng Chính phủ\nBan hành Chương trình nước sạch"
    assert plan(HEAD.format(title, PREAMBLE) + ORDERS.format("Việc.")).title == title.replace("\n", " ")


@pytest.mark.parametrize("name", ["Y Bhiông Niê", "K' Tham", "H’Len Ayun", "A Thiu", "Nguyễn Văn An"])
def test_the_signer_may_have_a_name_of_the_highlands(name: str) -> None:
    text = HEAD.format("Thử", PREAMBLE) + ORDERS.format("Việc.") + f"TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n{name}"
    assert plan(text).signer == name


@pytest.mark.parametrize(
    ("order", "lead"),
    [
        ("Theo dõi, kiểm tra các xã; là đầu mối tổng hợp, báo cáo UBND tỉnh.", "Sở Y tế"),
        ("Là đầu mối liên hệ, nhận báo cáo.", None),
        ("Theo dõi việc thực hiện, tổng hợp kết quả gửi Sở Nội vụ.", None),
        ("Tổng hợp tình hình, báo cáo về Trung tâm Kiểm soát bệnh tật trước ngày 25 hằng tháng.", None),
        ("Tổng hợp kết quả, báo cáo UBND tỉnh.", "Sở Y tế"),
    ],
)
def test_who_hands_on_what_it_collects_does_not_lead(order: str, lead: str | None) -> None:
    assert with_title("Thử nghiệm", order=order).lead_agency == lead


def test_a_committee_across_branches_issues_under_its_whole_name() -> None:
    preamble = (
        "Thực hiện chỉ đạo của tỉnh, Ban Chỉ đạo liên ngành về nước sạch huyện An Lâm xây dựng Kế hoạch:"
    )
    draft = plan(HEAD.format("Thử", preamble) + ORDERS.format("Việc."))
    assert draft.issuer == "Ban Chỉ đạo liên ngành về nước sạch huyện An Lâm"


NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n"
DECISION = (
    "{}\n--------\n" + NATION + "Số: 15/{}\n*Lam Giang, ngày\n05 tháng 01 năm 2026*\n\nQUYẾT ĐỊNH\n\nBAN "
    "HÀNH KẾ HOẠCH "
    "TIÊM CHỦNG\n\n{}\n\nCăn cứ Luật Tổ chức;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Ban hành Kế hoạch kèm "
    "theo.\n\nNơi nhận:\n- Lưu: "
    "VT.\n\nKẾ HOẠCH\n\nTIÊM CHỦNG"
)


@pytest.mark.parametrize(
    ("head", "code", "authority", "issuer"),
    [
        ("THỦ TƯỚNG\nCHÍNH PHỦ", "QĐ-TTg", "THỦ TƯỚNG CHÍNH PHỦ", "Thủ tướng Chính phủ"),
        (
            "BỘ VĂN HÓA, THỂ\nTHAO",
            "QĐ-BVHTT",
            "BỘ TRƯỞNG BỘ VĂN HÓA, THỂ THAO",
            "Bộ trưởng Bộ Văn hóa, Thể thao",
        ),
        ("BỘ Y TẾ\nCỤC PHÒNG BỆNH", "QĐ-PB", "CỤC TRƯỞNG CỤC PHÒNG BỆNH", "Cục trưởng Cục Phòng bệnh"),
        ("UBND TỈNH LAM GIANG\nSỞ Y TẾ", "QĐ-SYT", "GIÁM ĐỐC SỞ Y TẾ", "Giám đốc Sở Y tế tỉnh Lam Giang"),
        (
            "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ LAM GIANG",
            "QĐ-UBND",
            "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ",
            "Chủ tịch Ủy ban nhân dân thành phố Lam Giang",
        ),
    ],
)
def test_a_decision_is_issued_by_the_authority_above_its_bases(
    head: str, code: str, authority: str, issuer: str
) -> None:
    draft = plan(DECISION.format(head, code, authority) + ORDERS.format("Việc."))
    assert (draft.issuer, draft.place, draft.number) == (issuer, "Lam Giang", f"15/{code}")


def test_the_province_of_a_department_is_that_of_its_letterhead() -> None:
    head = "UBND TỈNH LAM GIANG\nSỞ Y TẾ\nSố: 3/KH-SYT\nLam Giang, ngày 05 tháng 01 năm 2026\n\n"
    preamble = "KẾ HOẠCH\n\nTiêm chủng\n\nThực hiện Kế hoạch của Bộ, Sở Y tế ban hành Kế hoạch như sau:"
    assert plan(head + preamble + ORDERS.format("Việc.")).issuer == "Sở Y tế tỉnh Lam Giang"


def test_a_plan_of_the_party_has_its_number_and_place() -> None:
    head = "TỈNH ỦY LAM GIANG\n*\nSố 15-KH/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n\nLam Giang, ngày 05 tháng 01 năm "
    draft = plan(head + "2026\n\nKẾ HOẠCH\n\nTiêm chủng\n\nThực hiện Nghị quyết." + ORDERS.format("Việc."))
    assert (draft.number, draft.place) == ("15-KH/TU", "Lam Giang")
