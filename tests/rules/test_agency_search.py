"""A person finds an agency with few letters and without diacritics."""

import pytest

from rules.agency_search import initials, rank

NAMES = ("Sở Khoa học và Công nghệ", "Sở KH&CN")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Sở Khoa học và Công nghệ", 0),
        ("so khoa hoc va cong nghe", 0),
        ("sở kh&cn", 0),
        ("so-khcn", 0),
        ("SKHCN", 1),
        ("so khoa", 2),
        ("cong nghe", 3),
        ("nghe khoa", 3),
        ("", 3),
        ("y te", None),
        ("hoc y", None),
        ("???", None),
    ],
)
def test_how_well_a_body_answers(query: str, wanted: int | None) -> None:
    assert rank(query, NAMES, "so-khcn") == wanted


def test_short_forms_of_committees_are_written_out() -> None:
    assert rank("ubnd xa an binh", ("UBND xã An Bình",)) == 0
    assert rank("Ủy ban nhân dân xã An", ("UBND xã An Bình",)) == 2


def test_initials_leave_out_small_words() -> None:
    assert initials("Sở Khoa học và Công nghệ") == "skhcn"


def test_a_single_letter_is_no_abbreviation() -> None:
    assert rank("s", ("Sở",)) == 2
