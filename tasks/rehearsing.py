"""Gathering what a rehearsal plays: an activated plan's obligations, a draft's, or a document's."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session

from models.assignment import Assignment, AssignmentParty
from models.draft import DraftPlan
from models.plan import Plan
from rules.breakdown import ItemTerms, Owed, break_down
from rules.ladder import ObligationFacts
from rules.rehearsal import RehearsedWork
from rules.workday import WorkCalendar
from store.activation import terms_of
from store.boards import Filters, obligation_rows
from store.looking import last_looks, told_counts
from store.plans import draft_items, get_plan
from store.registry import group_members


def works_of_plan(
    session: Session, plan_id: int, *, start: date, calendar: WorkCalendar
) -> list[RehearsedWork]:
    """Return what a plan would play from ``start``: its obligations, or a draft's as if activated then."""
    plan = get_plan(session, plan_id)
    if plan.state == "draft":
        return list(_works_of_stored_draft(session, plan, start, calendar))
    rows = obligation_rows(session, today=start, filters=Filters(plan_id=plan_id))
    looks, told = last_looks(session, plan_id), told_counts(session, plan_id)
    return [
        RehearsedWork(
            key=row.obligation_id,
            agency=row.agency_name,
            ref=row.ref,
            text=row.text,
            facts=ObligationFacts(
                row.kind, row.status, row.due_on, row.assigned_on, row.acknowledged_on, row.reported_on
            ),
            last_looked_on=looks.get(row.obligation_id),
            told=told.get(row.obligation_id, 0),
        )
        for row in sorted(rows, key=lambda r: r.obligation_id)
    ]


def _works_of_stored_draft(
    session: Session, plan: Plan, start: date, calendar: WorkCalendar
) -> Iterator[RehearsedWork]:
    names: dict[int, str] = {}
    key = 0
    for item in draft_items(session, plan.id or 0, with_dropped=False):
        owners: list[tuple[int, int | None]] = []
        for party in item.owners:
            for name in _names_of(session, party, plan.issued_on):
                # A name stands for an id that activation would give: equal names owe once.
                number = next((i for i, n in names.items() if n == name), len(names))
                names[number] = name
                owners.append((number, None))
        row: Assignment = item.assignment
        owed = break_down(terms_of(row, plan), owners, today=start, until=plan.period_to, calendar=calendar)
        for one in owed:
            key += 1
            yield _work(key, names[one.agency_id], row.ref, row.text, one, start)


def _names_of(session: Session, party: AssignmentParty, on: date | None) -> list[str]:
    if party.group_id is not None and party.is_expanded:
        return [a.name for a in group_members(session, party.group_id, on)]
    return [party.name]


def works_of_document(draft: DraftPlan, *, start: date, calendar: WorkCalendar) -> list[RehearsedWork]:
    """Return what a document's draft would play if it were activated on ``start``, taken as it is."""
    names = list(dict.fromkeys(owner for item in draft.items for owner in item.owners))
    works: list[RehearsedWork] = []
    until = draft.period[1] if draft.period else None
    for item in draft.items:
        terms = ItemTerms(item.deadline.kind, item.deadline.due_on, item.deadline.rhythm)
        owners = [(names.index(owner), None) for owner in item.owners]
        for one in break_down(terms, owners, today=start, until=until, calendar=calendar):
            works.append(_work(len(works) + 1, names[one.agency_id], item.ref, item.text, one, start))
    return works


def _work(key: int, agency: str, ref: str, text: str, owed: Owed, start: date) -> RehearsedWork:
    status, acknowledged = ("assigned", None) if owed.is_first else ("acknowledged", start)
    facts = ObligationFacts(owed.kind, status, owed.due_on, start, acknowledged)
    return RehearsedWork(key, agency, ref, text, facts)


def close_day(works: list[RehearsedWork], *, start: date) -> date:
    """Return the day to which a rehearsal runs by default: 30 days after the last due day."""
    days = [w.facts.due_on for w in works if w.facts.due_on is not None]
    return max([*days, start + timedelta(days=60)]) + timedelta(days=30)
