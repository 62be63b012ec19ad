"""What the Excel workbooks of the pages and of ``dondoc export`` hold, gathered from the database."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta, timezone
from itertools import islice

from sqlmodel import Session

from models.plan import Plan
from report.workbook import ItemLine, ReminderLine, workbook
from rules.phrases import MESSAGE_STATES, rule_words
from rules.rollup import Rollup
from rules.status import NAMES as STATUS_NAMES
from store.boards import Filters, obligation_stream
from store.ledger import LedgerRow, ledger_rows
from store.lineage import summed, trees
from store.obligation_rows import ObligationRow
from store.partynames import party_names
from store.tallies import tallies

PARTS = {"owner": "chủ trì", "coordinator": "phối hợp"}
# Viet Nam keeps UTC+7 all the year round; asking a time zone of each row would take longer than reading it.
_ZONE = timezone(timedelta(hours=7))
# Rows asked for at once: what is written is forgotten before more is read.
_AT_ONCE = 4_000


def plan_workbook(session: Session, plan: Plan, *, today: date, fresh_days: int) -> bytes:
    """Return a plan's workbook: the summary by agency, every obligation, the ledger of reminders."""
    plan_id = plan.id or 0
    owners, coordinators = tallies(session, today=today, plan_id=plan_id, fresh_days=fresh_days)
    return workbook(
        today=today,
        title=plan.label,
        summary=owners,
        supporting=coordinators,
        below=_below(session, plan_id, today),
        items=item_lines(session, today=today, filters=Filters(plan_id=plan_id)),
        reminders=reminder_lines(session, plan_id),
    )


def _below(session: Session, plan_id: int, today: date) -> Rollup | None:
    """Return the counts of the plans below a plan, or None where there are none."""
    found = [one for tree in trees(session, plan_id, today=today) for one in tree.plans]
    return summed(found, today=today) if found else None


def list_workbook(
    session: Session,
    *,
    today: date,
    title: str,
    filters: Filters,
    summary: Rollup | None = None,
    supporting: Rollup | None = None,
) -> bytes:
    """Return the workbook of a list, with the summaries beside it that are handed in."""
    items = item_lines(session, today=today, filters=filters)
    return workbook(today=today, title=title, summary=summary, supporting=supporting, items=items)


def item_lines(session: Session, *, today: date, filters: Filters) -> Iterator[ItemLine]:
    """Return the obligations that the filters let through, the most pressing first."""
    rows = obligation_stream(session, today=today, filters=filters)
    while some := list(islice(rows, _AT_ONCE)):
        beside = party_names(session, {row.assignment_id for row in some})
        yield from (_item(row, beside.get(row.assignment_id, {})) for row in some)


def reminder_lines(session: Session, plan_id: int) -> Iterator[ReminderLine]:
    """Give the reminders of a plan, the newest first."""
    first = 0
    while rows := ledger_rows(session, plan_id=plan_id, limit=_AT_ONCE, offset=first):
        yield from map(_reminder, rows)
        first += _AT_ONCE


def _item(row: ObligationRow, names: Mapping[str, str]) -> ItemLine:
    # The day on which it was reported; what was closed with its owner's work has one without any words.
    written_on = row.last_report_at.astimezone(_ZONE).date() if row.last_report_at else None
    told_on = row.reported_on or written_on
    is_owner = row.part == "owner"
    led_by = names.get("owner", "")
    return ItemLine(
        agency=row.agency_name,
        plan=row.plan_label,
        ref=row.ref,
        text=row.text,
        part=PARTS[row.part],
        given_on=row.assigned_on,
        first_due_on=row.first_due_on,
        due_on=row.due_on,
        standing=row.standing,
        status=STATUS_NAMES[row.status],
        last_report=(told_on, row.last_report_text or "") if told_on else None,
        beside=names.get("coordinator", "") if is_owner else f"chủ trì: {led_by}" if led_by else "",
    )


def _reminder(row: LedgerRow) -> ReminderLine:
    reader = f"Lãnh đạo {row.to_agency}" if row.is_to_leaders and row.to_agency else row.to_agency or ""
    return ReminderLine(
        agency=row.agency,
        place=f"{row.ref}. {row.text}" if row.ref else row.text,
        number=row.number,
        why=rule_words(row.rule),
        on=row.looked_on,
        to=reader,
        state=MESSAGE_STATES[row.message_state] if row.message_state else "Chưa có thư",
    )
