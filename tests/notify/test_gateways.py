"""SMS and Zalo: what is asked of a gateway, and what each of its answers means."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from models.errors import BadSettings, PassingFailure, PermanentRefusal
from notify import gateway as gateways
from notify import sms, zns
from notify.channels import check_channel, open_channel
from notify.letter import Letter
from notify.lines import MailLines
from notify.zns import TokenPair
from rules.fitting import GSM, ShortFacts
from tests.notify.gateway_stub import Stub, gateway

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BASE = "https://don-doc.example.vn"
LETTER = Letter(
    "<agency-digest.20261123.abc@so-y-te.example.vn>",
    "Sở Nội vụ: 2 việc quá hạn",
    "Kính gửi đồng chí Trần Văn Kín, điện thoại 0912 000 111",
    "<p>Kính gửi đồng chí Trần Văn Kín</p>",
    NOW,
    ShortFacts("agency-digest", works=5, late=2, nearest=date(2026, 11, 25), link=f"{BASE}/r/WzEsMl0.Ab"),
    BASE,
)


@pytest.fixture(scope="module")
def running() -> Iterator[Stub]:
    with gateway() as stub:
        yield stub


@pytest.fixture
def stub(running: Stub) -> Stub:
    return running.says({})


@dataclass
class Kept:
    """Zalo's pairs in memory, used by one at a time."""

    pair: TokenPair | None = None
    uses: int = 0

    def read(self) -> TokenPair | None:
        return self.pair

    def write(self, pair: TokenPair) -> None:
        self.pair = pair

    @contextmanager
    def __call__(self, app: str) -> Iterator["Kept"]:
        assert app == "123"
        self.uses += 1
        yield self


def send_sms(stub: Stub) -> None:
    url = f"smsvn://AK:SK@SOYTE/0912345678?api={stub.host}&tls=no"
    with MailLines() as lines:
        open_channel(url, keep=_keep, lines=lines, may_be_private=True).send(LETTER)


def send_zns(stub: Stub, kept: Kept) -> None:
    url = f"zns://123:khoa@4567/84912345678?refresh=r0&api={stub.host}&tls=no"
    with MailLines() as lines:
        open_channel(url, keep=_keep, lines=lines, may_be_private=True, tokens=kept).send(LETTER)


def _keep(mailbox: str, letter: Letter) -> None:
    raise AssertionError("nothing goes to an outbox here")


def pair(access: str, refresh: str = "r1", *, minutes: int = 60) -> TokenPair:
    return TokenPair(access, refresh, NOW + timedelta(minutes=minutes))


def test_an_sms_is_asked_for_as_documented_and_names_nobody(stub: Stub) -> None:
    stub.says({"CodeResult": "100", "SMSID": "1"})
    send_sms(stub)
    send_sms(stub)
    first, second = stub.asked
    assert first.path == sms.PATH
    given = first.json
    content = given.pop("Content")
    assert set(content) <= GSM and len(content) <= 160
    assert "5 viec" in content and content.endswith(f"{BASE}/r/WzEsMl0.Ab")
    assert "Kin" not in content and "0912" not in content
    request = given.pop("RequestId")
    assert len(request) <= 50 and request == second.json["RequestId"]
    assert given == {
        "ApiKey": "AK",
        "SecretKey": "SK",
        "Phone": "0912345678",
        "Brandname": "SOYTE",
        "SmsType": "2",
        "IsUnicode": "0",
        "Sandbox": "0",
    }


def test_a_request_that_the_gateway_had_before_counts_as_taken(stub: Stub) -> None:
    stub.says({"CodeResult": "124", "ErrorMessage": "RequestId exists"})
    send_sms(stub)


@pytest.mark.parametrize("code", sorted(sms.NEVER))
def test_a_number_a_brand_or_a_text_that_never_goes_is_refused(stub: Stub, code: str) -> None:
    stub.says({"CodeResult": code, "ErrorMessage": "0912345678"})
    with pytest.raises(PermanentRefusal, match=code) as fault:
        send_sms(stub)
    assert "0912" not in str(fault.value)


@pytest.mark.parametrize("code", [*sorted(sms.ACCOUNT), "99", "", "<b>0912345678</b>"])
def test_what_the_office_can_mend_and_what_nobody_knows_passes(stub: Stub, code: str) -> None:
    stub.says({"CodeResult": code})
    with pytest.raises(PassingFailure) as fault:
        send_sms(stub)
    assert "0912" not in str(fault.value)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, b"x", "HTTP 500"),
        (403, b"{}", "HTTP 403"),
        (302, b"", "HTTP 302"),
        (200, b"<html>", "không đọc được"),
        (200, b"[1]", "không đúng dạng"),
        (200, b"\xff\xfe", "không đọc được"),
        (200, b'"' + b"x" * (gateways.MOST_READ + 10) + b'"', "quá dài"),
        (0, b"", "Không kết nối được"),
    ],
)
def test_a_gateway_in_trouble_is_asked_again_later(stub: Stub, status: int, body: bytes, said: str) -> None:
    stub.says(body, status=status)
    with pytest.raises(PassingFailure, match=said):
        send_sms(stub)
    assert len(stub.asked) == 1
    with pytest.raises(PassingFailure, match=said):
        send_zns(stub, Kept(pair("a1")))


def test_a_gateway_that_says_nothing_is_given_up_in_time() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(PassingFailure, match="không trả lời"):
            gateways.ask(gateways.Request(url, json={}), may_be_private=True, seconds=0.1)


def test_a_notice_is_asked_for_as_documented(stub: Stub) -> None:
    stub.says({"error": 0, "message": "Success"})
    send_zns(stub, Kept(pair("a1")))
    (asked,) = stub.asked
    assert asked.path == "/message/template"
    assert {k.lower(): v for k, v in asked.headers.items()}["access_token"] == "a1"
    assert asked.json == {
        "phone": "84912345678",
        "template_id": "4567",
        "template_data": {
            "so_viec": "5 việc",
            "qua_han": "2 việc",
            "han_gan_nhat": "25/11/2026",
            "duong_dan": "r/WzEsMl0.Ab",
        },
        "tracking_id": "agency-digest.20261123.abc@so-y-te.example.vn",
    }


def test_the_first_token_is_got_with_the_refresh_token_of_the_address_and_kept(stub: Stub) -> None:
    kept = Kept()
    stub.says({"access_token": "a1", "refresh_token": "r1", "expires_in": "90000"}, {"error": 0})
    send_zns(stub, kept)
    renewal, notice = stub.asked
    assert renewal.path == "/v4/oa/access_token"
    assert renewal.form == {"refresh_token": "r0", "app_id": "123", "grant_type": "refresh_token"}
    assert {k.lower(): v for k, v in renewal.headers.items()}["secret_key"] == "khoa"
    assert notice.path == "/message/template"
    assert kept.pair == TokenPair("a1", "r1", NOW + timedelta(seconds=90000 - 60))


@pytest.mark.parametrize("code", sorted(zns.STALE))
def test_a_token_that_has_ended_is_renewed_once_and_the_notice_sent_again(stub: Stub, code: int) -> None:
    kept = Kept(pair("a1"))
    stub.says({"error": code}, {"access_token": "a2", "refresh_token": "r2"}, {"error": 0})
    send_zns(stub, kept)
    assert [one.path for one in stub.asked] == [
        "/message/template",
        "/v4/oa/access_token",
        "/message/template",
    ]
    assert stub.asked[1].form["refresh_token"] == "r1"
    assert kept.pair is not None and kept.pair.refresh == "r2"


def test_a_token_whose_time_is_over_is_not_tried(stub: Stub) -> None:
    kept = Kept(pair("a1", minutes=-1))
    stub.says({"access_token": "a2", "refresh_token": "r2"}, {"error": 0})
    send_zns(stub, kept)
    assert stub.asked[0].path == "/v4/oa/access_token"


def test_a_new_refresh_token_in_the_address_helps_where_the_kept_one_is_lost(stub: Stub) -> None:
    kept = Kept(pair("a1", "gone", minutes=-1))
    stub.says({"error": -14014}, {"access_token": "a2", "refresh_token": "r2"}, {"error": 0})
    send_zns(stub, kept)
    assert [one.form.get("refresh_token") for one in stub.asked[:2]] == ["gone", "r0"]


def test_wrong_keys_pass_and_say_what_to_mend(stub: Stub) -> None:
    kept = Kept()
    stub.says({"error": -14002, "error_name": "Invalid secret key"})
    with pytest.raises(PassingFailure, match="khóa ứng dụng"):
        send_zns(stub, kept)
    assert kept.pair is None


@pytest.mark.parametrize("code", sorted(zns.NEVER))
def test_a_number_without_zalo_and_a_rejected_template_are_refused(stub: Stub, code: int) -> None:
    stub.says({"error": code, "message": "84912345678"})
    with pytest.raises(PermanentRefusal, match=str(code)) as fault:
        send_zns(stub, Kept(pair("a1")))
    assert "8491" not in str(fault.value)


@pytest.mark.parametrize("code", [*sorted(zns.LATER), -1, "0", None, [1]])
def test_quotas_and_unknown_answers_pass(stub: Stub, code: object) -> None:
    stub.says({"error": code})
    with pytest.raises(PassingFailure):
        send_zns(stub, Kept(pair("a1")))


def test_a_gateway_of_the_inside_is_not_reached_unless_that_is_allowed(stub: Stub) -> None:
    url = f"smsvn://AK:SK@SOYTE/0912345678?api={stub.host}&tls=no"
    with pytest.raises(BadSettings, match="nội bộ"):
        check_channel(url)
    with pytest.raises(PermanentRefusal, match="nội bộ"):
        gateways.ask(gateways.Request(f"http://{stub.host}/", json={}), may_be_private=False)
    assert not stub.asked


@pytest.mark.parametrize(
    "url",
    [
        "smsvn://AK:SK@SOYTE/",
        "smsvn://AK:SK@SOYTE/0912345678/0912345679",
        "smsvn://AK@SOYTE/0912345678",
        "smsvn://AK:SK@SOYTE/02838221122",
        "smsvn://AK:SK@SOYTE/0912345678?cc=1",
        "smsvn://AK:SK@SOYTE/0912345678?api=a/b",
        "zns://123:khoa@4567/84912345678",
        "zns://123:khoa@4567/849?refresh=r",
        "zns://123:khoa@4567/84912345678?refresh=r&x=1",
        "zns://",
    ],
)
def test_an_address_that_lacks_something_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(BadSettings) as fault:
        check_channel(url)
    assert "SK" not in str(fault.value).split("Dạng")[0] and "khoa" not in str(fault.value)


def test_the_description_names_no_number() -> None:
    for url in ("smsvn://AK:SK@SOYTE/0912345678", "zns://1:k@2/0912345678?refresh=r"):
        assert "345678" not in check_channel(url)
