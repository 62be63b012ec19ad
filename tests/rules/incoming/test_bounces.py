"""Returned letters: with a delivery report, and without one."""

import pytest

from rules.incoming.bounces import NO_REASON
from rules.incoming.mime import read_letter

OURS = "<agency-digest.20261123.0123456789abcdef@syt.example.vn>"


def report(action: str = "failed", status: str = "5.1.1", *, returned: str = "message/rfc822") -> bytes:
    head = f"Message-ID: {OURS}\r\nSubject: viec\r\nTo: ai-do@xa.example.vn\r\n"
    return (
        "From: MAILER-DAEMON@mx.example.vn (Mail Delivery System)\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMessage-ID: <dsn.1@mx.example.vn>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"\r\n\r\n'
        "--cut\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n"
        "--cut\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.vn\r\nArrival-Date: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\n"
        f"Original-Recipient: rfc822;ai-do@xa.example.vn\r\nFinal-Recipient: rfc822; ai-do@xa.example.vn\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--cut\r\nContent-Type: {returned}\r\n\r\n{head}\r\n"
        f"{'thư cũ' if returned == 'message/rfc822' else ''}\r\n--cut--\r\n"
    ).encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_delivery_report_names_our_letter_and_the_reason(returned: str) -> None:
    bounce = read_letter(report(returned=returned)).bounce
    assert bounce is not None
    assert bounce.references[0] == OURS
    assert (bounce.is_final, bounce.is_for_good, bounce.code) == (True, True, "5.1.1")
    assert bounce.reason == "địa chỉ thư không tồn tại"


def test_a_full_box_given_up_is_final_but_not_for_good() -> None:
    bounce = read_letter(report(status="4.2.2")).bounce
    assert bounce is not None and bounce.is_final and not bounce.is_for_good
    assert bounce.reason == "hộp thư đầy"


def test_a_delay_is_no_end() -> None:
    bounce = read_letter(report("delayed", "4.4.1")).bounce
    assert bounce is not None and not bounce.is_final


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_brings_nothing_back(action: str) -> None:
    read = read_letter(report(action, "2.1.5"))
    assert read.bounce is None and read.is_automatic


QMAIL = f"""From: MAILER-DAEMON@mail.example.vn
Subject: failure notice
Message-ID: <qmail@mail.example.vn>

Hi. This is the qmail-send program at mail.example.vn.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ai-do@xa.example.vn>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 User unknown
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <don-doc@syt.example.vn>
Message-ID: {OURS}
Subject: viec
"""
EXIM = f"""From: Mail Delivery System <Mailer-Daemon@mail.example.vn>
X-Failed-Recipients: ai-do@xa.example.vn
Subject: Mail delivery failed: returning message to sender
Message-ID: <exim@mail.example.vn>

  ai-do@xa.example.vn
    host mx.example.vn [192.0.2.1]
    SMTP error from remote mail server after RCPT TO: 552 mailbox full

Message-Id: {OURS}
"""
VIETNAMESE = f"""From: postmaster@xa.example.vn
Subject: Không gửi được: việc quá hạn
Message-ID: <x@xa.example.vn>
In-Reply-To: {OURS}
Content-Type: text/plain; charset=utf-8

Thư của bạn không gửi được tới người nhận.
"""


@pytest.mark.parametrize(("text", "code"), [(QMAIL, "5.1.1"), (EXIM, "5.0.0"), (VIETNAMESE, "")])
def test_servers_without_delivery_reports_are_understood(text: str, code: str) -> None:
    bounce = read_letter(text.encode()).bounce
    assert bounce is not None and bounce.is_final
    assert bounce.code == code
    assert OURS in bounce.references


def test_a_returned_letter_without_a_reason_says_so() -> None:
    bounce = read_letter(VIETNAMESE.encode()).bounce
    assert bounce is not None and bounce.reason == NO_REASON and not bounce.is_for_good


def test_a_person_who_writes_of_undelivered_mail_returns_nothing() -> None:
    text = "From: vanthu@snv.example.vn\nSubject: Re: không gửi được báo cáo\n\nMáy chủ báo 550 5.1.1."
    assert read_letter(text.encode()).bounce is None
