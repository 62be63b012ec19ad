"""The glossary says what the code says."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest

from models import tables
from models.draft import DeadlineKind, Provenance
from models.extension import ExtensionState
from models.obligation import Part, Status
from models.plan import PlanState
from models.standing import StandingName
from rules import access, rollup, standing, status
from web import messages, wording

GLOSSARY = Path(__file__).resolve().parents[1] / "docs" / "glossary.md"


def section(title: str) -> dict[str, str]:
    """Return code word -> Vietnamese words of the section whose heading begins so."""
    for part in GLOSSARY.read_text("utf-8").split("\n## ")[1:]:
        if part.startswith(title):
            return dict(re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", part, re.M))
    raise AssertionError(f"no section {title}")


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Status", status.NAMES),
        ("Standing", standing.NAMES),
        ("Classes", rollup.CLASS_NAMES),
        ("Roles", access.ROLE_NAMES),
        ("States of a plan", wording.PLAN_STATES),
        ("Parts", wording.PARTS),
        ("States of a request", wording.EXTENSION_STATES),
        ("Kinds of deadline", wording.DEADLINE_KINDS),
        ("Where a deadline", wording.PROVENANCES),
    ],
)
def test_the_glossary_has_every_word_as_people_read_it(title: str, names: Mapping[str, str]) -> None:
    assert section(title) == dict(names)


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (status.NAMES, Status),
        (standing.NAMES, StandingName),
        (wording.PLAN_STATES, PlanState),
        (wording.PARTS, Part),
        (wording.EXTENSION_STATES, ExtensionState),
        (wording.DEADLINE_KINDS, DeadlineKind),
        (wording.PROVENANCES, Provenance),
    ],
)
def test_every_value_in_code_has_its_words(names: Mapping[str, str], values: object) -> None:
    assert set(names) == set(get_args(values))


def test_every_table_stands_among_the_nouns() -> None:
    named = {name for name in section("Nouns") if name[0].isupper()}
    assert named == set(tables.__all__)


def test_states_of_a_message_have_their_words() -> None:
    from models.reminder import MessageState

    assert set(messages.STATES) == set(get_args(MessageState))
