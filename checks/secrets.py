"""Secrets in tracked files, told by their form: ``python -m checks.secrets``.

Keys whose form is known, private keys, passwords in addresses, and long words of so many different characters
that no person and no program would write them for anything else. ``checks/secrets.toml`` names what is none.
"""

import math
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Forms of keys, by what they open.
FORMS: dict[str, re.Pattern[str]] = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/=]{20}"),
    "key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b"),
    "key of a forge": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20,})"),
    "key of a chat": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}|\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b"),
    "key of a service": re.compile(r"\b(?:sk|rk)_live_[A-Za-z0-9]{16,}|\bSG\.[\w-]{16,}\.[\w-]{16,}"),
    "key of ours": re.compile(
        r"\bdondoc_(?:whsec_)?(?=[A-Za-z0-9_-]*[A-Z])(?=[\w-]*[0-9])[A-Za-z0-9_-]{40,}"
    ),
    "signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{15,}"),
}
_IN_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>{}$]{1,60}:([^\s/@\"'<>{}$]{6,80})@([^\s/\"'<>:]+)"
)
# What stands for a password in instructions: no digit in it, or the word itself.
_STANDS_FOR = re.compile(r"^[^0-9]*$|khau|khẩu|khoa|khóa|pass|secret|matkhau|^…", re.I)
# Hosts that nobody has (RFC 2606, RFC 6761) and this machine.
_NOBODYS = re.compile(
    r"(?:^|\.)(?:example(?:\.[a-z.]+)?|test|invalid|localhost)$|^127\.|^\[?::1|^(?:db|postgres)$"
)
_WORD = re.compile(r"[A-Za-z0-9+/_=-]{32,}")
_KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"))
_SKIPPED = re.compile(
    r"^(?:requirements/\w+\.txt|web/static/vendor/.*|checks/secrets\.toml)$|\.(?:docx|xlsx|pdf|png|woff2|zip|ico|jpg)$"
)
MOST_ENTROPY = 4.3
_LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """What looks like a secret: the file, its line from 1, the kind, and the line's text."""

    file: str
    line: int
    kind: str
    text: str


def entropy(word: str) -> float:
    """Return the bits that one character of a word tells, by how often each stands in it."""
    counts = Counter(word)
    return -sum(n / len(word) * math.log2(n / len(word)) for n in counts.values())


def kinds_in(line: str) -> Iterator[str]:
    """Return the kinds of secrets that a line seems to hold."""
    for kind, form in FORMS.items():
        if form.search(line):
            yield kind
    for found in _IN_ADDRESS.finditer(line):
        if not _NOBODYS.search(found[2].lower()) and not _STANDS_FOR.search(found[1]):
            yield "password in an address"
    for word in _WORD.findall(line):
        if all(kind.search(word) for kind in _KINDS) and "/" not in word and entropy(word) > MOST_ENTROPY:
            yield "word like a key"


def scan(file: str, text: str) -> Iterator[Found]:
    """Return what looks like a secret in one file."""
    for number, line in enumerate(text.splitlines(), 1):
        # A private key begins on one line and goes on in the next.
        whole = line[:_LONGEST_LINE]
        if "PRIVATE KEY-----" in whole:
            whole += "".join(text.splitlines()[number : number + 1])
        for kind in dict.fromkeys(kinds_in(whole)):
            yield Found(file, number, kind, line.strip())


def tracked(root: Path = ROOT) -> list[str]:
    """Return the files that the repository tracks and that hold text of ours."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True)
    return [name for name in told.stdout.decode().split("\0") if name and not _SKIPPED.search(name)]


def excused(root: Path = ROOT) -> list[tuple[str, str, str]]:
    """Return what is no secret: file, words, reason."""
    told = tomllib.loads((root / "checks" / "secrets.toml").read_text("utf-8"))
    return [(one["file"], one["words"], one["why"]) for one in told.get("none", [])]


def leaks(files: Iterable[str], root: Path = ROOT) -> tuple[list[Found], list[tuple[str, str, str]]]:
    """Return what looks like a secret and is not excused, and the excuses that nothing needs any more."""
    excuses = excused(root)
    used: set[tuple[str, str, str]] = set()
    said: list[Found] = []
    for name in files:
        path = root / name
        if not path.is_file():
            continue
        for one in scan(name, path.read_text("utf-8", "replace")):
            good = [e for e in excuses if e[0] == name and e[1] in one.text]
            used.update(good)
            said += [] if good else [one]
    return said, [e for e in excuses if e not in used]


def main() -> int:
    """Say what looks like a secret, without repeating it; return 1 where anything does."""
    said, needless = leaks(tracked())
    for one in said:
        sys.stderr.write(f"{one.file}:{one.line}: {one.kind}\n")
    for file, words, _ in needless:
        sys.stderr.write(f"checks/secrets.toml: {file} “{words}” is needed no more\n")
    return 1 if said or needless else 0


if __name__ == "__main__":
    sys.exit(main())
