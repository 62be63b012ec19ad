"""What may be said in an exchange, and from when on it is news."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from rules.comments import LONGEST, NEWS, clean_comment, news_since

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_blanks_and_control_characters_go_and_lines_stay() -> None:
    assert clean_comment("  Chờ số liệu\r\n\r\n\r\n của xã\x00 \x1b[31m ") == "Chờ số liệu\n\n của xã [31m"


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07", "\u200b\u200b"])
def test_nothing_is_no_comment(text: str) -> None:
    with pytest.raises(Refused, match="Chưa có nội dung"):
        clean_comment(text)


def test_too_much_is_refused_and_the_longest_is_taken() -> None:
    assert clean_comment("a" * LONGEST) == "a" * LONGEST
    with pytest.raises(Refused, match="dài hơn"):
        clean_comment("a" * (LONGEST + 1))


@given(st.text(max_size=400))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        once = clean_comment(text)
    except Refused:
        return
    assert clean_comment(once) == once and once == once.strip()


@given(st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=90))))
def test_news_begins_at_the_last_digest_and_never_more_than_thirty_days_ago(age: timedelta | None) -> None:
    told = None if age is None else NOW - age
    since = news_since(told, NOW)
    assert NOW - NEWS <= since <= NOW
    assert told is None or since >= told
