"""Every rule that can read a deadline has words for the person who checks the day."""

import re
from pathlib import Path

from rules.deadlines.names import deadline_rule_words

DOCS = Path(__file__).resolve().parents[2] / "docs" / "deadlines.md"


def test_every_rule_that_the_documentation_shows_at_work_has_words() -> None:
    rows = [line.split("|") for line in DOCS.read_text().splitlines() if line.count("|") == 7]
    used = {found[1] for row in rows if (found := re.fullmatch(r" `([A-Z_]+)` ", row[4]))}
    assert len(used) > 30
    assert [code for code in sorted(used) if not deadline_rule_words(code)] == []


def test_a_day_set_by_a_person_and_no_rule_at_all() -> None:
    assert deadline_rule_words("set-by-lead") == "do cơ quan chủ trì ấn định"
    assert deadline_rule_words("") == deadline_rule_words("LA_LUNG") == ""
