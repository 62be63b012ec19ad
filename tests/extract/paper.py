"""Made-up documents for the tests of the reader: from a folder, or from a few lines."""

from functools import cache
from pathlib import Path

from extract import draft_plan
from extract.reading import read_document
from models.draft import DraftItem, DraftPlan, SourceLine, SourceText
from rules.workday import vietnam_calendar

FOLDER = Path(__file__).parent / "documents"
CALENDAR = vietnam_calendar()


def source(text: str, kind: str = "txt") -> SourceText:
    """The lines of a text; tabs part the cells of a row."""
    return SourceText(
        tuple(
            SourceLine(line, number, cells=tuple(line.split("\t")) if line.count("\t") > 1 else ())
            for number, line in enumerate(text.split("\n"), start=1)
        ),
        kind,
    )


def plan(text: str, kind: str = "txt") -> DraftPlan:
    """The draft of a text."""
    return draft_plan(source(text, kind), CALENDAR)


@cache
def document(name: str) -> DraftPlan:
    """The draft of a document in the folder."""
    path = FOLDER / name
    return draft_plan(read_document(path.read_bytes(), path.name), CALENDAR)


def under(
    section: str, head: str = "KẾ HOẠCH\nThử nghiệm\n\nUBND tỉnh Lam Giang ban hành Kế hoạch như sau:"
) -> DraftPlan:
    """The draft of a plan that consists of the given implementation section alone."""
    return plan(f"{head}\n\nIV. TỔ CHỨC THỰC HIỆN\n\n{section}\n\nNơi nhận:\n- Như trên;")


def row(item: DraftItem) -> tuple[str, str, tuple[str, ...], tuple[str, ...], str, str]:
    """What a test compares of an item: reference, first words, owners, coordinators, role, deadline."""
    due = f" {item.deadline.due_on}" if item.deadline.due_on else ""
    words = " ".join(item.text.split()[:4])
    return item.ref, words, item.owners, item.coordinators, item.role, f"{item.deadline.kind}{due}"
