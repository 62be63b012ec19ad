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
    ("Các bệnh viện, phòng khám đa khoa", ["Các bệnh viện", "phòng khám đa khoa"]),
    ("các khoa, phòng khám sức khỏe cho học sinh", ["các khoa, phòng"]),
    ("Các doanh nghiệp, hợp tác xã", ["Các doanh nghiệp", "hợp tác xã"]),
    ("các viện nghiên cứu, trường đại học đào tạo", ["các viện nghiên cứu", "trường đại học"]),
    (
        "Các trường đại học, cao đẳng, viện nghiên cứu trên địa bàn tỉnh",
        ["Các trường đại học, cao đẳng", "viện nghiên cứu trên địa bàn tỉnh"],
    ),
    ("nhà đầu tư, ban quản lý dự án rà soát", ["nhà đầu tư", "ban quản lý dự án"]),
    ("các đơn vị trong và ngoài tỉnh quảng bá", ["các đơn vị trong và ngoài tỉnh"]),
    ("doanh nghiệp, viện nghiên cứu đào tạo", ["doanh nghiệp", "viện nghiên cứu"]),
    ("các cơ quan, đơn vị, doanh nghiệp treo cờ", ["các cơ quan, đơn vị, doanh nghiệp"]),
    # The ministries and what is equal to them are one set phrase; a minister is no head of an equal body.
    (
        "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ, UBND các tỉnh xây dựng",
        ["các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ", "UBND các tỉnh"],
    ),
    (
        "Bộ trưởng, Thủ trưởng cơ quan ngang Bộ, cơ quan thuộc Chính phủ, Chủ tịch UBND các tỉnh chỉ đạo",
        [
            "Bộ trưởng",
            "Thủ trưởng cơ quan ngang Bộ, cơ quan thuộc Chính phủ",
            "Chủ tịch UBND các tỉnh",
        ],
    ),
    ("các Bộ: Công an, Quốc phòng; Sở Y tế", ["Bộ Công an", "Bộ Quốc phòng", "Sở Y tế"]),
    # The set phrases of the departments in their spellings.
    ("Sở, ban ngành liên quan rà soát", ["Sở, ban ngành liên quan"]),
    ("các sở ban ngành, UBND các xã rà soát", ["các sở ban ngành", "UBND các xã"]),
    ("các sở/ngành, UBND các xã rà soát", ["các sở/ngành", "UBND các xã"]),
    ("các sở - ban - ngành tỉnh rà soát", ["các sở - ban - ngành tỉnh"]),
    ("các ban ngành, đoàn thể xã rà soát", ["các ban ngành, đoàn thể xã"]),
    (
        "các sở, ban, ngành, đơn vị Thành phố liên quan rà soát",
        ["các sở, ban, ngành, đơn vị Thành phố liên quan"],
    ),
    (
        "các cơ quan, tổ chức khác có liên quan, Sở Y tế rà soát",
        ["các cơ quan, tổ chức khác có liên quan", "Sở Y tế"],
    ),
    ("các đơn vị thuộc và trực thuộc Sở rà soát", ["các đơn vị thuộc và trực thuộc Sở"]),
    # The general nouns stay together over "và"; departments and places do not.
    ("các cơ quan, đơn vị và địa phương báo cáo", ["các cơ quan, đơn vị và địa phương"]),
    ("các sở, ban, ngành và đơn vị liên quan báo cáo", ["các sở, ban, ngành", "đơn vị liên quan"]),
    # A qualifier closes an entry.
    ("các phòng chức năng, đơn vị liên quan rà soát", ["các phòng chức năng", "đơn vị liên quan"]),
    (
        "tổ chức chính trị - xã hội, hội, đoàn thể tỉnh vận động",
        ["tổ chức chính trị - xã hội", "hội, đoàn thể tỉnh"],
    ),
    ("các thôn, xóm, tổ dân phố vận động", ["các thôn, xóm, tổ dân phố"]),
    (
        "các trường mầm non, tiểu học, trung học cơ sở tổ chức",
        ["các trường mầm non, tiểu học, trung học cơ sở"],
    ),
    ("cấp ủy, tổ chức đảng, chính quyền các cấp", ["cấp ủy, tổ chức đảng, chính quyền các cấp"]),
    ("các cơ quan tham mưu, giúp việc Tỉnh ủy", ["các cơ quan tham mưu, giúp việc Tỉnh ủy"]),
    (
        "các cơ quan, tổ chức, hộ gia đình, cá nhân thực hiện",
        ["các cơ quan, tổ chức, hộ gia đình, cá nhân"],
    ),
    ("các tổ chức chính trị - xã hội và nhân dân", ["các tổ chức chính trị - xã hội"]),
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
