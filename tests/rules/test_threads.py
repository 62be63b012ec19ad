"""Threads, what may be declined, and where answers go: from references alone."""

import pytest

from rules.threads import answer_address, is_summary, thread_of, thread_root

WORK = "<agency-digest.20261123.a7p3.0123456789abcdef@so.example.vn>"


def test_letters_of_an_agency_about_one_plan_share_a_root_whatever_their_day_and_kind() -> None:
    others = (WORK.replace("20261123", "20261124"), WORK.replace("agency-digest", "escalation"))
    assert {thread_root(one) for one in (WORK, *others)} == {"<viec.a7p3@so.example.vn>"}


def test_a_letter_about_several_plans_stands_with_the_agencys() -> None:
    assert thread_of(7, {3}) == "a7p3"
    assert thread_of(7, {3, 4}) == thread_of(7) == "a7"


def test_summaries_stand_apart_and_trials_alone() -> None:
    summary = "<lead-digest.20261123.a7.0123456789abcdef@so.example.vn>"
    assert thread_root(summary) == "<tong-hop.a7@so.example.vn>"
    assert is_summary(summary) and not is_summary(WORK)
    assert thread_root("<test.20261123.0123456789abcdef@so.example.vn>") == ""
    assert thread_root("khong phai") == ""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("dd@so.vn", "dd@so.vn"),
        ("dd+{ma}@so.vn", "dd+agency-digest.20261123.a7p3.0123456789abcdef@so.vn"),
        ("mot-hop-thu-rat-dai-cua-so-noi-vu+{ma}@so.vn", "mot-hop-thu-rat-dai-cua-so-noi-vu@so.vn"),
    ],
)
def test_answers_go_where_the_letter_can_be_told(address: str, expected: str) -> None:
    assert answer_address(address, WORK) == expected
