"""Numbers of scanned rows are put right only where the others leave no doubt."""

from extract.reading.row_numbers import renumbered


def numbers(*marks: str) -> list[str]:
    rows = [(mark, "Báo cáo kết quả", "Sở Y tế", "Tháng 12/2026") for mark in marks]
    return [row[0] for row in renumbered(rows)]


def sections(*marks: str) -> list[str]:
    return [row[0] for row in renumbered([(mark, "ĐÀO TẠO", "", "") for mark in marks])]


def test_a_misread_number_between_good_ones_is_put_right() -> None:
    assert numbers("1", "2", "tị", "4") == ["1", "2", "3", "4"]


def test_the_header_and_a_header_printed_again_stay() -> None:
    assert numbers("TT", "12", "13", "14") == ["TT", "12", "13", "14"]


def test_a_row_without_a_number_continues_the_row_above() -> None:
    assert numbers("1", "", "2", "3") == ["1", "", "2", "3"]


def test_numbers_that_start_over_are_left_alone() -> None:
    assert numbers("1", "2", "1", "x", "2") == ["1", "2", "1", "x", "2"]


def test_misread_roman_numbers_of_sections_count_on() -> None:
    assert sections("lÍ", "H", "HỊ!", "IV") == ["I", "II", "III", "IV"]


def test_a_table_that_goes_on_keeps_its_own_first_section() -> None:
    assert sections("IV", "V") == ["IV", "V"]


def test_letters_of_sections_stay() -> None:
    assert sections("A", "B") == ["A", "B"]
