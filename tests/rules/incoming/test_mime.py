"""Letters taken apart: as programs send them, and as nobody should."""

import base64
import random
import re
import unicodedata
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadDocument
from rules.incoming.mime import MOST_FILES, read_letter
from rules.incoming.words import as_text, header_text

OURS = "<agency-digest.20261123.0123456789abcdef@syt.example.vn>"
WORDS = "Đã rà soát xong, kính báo cáo."


def letter(text: str = WORDS, **headers: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = headers.pop("Subject", "Re: [Đôn đốc] Sở Nội vụ: 1 việc quá hạn (23/11/2026)")
    mail["From"] = "Văn thư <vanthu@snv.example.vn>"
    mail["Message-ID"] = "<tra-loi-1@snv.example.vn>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def test_a_reply_tells_what_it_answers_nearest_first() -> None:
    read = read_letter(
        bytes(
            letter(In_Reply_To=OURS, References=f"<goc@x> <giua@x> {OURS}", To="Đôn đốc <dd+abcdef01@x.vn>")
        )
    )
    assert read.reference == "<tra-loi-1@snv.example.vn>"
    assert read.answers == (OURS, "<giua@x>", "<goc@x>")
    assert read.tokens == ("abcdef01",)
    assert read.text.strip() == WORDS
    assert read.subject.startswith("Re: [Đôn đốc] Sở Nội vụ")
    assert not read.is_automatic and read.bounce is None


def test_the_key_of_a_report_link_is_found_in_what_was_quoted() -> None:
    read = read_letter(bytes(letter("Xong.\n> Báo cáo: http://x.vn/r/WzEsMl0.abcDEF-_1234567 nhé")))
    assert read.links == ("WzEsMl0.abcDEF-_1234567",)


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", "us-ascii"),
        ("utf-8", "khong-co"),
        ("cp1258", "windows-1258"),
        ("utf-8", ""),
        ("utf-16", "utf-16"),
    ],
)
def test_words_survive_wrong_and_old_charsets(charset: str, declared: str) -> None:
    text = unicodedata.normalize("NFD", WORDS) if charset == "cp1258" else WORDS
    # Windows-1258 writes base letters with their own accents and the tones apart.
    data = _as_1258(WORDS) if charset == "cp1258" else text.encode(charset)
    assert as_text(data, declared) == WORDS


def _as_1258(text: str) -> bytes:
    found = b""
    for letter in text:
        try:
            found += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            tone = next(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
            kept = unicodedata.normalize("NFC", base + "".join(m for m in marks if m != tone))
            found += kept.encode("cp1258") + tone.encode("cp1258")
    return found


def test_decomposed_letters_are_composed_and_control_characters_go() -> None:
    assert as_text(unicodedata.normalize("NFD", "Đã xong\x00\u202e").encode()) == "Đã xong"


def test_headers_are_read_encoded_raw_and_broken() -> None:
    raw = b"Subject: B\xc3\xa1o c\xc3\xa1o\r\nMessage-ID: <a.1@b.vn>\r\n\r\nx"
    assert read_letter(raw).subject == "Báo cáo"
    assert header_text("=?utf-8?b?QsOhbyBjw6Fv?=") == "Báo cáo"
    assert header_text("=?utf-8?b?Qs?= =?xyz?q?=E1?=").strip()


def test_a_subject_folded_between_plain_and_encoded_words_keeps_its_blanks() -> None:
    subject = "Re: [Đôn đốc] Sở Văn hóa, Thể thao và Du lịch: 1 việc sắp đến hạn (20/11/2026)"
    letter = EmailMessage()
    letter["Subject"] = subject
    letter.set_content("Đã xong.")
    assert re.search(rb" thao\r?\n =\?", bytes(letter))
    assert read_letter(bytes(letter)).subject == subject


def test_a_letter_with_html_only_has_its_words() -> None:
    mail = letter()
    mail.clear_content()
    mail.set_content(f"<p>{WORDS}</p><script>alert(1)</script>", subtype="html")
    assert read_letter(bytes(mail)).text == WORDS


def test_files_come_with_their_names_and_a_logo_does_not() -> None:
    mail = letter()
    mail.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="Báo cáo số 1.pdf")
    mail.add_attachment(
        b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>", disposition="inline"
    )
    files = read_letter(bytes(mail)).files
    assert [(f.filename, f.content) for f in files] == [("Báo cáo số 1.pdf", b"%PDF-1.7 x")]


def test_more_files_than_are_kept_are_named() -> None:
    mail = letter()
    for n in range(MOST_FILES + 2):
        mail.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{n}.txt")
    read = read_letter(bytes(mail))
    assert len(read.files) == MOST_FILES and len(read.left_out) == 2


def test_an_attached_letter_is_left_out_and_named() -> None:
    mail = letter()
    mail.add_attachment(letter("của người khác"))
    read = read_letter(bytes(mail))
    assert read.files == () and read.left_out == ("một thư gửi kèm nguyên",)
    assert "của người khác" not in read.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Subject": "Trả lời tự động: việc quá hạn"},
        {"Subject": "Automatic reply: việc"},
    ],
)
def test_answers_of_programs_are_told(headers: dict[str, str]) -> None:
    assert read_letter(bytes(letter(**headers))).is_automatic


def test_what_a_person_sends_is_no_programs_answer() -> None:
    assert not read_letter(bytes(letter(Auto_Submitted="no"))).is_automatic


def test_a_letter_without_a_message_id_is_known_by_its_bytes() -> None:
    data = b"Subject: x\r\n\r\ny"
    assert len(read_letter(data).reference) == 64
    assert read_letter(data).reference == read_letter(data).reference
    assert read_letter(data + b" ").reference != read_letter(data).reference


def test_a_letter_made_to_do_harm_is_refused_in_words_or_read() -> None:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(3000))
    try:
        read_letter(head.encode())
    except BadDocument as fault:
        assert "lồng nhau" in fault.sentence


@given(st.binary(max_size=3000))
def test_any_bytes_are_a_letter(data: bytes) -> None:
    read = read_letter(data)
    assert "\x00" not in read.text + read.subject


def test_a_real_letter_damaged_anywhere_is_still_read() -> None:
    mail = letter(In_Reply_To=OURS)
    mail.add_attachment(b"%PDF-1.7 x" * 50, maintype="application", subtype="pdf", filename="Báo cáo.pdf")
    data = bytearray(bytes(mail))
    dice = random.Random(7)
    for _ in range(400):
        broken = bytearray(data)
        for _ in range(dice.randrange(1, 12)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        read_letter(bytes(broken[: dice.randrange(len(broken))] if dice.random() < 0.3 else broken))


def test_base64_that_is_broken_is_read_as_far_as_it_goes() -> None:
    body = base64.b64encode(WORDS.encode())[:-3] + b"!!"
    data = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + body
    assert "rà soát" in read_letter(data).text
