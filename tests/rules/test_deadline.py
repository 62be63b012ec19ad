"""The given phrases, the gold plans and the batch form: what an acceptance run looks at."""

import json
from datetime import date
from pathlib import Path

import pytest

from models.errors import BadDocument
from rules.deadline import batch, read_deadline
from rules.workday import load_entries, vietnam_calendar

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CALENDAR = vietnam_calendar(load_entries((ROOT / "config" / "holidays.toml").read_text(encoding="utf-8")))


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.needs("shared")
def test_every_given_phrase_has_its_kind_its_day_and_its_next_days():
    rows = json.loads((SHARED / "deadline_phrases.json").read_text(encoding="utf-8"))
    answers = batch(rows, CALENDAR)
    wrong = [
        (row["phrase"], answer)
        for row, answer in zip(rows, answers, strict=True)
        if (answer["kind"], answer["due_on"]) != (row["kind"], row["due_on"])
        or ("next" in row and answer["next"] != row["next"])
    ]
    assert wrong == []
    assert len(rows) >= 48


def gold_items():
    for path in sorted((SHARED / "gold").glob("*.json")):
        plan = json.loads(path.read_text(encoding="utf-8"))
        for item in plan["assignments"]:
            yield path.stem, plan["plan"], item


def read_gold(plan, item):
    """Read the item's own words, or its time line where the deadline stands outside the text."""
    raw = item["deadline"]["raw"]
    cell = raw is not None and raw not in item["text"]
    return read_deadline(
        raw if cell else item["text"],
        issued_on=day(plan["issued_on"]),
        event_on=day(plan["event_on"]),
        calendar=CALENDAR,
        whole_is_time=cell,
    )


@pytest.mark.needs("shared")
def test_the_gold_items_are_read_as_the_careful_officer_read_them():
    items = list(gold_items())
    wrong = []
    for name, plan, item in items:
        deadline = read_gold(plan, item)
        if (deadline.kind, deadline.due_on) != (item["deadline"]["kind"], day(item["deadline"]["due_on"])):
            wrong.append((name, item["ref"], item["deadline"], deadline))
    assert len(wrong) <= 0.02 * len(items), wrong


@pytest.mark.needs("shared")
def test_no_gold_item_without_a_date_is_given_one():
    invented = [
        (name, item["ref"], deadline)
        for name, plan, item in gold_items()
        if item["deadline"]["due_on"] is None and (deadline := read_gold(plan, item)).due_on is not None
    ]
    assert invented == []


def test_a_batch_answers_in_order_with_iso_days():
    rows = [
        {"phrase": "trước ngày 20/11/2025", "issued_on": "2025-11-03", "event_on": None},
        {"phrase": "trước ngày 20 hằng tháng", "issued_on": "2025-11-03"},
        {"phrase": "kịp thời"},
    ]
    assert batch(rows, CALENDAR) == [
        {"kind": "date", "due_on": "2025-11-19", "next": [], "rule": "BEFORE_DATE"},
        {
            "kind": "recurring",
            "due_on": None,
            "next": ["2025-11-19", "2025-12-19", "2026-01-19"],
            "rule": "RECUR_DAY",
        },
        {"kind": "none", "due_on": None, "next": [], "rule": ""},
    ]


@pytest.mark.parametrize(
    "row", [{}, {"phrase": 5}, {"phrase": "x", "issued_on": "3/11/2025"}, {"phrase": "x", "event_on": 7}, "x"]
)
def test_a_row_of_another_form_is_named_by_its_number(row):
    with pytest.raises(BadDocument) as caught:
        batch([{"phrase": "kịp thời"}, row], CALENDAR)
    assert caught.value.place == "dòng 2"
