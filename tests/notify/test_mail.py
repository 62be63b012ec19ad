"""Letters as MIME: whatever the words, they are read back as they were written."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from notify.letter import Letter
from notify.mail import as_mail, sender_domain
from notify.redacting import redact

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữự"
words = st.lists(
    st.text(LETTERS + "0123456789/-:,;.()[]<>&“”=?_", min_size=1, max_size=12), min_size=1, max_size=40
)
subjects = words.map(" ".join)
bodies = st.lists(words.map(" ".join) | st.just(""), min_size=1, max_size=30).map(
    lambda lines: "\n".join(lines) + "\n"
)


@given(subjects, bodies, bodies)
def test_subject_and_both_bodies_are_read_back(subject: str, text: str, html: str) -> None:
    letter = Letter("<a.1@b.example.vn>", subject, text, html, datetime(2026, 11, 23, tzinfo=UTC))
    data = as_mail(letter, sender=("Đôn đốc", "a@b.example.vn"), recipient="c@d.example.vn")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert data.isascii()
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Subject"] == subject
    assert mail["Message-ID"] == letter.reference
    for kind, body in (("plain", text), ("html", html)):
        part = mail.get_body((kind,))
        assert part is not None
        assert part.get_content().replace("\r\n", "\n") == body


def test_a_name_before_an_at_sign_and_credentials_are_taken_out() -> None:
    said = redact(
        "550 <van.thu@xa.example.vn>: unknown; mailto://ten:mat@khau@host/?to=a.b%40x.vn&pass=bi-mat"
    )
    assert "van.thu" not in said
    assert "mat" not in said.replace("bi-mat", "")
    assert "bi-mat" not in said
    assert "a.b" not in said
    assert "xa.example.vn" in said


@given(st.text(max_size=200))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_the_domain_of_message_ids_is_the_senders() -> None:
    assert sender_domain("Sở Y tế <don-doc@so-y-te.example.vn>") == "so-y-te.example.vn"
    assert sender_domain("hỏng") == "localhost"
