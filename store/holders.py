"""Who holds the work of a plan: the agencies behind its items' names, and their obligations."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.agency import AgencySuccessor
from models.assignment import AssignmentParty
from models.extension import Extension
from models.obligation import Obligation
from rules.amendment_effects import Held
from rules.naming import agency_key
from rules.shares import Body, NamedItem, is_undecided
from store.plans import ReviewItem
from store.registry import group_members


class Heirs:
    """Who stands for an agency that another one has replaced as a whole."""

    def __init__(self, session: Session) -> None:
        links: dict[int, list[AgencySuccessor]] = {}
        for row in session.exec(select(AgencySuccessor)):
            links.setdefault(row.agency_id, []).append(row)
        self._next = {
            agency_id: rows[0].successor_id
            for agency_id, rows in links.items()
            if len(rows) == 1 and not rows[0].scope
        }

    def of(self, agency_id: int) -> int:
        """Return the agency that has its work now; itself where none has taken it over alone."""
        seen = {agency_id}
        while (heir := self._next.get(agency_id)) is not None and heir not in seen:
            seen.add(heir)
            agency_id = heir
        return agency_id


def held_work(session: Session, plan_id: int, heirs: Heirs) -> dict[int, list[Held]]:
    """Return the obligations of a plan by item, each under the agency that has the work now."""
    granted = set(
        session.exec(
            select(Extension.obligation_id)
            .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
            .where(Obligation.plan_id == plan_id, Extension.state == "granted")
        )
    )
    # Columns and not rows: writing one obligation looks at every one that the session holds.
    query: Any = select_columns(
        col(Obligation.id),
        col(Obligation.assignment_id),
        col(Obligation.agency_id),
        col(Obligation.part),
        col(Obligation.occurrence),
        col(Obligation.kind),
        col(Obligation.status),
        col(Obligation.due_on),
    )
    found: dict[int, list[Held]] = {}
    for key, item, agency, part, occurrence, kind, status, due_on in session.exec(
        query.where(col(Obligation.plan_id) == plan_id).order_by(col(Obligation.id))
    ):
        one = Held(key, heirs.of(agency), part, occurrence, kind, status, due_on, key in granted)
        found.setdefault(item, []).append(one)
    return found


class Holders:
    """Who stands behind the names of items: agencies as of a day, groups opened where the plan opens them.

    A name that nobody knows yet has a stand-in below zero, one for one name: reading stores nothing.
    """

    def __init__(self, session: Session, heirs: Heirs, items: Iterable[ReviewItem]) -> None:
        self._session, self._heirs = session, heirs
        parties = [p for item in items for p in (*item.owners, *item.coordinators)]
        self.opened = {p.group_id for p in parties if p.is_expanded and p.group_id is not None}
        self._strangers: dict[str, int] = {}
        self._members: dict[tuple[int, date | None], list[int]] = {}

    def of(self, parties: Iterable[AssignmentParty], on: date | None) -> list[Body]:
        """Return (agency, group through which it came) of every body that has a share."""
        return [pair for party in parties for pair in self._of_one(party, on)]

    def named(self, item: ReviewItem, on: date | None) -> NamedItem:
        """Return an item with the agencies that its names stand for; open sets give nobody a share."""
        row = item.assignment
        beside = (p for p in item.coordinators if p.is_known or not is_undecided(p.name))
        return NamedItem(row.id or 0, self.of(item.owners, on), self.of(beside, on), row.mirror_of_id)

    def _of_one(self, party: AssignmentParty, on: date | None) -> list[Body]:
        if party.group_id is not None and (party.is_expanded or party.group_id in self.opened):
            key = (party.group_id, on)
            if key not in self._members:
                self._members[key] = [a.id or 0 for a in group_members(self._session, party.group_id, on)]
            return [(self._heirs.of(one), party.group_id) for one in self._members[key]]
        if party.agency_id is None:
            name = agency_key(party.name)
            return [(self._strangers.setdefault(name, -1 - len(self._strangers)), party.group_id)]
        return [(self._heirs.of(party.agency_id), party.group_id)]
