"""Answers as Outlook and Gmail compose them, and returns as mail servers write them, to a letter of ours."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

OFFICER = "Văn thư <vanthu@snv.example.vn>"


def gmail_reply(to: EmailMessage, words: str, *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return Gmail's answer: both forms, the old letter quoted in both, In-Reply-To and References."""
    mail = _reply(to)
    said = "Vào Th 2, 23 thg 11, 2026 vào lúc 08:05 Đôn đốc <dondoc@localhost>\nđã viết:"
    mail.set_content(f"{words}\n\n{said}\n\n{_quoted(_text(to))}")
    html = (
        f'<div dir="ltr">{words}</div><br><div class="gmail_quote"><div class="gmail_attr">{said}<br></div>'
        f"<blockquote>{_text(to)}</blockquote></div>"
    )
    mail.add_alternative(html, subtype="html")
    _attach(mail, files)
    return bytes(mail)


def outlook_reply(to: EmailMessage, words: str, *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return Outlook's answer: HTML only, the old letter under a rule and its head."""
    mail = _reply(to)
    html = (
        f"<html><body><p class=MsoNormal>{words}<o:p></o:p></p><p>Trân trọng,</p>"
        "<p>Văn thư, 0000 000 000</p>"
        "<div style='border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Đôn đốc<br>"
        "<b>Sent:</b> Monday, "
        f"November 23, 2026<br><b>To:</b> Văn thư<br>"
        f"<b>Subject:</b> {to['Subject']}</p></div><p>{_text(to)}</p></body></html>"
    )
    mail.set_content(html, subtype="html")
    _attach(mail, files)
    return bytes(mail)


def returned(to: EmailMessage, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """Return a server's delivery report (RFC 3464) with the head of our letter."""
    cut = "cut-here"
    parts = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.vn>\r\nSubject: Undelivered Mail\r\n"
        f"Message-ID: {make_msgid()}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{cut}"\r\n',
        "Content-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n",
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.vn\r\n\r\n"
        f"Final-Recipient: rfc822; {to['To']}\r\nAction: {action}\r\nStatus: {status}\r\n",
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {to['Message-ID']}\r\nSubject: viec\r\n",
    )
    return (f"\r\n--{cut}\r\n".join(parts) + f"\r\n--{cut}--\r\n").encode()


def _reply(to: EmailMessage) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = OFFICER
    mail["To"] = str(to["Reply-To"] or to["From"])
    mail["Subject"] = f"Re: {to['Subject']}"
    mail["Message-ID"] = make_msgid(domain="snv.example.vn")
    mail["In-Reply-To"] = str(to["Message-ID"])
    mail["References"] = " ".join(str(to[name]) for name in ("References", "Message-ID") if to[name])
    return mail


def _attach(mail: EmailMessage, files: Mapping[str, bytes] | None) -> None:
    for name, content in (files or {}).items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))
