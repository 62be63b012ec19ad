"""Whose a sentence is where bodies stand in its clauses, its competence or its title."""

from extract.subjects import read_heading, read_subject
from tests.extract.paper import plan


def owners(sentence: str) -> tuple[str, ...]:
    return read_subject(sentence).owners


def test_bodies_concerned_with_the_plan_owe_what_they_are_responsible_for() -> None:
    assert owners(
        "Các sở, ngành liên quan đến việc thực hiện Kế hoạch này có trách nhiệm cập nhật số liệu."
    ) == ("Các sở, ngành liên quan đến việc thực hiện Kế hoạch này",)


def test_competence_between_subject_and_verb_needs_no_comma() -> None:
    assert owners("Các phòng trực thuộc Sở trong phạm vi nhiệm vụ của mình tổ chức thực hiện.") == (
        "Các phòng trực thuộc Sở",
    )


def test_behind_an_order_without_subject_nobody_whom_it_names_is_the_doer() -> None:
    assert (
        owners("Trên cơ sở đề xuất của các xã, chủ trì tổng hợp và phối hợp với Sở A, UBND xã B bố trí vốn.")
        == ()
    )
    assert (
        owners("Căn cứ nhiệm vụ được giao, chỉ đạo các trường, các trạm y tế xã lồng ghép nội dung này.")
        == ()
    )
    assert owners("Căn cứ nhiệm vụ được giao, Sở Y tế chỉ đạo các trạm y tế xã thực hiện.") == ("Sở Y tế",)


def test_a_title_about_areas_and_samples_names_no_body() -> None:
    assert read_heading("Đối với vùng trồng lúa ven biển") == ()
    assert read_heading("Đối với mẫu nước giếng") == ()
    assert read_heading("Đối với bệnh viện tuyến tỉnh") == ("bệnh viện tuyến tỉnh",)


def test_establishments_with_a_number_of_their_own_among_agencies_are_doers() -> None:
    section = (
        "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n- Tổng hợp báo cáo.\n\n2. Sở Tài chính\n\n- Bố trí vốn.\n\n"
        "3. Doanh nghiệp, hộ kinh doanh: Niêm yết giá tại nơi bán hàng.\n"
    )
    found = plan(f"KẾ HOẠCH\nThử nghiệm\n\n{section}").items
    assert found[-1].owners == ("Doanh nghiệp, hộ kinh doanh",)
    assert "owner_guessed" in found[-1].flags


def test_the_parts_of_a_programme_beneath_a_whole_order_are_its_details() -> None:
    section = (
        "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Nội vụ\n\na) Chủ trì triển khai các nhiệm vụ được giao tại các dự án"
        " trong Chương trình theo hướng dẫn của cấp trên, bao gồm:\n\n- Dự án 1: Nâng cấp các trạm y tế.\n\n"
        "- Tiểu dự án 2 (Dự án 3): Đào tạo nhân viên y tế thôn bản.\n\nb) Báo cáo kết quả.\n"
    )
    found = plan(f"KẾ HOẠCH\nThử nghiệm\n\n{section}").items
    assert [item.text[:17] for item in found] == ["Chủ trì triển kha", "Báo cáo kết quả."]
    assert "Dự án 1: Nâng cấp các trạm y tế." in found[0].details


def test_a_branch_belongs_to_its_bank() -> None:
    name = "Ngân hàng Nhà nước Việt Nam - Chi nhánh Khu vực 20"
    assert owners(f"{name}: Chủ trì, phối hợp với Sở Tài chính hướng dẫn các quỹ tín dụng.") == (name,)
    assert owners("Ngân hàng Nhà nước Chi nhánh Khu vực 20, Sở Tài chính bố trí vốn.") == (
        "Ngân hàng Nhà nước Chi nhánh Khu vực 20",
        "Sở Tài chính",
    )


def test_whom_a_numbered_sentence_encourages_is_the_doer_where_nobody_else_is() -> None:
    section = "IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n- Khuyến khích Hội Đông y mở lớp.\n\n"
    found = plan(
        f"KẾ HOẠCH\nThử nghiệm\n\n{section}2. Khuyến khích Hội Đông y tỉnh phổ biến cây thuốc.\n"
    ).items
    assert [item.owners for item in found] == [("Sở Y tế",), ("Hội Đông y tỉnh",)]
