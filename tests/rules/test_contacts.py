"""Absence never leaves a letter without a reader, and addresses are never shown whole."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from rules.contacts import (
    Reach,
    check_absence,
    check_leaving,
    clean_name,
    masked,
    officer_channel,
    ranked_channels,
)

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


def away(contact_id: int, first: int, last: int, stands_in: int | None) -> Reach:
    return Reach(contact_id, True, FIRST + timedelta(first), FIRST + timedelta(last), stands_in)


@pytest.mark.parametrize(
    ("first", "last", "substitute", "said"),
    [
        (LAST, FIRST, 2, "đứng trước ngày đầu"),
        (FIRST, LAST, 1, "tự thay mình"),
        (FIRST, LAST, 9, "cùng cơ quan"),
        (FIRST, LAST, 3, "ngừng nhận thư"),
        (FIRST, LAST, 4, "cũng vắng"),
    ],
)
def test_an_absence_that_leaves_nobody_is_refused(
    first: date, last: date, substitute: int, said: str
) -> None:
    colleagues = [Reach(1, True), Reach(2, True), Reach(3, False), away(4, 4, 6, None)]
    with pytest.raises(Refused, match=said):
        check_absence(1, first, last, substitute, colleagues)


def test_who_stands_in_cannot_be_away_on_those_days() -> None:
    colleagues = [Reach(1, True), away(2, 0, 4, 1)]
    with pytest.raises(Refused, match="đang thay cho"):
        check_absence(1, LAST, LAST, None, colleagues)
    check_absence(1, FIRST + timedelta(5), FIRST + timedelta(9), 2, colleagues)


def test_who_stands_in_cannot_leave_before_the_absence_is_over() -> None:
    colleagues = [Reach(1, True), away(2, 0, 4, 1)]
    with pytest.raises(Refused, match="đang hoặc sắp thay"):
        check_leaving(1, colleagues, today=LAST)
    check_leaving(1, colleagues, today=LAST + timedelta(1))


DAYS = st.integers(0, 12)


@given(st.lists(st.tuples(st.integers(1, 4), DAYS, DAYS, st.none() | st.integers(1, 4)), max_size=12))
def test_whatever_is_accepted_a_substitute_is_always_there(
    wanted: list[tuple[int, int, int, int | None]],
) -> None:
    people = {n: Reach(n, True) for n in range(1, 5)}
    for who, first, last, substitute in wanted:
        row = away(who, first, last, substitute)
        assert row.away_from and row.away_to
        try:
            check_absence(who, row.away_from, row.away_to, substitute, list(people.values()))
        except Refused:
            continue
        people[who] = row
    for n in range(13):
        day = FIRST + timedelta(n)
        for one in people.values():
            if one.is_away(day, day) and one.substitute_id is not None:
                assert not people[one.substitute_id].is_away(day, day)


@pytest.mark.parametrize(
    ("channel", "shown"),
    [
        ("outbox://so-noi-vu", "Hộp thư trong chương trình ••••-vu"),
        ("outbox://snv", "Hộp thư trong chương trình ••••"),
        ("mailtos://ai:bi-mat@may.vn:587/?to=nguoi.nhan@so.tinh.vn", "Thư điện tử ••••@so.tinh.vn"),
        ("mailto://ai:bi-mat@may.vn?to=nguoi%40so.tinh.vn", "Thư điện tử ••••@so.tinh.vn"),
        ("mailto://ai:bi-mat@may.vn", "Thư điện tử ••••@may.vn"),
        ("json://ai:bi-mat@may.vn/x", "Webhook JSON ••••"),
        ("smsvn://khoa:bi-mat@SOYTE/0912345678", "SMS ••••678"),
        ("zns://app:bi-mat@123/84912345678?refresh=bi-mat", "Zalo ZNS ••••678"),
        ("tgram://123:bi-mat/-100", "Telegram ••••"),
        ("la://ai:bi-mat@may.vn/x", "Kênh khác ••••"),
    ],
)
def test_an_address_is_shown_by_its_kind_and_its_end(channel: str, shown: str) -> None:
    assert masked(channel) == shown


@given(st.text(max_size=60), st.text(alphabet="abcdefgh0123", min_size=12, max_size=20))
def test_no_password_is_ever_shown(tail: str, password: str) -> None:
    shown = masked(f"mailtos://nguoi:{password}@may.vn/?to=a@b.vn#{tail}")
    assert password not in shown


def test_a_name_stands_on_one_line_and_is_there() -> None:
    assert clean_name("  Văn\nthư\t Sở ") == "Văn thư Sở"
    for text in ("", " \n ", "x" * 121):
        with pytest.raises(Refused):
            clean_name(text)


def test_further_channels_stand_in_the_order_that_was_asked_for() -> None:
    known = ["outbox://a", "outbox://b", "outbox://c"]
    assert ranked_channels([3, None, 1], "", known) == ["outbox://c", "outbox://a"]
    assert ranked_channels([1, 1, 1], " outbox://d ", known) == [*known, "outbox://d"]
    assert ranked_channels([], "", known) == []
    with pytest.raises(Refused, match="đã có"):
        ranked_channels([1, 2, 3], "outbox://b", known)
    with pytest.raises(Refused, match="nhiều nhất"):
        ranked_channels([1, 2, 3, 4], "outbox://e", [*known, "outbox://d"])


def test_an_officer_names_no_chat_and_no_gateway() -> None:
    for typed in ("tgram://123:abc/-100", "smsvn://a:b@C/0912345678", "jsons://may.example.vn/x"):
        with pytest.raises(Refused, match="người vận hành"):
            officer_channel(typed, ["outbox://a"])
    assert officer_channel("outbox://b", []) == "outbox://b"
    assert officer_channel("tgram://123:abc/-100", ["tgram://123:abc/-100"]) == "tgram://123:abc/-100"
