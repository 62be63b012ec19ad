"""Clauses that say which bodies are meant: they belong to the name, the predicate behind them does not."""

import pytest

from extract.agencies import read_bodies
from extract.duties import read_coordinators
from extract.subjects import read_subject

CLAUSES = [
    # What has been given to the bodies, and where a predicate follows the work given.
    ("các sở, ban, ngành được giao chủ trì xây dựng dự toán", ["các sở, ban, ngành được giao chủ trì"]),
    ("các đơn vị được giao nhiệm vụ khẩn trương rà soát", ["các đơn vị được giao nhiệm vụ"]),
    (
        "Các cơ quan được phân công chủ trì thực hiện nhiệm vụ theo Kế hoạch này có trách nhiệm lập dự toán",
        ["Các cơ quan được phân công chủ trì thực hiện nhiệm vụ theo Kế hoạch này"],
    ),
    (
        "UBND các xã được phân công chủ trì thực hiện nhiệm vụ được giao tại Kế hoạch này xây dựng dự toán",
        ["UBND các xã được phân công chủ trì thực hiện nhiệm vụ được giao tại Kế hoạch này"],
    ),
    ("Các đơn vị được giao thực hiện nghiêm túc", ["Các đơn vị được giao"]),
    ("các đơn vị được phân công tổ chức triển khai nghiêm túc", ["các đơn vị được phân công"]),
    ("UBND các xã được giao chủ đầu tư rà soát", ["UBND các xã được giao chủ đầu tư"]),
    (
        "Sở Xây dựng, đơn vị được lựa chọn vận hành trạm bơm triển khai",
        ["Sở Xây dựng", "đơn vị được lựa chọn vận hành trạm bơm"],
    ),
    ("Công an tỉnh được giao chủ trì tuần tra", ["Công an tỉnh"]),
    # Where they are.
    (
        "các cơ quan, đơn vị tại khu vực cửa khẩu, biên giới kiểm soát",
        ["các cơ quan, đơn vị tại khu vực cửa khẩu, biên giới"],
    ),
    ("tổ chức chính trị - xã hội tại địa phương vận động", ["tổ chức chính trị - xã hội tại địa phương"]),
    ("các đơn vị liên quan tại các buổi tập huấn hướng dẫn", ["các đơn vị liên quan"]),
    ("các nhà mạng viễn thông trên địa bàn nhắn tin", ["các nhà mạng viễn thông trên địa bàn"]),
    ("UBND cấp xã nơi có dịch tổ chức", ["UBND cấp xã nơi có dịch"]),
    ("Công an xã, phường nơi xảy ra sự cố tiếp nhận", ["Công an xã, phường nơi xảy ra sự cố"]),
    # What they have, and to what they belong.
    ("UBND các xã có rừng tổ chức tuần tra", ["UBND các xã có rừng"]),
    ("các xã có trách nhiệm tuần tra", ["các xã"]),
    ("các sở, ngành là thành viên Ban Chỉ đạo thực hiện", ["các sở, ngành là thành viên Ban Chỉ đạo"]),
    (
        "các đơn vị sử dụng ngân sách nhà nước công khai",
        ["các đơn vị sử dụng ngân sách nhà nước"],
    ),
    # What they supply.
    ("các tổ chức cung cấp dịch vụ chi trả mở tài khoản", ["các tổ chức cung cấp dịch vụ chi trả"]),
    ("các đơn vị cung cấp dịch vụ vận chuyển thực hiện", ["các đơn vị cung cấp dịch vụ vận chuyển"]),
    (
        "các doanh nghiệp cung cấp dịch vụ viễn thông nâng cấp",
        ["các doanh nghiệp cung cấp dịch vụ viễn thông"],
    ),
    ("các đơn vị cung cấp số liệu", ["các đơn vị"]),
    # The matter that names them.
    ("cơ quan quản lý nhà nước về đất đai rà soát", ["cơ quan quản lý nhà nước về đất đai"]),
    (
        "Ban Chỉ đạo tỉnh về phát triển khoa học, công nghệ và chuyển đổi số, Sở Nội vụ báo cáo",
        ["Ban Chỉ đạo tỉnh về phát triển khoa học, công nghệ và chuyển đổi số", "Sở Nội vụ"],
    ),
    ("Ban Chỉ đạo tỉnh về kết quả thực hiện", ["Ban Chỉ đạo tỉnh"]),
]


@pytest.mark.parametrize(("text", "names"), CLAUSES)
def test_a_clause_that_says_which_bodies_are_meant_belongs_to_the_name(text: str, names: list[str]) -> None:
    assert list(read_bodies(text, loose=True).names) == names


def test_the_predicate_begins_behind_the_clause() -> None:
    subject = read_subject("Các sở được phân công chủ trì thực hiện các nhiệm vụ thuộc Đề án lập dự toán.")
    assert subject.owners == ("Các sở được phân công chủ trì thực hiện các nhiệm vụ thuộc Đề án",)


def test_two_verbs_at_the_beginning_are_no_organisation() -> None:
    assert read_subject("Tổ chức, tham gia các hội chợ trong tỉnh.").owners == ()
    assert read_subject("Tổ chức, cá nhân có trách nhiệm khai báo.").owners == ("Tổ chức, cá nhân",)


def test_a_superior_level_is_a_body_to_work_with() -> None:
    assert read_coordinators("Phối hợp với cấp trên tổ chức tập huấn.") == ("cấp trên",)
