"""Names of bodies: where they begin, where they end, how a list splits."""

import pytest

from extract.agencies import read_bodies

LISTS = [
    (
        "Sở Nội vụ (Ban Thi đua - Khen thưởng tỉnh) phối hợp với",
        ["Sở Nội vụ (Ban Thi đua - Khen thưởng tỉnh)"],
    ),
    ("các sở xây dựng kế hoạch", ["các sở"]),
    ("Tổ công tác triển khai Đề án Số hóa tỉnh: Chỉ đạo", ["Tổ công tác triển khai Đề án Số hóa tỉnh"]),
    ("Tổ công tác triển khai Đề án Số hóa, báo cáo", ["Tổ công tác"]),
    ("Các lực lượng tham gia", ["Các lực lượng tham gia"]),
    ("Giám đốc, Thủ trưởng các sở, ban, ngành tạm hoãn", ["Giám đốc, Thủ trưởng các sở, ban, ngành"]),
    (
        "Bí thư chi bộ, tổ trưởng các tổ dân phố 3, 4, 5 giữ gìn",
        ["Bí thư chi bộ, tổ trưởng các tổ dân phố 3, 4, 5"],
    ),
    ("Công ty Môi trường đô thị thu dọn rác", ["Công ty Môi trường đô thị"]),
    ("các sở, ban, ngành xây dựng kế hoạch", ["các sở, ban, ngành"]),
    ("Văn phòng HĐND và UBND xã đôn đốc", ["Văn phòng HĐND và UBND xã"]),
    (
        "Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh, Công an tỉnh rà soát",
        ["Chánh Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Công an tỉnh"],
    ),
    ("HĐND và UBND các xã chỉ đạo", ["HĐND", "UBND các xã"]),
    ("phòng giáo dục và đào tạo các huyện, thành phố", ["phòng giáo dục và đào tạo các huyện, thành phố"]),
    ("phòng xây dựng huyện cử người", ["phòng xây dựng huyện"]),
    ("ngành giáo dục tổ chức khám", ["ngành giáo dục"]),
    ("ngành Y tế đưa nội dung", ["ngành Y tế"]),
    ("Sở Giao thông vận tải - Xây dựng kiểm tra", ["Sở Giao thông vận tải - Xây dựng"]),
    (
        "Trung tâm Kiểm nghiệm Thuốc, Mỹ phẩm, Thực phẩm lấy mẫu",
        ["Trung tâm Kiểm nghiệm Thuốc, Mỹ phẩm, Thực phẩm"],
    ),
    ("sở y tế và sở tài chính lập", ["sở y tế", "sở tài chính"]),
    (
        "Công an tỉnh, Sở Y tế, UBND các huyện: An Lâm, Đắk R'Lấp xây dựng",
        ["Công an tỉnh", "Sở Y tế", "UBND huyện An Lâm", "UBND huyện Đắk R'Lấp"],
    ),
    (
        "Đài Truyền hình; các Báo: Lam Giang, Kinh tế và Đô thị",
        ["Đài Truyền hình", "Báo Lam Giang", "Báo Kinh tế và Đô thị"],
    ),
    ("các Sở: Xây dựng, Văn hóa, Thể thao và Du lịch", ["Sở Xây dựng", "Sở Văn hóa, Thể thao và Du lịch"]),
    ("Giám đốc các Sở: Tài chính, Nội vụ", ["Giám đốc Sở Tài chính", "Giám đốc Sở Nội vụ"]),
    (
        "UBND các quận, huyện, thị xã và xã, phường, thị trấn tổ chức",
        ["UBND các quận, huyện, thị xã", "UBND các xã, phường, thị trấn"],
    ),
    (
        "Ủy ban nhân dân quận/huyện và phường/xã: tổ chức",
        ["Ủy ban nhân dân quận/huyện", "Ủy ban nhân dân phường/xã"],
    ),
    ("các Sở, ban, ngành, đơn vị liên quan đảm bảo", ["các Sở, ban, ngành, đơn vị liên quan"]),
    (
        "các sở, ban, ngành, tổ chức chính trị - xã hội, UBND các xã xây dựng",
        ["các sở, ban, ngành", "tổ chức chính trị - xã hội", "UBND các xã"],
    ),
    ("các tổ chức chính trị, đoàn thể phối hợp", ["các tổ chức chính trị, đoàn thể"]),
    (
        "các Sở, ngành, cơ quan ngoại giao, các tổ chức quốc tế, tổ chức hội thảo",
        ["các Sở, ngành", "cơ quan ngoại giao", "các tổ chức quốc tế"],
    ),
    ("các sở, ban, ngành và địa phương khẩn trương", ["các sở, ban, ngành", "địa phương"]),
    (
        "Báo và Phát thanh, Truyền hình tỉnh; Sở Tư pháp",
        ["Báo và Phát thanh, Truyền hình tỉnh", "Sở Tư pháp"],
    ),
    (
        "Ban Quản lý Khu kinh tế Lam và các Khu công nghiệp tỉnh hướng dẫn",
        ["Ban Quản lý Khu kinh tế Lam và các Khu công nghiệp tỉnh"],
    ),
    ("Thành viên Ban chỉ đạo và Tổ giúp việc trực tiếp đi", ["Thành viên Ban chỉ đạo và Tổ giúp việc"]),
    (
        "Văn phòng Đoàn Đại biểu Quốc hội - Hội đồng nhân dân tỉnh, Sở Y tế sắp xếp",
        ["Văn phòng Đoàn Đại biểu Quốc hội - Hội đồng nhân dân tỉnh", "Sở Y tế"],
    ),
    ("Phòng Tổ chức - Hành chính Sở Y tế", ["Phòng Tổ chức - Hành chính Sở Y tế"]),
    ("Sở Tài chính - Cơ quan thường trực Ban Chỉ đạo", ["Sở Tài chính"]),
    ("Sở Nội vụ (Cơ quan thường trực Ban X)", ["Sở Nội vụ"]),
    ("Sở Kế hoạch và Đầu tư các cơ quan đề xuất", ["Sở Kế hoạch và Đầu tư", "các cơ quan"]),
    (
        "cấp ủy Đảng, chính quyền các quận, huyện, thị xã và xã, phường chủ động",
        ["cấp ủy Đảng, chính quyền các quận, huyện, thị xã và xã, phường"],
    ),
    ("Cấp ủy, chính quyền các địa phương lãnh đạo", ["Cấp ủy, chính quyền các địa phương"]),
    (
        "các lực lượng dân quân tự vệ, dân phòng, các đoàn viên, hội viên, nhất là",
        ["các lực lượng dân quân tự vệ", "dân phòng", "các đoàn viên, hội viên"],
    ),
    ("Ban Chỉ huy Phòng thủ dân sự cấp tỉnh, cấp xã", ["Ban Chỉ huy Phòng thủ dân sự cấp tỉnh, cấp xã"]),
    ("Công an tỉnh quyết tâm giữ vững", ["Công an tỉnh"]),
    (
        "Chi nhánh Ngân hàng Chính sách xã hội tỉnh, Quỹ Tín dụng nhân dân xã giải ngân",
        ["Chi nhánh Ngân hàng Chính sách xã hội tỉnh", "Quỹ Tín dụng nhân dân xã"],
    ),
    (
        "Viện Nghiên cứu phát triển Lam Giang, Quỹ Đầu tư phát triển tỉnh rà soát",
        ["Viện Nghiên cứu phát triển Lam Giang", "Quỹ Đầu tư phát triển tỉnh"],
    ),
    (
        "Ban Quản lý dự án đầu tư xây dựng công trình dân dụng, công nghiệp tỉnh, Sở Tài chính rà soát",
        ["Ban Quản lý dự án đầu tư xây dựng công trình dân dụng, công nghiệp tỉnh", "Sở Tài chính"],
    ),
    (
        "Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch tỉnh, Sở Nội vụ hỗ trợ",
        ["Trung tâm Xúc tiến Đầu tư, Thương mại và Du lịch tỉnh", "Sở Nội vụ"],
    ),
    (
        "Phòng Kinh tế (Phòng Kinh tế, Hạ tầng và Đô thị) các xã, phường rà soát",
        ["Phòng Kinh tế (Phòng Kinh tế, Hạ tầng và Đô thị) các xã, phường"],
    ),
    ("Thường trực Tỉnh ủy, Thường trực HĐND tỉnh", ["Thường trực Tỉnh ủy", "Thường trực HĐND tỉnh"]),
    ("các đơn vị sự nghiệp công lập thuộc tỉnh", ["các đơn vị sự nghiệp công lập thuộc tỉnh"]),
    ("các tổ chức tín dụng, quỹ tín dụng nhân dân", ["các tổ chức tín dụng", "quỹ tín dụng nhân dân"]),
    (
        "UBND các phường: Đông Giang, Tây Hồ; các xã: An Lâm, Hội Sơn; UBND xã Tân Hòa rà soát",
        [
            "UBND phường Đông Giang",
            "UBND phường Tây Hồ",
            "UBND xã An Lâm",
            "UBND xã Hội Sơn",
            "UBND xã Tân Hòa",
        ],
    ),
    (
        "Tập đoàn Bưu chính Viễn thông Lam Giang, Tập đoàn Công nghiệp - Viễn thông Quân đội hỗ trợ",
        ["Tập đoàn Bưu chính Viễn thông Lam Giang", "Tập đoàn Công nghiệp - Viễn thông Quân đội"],
    ),
    (
        "Ban Chỉ huy phòng, chống thiên tai và tìm kiếm cứu nạn các xã, Sở Y tế trực",
        ["Ban Chỉ huy phòng, chống thiên tai và tìm kiếm cứu nạn các xã", "Sở Y tế"],
    ),
    (
        "Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội",
        ["Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội"],
    ),
    (
        "Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh họp",
        ["Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh"],
    ),
    ("Phòng Kinh tế - Hạ tầng và Đô thị xã lập", ["Phòng Kinh tế - Hạ tầng và Đô thị xã"]),
    (
        "Ngân hàng Nhà nước Việt Nam chi nhánh Khu vực 9, Ngân hàng Chính sách xã hội Chi nhánh tỉnh",
        ["Ngân hàng Nhà nước Việt Nam chi nhánh Khu vực 9", "Ngân hàng Chính sách xã hội Chi nhánh tỉnh"],
    ),
    ("Tiểu ban Nội dung, Tiểu ban Hậu cần", ["Tiểu ban Nội dung", "Tiểu ban Hậu cần"]),
    (
        "các hãng hàng không, đơn vị cấp nước, nhà thầu thi công rà soát",
        ["các hãng hàng không", "đơn vị cấp nước", "nhà thầu thi công"],
    ),
    ("các tỉnh, thành phố giáp ranh kiểm soát", ["các tỉnh, thành phố giáp ranh"]),
    ("SỞ Y TẾ", ["SỞ Y TẾ"]),
    ("Hội Liên hiệp Phụ nữ tỉnh, Tỉnh đoàn vận động", ["Hội Liên hiệp Phụ nữ tỉnh", "Tỉnh đoàn"]),
]


@pytest.mark.parametrize(("text", "names"), LISTS)
def test_a_list_of_bodies_splits_where_a_new_kind_begins(text: str, names: list[str]) -> None:
    assert list(read_bodies(text, 0, loose=True).names) == names


@pytest.mark.parametrize(
    "text",
    [
        "Tổ chức rà soát",
        "Lãnh đạo thực hiện tốt nhiệm vụ",
        "Lãnh đạo, chỉ đạo các đơn vị",
        "Trường hợp phát hiện ca bệnh",
        "Viện phí được thanh toán",
        "Ban hành kế hoạch",
        "Báo cáo kết quả",
        "Phòng, chống dịch",
        "Thanh tra, kiểm tra việc chấp hành",
        "Hội nghị tổng kết",
        "Bộ tiêu chí đánh giá",
        "Đoàn kết toàn dân",
        "Tổ chức hội thi cấp trường",
        "các nhiệm vụ được giao",
        "các biện pháp cấp bách",
        "cơ sở vật chất phục vụ",
    ],
)
def test_a_verb_or_a_thing_is_no_body(text: str) -> None:
    assert read_bodies(text, 0).names == ()


def test_a_name_ends_behind_its_place_even_before_an_unknown_verb() -> None:
    bodies = read_bodies("Trung tâm Kiểm soát bệnh tật tỉnh chung tay đẩy lùi", 0)
    assert bodies.names == ("Trung tâm Kiểm soát bệnh tật tỉnh",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sở Y tê xây dựng kế hoạch", "Sở Y tê"),
        ("Uy ban nhân dân tỉnh chỉ đạo", "Uy ban nhân dân tỉnh"),
        ("Sở Văn hóa, Thể thao va Du lịch tuyên truyền", "Sở Văn hóa, Thể thao va Du lịch"),
        ("Trung tam Y tế huyện tiếp nhận", "Trung tam Y tế huyện"),
    ],
)
def test_a_name_is_read_though_a_scan_lost_its_diacritics(text: str, name: str) -> None:
    assert read_bodies(text, 0).names == (name,)


def test_the_older_place_of_the_tone_is_read_alike() -> None:
    assert read_bodies("Uỷ ban nhân dân tỉnh chỉ đạo", 0).names == ("Uỷ ban nhân dân tỉnh",)
