"""What a lead-in or a subheading gives to its bullets: the owner, the part, whom to work with."""

import pytest

from extract.duties import read_first_partners, read_part
from extract.subjects import read_heading, read_subject
from tests.extract.paper import row, under


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Chủ trì, phối hợp với Công an tỉnh, các đơn vị có liên quan", "lead"),
        ("Phối hợp với Sở Tài chính và các đơn vị liên quan:", "support"),
        ("Chủ trì, phối hợp với các sở, ngành thực hiện các nhiệm vụ sau:", "lead"),
        ("Phối hợp thực hiện:", "support"),
        ("Chủ trì", "lead"),
        ("Phối hợp với:", "support"),
        ("Nhiệm vụ phối hợp:", "support"),
        ("Đối với các nhiệm vụ được giao chủ trì", "lead"),
        ("Chủ trì, phối hợp với Công an tỉnh kiểm tra các chợ", None),
        ("Phối hợp trong công tác tuyên truyền:", None),
        ("Công tác phối hợp:", None),
        ("Kiểm tra các chợ; phối hợp với Công an tỉnh", None),
    ],
)
def test_a_lead_in_that_breaks_off_behind_its_part_says_only_that(text: str, part: str | None) -> None:
    assert read_part(text) == part


def test_a_lettered_subheading_gives_role_and_partners_to_its_bullets() -> None:
    items = under(
        "1. Sở Y tế\n\na) Chủ trì, phối hợp với Công an tỉnh, UBND các xã, phường\n\n- Kiểm tra các chợ.\n\n"
        "- Lập sổ theo dõi.\n\nb) Phối hợp với Sở Tài chính thực hiện:\n\n- Mua sắm vật tư.\n\n"
        "2. Sở Tài chính\n\n- Bố trí kinh phí."
    ).items
    assert [row(item)[2:5] for item in items] == [
        (("Sở Y tế",), ("Công an tỉnh", "UBND các xã, phường"), "lead"),
        (("Sở Y tế",), ("Công an tỉnh", "UBND các xã, phường"), "lead"),
        (("Sở Y tế",), ("Sở Tài chính",), "support"),
        (("Sở Tài chính",), (), "do"),
    ]


def test_a_subheading_in_bold_or_italics_reads_as_a_plain_one() -> None:
    items = under(
        "**1. Sở Y tế**\n\n*a) Chủ trì, phối hợp với các sở, ngành*\n\n- Kiểm tra các chợ.\n\n"
        "**b) Phối hợp với Sở Tài chính**\n\n- Mua sắm vật tư.\n\n**2. Sở Tài chính**\n\n- Bố trí kinh phí."
    ).items
    assert [row(item)[3:5] for item in items] == [
        (("các sở, ngành",), "lead"),
        (("Sở Tài chính",), "support"),
        ((), "do"),
    ]


def test_bullets_beneath_chu_tri_and_phoi_hop_are_orders_and_no_labelled_lines() -> None:
    items = under(
        "1. Sở Y tế\n\n- Chủ trì:\n\n+ Lập sổ theo dõi.\n\n+ Kiểm tra các chợ.\n\n- Phối hợp:\n\n"
        "+ Với Công an tỉnh kiểm tra kho thuốc.\n\n+ Sở Nội vụ bình xét khen thưởng.\n\n2. Sở Tài chính\n\n"
        "Chủ trì thực hiện:\n\n- Bố trí kinh phí.\n\nPhối hợp thực hiện:\n\n- Quyết toán kinh phí."
    ).items
    assert [row(item)[2:5] for item in items] == [
        (("Sở Y tế",), (), "lead"),
        (("Sở Y tế",), (), "lead"),
        (("Sở Y tế",), ("Công an tỉnh",), "support"),
        (("Sở Y tế",), ("Sở Nội vụ",), "support"),
        (("Sở Tài chính",), (), "lead"),
        (("Sở Tài chính",), (), "support"),
    ]


def test_bullets_that_begin_with_the_partners_stay_with_the_body_that_leads() -> None:
    items = under(
        "1. Công an tỉnh\n\na) Chủ trì, phối hợp\n\n- Sở Y tế và các đơn vị liên quan rà soát kho thuốc.\n\n"
        "- Sở Nội vụ: Bình xét khen thưởng.\n\n2. Sở Tài chính\n\n- Bố trí kinh phí."
    ).items
    assert [row(item)[2:5] for item in items[:2]] == [
        (("Công an tỉnh",), ("Sở Y tế", "các đơn vị liên quan"), "lead"),
        (("Công an tỉnh",), ("Sở Nội vụ",), "lead"),
    ]
    assert read_first_partners("Rà soát kho thuốc.") == ()


def test_a_numbered_lead_in_that_runs_on_gives_its_role() -> None:
    items = under(
        "1. Sở Y tế\n\n1.1. Chủ trì tham mưu UBND tỉnh:\n\n- Ban hành quy chế.\n\n"
        "- Thành lập Tổ công tác.\n\n1.2. Công tác kiểm tra:\n\n- Kiểm tra các chợ.\n\n2. Sở Tài chính"
        "\n\n- Bố trí kinh phí."
    ).items
    assert [item.role for item in items] == ["lead", "lead", "do", "do"]


def test_a_partner_named_by_subheading_and_bullet_is_written_once() -> None:
    items = under(
        "1. Sở Y tế\n\nb) Phối hợp với các sở, ngành\n\n- Chủ động phối hợp với các Sở, ngành lập sổ."
        "\n\n2. Sở Tài chính\n\n- Bố trí kinh phí."
    ).items
    assert items[0].coordinators == ("các sở, ngành",)


def test_a_matter_behind_doi_voi_is_no_body() -> None:
    assert read_heading("Đối với công tác tuyên truyền:") == ()
    assert read_heading("Nhiệm vụ chủ trì:") == ()
    assert read_heading("Đối với Sở Y tế:") == ("Sở Y tế",)


def test_to_chuc_in_a_row_of_verbs_is_no_body() -> None:
    assert read_subject("Tổ chức, tham gia các hội chợ ngoài tỉnh.").owners == ()
    assert read_subject("Tổ chức, cá nhân có liên quan chấp hành quy định.").owners == (
        "Tổ chức, cá nhân có liên quan",
    )


def test_a_body_that_only_directs_and_the_one_directed_share_the_bullets() -> None:
    items = under(
        "1. Sở Y tế chỉ đạo Chi cục Dân số thực hiện các nội dung sau:\n\n- Lập sổ theo dõi.\n\n"
        "2. Sở Nội vụ\n\n- Chỉ đạo Trung tâm Lưu trữ:\n\n+ Số hóa hồ sơ."
    ).items
    assert [item.owners for item in items] == [("Sở Y tế", "Chi cục Dân số"), ("Sở Nội vụ",)]


def test_a_lead_in_holds_for_paragraphs_whose_bullets_the_layout_has_lost() -> None:
    items = under(
        "1. UBND các xã, phường\n\nChủ trì, phối hợp với Công an tỉnh:\n\nKiểm tra các chợ.\n\n"
        "Lập sổ theo dõi.\n\n2. Sở Tài chính\n\nPhối hợp với Sở Y tế:\n\n- Bố trí kinh phí.\n\nHướng dẫn "
        "thanh toán."
    ).items
    assert [row(item)[3:5] for item in items] == [
        (("Công an tỉnh",), "lead"),
        (("Công an tỉnh",), "lead"),
        (("Sở Y tế",), "support"),
        ((), "do"),
    ]


def test_a_numbered_label_with_orders_beneath_it_heads_them() -> None:
    items = under(
        "1. Cơ quan chủ trì: Sở Y tế\n\na) Kiểm tra các chợ.\n\nb) Lập sổ theo dõi.\n\n"
        "2. Cơ quan phối hợp: Sở Tài chính, Công an tỉnh\n\na) Bố trí kinh phí.\n\nb) Kiểm tra kho thuốc."
    ).items
    assert [(item.owners, item.role) for item in items] == [
        (("Sở Y tế",), "lead"),
        (("Sở Y tế",), "lead"),
        (("Sở Tài chính", "Công an tỉnh"), "support"),
        (("Sở Tài chính", "Công an tỉnh"), "support"),
    ]


def test_an_order_behind_phoi_hop_and_a_colon_is_no_label() -> None:
    items = under(
        "1. Sở Tư pháp\n\n- Chủ trì, phối hợp với Sở Y tế: Rà soát văn bản.\n\n"
        "- Phối hợp: Tuyên truyền pháp luật.\n\n2. Sở Tài chính\n\n- Bố trí kinh phí."
    ).items
    assert [(row(item)[3], item.role) for item in items] == [
        (("Sở Y tế",), "lead"),
        ((), "support"),
        ((), "do"),
    ]
