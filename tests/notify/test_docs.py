"""The page on delivery says what the program does."""

import re
from pathlib import Path

from notify import sms, zns
from notify.channels import MAIL_ARGUMENTS, SCHEMES, check_channel
from notify.chat import CHATS, FOR_GOOD
from notify.lines import LETTERS_PER_LINE
from rules.fitting import SMS_LENGTH, ZNS_MOST, ZNS_PATH_MOST
from rules.sending import FOREIGN_CLAIM, LONG, WAITS
from tasks.delivering import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "delivery.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())


def test_every_accepted_address_and_argument_is_documented() -> None:
    examples = re.findall(r"^\| `([a-z]+)://(\S+)` \|", PAGE, re.MULTILINE)
    assert tuple(scheme for scheme, _ in examples) == SCHEMES
    arguments = PAGE.partition("Arguments: ")[2].partition("Others are refused")[0]
    assert set(re.findall(r"`([a-z]+)`", arguments)) - {"starttls", "ssl", "insecure", "no"} == MAIL_ARGUMENTS


def test_the_examples_are_accepted() -> None:
    for scheme, rest in re.findall(r"^\| `([a-z]+)://(\S+)` \|", PAGE, re.MULTILINE):
        url = f"{scheme}://{rest}".replace("may-chu", "may-chu.example.vn").replace(
            "co-quan", "co-quan.example.vn"
        )
        assert check_channel(url)


def test_the_numbers_are_the_programs() -> None:
    *first, last = WAITS
    assert f"waits {', '.join(map(str, first))}, then always {last} minutes" in WORDS
    assert f"After {PATIENCE} passing failures" in WORDS
    assert f"older than {FOREIGN_CLAIM.seconds // 60} minutes" in WORDS
    assert f"After {LONG.total_seconds() / 3600:.0f} hours" in WORDS
    assert f"up to {LETTERS_PER_LINE} letters each" in WORDS


def test_every_template_is_named_and_every_named_file_exists() -> None:
    assert {p.name for p in (ROOT / "config" / "templates").iterdir() if p.is_file()} <= set(
        re.findall(r"`([^`\n]+)`", PAGE)
    )
    for path in re.findall(r"`([a-z]+/[a-z_/]+\.py)`", PAGE):
        assert (ROOT / path).exists(), path


CHANNELS = (ROOT / "docs" / "channels.md").read_text("utf-8")


def test_every_admitted_chat_is_documented_with_its_arguments() -> None:
    rows = re.findall(r"^\| ([^|]+) \| `([a-z]+)://\S+` \| ([^|]+) \|$", CHANNELS, re.MULTILINE)
    told = {scheme: (name, set(re.findall(r"`([a-z_-]+)`", words))) for name, scheme, words in rows}
    plain = {scheme.removesuffix("s") for scheme in told if scheme.removesuffix("s") in CHATS}
    assert set(told) | plain | {"workflow", "wxteams"} == set(CHATS)
    for scheme, (name, arguments) in told.items():
        assert (name, arguments) == (CHATS[scheme].name, set(CHATS[scheme].arguments)), scheme


def test_every_answer_code_is_documented_with_what_becomes_of_it() -> None:
    rows = dict(
        re.findall(r"^\| (-?\d+) \| [^|]+ \| ([a-z ]+) \|$", CHANNELS.partition("## SMS")[2], re.MULTILINE)
    )
    for codes, fate in (
        (sms.TAKEN | {"0"}, "sent"),
        (sms.ACCOUNT, "tried again"),
        (sms.NEVER, "refused for good"),
        (zns.LATER, "tried again"),
        (zns.NEVER, "refused for good"),
    ):
        assert all(rows.pop(str(code)) == fate for code in codes)
    assert rows == {}
    assert all(str(code) in CHANNELS for code in (*zns.STALE, *FOR_GOOD, SMS_LENGTH, ZNS_MOST, ZNS_PATH_MOST))


def test_the_forms_of_our_own_addresses_are_accepted() -> None:
    assert check_channel("smsvn://ApiKey:SecretKey@Brandname/0912345678?sandbox=yes")
    assert check_channel("zns://app-id:secret-key@template-id/0912345678?refresh=refresh-token")
    for form in ("smsvn://ApiKey:SecretKey@Brandname/0912345678", "zns://app-id:secret-key@template-id/"):
        assert form in CHANNELS
