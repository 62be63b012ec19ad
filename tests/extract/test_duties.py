"""The part of the owner, and whom to work with."""

import pytest

from extract.duties import read_coordinators, read_role


@pytest.mark.parametrize(
    ("text", "start", "role"),
    [
        ("Chủ trì, phối hợp với Sở Y tế rà soát", 0, "lead"),
        ("Tiếp tục chủ trì, phối hợp với Công an tỉnh", 0, "lead"),
        ("Chịu trách nhiệm chính trong việc tổ chức", 0, "lead"),
        ("Là cơ quan đầu mối, chủ trì, phối hợp với các cơ quan", 0, "lead"),
        ("Tiếp tục phối hợp chặt chẽ với Sở Y tế", 0, "support"),
        ("Trong phạm vi quản lý của mình, chủ động phối hợp với các cơ quan", 0, "support"),
        ("Tham gia phối hợp triển khai", 0, "support"),
        ("Căn cứ thời gian, xây dựng kế hoạch; phối hợp với các sở", 0, "do"),
        ("Chỉ đạo các đơn vị trực thuộc, phối hợp với các Sở", 0, "do"),
        ("Chịu trách nhiệm đôn đốc các đơn vị", 0, "do"),
        ("Sở Nội vụ phối hợp với Sở Y tế tham mưu", 9, "do"),
        ("Sở Nội vụ chủ trì, phối hợp với Sở Y tế", 9, "lead"),
        ("Sở Nội vụ: Phối hợp với Sở Y tế", 9, "support"),
    ],
)
def test_the_opening_words_give_the_part(text: str, start: int, role: str) -> None:
    assert read_role(text, start) == role


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phối hợp với Sở Y tế kiểm tra", ("Sở Y tế",)),
        ("Chủ trì, phối hợp Sở Y tế và UBND các xã hướng dẫn", ("Sở Y tế", "UBND các xã")),
        (
            "Lập danh sách; phối hợp với Công an tỉnh gửi giấy mời. Phối hợp với Sở Y tế đón tiếp",
            ("Công an tỉnh", "Sở Y tế"),
        ),
        (
            "huy động lực lượng phối hợp chặt chẽ với ngành y tế và các địa phương trong công tác",
            ("ngành y tế", "các địa phương"),
        ),
        ("phối hợp với Sở Y tế rà soát; phối hợp với Sở Y tế báo cáo", ("Sở Y tế",)),
        ("Phối hợp huy động nguồn vốn", ()),
        ("Xây dựng quy chế phối hợp giữa Sở A và Sở B", ()),
        ("Tăng cường phối hợp liên ngành", ()),
        ("Tổ chức các hoạt động phối hợp, trao đổi kinh nghiệm", ()),
        ("báo cáo thông qua Sở Y tế", ()),
    ],
)
def test_bodies_to_work_with_are_those_after_phoi_hop(text: str, names: tuple[str, ...]) -> None:
    assert read_coordinators(text) == names


@pytest.mark.parametrize(
    ("text", "role", "partners"),
    [
        ("Theo chức năng, nhiệm vụ của đơn vị phối hợp, hỗ trợ các xã.", "support", ()),
        ("Theo chức năng, nhiệm vụ, quyền hạn được giao, chủ trì thẩm định.", "lead", ()),
        ("Có trách nhiệm phối hợp với Sở Y tế kiểm tra.", "support", ("Sở Y tế",)),
        ("Nâng cao trách nhiệm phối hợp với Sở Y tế.", "do", ()),
        ("Giữ vai trò chủ trì, phối hợp với Sở Y tế kiểm tra.", "lead", ("Sở Y tế",)),
        ("Phối hợp với cơ quan chủ trì thực hiện nhiệm vụ.", "support", ("cơ quan chủ trì",)),
    ],
)
def test_role_and_partners_behind_a_clause_of_competence(
    text: str, role: str, partners: tuple[str, ...]
) -> None:
    assert (read_role(text), read_coordinators(text)) == (role, partners)
