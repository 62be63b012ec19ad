"""Chats that Apprise knows: which addresses are admitted, and one short text through each kind."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from models.errors import BadSettings, PassingFailure, PermanentRefusal
from notify.channels import check_channel, is_short, open_channel
from notify.chat import CHATS, judge_code
from notify.letter import Letter
from notify.lines import MailLines
from rules.fitting import ShortFacts, chat_text
from tests.notify.gateway_stub import Stub, gateway

FACTS = ShortFacts(
    "agency-digest", works=5, late=2, nearest=date(2026, 11, 25), link="https://don-doc.example.vn/r/WzEsMl0"
)
LETTER = Letter(
    "<agency-digest.20261123.abc@so-y-te.example.vn>",
    "Kính gửi Trần Văn Kín",
    "Kính gửi đồng chí Trần Văn Kín, điện thoại 0912 000 111",
    "<p>Trần Văn Kín</p>",
    datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    FACTS,
)
_T = "a" * 32
# One address of each kind whose server stands in the address, and of each kind whose server is fixed.
SERVED = {
    "json": "json://{host}/nhan?:don-vi=so&+X-Khoa=abc",
    "xml": "xml://{host}/nhan",
    "rocket": "rocket://moc/khoa@{host}/#don-doc?mode=webhook",
    "mmost": f"mmost://{{host}}/{_T}?channel=don-doc",
    "ntfy": "ntfy://{host}/don-doc",
    "gotify": "gotify://{host}/Abcdefghij12345",
    "signal": "signal://{host}/+84900000001/+84900000002",
    "nctalk": "nctalk://may:khoa@{host}/phong",
    "synology": "synology://{host}/token1234567",
}
FIXED = {
    "tgram": "tgram://123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/-1001234/",
    "workflow": f"workflow://prod-1.westus.logic.azure.com:443/{_T}/sig_abc-123",
    "workflows": f"workflows://prod-1.westus.logic.azure.com:443/{_T}/sig_abc-123",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#don-doc",
    "gchat": "gchat://noi/khoa/ma",
    "webex": f"webex://{'a' * 80}",
    "wxteams": f"wxteams://{'a' * 80}",
    "zulip": f"zulip://may@to-chuc/{_T}/don-doc",
    "pover": f"pover://{'u' * 30}@{'b' * 30}",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Stub]:
    with gateway() as stub:
        yield stub


@pytest.fixture
def stub(running: Stub) -> Stub:
    return running.says({})


def send(url: str, *, may_be_private: bool = True) -> None:
    with MailLines() as lines:
        channel = open_channel(url, keep=_keep, lines=lines, may_be_private=may_be_private)
        channel.send(LETTER)


def _keep(mailbox: str, letter: Letter) -> None:
    raise AssertionError("nothing goes to an outbox here")


def test_every_admitted_kind_has_an_address_that_is_read_here() -> None:
    assert {scheme.removesuffix("s") if scheme[:-1] in SERVED else scheme for scheme in CHATS} == {
        *SERVED,
        *FIXED,
    }
    for scheme in CHATS:
        pattern = (
            FIXED.get(scheme) or SERVED.get(scheme) or f"{scheme}{SERVED[scheme[:-1]][len(scheme) - 1 :]}"
        )
        url = pattern.format(host="chat.example.vn")
        assert check_channel(url).startswith(CHATS[scheme].name), scheme
        assert is_short(url)


@pytest.mark.parametrize("scheme", sorted(SERVED))
def test_the_short_text_arrives_and_the_letter_does_not(stub: Stub, scheme: str) -> None:
    send(SERVED[scheme].format(host=stub.host))
    heard = b"\n".join(one.body for one in stub.asked).decode()
    heard = heard.encode().decode("unicode_escape", "replace") if "\\u" in heard else heard
    assert len(stub.asked) == 1
    assert "don-doc.example.vn" in heard
    assert "K\u00edn" not in heard and "0912" not in heard


def test_json_keeps_the_keys_and_headers_that_were_asked_for(stub: Stub) -> None:
    send(SERVED["json"].format(host=stub.host))
    (asked,) = stub.asked
    assert asked.json["message"] == chat_text(FACTS)
    assert asked.json["don-vi"] == "so"
    assert asked.headers["X-Khoa"] == "abc"


@pytest.mark.parametrize("scheme", sorted(SERVED))
@pytest.mark.parametrize(("status", "fault"), [(404, PermanentRefusal), (503, PassingFailure)])
def test_each_kind_tells_a_refusal_from_trouble(
    stub: Stub, scheme: str, status: int, fault: type[Exception]
) -> None:
    stub.says(b"x", status=status)
    with pytest.raises(fault, match=str(status)):
        send(SERVED[scheme].format(host=stub.host))


def test_a_redirect_is_not_followed(stub: Stub) -> None:
    stub.says(b"", status=302)
    with pytest.raises(PassingFailure, match="302"):
        send(SERVED["json"].format(host=stub.host))
    assert [one.path for one in stub.asked] == ["/nhan"]


def test_a_server_that_is_down_is_tried_again() -> None:
    with gateway() as gone:
        url = SERVED["gotify"].format(host=gone.host)
    with pytest.raises(PassingFailure, match="không trả lời"):
        send(url)


def test_nothing_of_the_inside_is_reached_unless_that_is_allowed(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = SERVED["json"].format(host=stub.host)
    with pytest.raises(BadSettings, match="DONDOC_ALLOW_PRIVATE_CHANNELS"):
        check_channel(url)
    assert check_channel(url, may_be_private=True)
    # A name that says nothing of where it leads is looked up when something is sent.
    import socket

    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: inside)
    with pytest.raises(PermanentRefusal, match="nội bộ"):
        send(url.replace("127.0.0.1", "chat.example.vn"), may_be_private=False)
    assert not stub.asked


@pytest.mark.parametrize(
    "url",
    [
        "file:///tmp/thu",
        "syslog://",
        "dbus://",
        "gnome://",
        "apprise://may.example.vn/khoa",
        "ifttt://khoa@su-kien",
        "sns://A/B/us-east-1/84900000000",
        "json://may.example.vn/x?method=DELETE",
        "json://may.example.vn/x?redirect=yes",
        "json://may.example.vn/x?-truy-van=1",
        "json://may.example.vn/x?+Host=noi-khac",
        "json://localhost/x",
        "json://[::1]/x",
        "json://10.1.2.3/x",
        "json://169.254.169.254/x",
        "gotify://192.168.1.2/Abcdefghij12345",
        f"{FIXED['workflows']}?template=/etc/passwd",
        f"{FIXED['slack']}?template=/etc/passwd",
        f"{FIXED['slack']}/#phong-hai",
        "ntfys://ntfy.example.vn/x?attach=file:///etc/passwd",
        "ntfys://ntfy.example.vn/x/y",
        "tgram://123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/",
        "signal://may.example.vn/+84900000001/+84900000002/+84900000003",
        "gotify://may.example.vn/",
        "matrix://may.example.vn/phong",
        "json://",
    ],
)
def test_what_writes_files_starts_programs_or_reaches_further_is_refused(url: str) -> None:
    with pytest.raises(BadSettings) as fault:
        check_channel(url)
    assert "AAAA" not in str(fault.value) and "/etc/" not in str(fault.value)


def test_what_apprise_logs_of_a_chat_holds_no_secret(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    stub.says(b"x", status=503)
    with caplog.at_level(logging.DEBUG), pytest.raises(PassingFailure):
        send(f"json://may:mat-khau-rat-kin@{stub.host}/nhan")
    assert "mat-khau-rat-kin" not in caplog.text


def test_an_answer_without_a_number_passes() -> None:
    assert isinstance(judge_code(None), PassingFailure)
    assert isinstance(judge_code(429), PassingFailure)
    assert isinstance(judge_code(403), PermanentRefusal)
