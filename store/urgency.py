"""The rule of standing and the order of urgency as SQL, so that a page of a long list costs a page.

``rules.standing`` decides; these conditions say the same in SQL and laws in the tests hold them to it.
Each can be answered from the index on status and due day.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import col

from models.obligation import Obligation
from models.plan import Plan
from models.standing import StandingName
from rules.standing import SOON_DAYS
from rules.status import OPEN

# What stands behind the conditions: open in the eyes of the calendar, but not reported.
_RUNNING = sorted(OPEN | {"refused"})
_ASIDE = ["suspended", "withdrawn"]


class DaysBetween(FunctionElement[int]):
    """Calendar days from the first civil date to the second."""

    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _days_in_sqlite(element: DaysBetween, compiler: SQLCompiler, **words: Any) -> str:
    first, second = (compiler.process(one, **words) for one in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(DaysBetween)
def _days_elsewhere(element: DaysBetween, compiler: SQLCompiler, **words: Any) -> str:
    first, second = (compiler.process(one, **words) for one in element.clauses)
    return f"(CAST({second} AS DATE) - CAST({first} AS DATE))"


class ByCodePoint(FunctionElement[str]):
    """A text compared as Python compares it, whatever the database's own language."""

    inherit_cache = True


@compiles(ByCodePoint, "sqlite")
def _code_points_in_sqlite(element: ByCodePoint, compiler: SQLCompiler, **words: Any) -> str:
    return f"({compiler.process(next(iter(element.clauses)), **words)}) COLLATE BINARY"


@compiles(ByCodePoint)
def _code_points_elsewhere(element: ByCodePoint, compiler: SQLCompiler, **words: Any) -> str:
    return f'({compiler.process(next(iter(element.clauses)), **words)}) COLLATE "C"'


def condition(name: StandingName, today: date) -> ColumnElement[bool]:
    """Return the SQL condition under which an obligation has this standing on ``today``."""
    status, due_on, reported_on = col(Obligation.status), col(Obligation.due_on), col(Obligation.reported_on)
    soon = today + timedelta(days=SOON_DAYS)
    running = status.in_(_RUNNING)
    # A report that waits stands still on its day.
    waits = and_(status == "reported", reported_on.is_not(None))
    undated = and_(due_on.is_(None), status.in_([*_RUNNING, "reported"]))
    done = status == "done"
    told = func.coalesce(reported_on, today)
    kind = col(Obligation.kind)
    match name:
        case "overdue":
            # A report without a day is judged like running work. Each side begins with the status, so that
            # SQLite answers both from the index.
            late = or_(and_(reported_on.is_(None), due_on < today), due_on < reported_on)
            return or_(and_(running, due_on < today), and_(status == "reported", late))
        case "due_today":
            return and_(running, due_on == today)
        case "due_soon":
            return and_(running, due_on > today, due_on <= soon)
        case "upcoming":
            in_report = and_(status == "reported", reported_on.is_(None), due_on >= today)
            return or_(and_(running, due_on > soon), and_(waits, due_on >= reported_on), in_report)
        case "ongoing":
            return and_(undated, kind == "ongoing")
        case "awaiting_event":
            return and_(undated, kind == "event")
        case "no_deadline":
            return and_(undated, not_(kind.in_(["ongoing", "event"])))
        case "done":
            return and_(done, due_on.is_(None))
        case "done_on_time":
            return and_(done, told <= due_on)
        case "done_late":
            return and_(done, told > due_on)
        case "aside":
            return status.in_(_ASIDE)


def late_by(least: int, most: int | None, today: date) -> ColumnElement[bool]:
    """Return the condition under which an obligation is overdue by so many days; without ``most``, or more.

    The days are those of ``rules.standing``: a report that waits stands still on its day.
    """
    status, due_on, reported_on = col(Obligation.status), col(Obligation.due_on), col(Obligation.reported_on)
    moves = or_(status.in_(_RUNNING), and_(status == "reported", reported_on.is_(None)))
    waits = and_(status == "reported", reported_on.is_not(None))
    running, waiting = due_on <= today - timedelta(days=least), DaysBetween(due_on, reported_on) >= least
    if most is not None:
        running = and_(running, due_on >= today - timedelta(days=most))
        waiting = and_(waiting, DaysBetween(due_on, reported_on) <= most)
    return or_(and_(moves, running), and_(waits, due_on < reported_on, waiting))


def silent(since: date) -> ColumnElement[bool]:
    """Return the condition under which nothing was heard of an ongoing duty after that day.

    The same as ``rules.standing.silent_days`` with ``since`` that many days before today.
    """
    reported_on = col(Obligation.reported_on)
    return and_(
        col(Obligation.status).in_(sorted(OPEN)),
        col(Obligation.due_on).is_(None),
        col(Obligation.kind) == "ongoing",
        col(Obligation.assigned_on) <= since,
        or_(reported_on.is_(None), reported_on <= since),
    )


def order(name: StandingName | None, today: date) -> list[ColumnElement[Any]]:
    """Return the order within one standing (None: within what is over): that of ``boards.urgency``."""
    due_on, title = col(Obligation.due_on), col(Plan.title)
    label = case(
        (func.coalesce(Plan.number, "") != "", Plan.number),
        (func.length(title) > 60, func.substr(title, 1, 60) + "…"),
        else_=title,
    )
    ends: list[Any] = [func.coalesce(due_on, date.max), ByCodePoint(label), col(Obligation.id)]
    if name != "overdue":
        return ends
    judged = case(
        (col(Obligation.status) == "reported", func.coalesce(Obligation.reported_on, today)), else_=today
    )
    return [DaysBetween(due_on, judged).desc(), *ends]
