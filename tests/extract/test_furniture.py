"""Running heads and feet: what recurs beside page numbers goes, what only looks so stays."""

import pytest

from extract.furniture import running_lines
from extract.reading.layout import Line, Word
from extract.reading.lines import Lines
from extract.reading.pages import Page, add_pages
from tests.extract.paper import under

TEXT = "Tổ chức tập huấn cho nhân viên y tế của các trạm về quản lý người bệnh mạn tính tại nhà, "
HEAD = "UBND TỈNH LAM GIANG\nKế hoạch chăm sóc người cao tuổi năm 2026"


def page_of(number: int, owner: str) -> str:
    items = "\n".join(f"- {TEXT}đợt {number}.{index}." for index in range(1, 9))
    return f"{number}. {owner}\n{items}\n- Kiểm tra việc lập hồ sơ của các trạm và định kỳ hằng tháng"


def sections(head: str) -> list[str]:
    owners = ("Sở Y tế", "Sở Nội vụ", "Sở Tài chính", "Công an tỉnh")
    pages = [page_of(number, owner) for number, owner in enumerate(owners, 1)]
    text = pages[0]
    for number, page in enumerate(pages[1:], 2):
        text += f"\n\n{number}\n{head}\n\nbáo cáo kết quả về Ủy ban nhân dân tỉnh.\n{page}"
    text += "\nbáo cáo kết quả về Ủy ban nhân dân tỉnh."
    return [item.text for item in under(text).items]


def test_heads_that_recur_behind_page_numbers_are_left_out_and_named() -> None:
    texts = sections(HEAD)
    assert len(texts) == 36
    assert (
        sum(text.endswith("định kỳ hằng tháng báo cáo kết quả về Ủy ban nhân dân tỉnh.") for text in texts)
        == 4
    )
    text = page_of(1, "Sở Y tế") + f"\n\n2\n{HEAD}\n\nbáo cáo.\n" + page_of(2, "Sở Nội vụ")
    notes = under(text + f"\n\n3\n{HEAD}\n\nbáo cáo.").notes
    assert notes == (
        "Đã bỏ dòng lặp lại ở đầu hoặc cuối trang: “UBND TỈNH LAM GIANG”; "
        "“Kế hoạch chăm sóc người cao tuổi năm 2026”.",
    )


def test_the_same_document_without_heads_reads_alike() -> None:
    assert sections(HEAD) == sections("")


def test_a_head_with_the_page_in_it_recurs_too() -> None:
    texts = ["a" * 700, "1", "Trang 1 của kế hoạch", "b" * 700, "2", "Trang 2 của kế hoạch", "c"]
    assert running_lines(texts, [1, 4]) == {2, 5}


def test_a_foot_recurs_before_the_page_number() -> None:
    texts = ["a" * 700, "Sở Y tế Lam Giang", "1", "b" * 700, "Sở Y tế Lam Giang", "2", "c"]
    assert running_lines(texts, [2, 5]) == {1, 4}


def test_rows_of_a_table_that_was_broken_into_lines_are_no_pages() -> None:
    texts = ["1", "Sở Y tế", "Quý I", "2", "Sở Y tế", "Quý I", "3", "Sở Y tế"]
    assert running_lines(texts, [0, 3, 6]) == set()


def test_sentences_and_bullets_that_recur_stay() -> None:
    for recurring in ("Sở Y tế tổ chức thực hiện.", "- Sở Y tế", "1. Sở Y tế"):
        texts = ["a" * 700, "1", recurring, "b" * 700, "2", recurring, "c"]
        assert running_lines(texts, [1, 4]) == set()


def test_what_stands_once_behind_a_page_number_stays() -> None:
    texts = ["a" * 700, "1", "Sở Y tế", "b" * 700, "2", "Sở Nội vụ", "c" * 700, "3", "Sở Tài chính"]
    assert running_lines(texts, [1, 4, 7]) == set()


def line(text: str, top: float) -> Line:
    words = text.split()
    return Line(tuple(Word(w, 80 + 60 * i, 130 + 60 * i, top, top + 13) for i, w in enumerate(words)))


def texts_of(*pages: list[Line]) -> tuple[list[str], tuple[str, ...]]:
    lines = Lines()
    notes = add_pages(lines, [Page(page, height=842) for page in pages])
    return [one.text for one in lines.done()], notes


def test_heads_in_the_margin_of_a_pdf_go_and_are_named() -> None:
    first = [line("Kế hoạch số 7", 200), line("Phần mở đầu.", 300)]
    others = [
        [line(f"{n}", 30), line("Sở Y tế Lam Giang", 44), line(f"Nội dung trang {n}.", 200)]
        for n in (2, 3, 4)
    ]
    found, notes = texts_of(first, *others)
    assert "Sở Y tế Lam Giang" not in found
    assert [text for text in found if text.startswith("Nội dung")] == [
        f"Nội dung trang {n}." for n in (2, 3, 4)
    ]
    assert notes == ("Đã bỏ dòng lặp lại ở đầu hoặc cuối trang: “Sở Y tế Lam Giang”.",)


def test_a_line_that_two_of_many_pages_begin_with_stays() -> None:
    pages = [
        [line("Sở Y tế" if n in (2, 5) else f"Mục thứ {n} riêng", 60), line("a.", 300)] for n in range(8)
    ]
    found, notes = texts_of(*pages)
    assert found.count("Sở Y tế") == 2 and notes == ()


def test_the_same_words_in_the_middle_of_the_pages_stay() -> None:
    found, notes = texts_of(*[[line("Sở Y tế", 300), line("a.", 400)] for _ in range(4)])
    assert sum("Sở Y tế" in text for text in found) == 4 and notes == ()


@pytest.mark.parametrize(
    "stamp",
    [
        "vanthu_Nguyễn Thị Lụa_12/03/2026 10:15:22",
        "Thời gian ký: 12/03/2026 10:15:22 +07:00",
        "Ký bởi: Ủy ban nhân dân tỉnh",
    ],
)
def test_what_a_signature_prints_upon_a_page_does_not_cut_a_sentence(stamp: str) -> None:
    items = under(
        "1. Sở Y tế\n- Kiểm tra việc lập hồ sơ của các trạm và định kỳ hằng tháng\n\n"
        f"3\n{stamp}\n\nbáo cáo kết quả về Ủy ban nhân dân tỉnh."
    ).items
    assert len(items) == 1
    assert items[0].text.endswith("hằng tháng báo cáo kết quả về Ủy ban nhân dân tỉnh.")


def test_a_deadline_with_an_hour_is_no_stamp() -> None:
    items = under("1. Sở Y tế\n- Gửi báo cáo trước 10:15 ngày 12/03/2026.\n- Họp lúc 12/03/2026 10:15.").items
    assert len(items) == 2
