"""The registry as its pages list it: agencies with what is open there and how they are reached, groups."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.account import User
from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor, Contact
from models.obligation import Obligation
from models.plan import Plan
from rules.agency_search import rank
from rules.status import OPEN
from store.directories import directory

# all: everything; unreached: open work and no contact; unconfirmed: from a plan's words; ended-open: ended
# bodies that still have work.
AgencyFilter = Literal["all", "no-contact", "unreached", "unconfirmed", "ended-open"]


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency in a list; ``open_count`` is its open obligations under active plans."""

    agency: Agency
    open_count: int
    contact_count: int


@dataclass(frozen=True, slots=True)
class AgencyPage:
    """One page of the list, and how many agencies there are in all and under each filter."""

    lines: tuple[AgencyLine, ...]
    total: int
    counts: dict[AgencyFilter, int]


def list_agencies(
    session: Session, *, query: str, chosen: AgencyFilter, today: date, limit: int, offset: int
) -> AgencyPage:
    """Return agencies that answer a query, best first, then by name; ``today`` tells what has ended."""
    rows = session.exec(select(Agency).order_by(Agency.name, col(Agency.id))).all()
    contacts, work = contact_counts(session), open_work(session)
    names = _names(session)
    ranked = []
    for row in rows:
        found = rank(query, (row.name, *names.get(row.id or 0, ())), row.code)
        if found is not None:
            ranked.append((found, row))
    fits: dict[AgencyFilter, Any] = {
        "all": lambda a: True,
        "no-contact": lambda a: a.id not in contacts and not a.has_ended(today),
        "unreached": lambda a: a.id not in contacts and a.id in work,
        "unconfirmed": lambda a: not a.is_confirmed and not a.has_ended(today),
        "ended-open": lambda a: a.has_ended(today) and a.id in work,
    }
    counts = {name: sum(1 for _, a in ranked if fit(a)) for name, fit in fits.items()}
    kept = [pair for pair in ranked if fits[chosen](pair[1])]
    # Sorting is stable: equal ranks stay in the order of names.
    kept.sort(key=lambda pair: pair[0] if query.strip() else 0)
    lines = tuple(
        AgencyLine(a, work.get(a.id or 0, 0), contacts.get(a.id or 0, 0))
        for _, a in kept[offset : offset + limit]
    )
    return AgencyPage(lines, len(kept), counts)


def _names(session: Session) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.exec(
        select(AgencyAlias.agency_id, AgencyAlias.text).where(col(AgencyAlias.agency_id).is_not(None))
    )
    for agency_id, text in rows:
        found.setdefault(agency_id or 0, []).append(text)
    return found


def contact_counts(session: Session) -> dict[int, int]:
    """Return how many active contacts each agency has; agencies without any are left out."""
    query: Any = (
        select_columns(col(Contact.agency_id), func.count())
        .where(col(Contact.is_active))
        .group_by(col(Contact.agency_id))
    )
    return {agency: int(count) for agency, count in session.exec(query)}


def open_work(session: Session, agency_ids: Collection[int] | None = None) -> dict[int, int]:
    """Return how many obligations are open under active plans, of these agencies or of all that have any."""
    query: Any = (
        select_columns(col(Obligation.agency_id), func.count())
        .where(
            col(Obligation.status).in_(sorted(OPEN)),
            col(Obligation.plan_id).in_(select(Plan.id).where(Plan.state == "active")),
        )
        .group_by(col(Obligation.agency_id))
    )
    if agency_ids is not None:
        query = query.where(col(Obligation.agency_id).in_(sorted(agency_ids)))
    return {agency: int(count) for agency, count in session.exec(query)}


def find_agencies(session: Session, query: str, *, on: date | None, limit: int = 20) -> list[Agency]:
    """Return the agencies that a person looks for by name, abbreviation or alias, best first.

    Diacritics do not matter. Only bodies that exist on that day (all where it is unknown); where no name
    answers, those whose names are most alike.
    """
    if not query.strip():
        return []
    names = _names(session)
    ranked = []
    for row in session.exec(select(Agency).order_by(Agency.name, col(Agency.id))):
        found = rank(query, (row.name, *names.get(row.id or 0, ())), row.code)
        if found is not None and exists_on(row, on):
            ranked.append((found, row))
    ranked.sort(key=lambda pair: pair[0])
    if ranked:
        return [row for _, row in ranked[:limit]]
    near = [n.id for n in directory(session).near(query, on, limit) if n.holds]
    by_id = {a.id: a for a in session.exec(select(Agency).where(col(Agency.id).in_(near)))}
    return [by_id[i] for i in near]


def exists_on(agency: Agency, on: date | None) -> bool:
    """Return whether a body exists on that day; True where the day is unknown."""
    return on is None or (
        (agency.valid_from is None or agency.valid_from <= on)
        and (agency.valid_to is None or on <= agency.valid_to)
    )


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One membership: the group or the member, and its row with the days."""

    group: AgencyGroup
    agency: Agency
    member: AgencyGroupMember


@dataclass(frozen=True, slots=True)
class AgencyFile:
    """All that the registry knows of one agency, its contacts apart."""

    aliases: tuple[AgencyAlias, ...]
    memberships: tuple[MemberLine, ...]
    successors: tuple[tuple[Agency, AgencySuccessor], ...]
    predecessors: tuple[tuple[Agency, AgencySuccessor], ...]
    users: tuple[str, ...]
    open_count: int
    led_count: int


def agency_file(session: Session, agency: Agency) -> AgencyFile:
    """Return the aliases, memberships, successors, accounts and open work of an agency."""
    key = agency.id or 0
    after = select(Agency, AgencySuccessor).join(
        AgencySuccessor, col(AgencySuccessor.successor_id) == col(Agency.id)
    )
    before = select(Agency, AgencySuccessor).join(
        AgencySuccessor, col(AgencySuccessor.agency_id) == col(Agency.id)
    )
    led = select(func.count()).select_from(Plan).where(Plan.lead_agency_id == key, Plan.state == "active")
    users = select(User.username).where(User.agency_id == key, col(User.is_active)).order_by(User.username)
    return AgencyFile(
        aliases=tuple(
            session.exec(
                select(AgencyAlias).where(AgencyAlias.agency_id == key).order_by(AgencyAlias.text)
            ).all()
        ),
        memberships=tuple(_memberships(session, col(AgencyGroupMember.agency_id) == key)),
        successors=tuple(
            session.exec(after.where(AgencySuccessor.agency_id == key).order_by(Agency.name)).all()
        ),
        predecessors=tuple(
            session.exec(before.where(AgencySuccessor.successor_id == key).order_by(Agency.name)).all()
        ),
        users=tuple(session.exec(users)),
        open_count=open_work(session, [key]).get(key, 0),
        led_count=session.exec(led).one(),
    )


def group_lines(session: Session, group_id: int) -> list[MemberLine]:
    """Return every membership that a group ever had, by the member's name."""
    return _memberships(session, col(AgencyGroupMember.group_id) == group_id)


def _memberships(session: Session, where: Any) -> list[MemberLine]:
    rows = session.exec(
        select(AgencyGroup, Agency, AgencyGroupMember)
        .join(AgencyGroupMember, col(AgencyGroupMember.group_id) == col(AgencyGroup.id))
        .join(Agency, col(Agency.id) == col(AgencyGroupMember.agency_id))
        .where(where)
        .order_by(AgencyGroup.name, Agency.name)
    ).all()
    return [MemberLine(*row) for row in rows]


def groups_with_counts(session: Session, *, today: date) -> list[tuple[AgencyGroup, int]]:
    """Return every group by name with how many members it has today."""
    counts: dict[int, int] = {}
    rows = session.exec(
        select(AgencyGroupMember, Agency).join(Agency, col(Agency.id) == col(AgencyGroupMember.agency_id))
    )
    for member, agency in rows:
        holds = (member.valid_from is None or member.valid_from <= today) and (
            member.valid_to is None or today <= member.valid_to
        )
        if holds and exists_on(agency, today):
            counts[member.group_id] = counts.get(member.group_id, 0) + 1
    return [
        (g, counts.get(g.id or 0, 0)) for g in session.exec(select(AgencyGroup).order_by(AgencyGroup.name))
    ]
