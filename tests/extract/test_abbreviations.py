"""Bodies in their abbreviations as doers and coordinators, and the abbreviations that are none."""

import pytest

from extract.agencies import read_bodies
from extract.subjects import read_heading, read_subject
from tests.extract.paper import under

NAMES = [
    "TTYT huyện An Lâm",
    "TTYT các huyện, thị xã, thành phố",
    "Các TTYT huyện",
    "TTKSBT tỉnh",
    "CDC tỉnh",
    "TT KSBT tỉnh",
    "BV Đa khoa tỉnh",
    "BVĐK khu vực Bắc Giang",
    "BV Sản - Nhi",
    "TYT xã, phường",
    "PYT huyện",
    "Phòng YT",
    "KBNN tỉnh",
    "NHCSXH tỉnh",
    "LĐLĐ tỉnh",
    "QLTT tỉnh",
    "Đội QLTT số 3",
    "CA tỉnh",
    "CA các xã",
    "VP UBND tỉnh",
    "VP HĐND-UBND huyện",
    "BQL Khu kinh tế tỉnh",
    "HTX nông nghiệp",
    "Cổng TTĐT tỉnh",
    "BCH BĐBP tỉnh",
    "Sở Nông nghiệp và PTNT",
    "Sở NN và MT",
    "Sở VH, TT và DL",
    "Sở VHTT và DL",
    "Sở LĐ-TB và XH",
    "Sở Lao động - TB&XH",
    "Sở TN và MT",
    "Sở GD và ĐT",
    "Sở KH-CN",
    "Phòng TC-KH",
    "Tập đoàn VNPT",
    "Tập đoàn Viettel",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_abbreviated_body_is_read_as_heading_subject_label_and_coordinator(name: str) -> None:
    assert read_heading(name) == (name,)
    assert read_subject(f"{name} tổ chức tập huấn.").owners == (name,)
    assert read_subject(f"{name}: hướng dẫn chuyên môn.").owners == (name,)
    assert read_bodies(f"{name} tuyên truyền", unknown=True, loose=True).names == (name,)


def test_a_list_of_abbreviated_bodies_gives_one_entry_each() -> None:
    text = "Bệnh viện Đa khoa tỉnh, BVĐK huyện An Lâm, TTYT huyện Đắk Rê; LĐLĐ tỉnh, Hội CCB tỉnh"
    assert read_heading(text) == (
        "Bệnh viện Đa khoa tỉnh",
        "BVĐK huyện An Lâm",
        "TTYT huyện Đắk Rê",
        "LĐLĐ tỉnh",
        "Hội CCB tỉnh",
    )


def test_an_abbreviation_of_an_unknown_kind_is_a_doer_with_its_tier_or_an_order() -> None:
    assert read_subject("XTDL tỉnh hướng dẫn hội viên.").owners == ("XTDL tỉnh",)
    assert read_subject("ĐLVN tỉnh: bảo đảm nguồn điện.").owners == ("ĐLVN tỉnh",)
    assert read_subject("QLHQ chủ trì rà soát.").owners == ("QLHQ",)
    assert read_subject("Sở Y tế, QLXN tỉnh rà soát.").owners == ("Sở Y tế", "QLXN tỉnh")


@pytest.mark.parametrize(
    "sentence",
    [
        "SXH tỉnh giảm dần, tiếp tục kiểm soát.",
        "ATTP: kiểm tra các chợ.",
        "HIV tổ chức xét nghiệm tại cộng đồng.",
        "ARV: cấp phát thuốc.",
        "BCG hướng dẫn tiêm.",
        "COVID tỉnh: theo dõi.",
        "CNTT hỗ trợ công tác quản lý.",
        "KH tổ chức thực hiện.",
        "NQ chỉ đạo rõ.",
        "QĐ ban hành trong năm.",
        "CBCCVC tham gia tập huấn.",
        "CCVC tỉnh báo cáo.",
        "BVMT các khu công nghiệp được bảo đảm.",
        "KINH phí tổ chức.",
        "NCT tỉnh được khám sức khỏe.",
        "VSTP tỉnh: bảo đảm.",
        "XTDL: nâng cao chất lượng.",
    ],
)
def test_diseases_matters_persons_and_documents_in_short_are_no_doers(sentence: str) -> None:
    assert read_subject(sentence).owners == ()


def test_a_title_in_capitals_is_no_abbreviated_body() -> None:
    assert read_heading("MTK XÃ") == ()
    assert read_heading("KINH PHÍ") == ()


def test_an_abbreviated_heading_takes_its_bullets_from_the_body_above() -> None:
    draft = under("1. Sở Công Thương\n- Kiểm tra các chợ.\n2. TTYT huyện\n- Tập huấn.\n- Lấy mẫu nước.")
    assert [item.owners for item in draft.items] == [
        ("Sở Công Thương",),
        ("TTYT huyện",),
        ("TTYT huyện",),
    ]


def test_a_short_numbered_name_of_an_unknown_kind_is_a_heading_of_its_own() -> None:
    draft = under("1. Sở Công Thương\n- Kiểm tra các chợ.\n2. Ga Lam Giang\n- Bố trí điểm rửa tay.")
    assert [item.owners for item in draft.items] == [("Sở Công Thương",), ("Ga Lam Giang",)]


@pytest.mark.parametrize(
    "title", ["Nhân lực y tế", "Kinh phí của tỉnh", "Chương trình OCOP", "Giám sát dịch tễ tại Lam Giang"]
)
def test_a_short_numbered_theme_is_no_heading_of_a_body(title: str) -> None:
    draft = under(f"1. Sở Công Thương\n- Kiểm tra các chợ.\n2. {title}\n- Sở Y tế bố trí cán bộ.")
    assert [item.owners for item in draft.items] == [("Sở Công Thương",), ("Sở Y tế",)]
