"""Channels: which addresses are accepted, and what each says when a letter is not taken."""

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadSettings, PassingFailure, PermanentRefusal
from notify.channels import check_channel, open_channel
from notify.letter import Letter
from notify.lines import LETTERS_PER_LINE, MailLines
from notify.outbox import KeepLetter
from tests.notify.post_office import PostOffice, answers, free_port, open_post_office

LETTER = Letter(
    "<agency-digest.20261123.abc@so-y-te.example.vn>",
    "[Đôn đốc] Sở Nội vụ: 2 việc quá hạn (23/11/2026)",
    "Kính gửi: Sở Nội vụ\n\n1. Rà soát nhân lực\n",
    "<p>Kính gửi: <strong>Sở Nội vụ</strong></p>\n",
    datetime(2026, 11, 23, 0, 30, tzinfo=UTC),
)


def send(url: str, *, keep: KeepLetter | None = None, letter: Letter = LETTER) -> None:
    with MailLines() as lines:
        sender = "Sở Y tế <don-doc@so-y-te.example.vn>"
        open_channel(url, keep=keep or refuse_to_keep, lines=lines, mail_from=sender).send(letter)


def refuse_to_keep(mailbox: str, letter: Letter) -> None:
    raise AssertionError("nothing goes to an outbox here")


def test_an_outbox_hands_the_letter_to_its_keeper() -> None:
    kept: list[tuple[str, Letter]] = []
    send("outbox://so-noi-vu", keep=lambda box, letter: kept.append((box, letter)))
    assert kept == [("so-noi-vu", LETTER)]


def test_a_keeper_that_fails_is_heard() -> None:
    with pytest.raises(AssertionError, match="nothing goes"):
        send("outbox://so-noi-vu")


def test_a_mail_arrives_with_our_reference_and_both_parts() -> None:
    with open_post_office(PostOffice()) as office:
        send(office.url("van-thu@so-noi-vu.example.vn"))
    (mail,) = office.mails
    assert mail["Message-ID"] == LETTER.reference
    assert mail["Subject"] == LETTER.subject
    assert mail["From"].addresses[0].display_name == "Sở Y tế"
    assert mail["From"].addresses[0].addr_spec == "don-doc@so-y-te.example.vn"
    assert mail["To"] == "van-thu@so-noi-vu.example.vn"
    assert mail["Date"].datetime == LETTER.at
    assert mail["Auto-Submitted"] == "auto-generated"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert mail.get_content_type() == "multipart/alternative"
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html is not None
    assert html.get_content().replace("\r\n", "\n") == LETTER.html


def test_a_from_in_the_address_stands_before_the_setting() -> None:
    with open_post_office(PostOffice()) as office:
        send(office.url() + "&from=khac@so-y-te.example.vn")
    assert office.mails[0]["From"].addresses[0].addr_spec == "khac@so-y-te.example.vn"


@pytest.mark.parametrize(
    ("office", "words"),
    [
        (PostOffice(at_recipient=answers("550 5.1.1 <van-thu@xa.example.vn> user unknown")), "550"),
        (PostOffice(at_recipient=answers("553 mailbox name not allowed")), "553"),
        (PostOffice(at_data=answers("554 5.7.1 rejected")), "554"),
    ],
)
def test_a_recipient_or_letter_refused_with_5xx_is_refused_for_good(office: PostOffice, words: str) -> None:
    with open_post_office(office), pytest.raises(PermanentRefusal, match=words) as refusal:
        send(office.url())
    assert "van-thu" not in str(refusal.value)


@pytest.mark.parametrize(
    "office",
    [
        PostOffice(at_recipient=answers("421 4.3.2 shutting down")),
        PostOffice(at_recipient=answers("450 4.2.1 mailbox busy")),
        PostOffice(at_data=answers("451 4.3.0 try again")),
        PostOffice(at_data=answers("421 4.3.2 shutting down")),
        PostOffice(at_sender=answers("550 5.7.1 sender not allowed")),
        PostOffice(at_sender=answers("530 authentication required")),
    ],
)
def test_what_may_change_is_a_passing_failure(office: PostOffice) -> None:
    with open_post_office(office), pytest.raises(PassingFailure):
        send(office.url())
    assert office.mails == []


def test_a_server_that_is_not_there_is_a_passing_failure() -> None:
    with pytest.raises(PassingFailure, match="Không kết nối được"):
        send(f"mailto://127.0.0.1:{free_port()}/?to=a@xa.example.vn")


def test_a_server_without_the_wanted_security_gets_nothing() -> None:
    with open_post_office(PostOffice()) as office, pytest.raises(PassingFailure):
        send(office.url().replace("mailto:", "mailtos:"))
    assert office.mails == []


def test_letters_of_one_run_share_a_connection_until_it_has_carried_many() -> None:
    with open_post_office(PostOffice()) as office, MailLines() as lines:
        for _ in range(LETTERS_PER_LINE + 5):
            open_channel(office.url(), keep=refuse_to_keep, lines=lines).send(LETTER)
    assert len(office.mails) == LETTERS_PER_LINE + 5
    assert len(office.peers) == 2


def test_a_connection_that_broke_between_two_letters_is_opened_again() -> None:
    with MailLines() as lines:
        with open_post_office(PostOffice()) as office:
            open_channel(office.url(), keep=refuse_to_keep, lines=lines).send(LETTER)
        with open_post_office(office, port=office.port):
            open_channel(office.url(), keep=refuse_to_keep, lines=lines).send(LETTER)
    assert len(office.mails) == len(office.peers) == 2


def test_after_a_refusal_the_next_letter_goes_through() -> None:
    with open_post_office(PostOffice(at_recipient=answers("550 unknown"))) as office, MailLines() as lines:
        with pytest.raises(PermanentRefusal):
            open_channel(office.url(), keep=refuse_to_keep, lines=lines).send(LETTER)
        office.at_recipient = lambda session: None
        open_channel(office.url(), keep=refuse_to_keep, lines=lines).send(LETTER)
    assert len(office.mails) == 1


def test_a_letter_is_sent_in_the_callers_own_thread() -> None:
    # Apprise sends in another thread when it has a time limit, and leaves it running when that is over.
    threads: list[threading.Thread] = []
    send("outbox://so-noi-vu", keep=lambda box, letter: threads.append(threading.current_thread()))
    assert threads == [threading.current_thread()]


def test_a_fault_of_the_program_is_heard_and_no_failure_of_the_channel() -> None:
    with open_post_office(PostOffice()) as office, pytest.raises(UnicodeEncodeError):
        send(office.url(), letter=replace(LETTER, text="\ud800"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "so-y-te",
        "van-thu@xa.example.vn",
        "file:///etc/passwd",
        "syslog://localhost",
        "dbus://",
        "macosx://",
        "windows://",
        "json://127.0.0.1:4200/api",
        "xml://127.0.0.1/",
        "tgram://token/chat",
        "outbox://",
        "outbox://../../x",
        "outbox://so-y-te/them?x=1",
        "mailto://",
        "mailto://user:pass@host.example.vn",
        "mailto://host.example.vn/?to=khong-phai-dia-chi",
        "mailto://host.example.vn/?to=a@x.example.vn,b@x.example.vn",
        "mailto://host.example.vn/a@x.example.vn/b@x.example.vn",
        "mailto://host.example.vn/?to=a@x.example.vn&cc=b@x.example.vn",
        "mailto://host.example.vn/?to=a@x.example.vn&bcc=b@x.example.vn",
        "mailto://host.example.vn/?to=a@x.example.vn&pgp=sign&pgpprv=/etc/key",
        "mailto://host.example.vn/?to=a@x.example.vn&optional=yes",
        "mailto://host.example.vn/?to=a@x.example.vn&OPTIONAL=yes",
        "mailto://host.example.vn/?to=a@x.example.vn&+Bcc=b@x.example.vn",
        "mailto://host.example.vn/?to=a@x.example.vn&mode=none",
        "mailto://[::1?to=a@x.example.vn",
    ],
)
def test_other_addresses_are_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(BadSettings) as refusal:
        check_channel(url)
    assert refusal.value.sentence.endswith(".")
    assert refusal.value.hint


def test_a_good_address_is_described_without_the_person_or_the_password() -> None:
    words = check_channel("mailtos://don-doc:mat-khau@mail.example.vn:587/?to=van-thu@xa.example.vn")
    assert words == "Thư điện tử tới một địa chỉ tại xa.example.vn, qua máy chủ mail.example.vn"
    assert check_channel("outbox://so-y-te") == "Hộp thư thử “so-y-te”"


_SERVERS = (
    "mailto://127.0.0.1:2525/?",
    "mailtos://don-doc:mat-khau@mail.example.vn:587/?mode=ssl&",
    "mailto://host.example.vn/?from=khac@so-y-te.example.vn&name=S%E1%BB%9F&",
)
_ADDRESSES = st.from_regex(r"[A-Za-z0-9._%+-]{1,20}@[a-z0-9.-]{1,20}\.[a-z]{2,6}", fullmatch=True)


@given(st.sampled_from(_SERVERS), _ADDRESSES, st.sampled_from(("", "&verify=no", "&to=b@x.example.vn")))
def test_one_recipient_read_after_another_is_what_apprise_reads(server: str, to: str, rest: str) -> None:
    told: list[str] = []
    # An argument that is not listed, in capitals, keeps an address from the shorter way.
    for url in (f"{server}to={to}{rest}", f"{server}TO={to}{rest}"):
        try:
            told.append(check_channel(url))
        except BadSettings as fault:
            told.append(fault.sentence)
    assert told[0] == told[1]


def test_recipients_behind_one_server_are_not_mixed_up() -> None:
    with open_post_office(PostOffice()) as office, MailLines() as lines:
        urls = [office.url(f"van-thu-{n}@xa.example.vn") for n in range(3)]
        channels = [open_channel(url, keep=refuse_to_keep, lines=lines) for url in urls]
        for channel in channels:
            channel.send(LETTER)
    assert [mail["To"] for mail in office.mails] == [f"van-thu-{n}@xa.example.vn" for n in range(3)]


def test_a_faulty_sender_setting_is_named() -> None:
    with pytest.raises(BadSettings, match="DONDOC_MAIL_FROM"):
        open_channel(
            "mailto://host.example.vn/?to=a@x.example.vn",
            keep=refuse_to_keep,
            lines=MailLines(),
            mail_from="Sở Y tế",
        )


def test_no_log_names_a_recipient_or_a_password(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office = PostOffice(at_recipient=answers("550 <van-thu@xa.example.vn> unknown"))
    with open_post_office(office), pytest.raises(PermanentRefusal):
        send(office.url("van-thu@xa.example.vn"))
    with pytest.raises(BadSettings):
        check_channel("mailto://don-doc:mat-khau@host.example.vn/?to=van-thu@@xa&cc=x")
    with pytest.raises(BadSettings):
        check_channel("mailto://host.example.vn/?to=van-thu@xa.example.vn,hong@@x")
    logged = "\n".join(r.getMessage() for r in caplog.records if r.name in ("apprise", "dondoc.delivery"))
    for secret in ("van-thu", "mat-khau", "hong@"):
        assert secret not in logged


def test_a_letter_that_was_foretold_and_one_that_was_not_both_arrive() -> None:
    with open_post_office(PostOffice()) as office, MailLines() as lines:
        for foretold in (False, True, True, False, True):
            channel = open_channel(office.url(), keep=refuse_to_keep, lines=lines)
            channel.send(LETTER)
            if foretold:
                channel.foretell()
                # Said once is enough.
                channel.foretell()
    assert len(office.mails) == 5
    assert len(office.peers) == 1


def test_a_letter_foretold_from_one_sender_may_come_from_another() -> None:
    with open_post_office(PostOffice()) as office, MailLines() as lines:
        first = open_channel(office.url(), keep=refuse_to_keep, lines=lines, mail_from="a@x.example.vn")
        first.send(LETTER)
        first.foretell()
        other = open_channel(office.url(), keep=refuse_to_keep, lines=lines, mail_from="b@x.example.vn")
        other.send(LETTER)
    assert [mail["From"] for mail in office.mails] == ["a@x.example.vn", "b@x.example.vn"]
    assert len(office.peers) == 1


def test_a_server_that_leaves_after_a_letter_was_foretold_gets_it_when_it_is_back() -> None:
    with MailLines() as lines:
        with open_post_office(PostOffice()) as office:
            channel = open_channel(office.url(), keep=refuse_to_keep, lines=lines)
            channel.send(LETTER)
            channel.foretell()
        with open_post_office(office, port=office.port):
            channel.send(LETTER)
    assert len(office.mails) == 2
