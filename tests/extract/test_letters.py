"""Letters, directives and telegrams that order under titles of their matter."""

import pytest

from tests.extract.paper import plan, row

LETTER = """UBND TỈNH LAM GIANG
SỞ Y TẾ
Số: 12/SYT-NVY
V/v tăng cường phòng bệnh mùa hè

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Lam Giang, ngày 02 tháng 5 năm 2024

Kính gửi:
- Trung tâm Kiểm soát bệnh tật tỉnh;
- Trung tâm Y tế các huyện, thành phố.

{lead}

{one}. Về giám sát

a) Trung tâm Kiểm soát bệnh tật tỉnh
- Giám sát ca bệnh nặng.
b) Trung tâm Y tế các huyện, thành phố
- Lập danh sách điểm nguy cơ.

{two}. Về điều trị

Các bệnh viện công lập và ngoài công lập:
- Chuẩn bị đủ giường bệnh.

{three}. Về truyền thông: Giao Bệnh viện Đa khoa tỉnh chủ trì, phối hợp với các trường biên soạn tờ rơi.

{four}. Chế độ báo cáo

- Gửi báo cáo về Sở Y tế trước ngày 30/6/2024.

Yêu cầu các đơn vị thực hiện nghiêm túc./.

Nơi nhận:
- Như trên;
"""
NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4"}
ROMANS = {"one": "I", "two": "II", "three": "III", "four": "IV"}


@pytest.mark.parametrize("numbers", [NUMBERS, ROMANS])
def test_every_title_of_a_letter_only_groups_its_measures(numbers: dict[str, str]) -> None:
    lead = "Để phòng bệnh mùa hè, Sở Y tế yêu cầu các đơn vị thực hiện các nội dung sau:"
    found = [row(item) for item in plan(LETTER.format(lead=lead, **numbers)).items]
    one, two, three, four = numbers.values()
    assert found == [
        (one, "Giám sát ca bệnh", ("Trung tâm Kiểm soát bệnh tật tỉnh",), (), "do", "none"),
        (one, "Lập danh sách điểm", ("Trung tâm Y tế các huyện, thành phố",), (), "do", "none"),
        (two, "Chuẩn bị đủ giường", ("Các bệnh viện công lập và ngoài công lập",), (), "do", "none"),
        (three, "Về truyền thông: Giao", ("Bệnh viện Đa khoa tỉnh",), ("các trường",), "lead", "none"),
        (four, "Gửi báo cáo về", ("các đơn vị",), (), "do", "date 2024-06-29"),
    ]


def test_where_the_lead_in_names_nobody_those_addressed_act() -> None:
    lead = "Để phòng bệnh mùa hè, Sở Y tế yêu cầu thực hiện các nội dung sau:"
    last = plan(LETTER.format(lead=lead, **NUMBERS)).items[-1]
    assert last.owners == ("Trung tâm Kiểm soát bệnh tật tỉnh", "Trung tâm Y tế các huyện, thành phố")


def test_a_letter_built_like_a_plan_orders_in_its_implementation_section() -> None:
    text = """SỞ Y TẾ LAM GIANG
Số: 13/SYT-NVY
V/v tổ chức tập huấn

Kính gửi: Các bệnh viện.

Sở Y tế đề nghị các bệnh viện phối hợp tổ chức tập huấn như sau:

1. Mục đích

- Nâng cao năng lực cho nhân viên y tế.

2. Tổ chức thực hiện

a) Trung tâm Kiểm soát bệnh tật tỉnh

- Chuẩn bị tài liệu.

b) Các bệnh viện

- Cử người tham dự.

Nơi nhận:
- Như trên;
"""
    assert [item.text for item in plan(text).items] == ["Chuẩn bị tài liệu.", "Cử người tham dự."]
