"""README in both languages: the same commands, pictures, folders and figures, and all of them true."""

import re
import tomllib
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.deploy.test_runbook import check

TEXTS = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.vi.md")}
both = pytest.mark.parametrize("name", TEXTS)
ROW = re.compile(r"^\| (`[^|]+) \| ", re.MULTILINE)


def links(text: str) -> list[str]:
    return [one for one in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in one]


def given_commands(text: str) -> list[list[str]]:
    """The arguments of each `dondoc …`, in the block of commands and in running text."""
    block = re.findall(r"^\.venv/bin/dondoc ([^#\n]+)", text, re.MULTILINE)
    return [one.split() for one in [*block, *re.findall(r"`dondoc ([^`]+)`", text)]]


@both
def test_every_link_leads_to_a_file(name: str) -> None:
    found = links(TEXTS[name])
    assert len(found) > 20 and all((ROOT / target).is_file() for target in found)


def test_each_leads_to_the_other_to_the_guides_and_to_the_runbook() -> None:
    guides = {f"docs/guide-vi/{path.name}" for path in (ROOT / "docs" / "guide-vi").glob("*.md")}
    for text, other in zip(TEXTS.values(), reversed(TEXTS), strict=True):
        assert {other, "deploy/RUNBOOK.md", *guides} <= set(links(text))
    english, vietnamese = (set(links(text)) - set(TEXTS) for text in TEXTS.values())
    assert english ^ vietnamese <= {"docs/benchmarks.md"}


@both
def test_three_pictures_stand_in_it(name: str) -> None:
    assert len(set(re.findall(r"!\[[^\]]+\]\((docs/images/[^)]+)\)", TEXTS[name]))) == 3


@both
def test_what_is_to_be_made_can_be_made(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = re.findall(r"(?:^|`|[=0-9] )make ([a-z]+)", TEXTS[name], re.MULTILINE)
    assert {"demo", "test", "score"} <= set(named) <= targets


@both
def test_every_command_exists_with_its_options(name: str) -> None:
    found = given_commands(TEXTS[name])
    assert len(found) >= 8
    for argv in found:
        check(argv)


@both
def test_every_folder_of_the_program_is_in_the_table(name: str) -> None:
    named = set(re.findall(r"`([a-z]+)/`", " ".join(ROW.findall(TEXTS[name]))))
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(project["tool"]["mypy"]["packages"]) < named
    assert all((ROOT / folder).is_dir() for folder in named)


def test_both_give_the_same_commands_and_the_same_scores() -> None:
    english, vietnamese = TEXTS.values()
    assert [one[0] for one in given_commands(english)] == [one[0] for one in given_commands(vietnamese)]
    scores = [re.findall(r"^\|(?: [01]\.\d{3} \|)+$", text, re.MULTILINE) for text in TEXTS.values()]
    assert scores[0] == scores[1] and len(scores[0]) == 1
    assert all(figure in vietnamese for figure in ("0.80", "0.97", "309")) and "309" in english
