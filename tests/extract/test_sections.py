"""Which paragraphs of a plan are assignments."""

import pytest

from models.errors import BadDocument
from tests.extract.paper import plan, row, under


def first_words(section: str) -> list[str]:
    return [" ".join(item.text.split()[:3]) for item in under(section).items]


def test_a_lead_in_that_only_introduces_is_a_heading() -> None:
    draft = under(
        "1. Sở Y tế\n\n- Tham mưu nội dung các văn bản:\n\n+ Xây dựng kế hoạch.\n\n+ Dự thảo báo cáo."
    )
    assert [item.text for item in draft.items] == ["Xây dựng kế hoạch.", "Dự thảo báo cáo."]
    assert "- Tham mưu nội dung các văn bản:" in [heading.text for heading in draft.headings]


def test_a_lead_in_that_orders_is_an_item_too() -> None:
    section = (
        "1. Sở Xây dựng\n\nThường xuyên cập nhật hướng dẫn của Bộ Xây dựng, trên cơ sở "
        "đó:\n\n- Hướng dẫn các đơn vị.\n\n- Kiểm tra công trình."
    )
    assert first_words(section) == ["Thường xuyên cập", "Hướng dẫn các", "Kiểm tra công"]


def test_a_clause_of_basis_alone_introduces() -> None:
    section = (
        "1. Sở Y tế\n\nTrên cơ sở hướng dẫn của Bộ Y tế\n\n- Chủ trì rà soát hướng "
        "dẫn.\n\n- Kiểm tra việc thực hiện."
    )
    assert first_words(section) == ["Chủ trì rà", "Kiểm tra việc"]


def test_a_lead_in_that_runs_on_gives_owner_role_and_coordinators() -> None:
    items = under(
        "1. Sở Y tế chủ trì, phối hợp với Công an tỉnh:\n\n- Kiểm tra các cơ sở.\n\n- Xử lý vi phạm."
    ).items
    assert [row(item)[2:5] for item in items] == [(("Sở Y tế",), ("Công an tỉnh",), "lead")] * 2


def test_bare_names_beneath_an_order_are_its_details() -> None:
    draft = under(
        "1. Sở Y tế\n\n- Lập danh sách các đơn vị được khen thưởng, trong đó có:\n\n+ Bệnh "
        "viện huyện;\n\n+ Trạm y tế xã.\n\n- Việc khác: tổng hợp."
    )
    assert draft.items[0].text.startswith("Lập danh sách")
    assert all("Bệnh viện huyện" not in item.text for item in draft.items)
    assert "Bệnh viện huyện" in draft.items[0].details or any(
        "Bệnh viện huyện" in h.text for h in draft.headings
    )


def test_sentences_stay_together_unless_doers_or_deadlines_differ() -> None:
    together = "1. Sở Y tế\n\n- Rà soát danh sách. Phối hợp với Sở Nội vụ đề xuất khen thưởng."
    assert len(under(together).items) == 1
    doers = (
        "1. Đảng ủy các xã bố trí cán bộ trực. Thủ trưởng các cơ quan phân công công "
        "chức giải quyết công việc."
    )
    assert [item.owners for item in under(doers).items] == [("Đảng ủy các xã",), ("Thủ trưởng các cơ quan",)]
    times = "1. Các sở, ngành xây dựng kế hoạch xong trong tháng 12/2025. Định kỳ báo cáo UBND tỉnh hằng năm."
    assert [item.deadline.kind for item in under(times).items] == ["date", "recurring"]
    assert [item.owners for item in under(times).items] == [("Các sở, ngành",)] * 2


def test_a_paragraph_without_any_doer_is_left_with_the_reason() -> None:
    draft = under(
        "1. Sở Y tế tổng hợp báo cáo.\n\n2. Việc triển khai phải được thực hiện bằng nhiều hình thức."
    )
    assert len(draft.items) == 1
    assert [left.reason for left in draft.leftovers] == ["không nêu cơ quan thực hiện"]


def test_a_section_that_goes_agency_by_agency_counts_whatever_its_title() -> None:
    draft = plan(
        "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\nII. NHỮNG "
        "VIỆC PHẢI LÀM\n\n"
        "1. Sở Y tế\n\n- Kiểm tra.\n\n2. Sở Tài chính\n\n- Bố trí kinh phí."
    )
    assert [item.ref for item in draft.items] == ["II.1", "II.2"]


BODY = (
    "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\nII. NỘI "
    "DUNG\n\n{}\n\nIV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế tổng hợp báo cáo."
)


@pytest.mark.parametrize(
    ("words", "counts"),
    [
        ("- Các Trung tâm Y tế giám sát và báo cáo hằng ngày.", True),
        ("- Sở Xây dựng hoàn thành sửa chữa trước ngày 30/6/2026.", True),
        ("- Sở Xây dựng tăng cường kiểm tra.", False),
        ("- Sở Xây dựng thường xuyên kiểm tra.", False),
        ("- Hoàn thành sửa chữa trước ngày 30/6/2026.", False),
        ("- 100% các xã có kế hoạch trước ngày 30/6/2026.", False),
        ("- Các cơ quan, đơn vị báo cáo hằng ngày.", False),
    ],
)
def test_outside_the_section_an_order_needs_a_doer_and_a_day_of_its_own(words: str, counts: bool) -> None:
    assert len(plan(BODY.format(words)).items) == 1 + counts


def test_an_order_outside_is_dropped_when_the_section_covers_it() -> None:
    text = BODY.format("- Sở Y tế tổng hợp báo cáo trước ngày 30/6/2026.").replace(
        "tổng hợp báo cáo.", "tổng hợp báo cáo trước ngày 30/6/2026."
    )
    assert [item.ref for item in plan(text).items] == ["IV.1"]


CLOSING = "1. Sở Y tế\n\n- Kiểm tra.\n\n{}"


@pytest.mark.parametrize(
    ("closing", "owners"),
    [
        ("UBND tỉnh yêu cầu các đơn vị nghiêm túc thực hiện./.", []),
        ("Trên đây là Kế hoạch, đề nghị các sở, ngành triển khai thực hiện./.", []),
        (
            "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị báo cáo về Sở Y tế./.",
            [("các đơn vị",)],
        ),
        (
            "Yêu cầu các sở, ngành triển khai thực hiện. Kịp thời báo cáo khó khăn, vướng "
            "mắc về UBND tỉnh (qua Sở Y tế)./.",
            [("các sở, ngành",)],
        ),
        (
            "Nếu có vướng mắc, các đơn vị liên hệ Phòng Kế hoạch Sở Y tế. Đầu mối liên hệ: điện thoại 1234.",
            [("các đơn vị",)],
        ),
        ("Giao Sở Y tế theo dõi, đôn đốc việc thực hiện./.", [("Sở Y tế",)]),
    ],
)
def test_of_the_closing_only_who_reports_to_whom_is_kept(closing: str, owners: list[tuple[str, ...]]) -> None:
    assert [item.owners for item in under(CLOSING.format(closing)).items[1:]] == owners


def test_a_time_line_after_sub_bullets_holds_for_all_of_them() -> None:
    section = (
        "1. Sở Y tế\n\n- Việc không hạn: tổng hợp.\n\n- Hướng dẫn các đơn vị kiểm kê. Trong "
        "đó:\n\n+ Phòng A hướng dẫn.\n\n"
        "+ Phòng B kiểm tra.\n\nThời gian thực hiện: Trước ngày 15/11/2026."
    )
    assert [str(item.deadline.due_on) for item in under(section).items] == ["None"] + ["2026-11-14"] * 3


def test_a_cross_reference_is_resolved() -> None:
    text = BODY.format("1. Báo cáo tham luận của các đơn vị\n\n- Tham luận về truy vết.").replace(
        "tổng hợp báo cáo.", "xây dựng tham luận theo khoản 1 mục II."
    )
    assert "Tham luận về truy vết" in plan(text).items[-1].details


def test_an_empty_document_and_one_without_orders_are_refused_in_vietnamese() -> None:
    with pytest.raises(BadDocument, match="không có chữ nào"):
        plan("\n \n")
    with pytest.raises(BadDocument, match="Không tìm thấy nhiệm vụ nào"):
        plan("Giấy mời\n\nKính mời đồng chí tới dự cuộc họp.")


def test_a_title_among_agency_headings_is_guessed_to_be_a_body_and_says_so() -> None:
    section = (
        "1. Sở Y tế\n\n- Kiểm tra.\n\n2. Sở Tài chính\n\n- Bố trí kinh phí.\n\n"
        "3. Hãng nước Lam Giang\n\n- Cấp nước sạch.\n\n4. Công tác khác\n\n- Sơ kết định kỳ."
    )
    draft = under(section)
    assert [item.owners for item in draft.items] == [
        ("Sở Y tế",),
        ("Sở Tài chính",),
        ("Hãng nước Lam Giang",),
    ]
    assert draft.items[2].flags == ("owner_guessed",)
    assert draft.items[2].confidence < 1
    assert [left.text for left in draft.leftovers] == ["Sơ kết định kỳ."]


def test_counts_of_people_beneath_an_order_are_its_details() -> None:
    items = under(
        "1. Tỉnh đoàn\n\n- Huy động 120 đoàn viên tham gia diễu hành, cụ thể:\n\n"
        "+ Khối Trường Cao đẳng Y: 80 người.\n\n+ Khối các trường trung học: khoảng 40 người.\n\n- Tập huấn."
    ).items
    assert [item.text[:8] for item in items] == ["Huy động", "Tập huấn"]


def test_doers_beneath_an_order_stay_items() -> None:
    items = under(
        "1. Tỉnh đoàn\n\n- Huy động 120 đoàn viên tham gia diễu hành, cụ thể:\n\n"
        "+ Trường Cao đẳng Y: cử 80 người tham gia."
    ).items
    assert len(items) == 2
