"""What the daily digest to a lead agency says: the roll-up, who is late, what waits for a decision."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.standing import RollupCounts, Standing
from rules.phrases import day_words, left_words, place_words, shorten, when_words
from rules.rollup import CLASS_NAMES, Rollup, percent
from rules.wording_comments import CommentItem, comment_line, comments_heading
from rules.wording_escalation import EscalatedItem, relayed_line

COLUMNS = ("Tổng số", *CLASS_NAMES.values())
# Rows of one list, agencies of one table, tables, and rows of all tables that a mail shows; the pages show
# them all. A mail that nobody scrolls to the end of tells nothing.
LIST_ROWS, TABLE_ROWS, TABLES, ALL_ROWS = 20, 40, 4, 80
ITEM_WIDTH = 140


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """One plan's roll-up and where its full table can be opened.

    ``others`` agencies stand together in one row of it, ``late_others`` of them with late work.
    """

    plan: str
    title: str
    rollup: Rollup
    address: str
    others: int = 0
    late_others: int = 0


@dataclass(frozen=True, slots=True)
class LeadItem:
    """One obligation in a list for the lead agency."""

    agency: str
    plan: str
    ref: str
    text: str
    kind: str
    due_on: date | None
    standing: Standing
    reported_on: date | None = None


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """What a lead agency's digest is made of; the lists hold the most pressing first.

    A list that is not whole has its full length in ``totals``, under the name of its field.
    """

    agency: str
    on: date
    plans: tuple[PlanCounts, ...]
    # Owners' obligations that are late: as many as the roll-ups count.
    overdue: tuple[LeadItem, ...] = ()
    # Coordinators' obligations that are late, which no roll-up counts.
    overdue_support: tuple[LeadItem, ...] = ()
    waiting: tuple[LeadItem, ...] = ()
    # Agencies to be reminded that have no address, with how many reminders wait for one.
    unreachable: tuple[tuple[str, int], ...] = ()
    # Agencies whose message was refused, with the outcome in words.
    refused: tuple[tuple[str, str], ...] = ()
    # Late for long, where the leaders who should hear of it have no address.
    escalated: tuple[EscalatedItem, ...] = ()
    # What agencies wrote since the last digest, the oldest first.
    comments: tuple[CommentItem, ...] = ()
    # Plans that have no table of their own here, because the mail would be too long.
    other_plans: int = 0
    totals: Mapping[str, int] = field(default_factory=dict)

    def total(self, name: str) -> int:
        """Return how long the list of that name really is."""
        return self.totals.get(name, len(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class WordedRow:
    """One row of a roll-up table: a name and its numbers in the table's columns; ``line`` says both."""

    name: str
    numbers: tuple[int, ...]
    line: str = ""


@dataclass(frozen=True, slots=True)
class WordedTable:
    """One plan's roll-up in official words; ``total`` is the row of sums over all agencies."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[WordedRow, ...]
    total: WordedRow
    omitted: str
    rates: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class WordedList:
    """A list under its heading, and a line that says how many more there are."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    omitted: str


@dataclass(frozen=True, slots=True)
class LeadWords:
    """A lead digest in words."""

    subject: str
    greeting: str
    opening: str
    tables: tuple[WordedTable, ...]
    lists: tuple[WordedList, ...]
    button: str
    closing: str
    footer: str


def word_lead_digest(facts: LeadFacts) -> LeadWords:
    """Return the lead agency's digest in words; empty lists are left out."""
    late, support, waiting = (facts.total(name) for name in ("overdue", "overdue_support", "waiting"))
    told = [f"{late} việc quá hạn" if late else "không có việc quá hạn"]
    if waiting:
        told.append(f"{waiting} việc chờ xác nhận")
    lists = (
        _pairs(
            f"Chậm kéo dài, đề nghị trình lãnh đạo ({len(facts.escalated)} việc)",
            [(item.agency, relayed_line(item)) for item in facts.escalated],
        ),
        _items(f"Quá hạn ({late} việc)", facts.overdue, _overdue_line, late),
        _items(f"Phối hợp quá hạn ({support} việc)", facts.overdue_support, _overdue_line, support),
        _items(f"Đã báo cáo, chờ xác nhận ({waiting} việc)", facts.waiting, _waiting_line, waiting),
        _pairs(
            comments_heading(len(facts.comments)),
            [(item.agency, comment_line(item)) for item in facts.comments],
        ),
        _pairs(
            f"Chưa có địa chỉ liên hệ, nên chưa nhắc được ({len(facts.unreachable)} cơ quan)",
            [(name, f"{count} việc chờ nhắc") for name, count in facts.unreachable],
        ),
        _pairs(f"Thư không gửi được ({len(facts.refused)} cơ quan)", facts.refused),
    )
    return LeadWords(
        subject=f"[Đôn đốc] {facts.agency}: tổng hợp ngày {facts.on:%d/%m/%Y}, {', '.join(told)}",
        greeting=f"Kính gửi: {facts.agency}",
        opening=_opening(facts),
        tables=tuple(_table(plan, rows_each(len(facts.plans))) for plan in facts.plans),
        lists=tuple(one for one in lists if one.lines),
        button="Mở bảng theo dõi",
        closing="Trân trọng.",
        footer="Số liệu tính trên việc chủ trì. Thư do phần mềm Đôn đốc gửi tự động.",
    )


def _opening(facts: LeadFacts) -> str:
    told = f"Tình hình thực hiện các kế hoạch do cơ quan chủ trì, tính đến {day_words(facts.on)}"
    if facts.other_plans:
        shown = len(facts.plans)
        return f"{told} ({shown} kế hoạch chậm nhất; {facts.other_plans} kế hoạch khác xem bảng theo dõi):"
    return f"{told}:"


def others_row(many: int) -> str:
    """Return the name of the row of a table in which so many agencies stand together."""
    return f"Các cơ quan khác ({many})"


def rows_each(tables: int) -> int:
    """Return how many agencies each of so many tables shows."""
    return min(TABLE_ROWS, ALL_ROWS // max(tables, 1))


def _table(plan: PlanCounts, most: int) -> WordedTable:
    ranked = sorted(plan.rollup.rows, key=lambda row: (-row[1].open_overdue, -row[1].total, row[0]))
    if plan.others:
        # The row of all others is no agency that could be the latest: it stands last.
        ranked.sort(key=lambda row: row[0] == others_row(plan.others))
    shown, hidden = ranked[: most + bool(plan.others)], ranked[most + bool(plan.others) :]
    agencies = len(ranked) - bool(plan.others) + plan.others
    late = plan.late_others + sum(1 for _, counts in hidden if counts.open_overdue)
    omitted = ""
    if missing := plan.others + len(hidden):
        omitted = f"Còn {missing} cơ quan nữa" + (f", {late} cơ quan có việc quá hạn." if late else ".")
    title = f": {shorten(plan.title, ITEM_WIDTH)}" if plan.title and plan.title != plan.plan else ""
    return WordedTable(
        heading=plan.plan + title,
        columns=COLUMNS,
        rows=tuple(_row(name, counts) for name, counts in shown),
        total=_row(f"Tổng cộng ({agencies} cơ quan)", plan.rollup.sum),
        omitted=omitted,
        rates=_rates(plan.rollup),
        address=plan.address,
    )


def _row(name: str, counts: RollupCounts) -> WordedRow:
    numbers = _numbers(counts)
    told = "; ".join(f"{column} {n}" for column, n in zip(COLUMNS, numbers, strict=True))
    return WordedRow(name, numbers, f"{name}: {told}")


def _numbers(counts: RollupCounts) -> tuple[int, ...]:
    return (counts.total, *(getattr(counts, field) for field in CLASS_NAMES))


def _rates(rollup: Rollup) -> tuple[str, ...]:
    counts = rollup.sum
    by_first = counts.done_by_first_day / counts.done if counts.done else None
    return (
        f"Đúng hạn trên số đã hoàn thành: {percent(counts.on_time_of_done)} "
        f"(theo thời hạn giao ban đầu: {percent(by_first)})",
        f"Đúng hạn trên số đã đến hạn: {percent(counts.on_time_of_due)}",
        f"Có báo cáo trong {rollup.fresh_days} ngày gần nhất trên số chưa hoàn thành: "
        f"{percent(counts.freshness)}",
    )


def _items(
    heading: str, items: Sequence[LeadItem], line: Callable[[LeadItem], str], total: int
) -> WordedList:
    return _pairs(heading, [(item.agency, line(item)) for item in items], total)


def _pairs(heading: str, pairs: Sequence[tuple[str, str]], total: int | None = None) -> WordedList:
    more = (len(pairs) if total is None else total) - LIST_ROWS
    return WordedList(
        heading, tuple(pairs[:LIST_ROWS]), f"và {more} mục nữa, xem bảng theo dõi." if more > 0 else ""
    )


def _overdue_line(item: LeadItem) -> str:
    return (
        f"{left_words(item.standing)}. {when_words(item.due_on, item.kind)}. "
        f"{place_words(item.plan, item.ref)}: {shorten(item.text, ITEM_WIDTH)}"
    )


def _waiting_line(item: LeadItem) -> str:
    told = f"báo cáo ngày {item.reported_on:%d/%m/%Y}. " if item.reported_on else ""
    return f"{told}{place_words(item.plan, item.ref)}: {shorten(item.text, ITEM_WIDTH)}"
