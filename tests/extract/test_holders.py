"""Persons named as doers, in the way of communes."""

import pytest

from extract.agencies import read_bodies
from tests.extract.paper import under


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ông Lý Văn Tư, Trưởng Trạm Y tế xã tham mưu", ["Ông Lý Văn Tư, Trưởng Trạm Y tế xã"]),
        (
            "Đồng chí Hà Thị Năm - Phó Chủ tịch UBND xã, Trưởng Ban Chỉ đạo: phụ trách",
            ["Đồng chí Hà Thị Năm - Phó Chủ tịch UBND xã, Trưởng Ban Chỉ đạo"],
        ),
        ("bà Lê Thị Sáu - Công chức Văn hóa - Xã hội lập", ["bà Lê Thị Sáu - Công chức Văn hóa - Xã hội"]),
        (
            "ông Lý Văn Tư, Trưởng phòng Y tế; bà Hà Thị Năm, Phó Trưởng phòng Nội vụ tổng hợp",
            ["ông Lý Văn Tư, Trưởng phòng Y tế", "bà Hà Thị Năm, Phó Trưởng phòng Nội vụ"],
        ),
        ("Ông Lý Văn Tư, UBND xã chỉ đạo", ["Ông Lý Văn Tư", "UBND xã"]),
        ("Các ông (bà) Trưởng thôn có trách nhiệm", ["Các ông (bà) Trưởng thôn"]),
        (
            "Các ông, bà Giám đốc Sở Y tế, Thủ trưởng các cơ quan thi hành",
            ["Các ông, bà Giám đốc Sở Y tế", "Thủ trưởng các cơ quan"],
        ),
        ("Đồng chí Phó Giám đốc Sở phụ trách", ["Đồng chí Phó Giám đốc Sở"]),
        ("Bà Lụa - Đồng Xanh tổ chức", []),
        ("bà mẹ và trẻ em được khám", []),
    ],
)
def test_a_person_is_read_with_the_posts_behind_the_name(text: str, names: list[str]) -> None:
    assert list(read_bodies(text, loose=True).names) == names


def test_orders_to_persons_are_items() -> None:
    items = under(
        "1. Ông Lý Văn Tư, Trưởng Trạm Y tế xã: Tham mưu kế hoạch, xong trước ngày 15/3/2026.\n"
        "2. Giao bà Hà Thị Năm, Trưởng Công an xã chủ trì, phối hợp với các thôn giữ gìn trật tự.\n"
        "3. Các ông (bà) Trưởng thôn có trách nhiệm thông báo tới từng hộ."
    ).items
    assert [(item.owners, item.role) for item in items] == [
        (("Ông Lý Văn Tư, Trưởng Trạm Y tế xã",), "do"),
        (("bà Hà Thị Năm, Trưởng Công an xã",), "lead"),
        (("Các ông (bà) Trưởng thôn",), "do"),
    ]
