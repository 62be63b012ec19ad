"""Descriptions before a colon, formulas about the document itself, and what only looks like one."""

import pytest

from extract.closings import is_about_document
from extract.subjects import is_open_class, read_heading, read_subject
from tests.extract.paper import row, under


@pytest.mark.parametrize(
    "text",
    [
        "Công an tỉnh (cơ quan thường trực): Chủ trì theo dõi, đôn đốc các đơn vị.",
        "Công an tỉnh (cơ quan thường trực Ban Chỉ đạo): tham mưu ban hành kế hoạch.",
        "Công an tỉnh - Cơ quan thường trực Ban Chỉ đạo: Tham mưu ban hành kế hoạch.",
    ],
)
def test_a_description_before_a_colon_with_work_behind_it_is_no_heading(text: str) -> None:
    assert read_heading(text) == ()
    assert read_subject(text).owners == ("Công an tỉnh",)


def test_a_description_alone_still_makes_a_heading() -> None:
    assert read_heading("Công an tỉnh (cơ quan thường trực):") == ("Công an tỉnh",)
    assert read_heading("Sở Y tế - Cơ quan thường trực Ban Chỉ đạo") == ("Sở Y tế",)


def test_the_standing_body_keeps_the_work_behind_the_colon() -> None:
    items = under(
        "1. Sở Tài chính: Bố trí kinh phí.\n\n2. Công an tỉnh (cơ quan thường trực): Chủ trì theo dõi các "
        "đơn vị.\n\n3. Sở Nội vụ: Tổng hợp danh sách."
    ).items
    assert [row(item)[2] for item in items] == [("Sở Tài chính",), ("Công an tỉnh",), ("Sở Nội vụ",)]
    assert items[1].role == "lead"


def test_a_lettered_item_that_begins_with_quan_triet_orders_work() -> None:
    assert not is_open_class("Quán triệt và thực hiện nghiêm Luật Lâm nghiệp.")
    assert is_open_class("Quán ăn chấp hành quy định về an toàn thực phẩm.")


def test_a_sentence_about_the_document_orders_nothing() -> None:
    assert is_about_document("Chỉ thị này có hiệu lực kể từ ngày ký và thay thế Chỉ thị số 02/CT-UBND.")
    assert is_about_document("Kế hoạch này được phổ biến đến các cơ quan, đơn vị.")
    assert not is_about_document("Kế hoạch này được phổ biến rộng rãi; giao Sở Y tế theo dõi, đôn đốc.")
    draft = under(
        "1. Sở Y tế\n\n- Kiểm tra các cơ sở.\n\nKế hoạch này có hiệu lực kể từ ngày ký và thay thế Kế hoạch "
        "số 05/KH-UBND ngày 02/3/2024 của UBND tỉnh."
    )
    assert len(draft.items) == 1
    assert any("có hiệu lực" in left.text for left in draft.leftovers)
