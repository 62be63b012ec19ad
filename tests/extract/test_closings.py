"""Closing paragraphs: to whom difficulties and results are reported, by whom, and what is mere formula."""

import pytest

from models.draft import DraftItem
from tests.extract.paper import under

SECTION = (
    "1. Sở Y tế\n\n- Kiểm tra các chợ.\n\n2. Các sở, ban, ngành; UBND các xã, phường\n\n"
    "- Trồng cây tại trụ sở.\n\n"
)
GROUPS = ("Các sở, ban, ngành", "UBND các xã, phường")


def closing(text: str) -> list[DraftItem]:
    """The items of a closing paragraph behind the section's agencies."""
    return list(under(SECTION + text).items[2:])


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Khi có vướng mắc phát sinh, các đơn vị báo cáo Sở Y tế.", ("các đơn vị",)),
        ("Trường hợp phát sinh khó khăn, các đơn vị có văn bản gửi Sở Y tế.", ("các đơn vị",)),
        (
            "Trong quá trình thực hiện, nếu thấy cần sửa đổi, bổ sung các sở, ngành đề xuất UBND tỉnh xem "
            "xét.",
            ("các sở, ngành",),
        ),
        (
            "Trên đây là Kế hoạch trồng cây, UBND tỉnh yêu cầu các sở, ngành tổ chức thực hiện; nếu có "
            "vướng mắc, "
            "báo cáo UBND tỉnh (qua Sở Y tế).",
            ("các sở, ngành",),
        ),
        (
            "Các đơn vị, địa phương căn cứ chức năng, nhiệm vụ triển khai, báo cáo kết quả về Sở Y tế.",
            ("Các đơn vị, địa phương",),
        ),
        (
            "Kế hoạch này thay thế Kế hoạch số 12/KH-UBND; nếu có vướng mắc, các đơn vị phản ánh về Sở Y tế.",
            ("các đơn vị",),
        ),
    ],
)
def test_a_closing_that_says_to_whom_to_report_is_kept(text: str, owners: tuple[str, ...]) -> None:
    (item,) = closing(text)
    assert (item.ref, item.owners) == ("IV", owners)


@pytest.mark.parametrize(
    "text",
    [
        "Trong quá trình thực hiện, nếu có khó khăn kịp thời báo cáo UBND tỉnh xem xét (qua Sở Y tế).",
        "Mọi vướng mắc trong quá trình thực hiện đề nghị phản ánh về Sở Y tế (qua Phòng Nghiệp vụ).",
    ],
)
def test_difficulties_that_nobody_is_named_for_are_reported_by_the_group_before(text: str) -> None:
    (item,) = closing(text)
    assert item.owners == GROUPS


@pytest.mark.parametrize(
    "text",
    [
        "Trên đây là Kế hoạch trồng cây của ngành Y tế, Sở Y tế báo cáo UBND tỉnh xem xét, chỉ đạo./.",
        "Trên đây là Kế hoạch trồng cây, các đơn vị, địa phương nghiêm túc tổ chức thực hiện./.",
        "Trong quá trình thực hiện, Sở Y tế kịp thời tham mưu điều chỉnh Kế hoạch cho phù hợp.",
        "Trong quá trình thực hiện, Sở Y tế đề xuất UBND tỉnh điều chỉnh, bổ sung Kế hoạch.",
        "Kinh phí thực hiện Kế hoạch được bố trí trong dự toán của các đơn vị.",
        "Chi tiết liên hệ: Phòng Nghiệp vụ, điện thoại bàn số 5.",
        "Thủ trưởng các sở, ngành chịu trách nhiệm trước UBND tỉnh về kết quả thực hiện Kế hoạch này.",
    ],
)
def test_a_closing_without_a_receiver_is_a_formula(text: str) -> None:
    draft = under(SECTION + text)
    assert len(draft.items) == 2
    assert any(text.startswith(left.text[:30]) for left in draft.leftovers)


def test_a_body_that_the_closing_charges_may_lead() -> None:
    (item,) = closing(
        "Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ theo dõi việc thực hiện; báo cáo UBND tỉnh."
    )
    assert (item.owners, item.role, item.coordinators) == (("Sở Y tế",), "lead", ("Sở Nội vụ",))
    (other,) = closing("Trên đây là Kế hoạch trồng cây; giao Sở Y tế theo dõi, đôn đốc, báo cáo UBND tỉnh.")
    assert (other.owners, other.role) == (("Sở Y tế",), "do")
