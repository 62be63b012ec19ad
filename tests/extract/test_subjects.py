"""Who a sentence or a heading speaks to."""

import pytest

from extract.owners import resolve_owners
from extract.subjects import is_open_class, read_heading, read_subject

SUBJECTS = [
    ("Giao Sở Nội vụ phối hợp với Sở Y tế tham mưu", ("Sở Nội vụ",)),
    ("UBND tỉnh giao Sở Tài chính bố trí kinh phí", ("Sở Tài chính",)),
    ("Sở Y tế đề nghị Sở Du lịch, Sở Xây dựng huy động", ("Sở Du lịch", "Sở Xây dựng")),
    (
        "Căn cứ nội dung Kế hoạch và tình hình thực tế, các sở, ban, ngành xây dựng kế hoạch",
        ("các sở, ban, ngành",),
    ),
    (
        "Trong quá trình thực hiện, nếu có vướng mắc, phát sinh, đề nghị đơn vị báo cáo về Sở Y tế",
        ("đơn vị",),
    ),
    ("Trước ngày 15 hằng tháng, Trung tâm Y tế các huyện gửi báo cáo", ("Trung tâm Y tế các huyện",)),
    (
        "UBND tỉnh đề nghị Hội Nông dân tỉnh; yêu cầu Thủ trưởng các sở triển khai",
        ("Hội Nông dân tỉnh", "Thủ trưởng các sở"),
    ),
    ("Chủ trì, phối hợp với Sở Y tế hướng dẫn", ()),
    ("Theo hướng dẫn của Bộ Y tế, Bộ Tài chính, xây dựng dự toán", ()),
    ("Phối hợp với các địa phương tổ chức", ()),
]


@pytest.mark.parametrize(("text", "owners"), SUBJECTS)
def test_the_doer_of_a_sentence_is_found(text: str, owners: tuple[str, ...]) -> None:
    assert read_subject(text).owners == owners


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Giao Ủy ban nhân dân các huyện, thành phố", ("Ủy ban nhân dân các huyện, thành phố",)),
        (
            "Đề nghị: Hội Nông dân tỉnh, Liên minh Hợp tác xã Tỉnh",
            ("Hội Nông dân tỉnh", "Liên minh Hợp tác xã Tỉnh"),
        ),
        ("Trách nhiệm của đối tượng thực hiện kiểm kê:", ("đối tượng thực hiện kiểm kê",)),
        ("Các cơ quan quản lý ngành (gồm các Sở: Xây dựng, Công Thương)", ("Sở Xây dựng", "Sở Công Thương")),
        ("Sở Văn hóa và Thể thao; Sở Du lịch", ("Sở Văn hóa và Thể thao", "Sở Du lịch")),
        ("Sở Y tế chủ trì xây dựng kế hoạch", ()),
        ("Công tác tuyên truyền", ()),
    ],
)
def test_a_heading_of_bodies_is_told_from_other_headings(text: str, owners: tuple[str, ...]) -> None:
    assert read_heading(text) == owners


def test_a_title_with_a_colon_keeps_what_the_body_manages() -> None:
    title = "Đơn vị quản lý nơi lưu trú, địa điểm họp, ký kết:"
    assert read_heading(title, is_title=True) == ("Đơn vị quản lý nơi lưu trú, địa điểm họp, ký kết",)


@pytest.mark.parametrize(
    ("text", "heading", "owners"),
    [
        (
            "Các đơn vị căn cứ chức năng xây dựng kế hoạch",
            ("Các đơn vị trực thuộc Sở",),
            ("Các đơn vị trực thuộc Sở",),
        ),
        (
            "UBND tỉnh giao cho Sở GD&ĐT chủ động thành lập đoàn",
            ("Sở Giáo dục và Đào tạo",),
            ("Sở Giáo dục và Đào tạo",),
        ),
        ("Văn phòng A phục vụ", ("Sở B",), ("Văn phòng A",)),
        ("Sở Y tế tổng hợp", ("Sở Y tế", "Sở Nội vụ"), ("Sở Y tế",)),
        (
            "Các sở xây dựng kế hoạch; UBND các xã triển khai",
            ("Các sở, ngành", "UBND các xã"),
            ("Các sở, ngành", "UBND các xã"),
        ),
        ("Đề nghị Bộ Y tế xem xét, cấp vắc xin", ("Sở Y tế",), ("Sở Y tế",)),
        ("Xây dựng kế hoạch", ("Sở Y tế",), ("Sở Y tế",)),
    ],
)
def test_an_item_belongs_to_its_heading_unless_it_names_another(
    text: str, heading: tuple[str, ...], owners: tuple[str, ...]
) -> None:
    assert resolve_owners(read_subject(text), heading, text) == owners


def test_rules_for_the_public_are_told_from_orders() -> None:
    assert is_open_class("Yêu cầu mọi người dân ở nhà")
    assert is_open_class("Những người tham gia không tự ý phát ngôn")
    assert not is_open_class("Đề nghị người đứng đầu cấp ủy chỉ đạo")
    assert not is_open_class("Sở Y tế hướng dẫn người dân")
