"""The Vietnamese guides name pages, buttons and commands that there are, in the pages' own words."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from docs.guide_shots import GUIDE_SHOTS
from models.account import UserRole
from tests.conftest import ROOT
from tests.deploy.test_runbook import check, commands
from tests.web.test_access import EVERYBODY, EXPECTED

GUIDES = ROOT / "docs" / "guide-vi"
READERS: dict[str, UserRole | None] = {
    "README.md": None,
    "can-bo-dau-moi.md": "lead",
    "can-bo-co-quan.md": "agency",
    "nguoi-van-hanh.md": "operator",
}
each = pytest.mark.parametrize("name", READERS)

_TEMPLATE_TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
_LITERAL = re.compile(r'"([^"]*)"')
_EDGES = " .…:()→←,"


def plain(words: str) -> str:
    """What is compared: one line, without what stands at the edges, the first letter of any size."""
    told = " ".join(words.split()).strip(_EDGES)
    return told[:1].lower() + told[1:]


@cache
def told_words() -> frozenset[str]:
    """Return every piece of text of the pages; what a page fills in is written …"""
    found: set[str] = set()
    for template in (ROOT / "web" / "templates").glob("*.html"):
        source = template.read_text("utf-8")
        for tag in _TEMPLATE_TAG.findall(source):
            found.update(_LITERAL.findall(tag))
        found.update(re.split(r"<[^>]*>", _TEMPLATE_TAG.sub("…", source)))
    for module in [
        *(ROOT / "web").glob("*.py"),
        *(ROOT / "rules").rglob("*.py"),
        *(ROOT / "store").glob("*.py"),
    ]:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(plain(re.sub(r"[…\s]*…[…\s]*", " … ", one)) for one in found)


@cache
def addresses() -> dict[str, object]:
    """Return who may open each page, by its address with … for what differs."""
    return {re.sub(r"\{\w+\}", "…", path): who for (method, path), who in EXPECTED.items() if method == "GET"}


def text_of(name: str) -> str:
    return (GUIDES / name).read_text("utf-8")


def quoted(text: str) -> list[str]:
    return re.findall(r"“([^”]+)”", text)


@each
def test_every_word_in_quotes_stands_on_a_page(name: str) -> None:
    # The words about quotes themselves are none of a page's.
    named = [one for one in quoted(text_of(name)) if one not in ("kép", "Trước ngày X")]
    strange = [one for one in named if plain(re.sub(r"\s*…\s*", " … ", one)) not in told_words()]
    assert not strange and (named or name == "README.md")


def test_a_word_that_no_page_has_would_be_found() -> None:
    assert plain("Kích hoạt và giao … nhiệm vụ") in told_words()
    for wrong in ("Kích hoạt ngay", "Kích hoạt và giao", "Xác nhận"):
        assert plain(wrong) not in told_words()


@each
def test_every_address_is_a_page_that_its_reader_may_open(name: str) -> None:
    role = READERS[name]
    for address in re.findall(r"`(/[^`]*)`", text_of(name)):
        assert address in addresses(), f"{name} names {address}"
        who = addresses()[address]
        assert role is None or who == EVERYBODY or role in who, f"{role} may not open {address}"  # type: ignore[operator]


@each
def test_every_command_exists_with_its_options(name: str) -> None:
    found = commands(text_of(name))
    assert found or role_without_commands(name)
    for argv in found:
        check(argv)


def role_without_commands(name: str) -> bool:
    return READERS[name] in (None, "agency")


@each
def test_every_link_leads_to_a_file(name: str) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", text_of(name)):
        assert (GUIDES / target).resolve().is_file(), f"{name} links {target}"


def test_every_guide_has_its_reader_and_every_picture_its_place() -> None:
    assert {path.name for path in GUIDES.iterdir()} == set(READERS)
    shown = {
        Path(target).name
        for name in READERS
        for target in re.findall(r"!\[[^\]]+\]\(([^)]+/guide/[^)]+)\)", text_of(name))
    }
    assert shown == {Path(shot.name).name for shot in GUIDE_SHOTS}
    start = text_of("README.md")
    assert all(f"]({name})" in start for name in READERS if name != "README.md")
