"""The pinned packages and the tracked files are clean, and the checks that say so would see it if not."""

import base64
import hashlib
import subprocess
from pathlib import Path

import pytest

from checks.dependencies import faults, known_bad, pins, strange_licences
from checks.secrets import excused, leaks, scan, tracked

HASH = "    --hash=sha256:" + "0" * 64


def made_up(length: int, seed: str) -> str:
    """Return a word like a key; none stands in this file."""
    return base64.urlsafe_b64encode(hashlib.sha512(seed.encode()).digest()).decode()[:length]


def test_every_pinned_package_has_a_hash_no_known_fault_and_a_licence_that_may_be_used() -> None:
    assert faults() == []


def test_a_bad_version_a_missing_hash_and_a_strange_licence_are_told() -> None:
    lock = f"jinja2==3.1.5 \\\n{HASH}\nJinja2==3.1.10 ; python_version < '4' \\\n{HASH}\nlxml==6.1\n-e .\n"
    found, wrong = pins(lock)
    advisory = {"package": "Jinja2", "id": "X-1", "below": "3.1.6", "on": "2025-03-05", "what": "a fault"}
    assert list(known_bad(found, [advisory])) == ["Jinja2 3.1.5: X-1 (2025-03-05), a fault"]
    assert wrong == ["line 6 is neither a pin nor a hash: -e .", "lxml has no hash"]
    assert list(strange_licences({"pytest": 0}, {"allowed": ["WTFPL"], "looked_at": {}})) != []
    assert list(strange_licences({"pytest": 0}, {"allowed": ["WTFPL"], "looked_at": {"pytest": "MIT"}})) == []


def test_no_tracked_file_holds_a_secret_and_no_excuse_is_needless() -> None:
    found, needless = leaks(tracked())
    assert [(one.file, one.line, one.kind) for one in found] == []
    assert needless == [] and all(len(why) > 10 for _, _, why in excused())


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (
            "private key",
            "-----BEGIN RSA PRIVATE KEY-----\n" + made_up(60, "a").replace("-", "A").replace("_", "A"),
        ),
        ("key of a cloud", "AKIA" + "Q7" * 8),
        ("key of a forge", "token = ghp_" + "aB3" * 12),
        ("key of a chat", "xoxb-" + "1234567890-abc"),
        ("key of ours", "dondoc_" + made_up(43, "b").replace("-", "7")),
        ("signed token", "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20),
        ("password in an address", "smtp://may:" + "h7Gk2pQ9x" + "@thu.so.gov.vn"),
        ("word like a key", f'KEY = "{made_up(43, "c").replace("-", "9").replace("_", "z")}"'),
    ],
)
def test_each_form_of_secret_is_seen(kind: str, line: str, tmp_path: Path) -> None:
    assert kind in {one.kind for one in scan("a.py", line)}
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "secrets.toml").write_text("")
    (tmp_path / "a.py").write_text(line)
    for command in (["init", "-q"], ["add", "a.py"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    found, _ = leaks(tracked(tmp_path), tmp_path)
    assert found and found[0].file == "a.py"


@pytest.mark.parametrize(
    "line",
    [
        "mailtos://ten:mat-khau@smtp.so.gov.vn?to=a@b.vn",
        "postgresql+psycopg://dondoc:h7Gk2pQ9x@localhost/dondoc",
        "smtp://may:h7Gk2pQ9x@thu.example.vn",
        "--hash=sha256:" + hashlib.sha256(b"a").hexdigest(),
        "test_an_agency_sees_nothing_of_another_agency_by_guessing_2026",
        "https://example.vn/mot/duong/dan/rat/dai/khong/co/gi/ca",
    ],
)
def test_instructions_hashes_and_names_are_no_secrets(line: str) -> None:
    assert list(scan("a.md", line)) == []
