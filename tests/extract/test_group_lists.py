"""Lists of group nouns: what stays one entry, and where a new one begins."""

import pytest

from extract.agencies import read_bodies
from extract.subjects import read_heading

LISTS = [
    (
        "các sở, ngành thành viên, UBND thành phố An Lâm chuẩn bị",
        ["các sở, ngành thành viên", "UBND thành phố An Lâm"],
    ),
    ("các sở, ban, ngành hữu quan, Công an tỉnh kiểm tra", ["các sở, ban, ngành hữu quan", "Công an tỉnh"]),
    ("các sở, ngành thành viên Ban Chỉ đạo tỉnh chuẩn bị", ["các sở, ngành thành viên Ban Chỉ đạo tỉnh"]),
    (
        "các sở, ngành và thành viên Ban Chỉ đạo tỉnh chuẩn bị",
        ["các sở, ngành", "thành viên Ban Chỉ đạo tỉnh"],
    ),
    ("các Vụ, Cục, Văn phòng Bộ, Thanh tra Bộ theo dõi", ["các Vụ, Cục", "Văn phòng Bộ", "Thanh tra Bộ"]),
    ("các Vụ, Cục liên quan theo dõi", ["các Vụ, Cục liên quan"]),
    ("Các Vụ, Cục, Tổng cục thuộc Bộ", ["Các Vụ, Cục, Tổng cục thuộc Bộ"]),
    ("các Vụ, Viện, Học viện trực thuộc báo cáo", ["các Vụ, Viện, Học viện trực thuộc"]),
    ("các phòng, khoa liên quan theo dõi", ["các phòng, khoa liên quan"]),
    ("các tập đoàn, tổng công ty nhà nước đầu tư", ["các tập đoàn, tổng công ty nhà nước"]),
    ("các trường đại học y, dược đào tạo", ["các trường đại học y, dược"]),
    ("các trường cao đẳng y, dược, Sở Y tế đào tạo", ["các trường cao đẳng y, dược", "Sở Y tế"]),
    ("Các bệnh viện, phòng khám đa khoa", ["Các bệnh viện, phòng khám đa khoa"]),
    ("các khoa, phòng khám sức khỏe cho học sinh", ["các khoa, phòng"]),
    # A kind that goes on to its own name is a body of its own.
    ("các Vụ, Cục Quản lý môi trường theo dõi", ["các Vụ", "Cục Quản lý môi trường"]),
    ("các đơn vị, Chi cục Thú y theo dõi", ["các đơn vị", "Chi cục Thú y"]),
    ("các sở, ngành, Công ty Điện lực đầu tư", ["các sở, ngành", "Công ty Điện lực"]),
    ("Vụ Pháp chế, Cục Hàng hải theo dõi", ["Vụ Pháp chế", "Cục Hàng hải"]),
    ("Tập đoàn Viettel và Tập đoàn VNPT nâng cấp", ["Tập đoàn Viettel", "Tập đoàn VNPT"]),
    ("Viettel, VNPT nâng cấp", ["Viettel", "VNPT"]),
]


@pytest.mark.parametrize(("text", "names"), LISTS)
def test_a_list_of_groups_splits_where_the_kind_of_body_changes(text: str, names: list[str]) -> None:
    assert list(read_bodies(text, loose=True).names) == names


def test_a_semicolon_in_a_heading_parts_its_entries() -> None:
    assert read_heading("Sở Y tế các tỉnh, thành phố; y tế các ngành") == (
        "Sở Y tế các tỉnh, thành phố",
        "y tế các ngành",
    )
    assert read_heading("Các sở, ngành; các hộ sản xuất; UBND các xã") == (
        "Các sở, ngành",
        "các hộ sản xuất",
        "UBND các xã",
    )
