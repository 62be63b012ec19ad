"""Replies as mail programs write them: the sender's own words are what is left."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.incoming.markup import plain_lines
from rules.incoming.quoting import own_words

OWN = "Đã rà soát xong 12/14 đơn vị, còn 2 đơn vị hoàn thành trước ngày 27/11."
OLD = "Kính gửi: Sở Nội vụ\n\nĐến thứ Hai, cơ quan có 1 việc được giao."


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


FORMS = {
    "gmail in Vietnamese": (
        f"{OWN}\n"
        "\n"
        "Vào Th 2, 23 thg 11, 2026 vào lúc 08:05 Đôn đốc <dondoc@syt.example.vn>\n"
        "đã viết:\n"
        "\n"
        f"{quoted(OLD)}"
    ),
    "gmail in English": (
        f"{OWN}\n\nOn Mon, Nov 23, 2026 at 8:05 AM Đôn đốc <dondoc@syt.example.vn> wrote:\n\n{quoted(OLD)}"
    ),
    "apple mail in Vietnamese": (
        f"{OWN}\n"
        "\n"
        "Được gửi từ iPhone của tôi\n"
        "\n"
        "> Vào 08:05, 23 thg 11, 2026, Đôn đốc <a@b.vn> đã viết:\n"
        "> \n"
        f"{quoted(OLD)}"
    ),
    "thunderbird": (f"{OWN}\n\nVào 23/11/2026 08:05, Đôn đốc viết:\n{quoted(OLD)}\n-- \nVăn thư Sở Nội vụ"),
    "outlook in English": (
        f"{OWN}\n"
        "\n"
        "-----Original Message-----\n"
        "From: Đôn đốc <a@b.vn>\n"
        "Sent: Monday, November 23, 2026 8:05 AM\n"
        "To: vanthu\n"
        "Subject: việc\n"
        "\n"
        f"{OLD}"
    ),
    "outlook in Vietnamese": (
        f"{OWN}\n"
        "\n"
        "Từ: Đôn đốc <a@b.vn>\n"
        "Gửi: thứ Hai, 23 tháng Mười Một 2026 8:05 SA\n"
        "Tới: Văn thư\n"
        "Chủ đề: việc\n"
        "\n"
        f"{OLD}"
    ),
    "outlook on the web": (
        f"{OWN}\n"
        "\n"
        "________________________________\n"
        "From: Đôn đốc <a@b.vn>\n"
        "Sent: Monday, November 23, 2026\n"
        "To: vanthu\n"
        "Subject: việc\n"
        "\n"
        f"{OLD}"
    ),
    "outlook with bold names": (
        f"{OWN}\n\n*Từ:* Đôn đốc <a@b.vn>\n*Ngày:* 23/11/2026\n*Đến:* Văn thư\n\n{OLD}"
    ),
    "zimbra": (f"{OWN}\n\n----- Thư gốc -----\nTừ: Đôn đốc\nTới: Văn thư\n\n{OLD}"),
    "roundcube": (f"{OWN}\n\nOn 2026-11-23 08:05, Đôn đốc wrote:\n{quoted(OLD)}"),
    "a reply below": (f"On 2026-11-23 08:05, Đôn đốc wrote:\n{quoted(OLD)}\n\n{OWN}"),
    "a signature after a farewell": (
        f"{OWN}\n\nTrân trọng,\n\nChuyên viên Phòng Tổ chức\nSở Nội vụ\nĐT: 0000 000 000"
    ),
    "a signature after two dashes": (f"{OWN}\n--\nPhòng Tổ chức"),
    "outlook for phones": (
        f"{OWN}\n"
        "\n"
        "Tải Outlook cho iOS\n"
        "________________________________\n"
        "Từ: Đôn đốc\n"
        "Đã gửi: thứ Hai\n"
        "Đến: x\n"
        "\n"
        f"{OLD}"
    ),
}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_only_the_senders_words_are_left(form: str) -> None:
    assert own_words(FORMS[form]) == OWN


def test_an_answer_between_the_quoted_lines_is_kept_whole() -> None:
    text = "Vào 23/11/2026 08:05, Đôn đốc viết:\n> 1. Rà soát\nĐã xong.\n> 2. Tổng hợp\nChưa xong."
    assert own_words(text) == "Đã xong.\nChưa xong."


def test_words_that_look_like_a_head_or_a_farewell_stay_in_a_report() -> None:
    text = (
        "Từ: tháng 10 đến nay đã xong.\nNgày mai tôi viết:\nbáo cáo gửi sau.\n"
        "Trân trọng đề nghị cho lùi đến 30/11.\nTừ ngày 1/11 đã họp 3 lần."
    )
    assert own_words(text) == text


def test_a_postscript_after_a_farewell_is_no_signature() -> None:
    assert "còn 2 xã" in own_words("Đã xong.\nTrân trọng.\nP/S: còn 2 xã chưa gửi.")


def test_nothing_of_ones_own_is_nothing() -> None:
    assert own_words(quoted(OLD)) == ""


def test_html_of_gmail_and_outlook_becomes_lines_with_its_quotations() -> None:
    gmail = (
        f'<div dir="ltr"><p>{OWN}</p></div><br><div class="gmail_quote">'
        '<div class="gmail_attr">Vào Th 2, 23 thg 11, 2026 đã viết:<br></div>'
        "<blockquote><table><tr><td>Kính gửi</td><td>Sở</td></tr></table></blockquote></div>"
    )
    assert own_words(plain_lines(gmail)) == OWN
    outlook = (
        f"<html><head><style>p{{margin:0}}</style></head><body><p class=MsoNormal>{OWN}<o:p></o:p></p>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Đôn đốc<br>"
        "<b>Sent:</b> Monday<br><b>To:</b> x<br><b>Subject:</b> y</p></div><p>Kính gửi</p></body></html>"
    )
    assert own_words(plain_lines(outlook)) == OWN


@given(st.text(max_size=2000))
def test_whatever_comes_is_read_and_reading_adds_nothing(text: str) -> None:
    left = own_words(text)
    assert len(left) <= len(text)
    assert isinstance(plain_lines(text), str)


def test_no_letter_takes_long() -> None:
    began = time.process_time()
    for text in (
        "on " * 60_000 + "wrote",
        "Từ: x\n" * 20_000,
        "> " * 50_000,
        "_" * 200_000,
        "vào 1\n" * 20_000,
        "p/s " * 50_000,
    ):
        own_words(text)
    for html in ("<div>" * 80_000, "<a " * 80_000, "<blockquote>x" * 20_000, "</p>" * 80_000, "&" * 200_000):
        plain_lines(html)
    assert time.process_time() - began < 6
