"""Words of time between subject and verb, closings without a doer, days of funding, the issuer's bracket."""

import pytest

from extract.subjects import read_subject
from tests.extract.paper import plan, under


@pytest.mark.parametrize(
    ("sentence", "owners"),
    [
        ("Công an tỉnh trước ngày 15/4/2026 cung cấp số liệu.", ("Công an tỉnh",)),
        ("Sở Nội vụ chậm nhất ngày 20 tháng 5 năm 2026 thẩm định.", ("Sở Nội vụ",)),
        ("Sở Y tế trong quý II/2026 rà soát danh mục.", ("Sở Y tế",)),
        ("Các trường học từ tháng 9/2026 tổ chức khám.", ("Các trường học",)),
        ("Sở Tài chính trước ngày 15/7 hằng năm tổng hợp.", ("Sở Tài chính",)),
        ("Hội Nông dân tỉnh mỗi năm tổ chức 02 lớp.", ("Hội Nông dân tỉnh",)),
        ("Hội Nông dân tỉnh hằng năm tổ chức 02 lớp.", ("Hội Nông dân tỉnh",)),
        ("LĐLĐ tỉnh, Tỉnh đoàn mỗi tổ chức phát động 01 phong trào.", ("LĐLĐ tỉnh", "Tỉnh đoàn")),
        ("Hội Nông dân tỉnh, Tỉnh đoàn mỗi đơn vị tổ chức 01 lớp.", ("Hội Nông dân tỉnh", "Tỉnh đoàn")),
        ("Mỗi xã tổ chức 01 lớp.", ("Mỗi xã",)),
    ],
)
def test_a_word_of_time_may_stand_between_the_doer_and_its_verb(
    sentence: str, owners: tuple[str, ...]
) -> None:
    subject = read_subject(sentence)
    assert (subject.owners, subject.surety) == (owners, 1.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Báo cáo Sở Y tế trước ngày 15/4/2026 tổng hợp.",
        "Gửi Công an tỉnh mỗi năm tổng hợp 01 lần.",
        "Số liệu trước ngày 15/4/2026 tổng hợp riêng.",
    ],
)
def test_a_receiver_before_a_day_is_no_doer(sentence: str) -> None:
    assert read_subject(sentence).owners == ()


LAST = "1. Sở Y tế\n- Kiểm tra các chợ.\n2. UBND các xã\n- Bố trí kinh phí.\n{}"


@pytest.mark.parametrize(
    "closing",
    [
        "Các nội dung khác không điều chỉnh tại Kế hoạch này tiếp tục thực hiện theo Kế hoạch số 85/KH-UBND.",
        "Những nội dung không nêu trong Kế hoạch này thực hiện theo Quyết định số 12/QĐ-UBND.",
        "Chế độ báo cáo thực hiện theo quy định tại Thông tư số 54/2015/TT-BYT.",
        "Nội dung chi, mức chi áp dụng theo các quy định hiện hành.",
    ],
)
def test_a_closing_that_leaves_a_matter_to_other_rules_orders_nobody(closing: str) -> None:
    assert [item.text for item in under(LAST.format(closing)).items] == [
        "Kiểm tra các chợ.",
        "Bố trí kinh phí.",
    ]


@pytest.mark.parametrize(
    "order",
    [
        "- Chế độ báo cáo thực hiện theo quy định tại Thông tư số 54/2015/TT-BYT.",
        "- Các nội dung khác thực hiện theo Kế hoạch số 85/KH-UBND.",
        "Giao Sở Y tế tổng hợp trước ngày 15/4/2026; các nội dung khác thực hiện theo Kế hoạch số 85.",
    ],
)
def test_an_agencys_bullet_and_an_order_to_somebody_stay_work(order: str) -> None:
    assert len(under(LAST.format(order)).items) == 3


def test_an_agencys_only_paragraph_about_other_rules_stays_its_order() -> None:
    draft = under("1. Sở Y tế\n- Kiểm tra.\n2. UBND các xã\nChế độ báo cáo thực hiện theo quy định của tỉnh.")
    assert [item.owners for item in draft.items] == [("Sở Y tế",), ("UBND các xã",)]


FUNDING = (
    "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\nII. KINH PHÍ THỰC HIỆN\n{}\n\n"
    "III. TỔ CHỨC THỰC HIỆN\n1. Sở Công Thương\n- Kiểm tra các chợ.\n\nNơi nhận:\n- Như trên;"
)


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [
        ("Trước ngày 15 tháng 7 hằng năm, Sở Y tế lập dự toán gửi Sở Tài chính.", True),
        ("Sở Y tế lập dự toán gửi Sở Tài chính trước ngày 15/7 hằng năm.", True),
        ("Hằng năm, Sở Y tế lập dự toán gửi Sở Tài chính.", True),
        ("Sở Y tế hằng năm lập dự toán theo Thông tư số 12/2020/TT-BTC.", False),
        ("Sở Tài chính bố trí trong dự toán hằng năm của tỉnh cho Sở Y tế.", False),
    ],
)
def test_a_yearly_day_of_somebodys_work_counts_in_the_funding_section(sentence: str, counts: bool) -> None:
    items = plan(FUNDING.format(sentence)).items
    assert [item.owners for item in items if "dự toán" in item.text] == ([("Sở Y tế",)] if counts else [])


@pytest.mark.parametrize(
    "called",
    [" (sau đây gọi tắt là Ban Chỉ đạo)", " (gọi tắt là BCĐ)", ", sau đây gọi là Ban Chỉ đạo,", ""],
)
def test_what_the_issuer_is_called_hides_neither_it_nor_its_place(called: str) -> None:
    name = "Ban Chỉ đạo liên ngành về an toàn thực phẩm tỉnh Lam Giang"
    text = (
        f"KẾ HOẠCH\nThử nghiệm\n\nThực hiện nhiệm vụ được giao, {name}{called} xây dựng Kế hoạch như sau:\n\n"
    )
    draft = plan(text + "I. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- Kiểm tra các chợ.\n\nNơi nhận:\n- Như trên;")
    assert draft.issuer == name
