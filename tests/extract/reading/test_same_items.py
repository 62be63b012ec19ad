"""The same plan gives the same assignments whatever the format: measured as "whole" F1 against its text.

An item counts only when its words (70 % of each side), owners, role and deadline are the same.
"""

import html
from collections import Counter
from pathlib import Path

import pytest

from extract import draft_plan
from extract.reading import read_document
from models.draft import DraftItem, DraftPlan
from rules.naming import agency_key
from rules.workday import load_entries, vietnam_calendar
from tests.extract.reading.test_scan import converted, scan

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
STEMS = sorted(path.stem for path in SAMPLES.glob("*.txt"))
# What each sample was written to hold: its assignments, and those of them that name a day.
ITEMS_AND_DATED = {
    "ke-hoach-bang-phan-cong": (22, 15),
    "ke-hoach-hoi-nghi": (21, 15),
    "ke-hoach-tiem-chung": (26, 16),
    "ke-hoach-trien-khai-so-y-te": (16, 11),
    "sua-doi-ke-hoach-tiem-chung": (7, 6),
}
CALENDAR = vietnam_calendar(load_entries((ROOT / "config" / "holidays.toml").read_text("utf-8")))


def draft(data: bytes, name: str) -> DraftPlan:
    return draft_plan(read_document(data, name), CALENDAR)


def text_of(stem: str) -> str:
    return (SAMPLES / f"{stem}.txt").read_text("utf-8")


def plan_as_written(stem: str) -> DraftPlan:
    return draft(text_of(stem).encode(), f"{stem}.txt")


def _words(item: DraftItem) -> Counter[str]:
    return Counter("".join(char if char.isalnum() else " " for char in item.text.lower()).split())


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    larger = max(one.total(), other.total())
    return (one & other).total() / larger if larger else 0.0


def _same(one: DraftItem, other: DraftItem) -> bool:
    def facts(item: DraftItem) -> tuple[object, ...]:
        owners = sorted(agency_key(owner) for owner in item.owners)
        return owners, item.role, item.deadline.kind, item.deadline.due_on

    return facts(one) == facts(other)


def whole_f1(expected: DraftPlan, read: DraftPlan) -> float:
    """Return the F1 over items, matched one to one, best overlap first."""
    pairs = sorted(
        (
            (_overlap(_words(one), _words(other)) + 0.01 * _same(one, other), i, j)
            for i, one in enumerate(expected.items)
            for j, other in enumerate(read.items)
        ),
        reverse=True,
    )
    used_one, used_other, hits = set(), set(), 0
    for score, i, j in pairs:
        if score >= 0.7 and i not in used_one and j not in used_other:
            used_one.add(i)
            used_other.add(j)
            hits += _same(expected.items[i], read.items[j])
    return 2 * hits / (len(expected.items) + len(read.items))


def as_markdown(text: str) -> str:
    """Return the plan as somebody would write it in Markdown: headings, bold, a table with pipes."""
    lines, in_table = [], False
    for line in text.splitlines():
        if "\t" in line:
            cells = line.split("\t")
            lines.append("| " + " | ".join(cells) + " |")
            if not in_table:
                lines.append("|" + "---|" * len(cells))
            in_table = True
            continue
        in_table = False
        if line[:1] in "IVX" and ". " in line[:6] and line.isupper():
            line = f"## **{line}**"
        lines += [line, ""]
    return "\n".join(lines)


def as_html(text: str) -> str:
    """Return the plan as a web page: a paragraph per line, lists and tables as such."""
    parts, table, bullets = [], [], []

    def close() -> None:
        if table:
            rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
            parts.append(f"<table border='1'>{rows}</table>")
        if bullets:
            parts.append("<ul>" + "".join(f"<li>{bullet}</li>" for bullet in bullets) + "</ul>")
        table.clear()
        bullets.clear()

    for line in map(html.escape, text.splitlines()):
        if "\t" in line:
            table.append(line.split("\t"))
        elif line.startswith("- "):
            bullets.append(line[2:])
        else:
            close()
            parts.append(f"<p>{line}</p>" if line else "")
    close()
    return f"<!DOCTYPE html><html><body>{''.join(parts)}</body></html>"


@pytest.mark.parametrize("stem", STEMS)
def test_the_text_itself_gives_items_with_owners_and_deadlines(stem: str) -> None:
    plan = plan_as_written(stem)
    dated = sum(item.deadline.kind == "date" for item in plan.items)
    assert (len(plan.items), dated) == ITEMS_AND_DATED[stem]
    assert all(item.owners for item in plan.items)


@pytest.mark.parametrize("stem", STEMS)
def test_word_gives_the_same_items(stem: str) -> None:
    read = draft((SAMPLES / f"{stem}.docx").read_bytes(), f"{stem}.docx")
    assert whole_f1(plan_as_written(stem), read) >= 0.99


@pytest.mark.parametrize("stem", STEMS)
def test_pdf_gives_the_same_items(stem: str) -> None:
    read = draft((SAMPLES / f"{stem}.pdf").read_bytes(), f"{stem}.pdf")
    assert whole_f1(plan_as_written(stem), read) >= 0.97


@pytest.mark.parametrize("stem", STEMS)
def test_markdown_gives_the_same_items(stem: str) -> None:
    assert whole_f1(plan_as_written(stem), draft(as_markdown(text_of(stem)).encode(), f"{stem}.md")) >= 0.99


@pytest.mark.parametrize("stem", STEMS)
def test_html_gives_the_same_items(stem: str) -> None:
    assert whole_f1(plan_as_written(stem), draft(as_html(text_of(stem)).encode(), f"{stem}.html")) >= 0.99


@pytest.mark.needs("tesseract")
@pytest.mark.parametrize("stem", STEMS)
def test_a_scan_gives_nearly_the_same_items(stem: str) -> None:
    assert whole_f1(plan_as_written(stem), draft(scan(stem), f"{stem}.pdf")) >= 0.90


@pytest.mark.needs("libreoffice")
@pytest.mark.parametrize("stem", STEMS)
def test_old_word_gives_the_same_items(stem: str) -> None:
    assert whole_f1(plan_as_written(stem), draft(converted(stem, "doc"), f"{stem}.doc")) >= 0.99


@pytest.mark.parametrize("stem", STEMS)
def test_the_plan_itself_is_the_same(stem: str) -> None:
    def head(plan: DraftPlan) -> tuple[object, ...]:
        return (
            plan.number,
            plan.issuer,
            plan.place,
            plan.issued_on,
            plan.signer,
            plan.lead_agency,
            plan.event_on,
        )

    written = head(plan_as_written(stem))
    assert written[3] is not None
    for kind in ("docx", "pdf"):
        assert head(draft((SAMPLES / f"{stem}.{kind}").read_bytes(), f"{stem}.{kind}")) == written
