"""docs/security.md names tests that there are, places that there are, and every attack."""

import ast
import re

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
THREATS = PAGE.partition("## Threats")[2].partition("## Packages")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in THREATS.splitlines()
    if line.startswith("| ") and not line.startswith(("| threat", "| ---"))
]
NAMED = re.compile(r"`(test_\w+)`")


def names_of_tests(folder: str) -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests" / folder).rglob("test_*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(node.name)
    return found


def test_every_row_names_a_test_and_every_test_named_exists() -> None:
    every = names_of_tests(".")
    assert len(ROWS) > 25
    for row in ROWS:
        assert len(row) == 4 and all(row), row
        named = NAMED.findall(row[2])
        assert named and set(named) <= every, (row[0], set(named) - every)
        assert row[3].startswith(("holds", "mended: ")), row


def test_every_attack_stands_in_the_table() -> None:
    told = set(NAMED.findall(THREATS))
    # What says how much patience there is attacks nothing.
    assert names_of_tests("attacks") - told == {"test_a_slow_but_honest_client_has_time_enough_in_an_office"}


def test_every_place_that_the_table_names_is_there() -> None:
    for row in ROWS:
        for place in re.findall(r"`([\w/]+(?:\.\w+|/))`", row[1]):
            assert (ROOT / place).exists(), place
