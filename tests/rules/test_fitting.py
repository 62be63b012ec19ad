"""Short texts: they fit, they hold nothing but numbers, days and a link, and the link is whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fitting import (
    GSM,
    SMS_LENGTH,
    ZNS_LEAST,
    ZNS_MOST,
    ZNS_PATH_MOST,
    ShortFacts,
    chat_text,
    gsm,
    link_in,
    sms_text,
    zns_parameters,
)

BASE = "https://don-doc.tinh.example.vn"
LINK = f"{BASE}/r/WzEyMywyMV0.AbCdEfGhIjKlMnOpQrStUvWxYz0"
facts = st.builds(
    ShortFacts,
    kind=st.sampled_from(
        [
            "agency-digest",
            "urgent-digest",
            "escalation",
            "urgent-escalation",
            "lead-digest",
            "refusal",
            "test",
            "other",
        ]
    ),
    works=st.integers(0, 10**6),
    late=st.integers(0, 10**6),
    nearest=st.none() | st.dates(),
    is_urgent=st.booleans(),
    link=st.sampled_from(["", BASE, LINK, LINK * 2, LINK * 5, "https://đôn-đốc.vn/r/x"])
    | st.text(max_size=200),
)


@given(facts)
def test_an_sms_fits_one_message_of_plain_characters(one: ShortFacts) -> None:
    text = sms_text(one)
    assert 0 < len(text) <= SMS_LENGTH
    assert set(text) <= GSM
    assert text.isascii()


@given(facts)
def test_a_link_is_whole_or_not_there(one: ShortFacts) -> None:
    text = sms_text(one)
    assert text.endswith(one.link) or "http" not in text


@given(st.text())
def test_what_is_left_without_diacritics_is_in_the_alphabet(text: str) -> None:
    assert set(gsm(text)) <= GSM


@given(facts)
def test_zns_parameters_keep_within_their_lengths(one: ShortFacts) -> None:
    found = zns_parameters(one, BASE)
    path = found.pop("duong_dan")
    assert len(path) <= ZNS_PATH_MOST
    assert all(ZNS_LEAST <= len(value) <= ZNS_MOST for value in found.values())


def test_the_words_of_a_usual_morning() -> None:
    one = ShortFacts("agency-digest", works=5, late=2, nearest=date(2026, 11, 25), link=LINK)
    assert chat_text(one) == f"5 việc, 2 việc quá hạn, cần xử lý. Hạn gần nhất 25/11/2026.\n{LINK}"
    assert sms_text(one) == f"Don doc: 5 viec, 2 viec qua han, can xu ly. Han gan nhat 25/11/2026. {LINK}"
    assert zns_parameters(one, BASE) == {
        "so_viec": "5 việc",
        "qua_han": "2 việc",
        "han_gan_nhat": "25/11/2026",
        "duong_dan": LINK.removeprefix(f"{BASE}/"),
    }


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (ShortFacts("test"), "Tin thử"),
        (ShortFacts("lead-digest"), "tổng hợp"),
        (ShortFacts("refusal"), "đề nghị không nhận việc"),
        (ShortFacts("urgent-escalation", works=3, is_urgent=True), "KHẨN. 3 việc cần lãnh đạo"),
        (ShortFacts("weekly"), "thông báo mới"),
    ],
)
def test_each_kind_has_its_words(one: ShortFacts, said: str) -> None:
    assert said in chat_text(one)


def test_the_words_are_shortened_before_the_link_is_given_up() -> None:
    long = f"{BASE}/r/{'x' * 80}"
    one = ShortFacts("agency-digest", works=12, late=3, nearest=date(2026, 12, 31), link=long)
    assert sms_text(one) == f"Don doc: 12 viec, 3 qua han. {long}"


def test_the_link_of_a_letter_is_found_in_its_text() -> None:
    assert link_in(f"Kính gửi\n\nBáo cáo tại {LINK}\nHết.", BASE) == LINK
    assert link_in("https://noi-khac.example.vn/r/abc", BASE) == BASE
    assert link_in(f"Xem {LINK}.", BASE) == LINK
