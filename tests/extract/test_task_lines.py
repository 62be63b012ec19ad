"""Body sections built of tasks with labelled lines beneath them, in the many ways in which plans print "
"them."""

import pytest

from models.draft import DraftItem
from tests.extract.paper import plan

HEAD = (
    "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\nI. MỤC ĐÍCH\n\n"
    "1. Mục đích: Nâng cao nhận thức.\n\nII. NỘI DUNG\n\n{}\n\nIII. KINH PHÍ\n\n{}\n\n"
    "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Nội vụ\n\n- Theo dõi việc chung.\n\nNơi nhận:\n- Như trên;"
)
TITLE = "1. Xây dựng kho dữ liệu tiêm chủng"
MONEY = "Kinh phí do ngân sách tỉnh bảo đảm."

Row = tuple[str, tuple[str, ...], tuple[str, ...], str, str]


def tasks(body: str, money: str = MONEY) -> list[DraftItem]:
    """The items of the body section; the implementation section holds one of its own."""
    found = plan(HEAD.format(body, money)).items
    assert found[-1].text == "Theo dõi việc chung."
    return list(found[:-1])


def short(item: DraftItem) -> Row:
    due = str(item.deadline.due_on or item.deadline.kind)
    return item.text, item.owners, item.coordinators, item.role, due


DONE: Row = (
    "Xây dựng kho dữ liệu tiêm chủng",
    ("Sở Y tế",),
    ("Công an tỉnh", "UBND các xã, phường"),
    "lead",
    "2026-06-30",
)


@pytest.mark.parametrize(
    "lines",
    [
        "- **Cơ quan chủ trì**: Sở Y tế.\n\n- **Cơ quan phối hợp**: Công an tỉnh; UBND các xã, phường.\n\n"
        "- *Thời gian*: Quý II/2026.",
        "- Đơn vị chủ trì, thực hiện: Sở Y tế\n\n- Đơn vị phối hợp thực hiện: Công an tỉnh và UBND các xã, "
        "phường\n\n- Thời hạn ban hành: tháng 6/2026",
        "a) Cơ quan thực hiện:\n\n- Đơn vị chủ trì: Sở Y tế.\n\n- Đơn vị phối hợp: Công an tỉnh, UBND "
        "các xã, "
        "phường.\n\nb) Thời gian hoàn thành: Tháng 6/2026.",
        "Cơ quan chủ trì:\n\nSở Y tế.\n\nCơ quan phối hợp:\n\n- Công an tỉnh;\n\n- UBND các xã, phường.\n\n"
        "Thời gian thực hiện:\n\nĐến hết ngày 30/6/2026.",
        "- Cơ quan chủ trì là Sở Y tế.\n\n- Đơn vị phối hợp Công an tỉnh, UBND các xã, phường.\n\n"
        "- Thời gian hoàn thành đến hết ngày 30/6/2026.",
        "- Cơ quan/đơn vị chủ trì: Sở Y tế - Cơ quan/đơn vị phối hợp: Công an tỉnh, UBND các xã, phường - "
        "Thời gian: Quý II/2026.",
        "- Người được giao chủ trì: Sở Y tế (chủ trì), Công an tỉnh, UBND các xã, phường (phối hợp).\n\n"
        "- Lộ trình thực hiện: Quý II/2026.",
        "- Mục tiêu: Quản lý thống nhất.\n\n- Đơn vị đầu mối: Sở Y tế\n\n- Đơn vị tham gia: Công an "
        "tỉnh; UBND "
        "các xã, phường\n\n- Đơn vị theo dõi, đôn đốc: Sở Nội vụ\n\n- Lãnh đạo UBND tỉnh phụ trách, chỉ "
        "đạo: Phó "
        "Chủ tịch\n\n- Kết quả, sản phẩm: Phần mềm\n\n- Tiến độ hoàn thành (dự kiến): Quý II/2026",
        "- Đơn vị thực hiện: Sở Y tế chủ trì; Công an tỉnh, UBND các xã, phường phối hợp.\n\n- Hạn hoàn "
        "thành: "
        "30/6/2026.",
    ],
)
def test_a_task_is_read_with_its_lines_in_every_form(lines: str) -> None:
    assert [short(item) for item in tasks(f"{TITLE}\n\n{lines}")] == [DONE]


@pytest.mark.parametrize(
    "task",
    [
        "{}. Cơ quan chủ trì: Sở Y tế; cơ quan phối hợp: Công an tỉnh, UBND các xã, phường; thời gian: "
        "Quý II/2026.",
        "{} (Chủ trì: Sở Y tế; phối hợp: Công an tỉnh, UBND các xã, phường; thời gian: Quý II/2026).",
        "{} (Sở Y tế chủ trì, phối hợp với Công an tỉnh, UBND các xã, phường; hoàn thành trong Quý II/2026).",
    ],
)
def test_lines_within_the_paragraph_of_the_task_leave_its_words(task: str) -> None:
    (item,) = tasks(task.format(TITLE) + "\n\n2. Công tác khác.")
    assert short(item)[1:] == DONE[1:]
    assert item.text.rstrip(".") == DONE[0]


def test_lines_above_the_bullets_hold_for_all_of_them() -> None:
    found = tasks(
        "1. Công tác truyền thông\n\nCơ quan chủ trì: Sở Y tế. Thời gian: Tháng 6/2026.\n\n- Viết bài "
        "trên báo."
        "\n\n- Phát tờ rơi.\n\n2. Đào tạo\n\n- Tập huấn cho y sĩ."
    )
    assert [(i.text, i.owners, str(i.deadline.due_on)) for i in found] == [
        ("Viết bài trên báo.", ("Sở Y tế",), "2026-06-30"),
        ("Phát tờ rơi.", ("Sở Y tế",), "2026-06-30"),
    ]


def test_one_group_of_lines_serves_the_numbered_tasks_above_it() -> None:
    found = tasks(
        "1. Truyền thông\n\n1.1. Viết bài trên báo.\n\n1.2. Phát tờ rơi.\n\nCơ quan thực hiện: Sở Y tế. "
        "Thời gian: "
        "Tháng 3/2026.\n\n2. Đào tạo\n\n2.1. Tập huấn cho y sĩ.\n\nCơ quan thực hiện: Sở Nội vụ."
    )
    assert [(i.ref, i.owners, str(i.deadline.due_on)) for i in found] == [
        ("II.1.1", ("Sở Y tế",), "2026-03-31"),
        ("II.1.2", ("Sở Y tế",), "2026-03-31"),
        ("II.2.1", ("Sở Nội vụ",), "None"),
    ]


def test_a_content_line_that_orders_work_is_the_task_and_one_that_describes_it_is_not() -> None:
    lines = "- Cơ quan chủ trì: Sở Y tế."
    ordered = tasks(f"1. Rà soát văn bản\n\n- Nội dung: Rà soát các quyết định về giá.\n\n{lines}")
    assert [item.text for item in ordered] == ["Rà soát các quyết định về giá."]
    for described in (
        "Kho dữ liệu gồm ba lớp thông tin.",
        "quy định chi tiết khoản 2 Điều 3.",
        "bao gồm ba lớp.",
    ):
        assert [item.text for item in tasks(f"{TITLE}\n\n- Nội dung: {described}\n\n{lines}")] == [DONE[0]]
    named = tasks(
        "1. Xây dựng quy chế của tỉnh\n\n- Quy chế quản lý kho dữ liệu\n\n+ Nội dung: Các lớp thông tin "
        "dùng chung."
        "\n\n+ Cơ quan chủ trì: Sở Y tế.\n\n+ Thời hạn trình: tháng 6/2026."
    )
    assert [short(item)[0::4] for item in named] == [("Quy chế quản lý kho dữ liệu", "2026-06-30")]


def test_content_with_bullets_gives_one_item_each() -> None:
    found = tasks(
        f"{TITLE}\n\na) Nội dung:\n\n- Khảo sát hiện trạng.\n\n- Mua máy chủ.\n\nb) Phân công thực "
        f"hiện:\n\n- Chủ trì: "
        "Sở Y tế.\n\n- Phối hợp: Công an tỉnh.\n\nc) Thời gian hoàn thành: Tháng 6/2026."
    )
    assert [item.text for item in found] == ["Khảo sát hiện trạng.", "Mua máy chủ."]
    assert {short(item)[1:] for item in found} == {(("Sở Y tế",), ("Công an tỉnh",), "lead", "2026-06-30")}


def test_every_clause_of_a_doer_line_names_doers_and_a_later_sentence_is_work_of_its_own() -> None:
    found = tasks(
        "1. Rà soát văn bản\n\n- Cơ quan thực hiện: Sở Tư pháp chủ trì lập danh mục; các sở, ngành và "
        "UBND các xã rà "
        "soát văn bản thuộc lĩnh vực. Các sở, ngành liên quan tiếp tục cập nhật hằng quý."
    )
    assert [(i.owners, i.role, i.deadline.kind) for i in found] == [
        (("Sở Tư pháp", "các sở, ngành", "UBND các xã"), "lead", "none"),
        (("Các sở, ngành liên quan",), "do", "recurring"),
    ]


def test_dated_orders_beneath_a_time_line_are_items_of_their_own() -> None:
    found = tasks(
        "1. Rà soát văn bản\n\n- Cơ quan chủ trì: Sở Tư pháp.\n\n- Thời gian thực hiện:\n\n+ UBND các xã "
        "gửi danh mục về "
        "Sở Tư pháp trước ngày 16/6/2026.\n\n+ Sở Tư pháp báo cáo UBND tỉnh trước ngày 01/7/2026."
    )
    assert [(i.owners, str(i.deadline.due_on)) for i in found] == [
        (("Sở Tư pháp",), "None"),
        (("UBND các xã",), "2026-06-15"),
        (("Sở Tư pháp",), "2026-06-30"),
    ]


def test_a_partner_line_beats_the_bodies_in_the_words_of_the_task() -> None:
    (item,) = tasks(
        "1. Phối hợp với Bộ Y tế hoàn thiện kho dữ liệu.\n\n- Cơ quan chủ trì: Sở Y tế.\n\n- Cơ quan "
        "phối hợp: Công an tỉnh."
    )
    assert (item.owners, item.coordinators) == (("Sở Y tế",), ("Công an tỉnh",))


def test_a_task_without_lines_counts_where_it_names_its_doer() -> None:
    found = tasks(
        f"{TITLE}\n\n- Cơ quan chủ trì: Sở Y tế.\n\n2. Ban hành văn bản\n\nSở Tư pháp có trách nhiệm "
        f"trình UBND tỉnh "
        "ban hành quyết định.\n\n3. Mở rộng kho dữ liệu sang lĩnh vực khác.\n\n4. Viết bài\n\n- Cơ quan "
        "chủ trì: Sở "
        "Nội vụ."
    )
    assert [item.owners for item in found] == [("Sở Y tế",), ("Sở Tư pháp",), ("Sở Nội vụ",)]


def test_a_numbered_task_that_sounds_like_a_section_is_read_once() -> None:
    found = tasks(
        f"{TITLE}\n\n- Cơ quan chủ trì: Sở Y tế.\n\n2. Triển khai văn bản\n\n2.1. Tổ chức triển khai các "
        f"quy định\n\na) Quy "
        "định về kho dữ liệu.\n\n- Cơ quan chủ trì: Sở Tư pháp."
    )
    assert [(item.ref, item.owners) for item in found] == [
        ("II.1", ("Sở Y tế",)),
        ("II.2.1", ("Sở Tư pháp",)),
    ]


def test_orders_about_money_are_no_items_without_a_day_of_their_own() -> None:
    money = (
        "1. Sở Tài chính trình cấp có thẩm quyền bố trí kinh phí.\n\n2. Các cơ quan được giao nhiệm vụ "
        "lập dự toán năm "
        "2026.\n\n3. UBND các xã bố trí ngân sách xã."
    )
    assert len(tasks(f"{TITLE}\n\n- Cơ quan chủ trì: Sở Y tế.", money)) == 1


def test_a_letter_built_of_tasks_is_read_once() -> None:
    draft = plan(
        "V/v giao nhiệm vụ\n\nKính gửi: Các sở, ngành.\n\nUBND tỉnh giao các nhiệm vụ như sau:\n\n1. Lập "
        "danh mục văn bản."
        "\n\n- Cơ quan chủ trì: Sở Tư pháp.\n\n2. Viết bài trên báo.\n\n- Cơ quan chủ trì: Sở Y "
        "tế.\n\nNơi nhận:\n- Như trên;"
    )
    assert [(item.text, item.owners) for item in draft.items] == [
        ("Lập danh mục văn bản.", ("Sở Tư pháp",)),
        ("Viết bài trên báo.", ("Sở Y tế",)),
    ]


def owned(item: DraftItem) -> tuple[tuple[str, ...], tuple[str, ...], str, str]:
    return short(item)[1:]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh và các đơn vị liên quan tổ chức thực hiện.",
            (("Sở Y tế",), ("Công an tỉnh", "các đơn vị liên quan"), "lead", "none"),
        ),
        ("(Giao Sở Y tế thực hiện; hoàn thành trong tháng 3/2026)", (("Sở Y tế",), (), "do", "2026-03-31")),
        (
            "- Tổ chức thực hiện: Sở Y tế chủ trì, phối hợp với Công an tỉnh thực hiện.\n\n- Hoàn thành: "
            "tháng 6/2026.",
            (("Sở Y tế",), ("Công an tỉnh",), "lead", "2026-06-30"),
        ),
        (
            "Cơ quan thực hiện: Sở Y tế và Công an tỉnh đồng chủ trì.\n\nHoàn thành trước ngày 01/7/2026.",
            (("Sở Y tế", "Công an tỉnh"), (), "lead", "2026-06-30"),
        ),
        (
            "Đơn vị thực hiện: Sở Y tế, Sở Nội vụ theo chức năng, nhiệm vụ được giao.\n\nThời gian, địa "
            "điểm: tháng "
            "6/2026, tại các xã.",
            (("Sở Y tế", "Sở Nội vụ"), (), "do", "2026-06-30"),
        ),
        (
            "Cơ quan thực hiện:\n\n- Sở Y tế chủ trì.\n\n- Sở Nội vụ, Công an tỉnh phối hợp.",
            (("Sở Y tế",), ("Sở Nội vụ", "Công an tỉnh"), "lead", "none"),
        ),
    ],
)
def test_lines_without_a_label_of_their_own_hold_for_the_bullets_above_them(
    line: str, said: tuple[tuple[str, ...], tuple[str, ...], str, str]
) -> None:
    found = tasks(
        f"1. Truyền thông\n\na) Viết bài trên báo.\n\nb) Phát tờ rơi.\n\n2. Công tác khác\n\n- "
        f"Mở lớp.\n\n{line}"
    )
    assert [(item.text, owned(item)) for item in found] == [("Mở lớp.", said)]


def test_a_named_body_that_leads_in_bullets_is_a_heading_and_no_doer_line() -> None:
    found = tasks(
        "1. Sở Y tế chủ trì, phối hợp với Công an tỉnh:\n\n- Lập sổ theo dõi.\n\n2. Sở Nội vụ chủ trì, phối "
        "hợp với Sở Y tế:\n\n- Mở lớp.\n\n3. Sở Tài chính thực hiện:\n\n- Bố trí kinh phí."
    )
    assert [(item.owners, item.coordinators) for item in found] == [
        (("Sở Y tế",), ("Công an tỉnh",)),
        (("Sở Nội vụ",), ("Sở Y tế",)),
        (("Sở Tài chính",), ()),
    ]


def test_topics_and_circumstances_of_a_task_are_no_tasks() -> None:
    (item,) = tasks(
        "1. Tổ chức hội nghị phổ biến luật\n\na) Nội dung phổ biến:\n\n- Luật Phòng bệnh.\n\n- Nghị định "
        "về tiêm chủng.\n\n"
        "b) Thành phần: Lãnh đạo các sở.\n\nc) Đối tượng thụ hưởng: Y sĩ các xã.\n\nd) Cơ quan "
        "thực hiện: Sở Y tế."
    )
    assert (item.text, item.owners) == ("Tổ chức hội nghị phổ biến luật", ("Sở Y tế",))


def test_bodies_with_work_of_their_own_beneath_a_doer_label_are_items_with_the_time_of_the_task() -> None:
    found = tasks(
        "1. Rà soát văn bản\n\n- Cơ quan thực hiện:\n\n+ Sở Tư pháp: chủ trì tổng hợp danh mục.\n\n+ Các "
        "sở, ngành: rà soát "
        "văn bản thuộc lĩnh vực.\n\n- Thời gian: Tháng 3/2026."
    )
    assert [owned(item) for item in found] == [
        (("Sở Tư pháp",), (), "lead", "2026-03-31"),
        (("Các sở, ngành",), (), "do", "2026-03-31"),
    ]


def test_among_agency_headings_an_order_to_lead_is_no_line_about_the_item_before() -> None:
    found = plan(
        "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:\n\nIV. TỔ CHỨC THỰC "
        "HIỆN\n\n1. Giao "
        "Sở Y tế chủ trì, phối hợp với Sở Nội vụ thực hiện.\n\n2. Công an tỉnh\n\n- Bảo đảm an "
        "ninh.\n\n3. Sở Tài "
        "chính chủ trì, phối hợp với Sở Y tế thực hiện.\n\n4. Thời gian thực hiện: Năm 2026.\n\nNơi "
        "nhận:\n- Lưu: VT."
    ).items
    assert [(item.owners, item.deadline.kind) for item in found] == [
        (("Sở Y tế",), "none"),
        (("Công an tỉnh",), "none"),
        (("Sở Tài chính",), "none"),
    ]


def test_names_of_things_beneath_a_whole_title_are_its_details() -> None:
    (item,) = tasks(
        "1. Mở lớp tập huấn cho y sĩ\n\n- Lớp cơ bản: 50 người.\n\n- Lớp nâng cao.\n\n- Cơ quan thực "
        "hiện: Sở Y tế."
    )
    assert (item.text, item.owners) == ("Mở lớp tập huấn cho y sĩ", ("Sở Y tế",))


def test_bodies_named_in_passing_beside_one_task_with_lines_are_no_doers() -> None:
    found = tasks(
        "1. Định hướng\n\n- Các sở, ngành chủ động đổi mới.\n\n2. Yêu cầu chung\n\n- Các xã, phường bám "
        "sát thực "
        "tiễn.\n\n3. Viết bài trên báo\n\n- Cơ quan chủ trì: Sở Y tế."
    )
    assert [item.owners for item in found] == [("Sở Y tế",)]


@pytest.mark.parametrize(
    "section",
    [
        "1. Thời gian: 08h00 ngày 20/3/2026.\n\n2. Thành phần: Lãnh đạo các sở.\n\n3. Đơn vị chủ trì: Sở "
        "Y tế.",
        "1. Thông tin chung\n\n- Địa điểm: Hội trường tỉnh.\n\n- Đơn vị chủ trì: Sở Y tế.",
    ],
)
def test_circumstances_of_a_plan_with_a_doer_line_are_no_task(section: str) -> None:
    assert tasks(section) == []


def test_a_programme_names_who_speaks_and_no_doer() -> None:
    draft = plan(
        HEAD.format("1. Việc chung.", MONEY).replace(
            "III. KINH PHÍ", "III. CHƯƠNG TRÌNH HỘI NGHỊ\n\n1. Khai mạc (Sở Y tế chủ trì).\n\n2. Tham luận."
        )
    )
    assert [item.text for item in draft.items] == ["Theo dõi việc chung."]
