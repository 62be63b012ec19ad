"""docs/deadlines.md says what the program does: each of its rows is read again here."""

import re
from datetime import date
from pathlib import Path

import pytest

from models.draft import Rhythm
from rules.deadline import due_by_event, period_of, read_deadline
from rules.deadlines.catalogue import UNITS, rule_meanings
from rules.workday import load_entries, vietnam_calendar

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "deadlines.md").read_text(encoding="utf-8")
CALENDAR = vietnam_calendar(load_entries((ROOT / "config" / "holidays.toml").read_text(encoding="utf-8")))
ISSUED_ON, EVENT_ON = date(2025, 11, 3), date(2025, 12, 20)
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| .* \| (?:date|recurring|ongoing|event|none) \|", line)
]


def row_of(words: str) -> list[str]:
    deadline = read_deadline(words, issued_on=ISSUED_ON, event_on=EVENT_ON, calendar=CALENDAR)
    days = [deadline.due_on] if deadline.due_on else list(deadline.next)
    literal = "–" if deadline.kind == "none" else "nguyên văn" if deadline.literal else "đề xuất"
    return [
        words,
        deadline.kind,
        ", ".join(f"{day:%d/%m/%Y}" for day in days) or "–",
        f"`{deadline.rule}`" if deadline.rule else "–",
        literal,
        deadline.law or "–",
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_each_row_of_the_page_is_what_the_program_reads(row):
    assert row_of(row[0]) == row


def test_the_page_says_its_dates_and_has_its_rows():
    assert f"{ISSUED_ON:%d/%m/%Y}" in PAGE and f"{EVENT_ON:%d/%m/%Y}" in PAGE
    assert len(ROWS) >= 80


def test_the_page_explains_every_rule_and_no_other():
    explained = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|$", PAGE, flags=re.MULTILINE))
    assert explained == rule_meanings()


def test_every_rule_id_in_a_row_is_made_of_explained_parts():
    meanings = rule_meanings()
    for row in ROWS:
        rule = row[3].strip("`")
        link, _, unit = rule.rpartition("_")
        assert rule == "–" or rule in meanings or (link in meanings and unit in UNITS), rule


def test_the_table_of_event_days_is_what_the_program_proposes():
    rows = re.findall(r"^\| ([^|`]+) \| (\d\d/\d\d/\d{4}) \| ([\d/–]+) \|$", PAGE, flags=re.MULTILINE)
    assert len(rows) >= 5
    for words, event_on, due_on in rows:
        found = due_by_event(words, event_on=_day(event_on), calendar=CALENDAR)
        assert (f"{found.due_on:%d/%m/%Y}" if found else "–") == due_on, words


def test_the_table_of_reporting_periods_is_what_the_program_counts():
    rows = re.findall(r"^\| ([^|`]+ 2026|\w+ [\dIV]+/2026) \| (\S+) \| (\S+) \|$", PAGE, flags=re.MULTILINE)
    rhythms = {"thá": Rhythm("month"), "quý": Rhythm("quarter"), "6 t": Rhythm("half")}
    rhythms |= {"9 t": Rhythm("quarter", 3), "năm": Rhythm("year")}
    assert len(rows) == 6
    for name, by_calendar, by_decree in rows:
        for periods, written in (("calendar", by_calendar), ("nd09", by_decree)):
            first, last = (_day(one if one.count("/") == 2 else f"{one}/2026") for one in written.split("–"))
            found = period_of(rhythms[name[:3]], last, periods)
            assert found is not None
            assert (found.name, found.first, found.last) == (name, first, last)


def _day(text: str) -> date:
    day, month, year = (int(part) for part in text.split("/"))
    return date(year, month, day)
