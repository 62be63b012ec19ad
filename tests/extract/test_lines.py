"""Lines to paragraphs: markup off, broken lines joined, headings kept apart."""

import unicodedata

from extract.lines import clean, read_lines, read_paragraphs
from extract.numbering import read_mark
from tests.extract.paper import plan, source


def texts(text: str) -> list[str]:
    return [p.text for p in read_paragraphs(read_lines(source(text).lines)) if not p.noise]


def test_markup_goes_and_a_star_bullet_stays() -> None:
    assert clean("#### **1. Sở Y tế**") == "1. Sở Y tế"
    assert clean("*d) Phòng chống dịch*") == "d) Phòng chống dịch"
    assert clean("* Đề nghị cấp ủy") == "* Đề nghị cấp ủy"
    assert clean("trước **ngày 20/11/2021**.") == "trước ngày 20/11/2021."
    assert clean('<ul style="x"> - Công an tỉnh') == "- Công an tỉnh"
    assert clean(unicodedata.normalize("NFD", "Ủy ban")) == "Ủy ban"


def test_a_page_break_in_a_sentence_is_joined() -> None:
    before = (
        "- Chủ trì hướng dẫn các đơn vị lập danh sách, tổng hợp và báo cáo kết quả truy "
        "vết các trường hợp tiếp xúc"
    )
    assert texts(f"{before}\n\n3\n\nvới ca bệnh.\n\n- Việc khác.") == [
        f"{before} với ca bệnh.",
        "- Việc khác.",
    ]


def test_a_heading_is_not_joined_with_the_paragraph_beneath_it() -> None:
    assert texts("1. Sở Y tế\n\nxây dựng kế hoạch.") == ["1. Sở Y tế", "xây dựng kế hoạch."]
    long = (
        "5. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh, Liên đoàn Lao động tỉnh, Hội "
        "Nông dân tỉnh và các tổ chức thành viên"
    )
    assert texts(f"{long}\n\nPhối hợp vận động hội viên.") == [long, "Phối hợp vận động hội viên."]


def test_a_heading_broken_at_a_kind_of_body_is_joined() -> None:
    assert texts("3. Đề nghị Mặt trận tỉnh, Hội Liên hiệp\n\nPhụ nữ tỉnh\n\n- Vận động hội viên.") == [
        "3. Đề nghị Mặt trận tỉnh, Hội Liên hiệp Phụ nữ tỉnh",
        "- Vận động hội viên.",
    ]


WRAPPED = """I. MỤC ĐÍCH
1. Bảo đảm sự chỉ đạo, điều hành thống nhất của Ủy
ban nhân dân tỉnh; sự phối hợp chặt chẽ giữa các sở
và giữa Sở Lao động
- Thương binh và Xã hội với các địa phương trong cả giai đoạn 2026
- 2030.
2. Các cơ quan rà soát danh mục; cập nhật số liệu lên hệ thống;
báo cáo kết quả."""


def test_hard_wrapped_lines_join_at_names_years_and_semicolons() -> None:
    assert texts(WRAPPED) == [
        "I. MỤC ĐÍCH",
        "1. Bảo đảm sự chỉ đạo, điều hành thống nhất của Ủy ban nhân dân tỉnh; sự phối hợp chặt chẽ giữa các "
        "sở và giữa Sở Lao động - Thương binh và Xã hội với các địa phương trong cả giai đoạn 2026 - 2030.",
        "2. Các cơ quan rà soát danh mục; cập nhật số liệu lên hệ thống; báo cáo kết quả.",
    ]


def test_a_mark_alone_on_its_line_takes_the_next_line() -> None:
    assert texts("-\nTuyên truyền.\n\n**1.\n**Thành lập tổ.") == ["- Tuyên truyền.", "1. Thành lập tổ."]


def test_marks_are_read_with_kind_and_number() -> None:
    def seen(text: str) -> tuple[str, str] | None:
        mark = read_mark(text)
        return (mark.kind, mark.number) if mark else None

    assert seen("III. TỔ CHỨC") == ("roman", "III")
    assert seen("I.MỤC ĐÍCH") == ("roman", "I")
    assert seen("HI. TÔ CHỨC THỰC HIỆN") == ("roman", "HI")
    assert seen("1.1. Trưởng ban") == ("number", "1.1")
    assert seen("2.5, Tiếp tục") == ("number", "2.5")
    assert seen("đ) Việc khác") == ("letter", "đ")
    assert seen("- + Việc") == ("bullet", "+")
    assert seen("Điều 2. Phân công") == ("article", "2")
    assert seen("[ổ chức điều phối") == ("bullet", "[")
    for text in (
        "01/4 đến 15/4",
        "83/KH-UBND ngày 05/4",
        "1,5 lần",
        "V/v triển khai",
        "100% các xã",
        "20.7.2020",
    ):
        assert seen(text) is None, text


def test_the_order_beneath_a_wrapped_heading_of_bodies_does_not_join_it() -> None:
    heading = "4. Sở Khoa học và Công nghệ, Báo Lam Giang, Đài Phát thanh và Truyền hình tỉnh"
    wrapped = "\n".join(
        f"- Tổ chức tập huấn cho nhân viên y tế của các trạm trên địa bàn về việc\nquản lý bệnh tại nhà {n}."
        for n in range(4)
    )
    found = texts(f"{wrapped}\n{heading}\nPhối hợp với Sở Y tế phát tin, bài về phòng bệnh.")
    assert heading in found


def test_a_name_broken_behind_its_kind_is_joined() -> None:
    assert texts("- Gửi báo cáo về Sở\nTư pháp để tổng hợp.") == ["- Gửi báo cáo về Sở Tư pháp để tổng hợp."]
    broken = "1. Ủy ban Mặt trận\nTổ quốc tỉnh, Hội Liên hiệp\nPhụ nữ tỉnh"
    assert texts(broken) == ["1. Ủy ban Mặt trận Tổ quốc tỉnh, Hội Liên hiệp Phụ nữ tỉnh"]


def test_a_line_that_only_ends_in_the_issuer_in_short_stays_apart() -> None:
    assert len(texts("- Gửi báo cáo về Sở\nTrung tâm tổ chức tập huấn.")) == 2
    assert len(texts("- Gửi báo cáo về Sở.\nTư pháp xã lập sổ.")) == 2


def test_a_stretch_of_bold_is_one_title_whatever_its_next_line_begins_with() -> None:
    section = (
        "**IV. TỔ CHỨC THỰC HIỆN**\n\n**1. Sở Y tế**\n\n- Tổng hợp báo cáo các đơn vị\ntrên địa bàn tỉnh.\n\n"
        "**2. Sở Nội vụ, Cổng\nThông tin điện tử tỉnh:**\n\n- Đăng tin về kế hoạch này\ntrên trang chủ.\n"
    )
    found = plan(f"KẾ HOẠCH\nThử nghiệm\n\n{section}").items
    assert found[-1].owners == ("Sở Nội vụ", "Cổng Thông tin điện tử tỉnh")
