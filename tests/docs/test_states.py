"""The drawing of the statuses says what the table says."""

import re

from rules.status import NAMES, TRANSITIONS
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "states.md").read_text("utf-8")


def test_the_drawing_has_the_edges_of_the_table_and_no_others() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+): (\w+)$", PAGE, re.MULTILINE))
    assert drawn == {(t.source, t.target, t.letter) for t in TRANSITIONS}


def test_every_row_says_who_may_move_and_what_it_needs() -> None:
    rows = {
        cells[0]: cells
        for line in PAGE.splitlines()
        if len(cells := [c.strip() for c in line.strip("|").split("|")]) == 6
    }
    needs = {"nothing": "–", "reason": "lý do", "report": "nội dung báo cáo"}
    who = {"agency": "cơ quan được giao", "lead": "cơ quan chủ trì kế hoạch", "system": "hệ thống"}
    for one in TRANSITIONS:
        actors = ", ".join(sorted(who[a] for a in one.actors))
        expected = [one.letter, one.source, one.target, actors, needs[one.needs], one.name]
        assert rows[one.letter] == expected


def test_every_status_stands_with_its_vietnamese_name() -> None:
    for status, name in NAMES.items():
        assert f"| {status} | {name} |" in PAGE
