"""Gathering what a rehearsal plays: an activated plan's obligations, a draft's, or a document's."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from models.agency import Agency
from models.assignment import AssignmentParty
from models.draft import DraftPlan
from models.obligation import Part
from models.plan import Plan
from rules.breakdown import ItemTerms, Owed
from rules.ladder import ObligationFacts
from rules.naming import agency_key
from rules.rehearsed_works import Recurrence, RehearsedWork
from rules.shares import Body, NamedItem, is_undecided, owed_by_part, share_out
from rules.workday import WorkCalendar
from store.activation import terms_of
from store.boards import Filters, obligation_rows
from store.looking import facts_of, last_looks, told_counts
from store.plans import draft_items, get_plan
from store.registry import group_members, namesakes


def works_of_plan(
    session: Session, plan_id: int, *, start: date, calendar: WorkCalendar
) -> list[RehearsedWork]:
    """Return what a plan would play from ``start``: its obligations, or a draft's as if activated then."""
    plan = get_plan(session, plan_id)
    if plan.state == "draft":
        return list(_works_of_stored_draft(session, plan, start, calendar))
    rows = obligation_rows(session, today=start, filters=Filters(plan_id=plan_id))
    looks, told = last_looks(session, plan_id), told_counts(session, plan_id)
    recurring = _recurring(session, plan) if plan.state == "active" else {}
    return [
        RehearsedWork(
            key=row.obligation_id,
            agency=row.agency_name,
            ref=row.ref,
            text=row.text,
            facts=facts_of(row),
            last_looked_on=looks.get(row.obligation_id),
            told=told.get(row.obligation_id, 0),
            recurs=recurring.get(row.assignment_id) if row.occurrence else None,
            occurrence_on=date.fromisoformat(row.occurrence) if row.occurrence else None,
        )
        for row in sorted(rows, key=lambda r: r.obligation_id)
    ]


def _recurring(session: Session, plan: Plan) -> dict[int, Recurrence]:
    """Return how the plan's items repeat, by id."""
    found = {}
    for item in draft_items(session, plan.id or 0, with_dropped=False):
        key = item.assignment.id or 0
        if (recurs := _recurrence(key, terms_of(item.assignment, plan), plan.period_to)) is not None:
            found[key] = recurs
    return found


def _recurrence(key: int, terms: ItemTerms, until: date | None) -> Recurrence | None:
    if terms.deadline_kind != "recurring" or terms.rhythm is None:
        return None
    return Recurrence(key, terms.rhythm, terms.periods, until)


def _works_of_stored_draft(
    session: Session, plan: Plan, start: date, calendar: WorkCalendar
) -> Iterator[RehearsedWork]:
    """Yield what activation would make: the same bodies, the same parts, each work once."""
    bodies = _Bodies(session, plan.issued_on)
    items = draft_items(session, plan.id or 0, with_dropped=False)
    shares = share_out(
        NamedItem(
            i.assignment.id or 0,
            [body for party in i.owners for body in bodies.of(party)],
            [
                body
                for party in i.coordinators
                if party.is_known or not is_undecided(party.name)
                for body in bodies.of(party)
            ],
            i.assignment.mirror_of_id,
        )
        for i in items
    )
    key = 0
    for row in (i.assignment for i in items):
        terms = terms_of(row, plan)
        owed = owed_by_part(terms, shares[row.id or 0], today=start, until=plan.period_to, calendar=calendar)
        for part, one in owed:
            key += 1
            work = _work(key, bodies.names[one.agency_id], row.ref, row.text, part, one, start)
            yield replace(work, recurs=_recurrence(row.id or 0, terms, plan.period_to))


class _Numbers:
    """Gives a body that has no number yet one by its folded name: equal names are one body."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self._by_key: dict[str, int] = {}

    def number(self, name: str) -> int:
        """Return the number of a body by its name; numbers are negative, so that none is an agency's."""
        found = self._by_key.setdefault(agency_key(name), -len(self._by_key) - 1)
        self.names.setdefault(found, name)
        return found


class _Bodies(_Numbers):
    """The bodies of a stored draft as activation would find or make them, without making any."""

    def __init__(self, session: Session, on: date | None) -> None:
        super().__init__()
        self._session, self._on = session, on

    def of(self, party: AssignmentParty) -> list[Body]:
        """Return (agency, group) pairs for one named body; an unopened group is one addressee."""
        if party.group_id is not None and party.is_expanded:
            members = group_members(self._session, party.group_id, self._on)
            return [(self._known(agency), party.group_id) for agency in members]
        if party.agency_id is not None:
            return [(self._known(self._session.get_one(Agency, party.agency_id)), party.group_id)]
        same = namesakes(self._session, party.name, on=self._on)
        if len(same) == 1:
            return [(self._known(same[0]), party.group_id)]
        return [(self.number(party.name[:1].upper() + party.name[1:]), party.group_id)]

    def _known(self, agency: Agency) -> int:
        self.names[agency.id or 0] = agency.name
        return agency.id or 0


def works_of_document(draft: DraftPlan, *, start: date, calendar: WorkCalendar) -> list[RehearsedWork]:
    """Return what a document's draft would play if it were activated on ``start``, taken as it is.

    Groups stay one addressee; coordinators that name nobody in particular have no share.
    """
    bodies = _Numbers()
    shares = share_out(
        NamedItem(
            place,
            [(bodies.number(name), None) for name in item.owners],
            [(bodies.number(name), None) for name in item.coordinators if not is_undecided(name)],
        )
        for place, item in enumerate(draft.items)
    )
    works: list[RehearsedWork] = []
    until = draft.period[1] if draft.period else None
    for place, item in enumerate(draft.items):
        terms = ItemTerms(item.deadline.kind, item.deadline.due_on, item.deadline.rhythm)
        for part, one in owed_by_part(terms, shares[place], today=start, until=until, calendar=calendar):
            name = bodies.names[one.agency_id]
            work = _work(len(works) + 1, name, item.ref, item.text, part, one, start)
            works.append(replace(work, recurs=_recurrence(place, terms, until)))
    return works


def _work(key: int, agency: str, ref: str, text: str, part: Part, owed: Owed, start: date) -> RehearsedWork:
    status, acknowledged = ("assigned", None) if owed.is_first else ("acknowledged", start)
    facts = ObligationFacts(owed.kind, status, owed.due_on, start, acknowledged, part=part)
    occurrence = date.fromisoformat(owed.occurrence) if owed.occurrence else None
    return RehearsedWork(key, agency, ref, text, facts, occurrence_on=occurrence)


def close_day(works: list[RehearsedWork], *, start: date) -> date:
    """Return the day to which a rehearsal runs by default: 30 days after the last due day."""
    days = [w.facts.due_on for w in works if w.facts.due_on is not None]
    return max([*days, start + timedelta(days=60)]) + timedelta(days=30)
