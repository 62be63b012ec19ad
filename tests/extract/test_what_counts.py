"""Which divisions and lines are assignments: by the form of documents of many kinds."""

import pytest

from tests.extract.paper import plan, under

HEAD = "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:"
ORDERS = "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Nội vụ\n\n- Theo dõi phong trào.\n\nNơi nhận:\n- Như trên;"


def texts(section: str) -> list[str]:
    return [item.text for item in under(section).items]


@pytest.mark.parametrize(
    "title",
    [
        "III. TIÊU CHÍ THI ĐUA",
        "III. CHỈ TIÊU GIAO ƯỚC",
        "III. NỘI DUNG, TIÊU CHUẨN THI ĐUA",
        "III. ĐỐI TƯỢNG VÀ HÌNH THỨC KHEN THƯỞNG",
        "III. YÊU CẦU",
        "III. KINH PHÍ THỰC HIỆN",
    ],
)
def test_what_is_measured_or_wished_of_each_body_is_no_order(title: str) -> None:
    bodies = (
        "1. Đối với các sở, ngành\n\n- Hoàn thành nhiệm vụ được giao.\n\n2. Đối với UBND các xã"
        "\n\n- Trồng cây đúng thời vụ.\n\n3. Sở Tài chính\n\n- Bảo đảm kinh phí."
    )
    draft = plan(f"{HEAD}\n\n{title}\n\n{bodies}\n\n{ORDERS}")
    assert [item.text for item in draft.items] == ["Theo dõi phong trào."]


def test_standards_beneath_a_title_two_levels_up_are_no_orders() -> None:
    bodies = (
        "2. Bằng khen\n\na) Đối với tập thể:\n\n- Nội bộ đoàn kết.\n\n- Hoàn thành kế hoạch năm."
        "\n\nb) Đối với cá nhân:\n\n- Chấp hành tốt nội quy."
    )
    draft = plan(f"{HEAD}\n\nIII. TIÊU CHUẨN KHEN THƯỞNG\n\n{bodies}\n\n{ORDERS}")
    assert [item.text for item in draft.items] == ["Theo dõi phong trào."]


def test_a_title_that_joins_aims_with_tasks_may_go_agency_by_agency() -> None:
    bodies = "1. Sở Y tế\n\n- Khám cho người già.\n\n2. Sở Xây dựng\n\n- Sửa trạm bơm."
    draft = plan(f"{HEAD}\n\nIII. CHỈ TIÊU, NHIỆM VỤ CỦA TỪNG ĐƠN VỊ\n\n{bodies}\n\n{ORDERS}")
    assert len(draft.items) == 3


def test_the_section_on_following_up_and_reporting_gives_orders() -> None:
    section = "V. THEO DÕI, GIÁM SÁT VÀ BÁO CÁO\n\n1. Sở Nội vụ theo dõi việc thực hiện.\n\n"
    draft = plan(f"{HEAD}\n\n{section}\n\nNơi nhận:\n- Như trên;")
    assert [item.owners for item in draft.items] == [("Sở Nội vụ",)]


@pytest.mark.parametrize(
    ("heading", "owners"),
    [
        (
            "Các hợp tác xã đang hoạt động trong vùng trồng chè",
            ("Các hợp tác xã đang hoạt động trong vùng trồng chè",),
        ),
        (
            "Đề nghị các tổ chức cung cấp dịch vụ vận chuyển",
            ("các tổ chức cung cấp dịch vụ vận chuyển",),
        ),
        (
            "Các sở, ngành chủ trì, quản lý các tiểu dự án",
            ("Các sở, ngành chủ trì, quản lý các tiểu dự án",),
        ),
        (
            "Trung tâm Xúc tiến đầu tư, thương mại tỉnh",
            ("Trung tâm Xúc tiến đầu tư, thương mại tỉnh",),
        ),
    ],
)
def test_a_title_among_agencies_is_a_name_though_it_holds_verbs(
    heading: str, owners: tuple[str, ...]
) -> None:
    draft = under(
        "1. Sở Y tế\n\n- Khám bệnh.\n\n2. Sở Xây dựng\n\n- Sửa cầu.\n\n"
        f"3. {heading}\n\n- Chở hàng đúng tuyến.\n\n- Giữ vệ sinh bến bãi."
    )
    assert [item.owners for item in draft.items[2:]] == [owners, owners]


def test_a_matter_among_agencies_is_no_name() -> None:
    draft = under(
        "1. Sở Y tế\n\n- Khám bệnh.\n\n2. Sở Xây dựng\n\n- Sửa cầu.\n\n"
        "3. Cơ chế phối hợp\n\n- Sở Nội vụ họp giao ban với các phòng."
    )
    assert draft.items[-1].owners == ("Sở Nội vụ",)


def test_a_closing_behind_a_letter_that_ends_in_dots_is_a_closing() -> None:
    section = (
        "1. Sở Y tế\n\na) Mua thuốc, bông băng;\n\nb) Khám cho người già, trẻ em,…\n\n"
        "Trên đây là Kế hoạch khám bệnh, yêu cầu các đơn vị nghiêm túc thực hiện."
    )
    assert texts(section) == ["Mua thuốc, bông băng;", "Khám cho người già, trẻ em,…"]


def test_names_beneath_a_complete_order_are_its_details() -> None:
    section = (
        "1. Sở Y tế\n\n- Tổ chức thực hiện các tiểu dự án do Bộ Y tế chủ trì theo nhiệm vụ được giao:\n\n"
        "+ Dự án 1: “Nước sạch cho bản cao”.\n\n+ Dự án 2: “Trạm y tế xanh”."
    )
    draft = under(section)
    assert [item.text[:8] for item in draft.items] == ["Tổ chức "]
    assert "Nước sạch" in draft.items[0].details


def test_an_order_that_breaks_off_behind_its_verb_needs_its_bullets() -> None:
    section = (
        "1. Sở Tài chính\n\n- Tham mưu Ủy ban nhân dân tỉnh trình Hội đồng nhân dân tỉnh xem xét quyết định:"
        "\n\n+ Mức thu phí chợ đêm.\n\n+ Mức chi cho đội văn nghệ."
    )
    assert texts(section) == ["Mức thu phí chợ đêm.", "Mức chi cho đội văn nghệ."]


def test_a_whole_order_before_the_words_that_lead_in_is_an_item() -> None:
    section = (
        "1. Sở Y tế\n\n- Chỉ đạo các trạm y tế phối hợp với trưởng bản khám cho người già ở các bản xa "
        "trung tâm xã, cụ thể như sau:\n\n+ Lập danh sách.\n\n+ Phân công người."
    )
    assert [text[:12] for text in texts(section)] == ["Chỉ đạo các ", "Lập danh sác", "Phân công ng"]
    only_leads = (
        "1. Sở Y tế\n\n- Phối hợp với các trưởng bản ở vùng cao và các đoàn thể tổ chức thực hiện các nhiệm "
        "vụ, cụ thể như sau:\n\n+ Lập danh sách.\n\n+ Phân công người."
    )
    assert texts(only_leads) == ["Lập danh sách.", "Phân công người."]


def test_a_sentence_that_leads_in_stays_with_the_order_before_it() -> None:
    section = (
        "Căn cứ Kế hoạch này, các sở, ngành tổ chức thực hiện. Đồng thời, yêu cầu UBND các xã "
        "chú ý các việc sau:\n\n1. Sở Y tế\n\n- Khám bệnh.\n\n2. Sở Xây dựng\n\n- Sửa cầu."
    )
    assert [text[:7] for text in texts(section)] == ["Căn cứ ", "Khám bệ", "Sửa cầu"]


def test_a_sentence_about_one_body_and_another_is_an_item_of_its_own() -> None:
    section = (
        "- Hội Nông dân tỉnh, Hội Phụ nữ tỉnh vận động hội viên. Hội Nông dân tỉnh và Tỉnh đoàn "
        "thành lập đội xung kích."
    )
    assert [item.owners for item in under(section).items] == [
        ("Hội Nông dân tỉnh", "Hội Phụ nữ tỉnh"),
        ("Hội Nông dân tỉnh", "Tỉnh đoàn"),
    ]


ANNEX = (
    f"{HEAD}\n\nIV. TỔ CHỨC THỰC HIỆN\n\n{{section}}\n\nNơi nhận:\n- Như trên;\nTM. ỦY BAN NHÂN DÂN\n\n"
    "PHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\n\nTT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\n{rows}"
)


def test_a_row_whose_number_is_merged_with_the_row_above_begins_with_its_task() -> None:
    rows = (
        "1\tLắp máy đo mưa ở các bản vùng cao\tSở Xây dựng\tUBND các xã\tQuý II/2026\n"
        "Lưu số liệu đo mưa hằng tuần\tSở Y tế\tcác trạm y tế"
    )
    first, second = plan(ANNEX.format(section="1. Sở Y tế họp các trạm.", rows=rows)).items[-2:]
    assert (second.text, second.owners) == ("Lưu số liệu đo mưa hằng tuần", ("Sở Y tế",))
    assert second.coordinators == ("các trạm y tế",)
    assert second.deadline.due_on == first.deadline.due_on


def test_a_narrative_that_holds_a_row_in_more_words_is_the_row() -> None:
    task = "Lắp máy đo mưa, đo gió và đo sóng ở các bản ven sông"
    rows = f"1\t{task}\tSở Xây dựng\tUBND các xã\tQuý II/2026"
    section = (
        f"1. Sở Xây dựng\n\n- {task}, ưu tiên những nơi hay bị lũ quét mùa hè.\n\n"
        "- Lắp máy đo gió ở ba trạm trên đỉnh núi cao nhất vùng để dự báo cho người trồng chè."
    )
    draft = plan(ANNEX.format(section=section, rows=rows))
    assert [item.text[:14] for item in draft.items] == ["Lắp máy đo gió", "Lắp máy đo mưa"]
    assert "trùng với một dòng trong bảng phân công" in [left.reason for left in draft.leftovers]


ONE = "1. Sở Y tế theo dõi sức khỏe người già.\n\n2. Sở Xây dựng sửa cầu treo.\n\nNơi nhận:\n- Như trên;"


@pytest.mark.parametrize(
    "title",
    [
        "V. PHÂN CÔNG, TỔ CHỨC THỰC HIỆN",
        "V. CÔNG TÁC TỔ CHỨC THỰC HIỆN",
        "V. BIỆN PHÁP TỔ CHỨC THỰC HIỆN",
        "V. KINH PHÍ VÀ TỔ CHỨC THỰC HIỆN",
        "V. TIẾN ĐỘ VÀ PHÂN CÔNG THỰC HIỆN",
        "V. PHÂN CÔNG CỤ THỂ",
        "V. GIAO NHIỆM VỤ CHO CÁC ĐƠN VỊ",
        "V. NHIỆM VỤ CÁC ĐƠN VỊ",
        "V. TRÁCH NHIỆM",
        "V. BÁO CÁO KẾT QUẢ",
        "C. TRÁCH NHIỆM CỦA BAN TỔ CHỨC",
    ],
)
def test_the_usual_titles_of_implementation_sections(title: str) -> None:
    draft = plan(f"{HEAD}\n\n{title}\n\n{ONE}")
    assert [item.owners for item in draft.items] == [("Sở Y tế",), ("Sở Xây dựng",)]


def test_a_title_with_its_paragraph_on_the_same_line_may_be_long() -> None:
    words = " và ".join(["lập danh sách các bản có suối dữ"] * 4)
    draft = plan(f"{HEAD}\n\nV. TỔ CHỨC THỰC HIỆN: Giao Sở Y tế {words}.\n\nNơi nhận:\n- Như trên;")
    assert [item.owners for item in draft.items] == [("Sở Y tế",)]


def test_a_matter_that_is_organised_within_the_body_is_no_implementation_section() -> None:
    body = "II. NỘI DUNG\n\n1. Tổ chức thực hiện Chiến lược trồng rừng\n\n- Các hạt kiểm lâm ươm cây lim."
    draft = plan(f"{HEAD}\n\n{body}\n\n{ORDERS}")
    assert [item.text for item in draft.items] == ["Theo dõi phong trào."]


def test_a_title_about_money_and_orders_gives_only_its_part_on_orders() -> None:
    section = (
        "V. KINH PHÍ VÀ TỔ CHỨC THỰC HIỆN\n\n1. Kinh phí thực hiện\n\n- Sở Tài chính bố trí theo quy định."
        "\n\n2. Tổ chức thực hiện\n\n- Sở Y tế khám cho người già."
    )
    draft = plan(f"{HEAD}\n\n{section}\n\nNơi nhận:\n- Như trên;")
    assert [item.owners for item in draft.items] == [("Sở Y tế",)]


def test_the_articles_of_a_decision_only_put_its_plan_into_force() -> None:
    articles = (
        "QUYẾT ĐỊNH\nBan hành Kế hoạch thử nghiệm\n\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch.\n\n"
        "Điều 2. Giao Sở Y tế chủ trì triển khai Kế hoạch này.\n\n{more}"
        "Điều 4. Chánh Văn phòng chịu trách nhiệm thi hành Quyết định này./.\n\nNơi nhận:\n- Như trên;\n"
        "TM. ỦY BAN NHÂN DÂN\n\nKẾ HOẠCH\nThử nghiệm\n\n"
    )
    assert [i.owners for i in plan(articles.format(more="") + ORDERS).items] == [("Sở Nội vụ",)]
    dated = "Điều 3. Sở Xây dựng kiểm tra các cầu treo trước ngày 30/6/2026.\n\n"
    assert [i.owners for i in plan(articles.format(more=dated) + ORDERS).items] == [
        ("Sở Xây dựng",),
        ("Sở Nội vụ",),
    ]


def test_a_year_that_tells_which_works_are_meant_is_no_deadline_outside_the_section() -> None:
    money = (
        "III. KINH PHÍ\n\n1. Đối với các việc làm trong năm 2026, Sở Y tế dùng nguồn đã giao."
        "\n\n2. Sở Xây dựng lập dự toán trong tháng 3 năm 2026."
    )
    draft = plan(f"{HEAD}\n\n{money}\n\n{ORDERS}")
    assert [item.owners for item in draft.items] == [("Sở Xây dựng",), ("Sở Nội vụ",)]


def test_a_bare_name_without_colon_heads_what_stands_behind_it() -> None:
    section = (
        "Sở Y tế\n\n- Khám bệnh.\n\n- Mua thuốc.\n\nUBND các xã\n\nLập danh sách người già.\n\nSửa trạm y tế."
    )
    assert [item.owners[0] for item in under(section).items] == ["Sở Y tế"] * 2 + ["UBND các xã"] * 2


def test_a_line_before_numbered_agencies_only_introduces() -> None:
    section = (
        "UBND tỉnh giao các cơ quan, đơn vị thực hiện các nhiệm vụ sau:\n\n"
        "1. Sở Y tế\n\n- Khám bệnh.\n\n2. Sở Xây dựng\n\n- Sửa cầu."
    )
    assert texts(section) == ["Khám bệnh.", "Sửa cầu."]


def test_a_line_before_numbered_measures_gives_them_its_bodies() -> None:
    section = "Các sở, ngành và UBND các xã tập trung:\n\n1. Khám bệnh cho người già.\n\n2. Sửa cầu treo."
    assert [item.owners for item in under(section).items] == [("Các sở, ngành", "UBND các xã")] * 2


def test_a_forgotten_colon_still_leads_in() -> None:
    section = "1. Sở Y tế có trách nhiệm\n\na) Khám bệnh;\n\nb) Mua thuốc."
    assert [item.owners for item in under(section).items] == [("Sở Y tế",)] * 2


def test_orders_beneath_an_order_belong_to_the_doer_that_it_names() -> None:
    section = "1. Sở Y tế tổ chức khám bệnh ở các bản xa\n\n- Lập danh sách.\n\n- Bố trí xe."
    assert [item.owners for item in under(section).items] == [("Sở Y tế",)] * 3


def test_numbers_in_brackets_mark_items_and_their_text_is_without_them() -> None:
    section = "1. Sở Y tế\n\n(1) Khám bệnh.\n\n(2) Mua thuốc.\n\n2. Sở Xây dựng\n\na) Các xã:\n\n(1) Sửa cầu."
    assert texts(section) == ["Khám bệnh.", "Mua thuốc.", "Sửa cầu."]


def test_a_number_in_brackets_within_a_wrapped_sentence_is_no_mark() -> None:
    section = (
        "1. Sở Y tế tổ chức khám bệnh theo hai đợt cho người già và trẻ em gồm đợt\n"
        "(1) ở các bản vùng cao vào đầu mùa xuân khi đường khô ráo và dễ đi lại, đợt\n"
        "(2) ở các bản ven sông vào cuối mùa thu khi lũ đã rút và nước sông trong.\n\n"
        "2. Sở Xây dựng sửa các cầu treo bắc qua suối lớn ở những bản vùng cao xa\n"
        "trung tâm để người dân đi lại an toàn trong mùa mưa lũ và mùa thu hoạch\nlúa nương."
    )
    assert len(texts(section)) == 2


def test_a_bare_noun_with_a_duty_behind_the_opening_clause_is_the_doer() -> None:
    section = "1. Trong quá trình lập quy hoạch, cơ quan tổ chức lập quy hoạch phải hỏi ý kiến người dân."
    assert under(section).items[0].owners == ("cơ quan tổ chức lập quy hoạch",)


def test_the_localities_are_no_other_word_for_a_department() -> None:
    section = "1. Sở Y tế\n\n- Sở Y tế hướng dẫn cách khám. Đồng thời, các địa phương chủ động mua thuốc."
    assert [item.owners for item in under(section).items] == [("Sở Y tế",), ("các địa phương",)]


def test_a_name_that_is_read_in_part_goes_on_to_its_colon() -> None:
    section = "1. Các cơ quan thông tin, xuất bản của tỉnh: Xây dựng chuyên trang về nghề chè."
    assert under(section).items[0].owners == ("Các cơ quan thông tin, xuất bản của tỉnh",)


def test_a_short_row_is_read_in_the_columns_that_its_cells_fit() -> None:
    head = "TT\tNhiệm vụ\tCơ quan thực hiện\tThời gian\tSản phẩm\n"
    rows = (
        "1\tLắp máy đo mưa ở bản cao\tSở Xây dựng\tQuý I/2026\tMáy đo\n"
        "2\tSửa cầu treo ở bản xa\tQuý II/2026\tCầu treo\n"
        "3\tKhám bệnh cho người già\tSở Y tế\tSổ khám bệnh\n"
        "Mua thuốc cho trạm y tế\tSở Tài chính\tTháng 9/2026"
    )
    text = ANNEX.split("TT\t")[0].format(section="1. Sở Nội vụ họp giao ban.") + head + rows
    items = plan(text).items[1:]
    assert [item.owners[0] for item in items] == ["Sở Xây dựng", "Sở Xây dựng", "Sở Y tế", "Sở Tài chính"]
    assert [item.deadline.due_on.month for item in items if item.deadline.due_on] == [3, 6, 6, 9]
    assert items[2].deliverable == "Sổ khám bệnh"


def test_a_bare_name_heads_paragraphs_that_open_with_a_clause_or_their_doer() -> None:
    section = (
        "Sở Y tế:\n\nTheo chức năng được giao, khám cho người già.\n\nHội Nông dân tỉnh\n\n"
        "Hội Nông dân tỉnh vận động hội viên trồng chè.\n\n* Sở Xây dựng\n\nSửa cầu treo."
    )
    assert [item.owners[0] for item in under(section).items] == [
        "Sở Y tế",
        "Hội Nông dân tỉnh",
        "Sở Xây dựng",
    ]


def test_a_long_sentence_broken_before_the_description_of_a_body_is_one_item() -> None:
    section = (
        "1. Sở Y tế theo dõi việc khám bệnh ở các bản xa, lập danh sách người già và trẻ em cần khám lại, "
        "mua thuốc theo từng mùa trong năm, gửi kết quả lên Cục Quản lý Khám, chữa bệnh\n\n"
        "- Cơ quan thường trực Tổ công tác về y tế vùng cao hằng quý để tổng hợp.\n\n2. Sở Xây dựng sửa cầu."
    )
    assert len(texts(section)) == 2


def test_a_letter_that_asks_to_report_difficulties_means_those_it_speaks_to() -> None:
    letter = (
        "ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\nSố: 12/UBND-NC\nLam Giang, ngày 05 tháng 3 năm 2026\n\n"
        "Kính gửi: UBND các xã.\n\nUBND tỉnh yêu cầu các xã thực hiện các nội dung sau:\n\n"
        "- Rà soát danh sách trưởng bản.\n\nTrong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị "
        "liên hệ Sở Nội vụ để được hướng dẫn./.\n\nNơi nhận:\n- Như trên;"
    )
    assert [item.owners for item in plan(letter).items] == [("các xã",)] * 2


def test_a_division_of_a_part_may_name_its_orders_behind_other_words() -> None:
    text = f"{HEAD}\n\nPHẦN I. CĂN CỨ\n\n- Luật.\n\nPHẦN II. KẾ HOẠCH\n\nI. MỤC TIÊU\n\n- Tốt hơn.\n\n"
    draft = plan(f"{text}II. TIẾN ĐỘ VÀ TỔ CHỨC THỰC HIỆN\n\n{ONE}")
    assert len(draft.items) == 2


def test_a_closing_bracket_tells_doer_and_time_behind_a_comma_too() -> None:
    task = "- Mở hội chợ chè (Sở Công Thương chủ trì, hoàn thành trong quý II/2026)."
    body = f"II. NHIỆM VỤ\n\n1. Tuyên truyền\n\n{task}"
    item = plan(f"{HEAD}\n\n{body}\n\n{ORDERS}").items[0]
    assert (item.owners, item.role, str(item.deadline.due_on)) == (("Sở Công Thương",), "lead", "2026-06-30")
