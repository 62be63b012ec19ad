"""The tables of an office as an Excel workbook: the official summary, the items, the ledger of reminders.

Days are real days, shares are real numbers, and a text is never a formula (``report.sheets``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models.standing import Standing
from report.contact_sheet import MEDIA_TYPE as MEDIA_TYPE
from report.sheets import Column, Table, sheets
from rules.rollup import BY_NAMES, RATE_NAMES, Rollup, checked, column_names
from rules.standing import sentence


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One obligation as a row of the list; the days are civil days in Viet Nam.

    ``part`` and ``status`` are words; ``last_report`` is the day and the words of the last report, or None;
    ``beside`` names the bodies of the other part: an owner's helpers, or whom a helper helps.
    """

    agency: str
    plan: str
    ref: str
    text: str
    part: str
    given_on: date
    first_due_on: date | None
    due_on: date | None
    standing: Standing
    status: str
    last_report: tuple[date, str] | None
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One reminder as a row of the ledger; ``why``, ``to`` and ``state`` are words."""

    agency: str
    place: str
    number: int
    why: str
    on: date
    to: str
    state: str


def workbook(
    *,
    today: date,
    title: str,
    summary: Rollup | None = None,
    supporting: Rollup | None = None,
    below: Rollup | None = None,
    items: Iterable[ItemLine] | None = None,
    reminders: Iterable[ReminderLine] | None = None,
) -> bytes:
    """Return a workbook (.xlsx) with a sheet for each table handed in; the iterables are read once.

    ``today`` is the civil day of which the standings speak. ``supporting`` counts the coordinators' shares,
    which are in no official count: a sheet of its own, where there are any; ``below`` counts the plans below
    this one, which are no part of its summary. Raises Refused where a summary does not sum.
    """
    tables = []
    if summary is not None:
        tables.append(_summary("Tổng hợp", "Tổng hợp tình hình thực hiện", title, checked(summary)))
    if supporting is not None and supporting.rows:
        words = "Tổng hợp phần việc phối hợp (không tính vào bảng Tổng hợp)"
        tables.append(_summary("Phối hợp", words, title, checked(supporting)))
    if below is not None and below.rows:
        words = "Kế hoạch cấp dưới (không cộng vào bảng Tổng hợp)"
        tables.append(_summary("Cấp dưới", words, title, checked(below)))
    if items is not None:
        rows = map(_item, items)
        tables.append(Table("Danh sách việc", f"Danh sách phần việc. {title}", today, _ITEMS, rows))
    if reminders is not None:
        told = map(_reminder, reminders)
        tables.append(Table("Sổ đôn đốc", f"Sổ theo dõi đôn đốc. {title}", today, _REMINDERS, told))
    return sheets(tables)


def _summary(name: str, words: str, title: str, rollup: Rollup) -> Table:
    counted = column_names(in_period=rollup.period is not None)
    columns = [
        Column("TT", 5, "number"),
        Column(BY_NAMES[rollup.by], 34),
        *(Column(name, 12, "number") for name in counted.values()),
        *(Column(RATE_NAMES[name], 14, "share") for name in RATE_NAMES),
    ]
    words = f"{words}. {title}"
    if rollup.period is not None:
        words += f". Kỳ báo cáo: {rollup.period.words}, {rollup.period.span_words}"

    def rows() -> Iterator[tuple[object, ...]]:
        for place, (key, counts) in enumerate((*rollup.rows, ("Tổng cộng", rollup.sum)), 1):
            numbers = (getattr(counts, name) for name in counted)
            shares = (getattr(counts, name) for name in RATE_NAMES)
            yield (place if place <= len(rollup.rows) else None, key, *numbers, *shares)

    return Table(name, words, rollup.as_of, columns, rows(), sums=True)


_ITEMS = (
    Column("Cơ quan, đơn vị", 24),
    Column("Kế hoạch", 16),
    Column("Mục", 8),
    Column("Nội dung nhiệm vụ", 52),
    Column("Tư cách", 12),
    Column("Ngày giao", 11, "day"),
    Column("Thời hạn ban đầu", 11, "day"),
    Column("Thời hạn", 11, "day"),
    Column("Phân loại", 19),
    Column("Số ngày quá hạn", 9, "number"),
    Column("Tình trạng", 15),
    Column("Ngày báo cáo gần nhất", 12, "day"),
    Column("Nội dung báo cáo gần nhất", 40),
    Column("Cơ quan phối hợp", 30),
)


def _item(one: ItemLine) -> tuple[object, ...]:
    is_late = one.standing.name in ("overdue", "done_late")
    told_on, told = one.last_report or (None, None)
    return (
        one.agency,
        one.plan,
        one.ref,
        one.text,
        one.part,
        one.given_on,
        one.first_due_on,
        one.due_on,
        sentence(one.standing),
        one.standing.days if is_late else None,
        one.status,
        told_on,
        told,
        one.beside,
    )


_REMINDERS = (
    Column("Cơ quan, đơn vị", 28),
    Column("Phần việc", 52),
    Column("Lần đôn đốc", 9, "number"),
    Column("Lý do", 24),
    Column("Ngày", 12, "day"),
    Column("Gửi tới", 32),
    Column("Kết quả gửi", 20),
)


def _reminder(one: ReminderLine) -> tuple[object, ...]:
    return (one.agency, one.place, one.number, one.why, one.on, one.to, one.state)
