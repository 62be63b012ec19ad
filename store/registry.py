"""The registry of agencies and groups: loading it, and finding a name in it as of a day."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, Contact
from models.errors import BadSettings, NotFound
from rules.naming import ASKED_KINDS, agency_key, fold, is_group_name, kind_of, without_province


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was found to be, and how: ``exact``, ``alias``, ``folded`` or "" for nothing."""

    agency_id: int | None = None
    group_id: int | None = None
    how: str = ""


def load_registry(session: Session, text: str) -> int:
    """Store agencies, groups and contacts from a TOML text, by code; return how many agencies it names.

    Loading twice changes nothing. Raises BadSettings that names the fault; nothing is stored then.
    """
    try:
        table = tomllib.loads(text)
        agencies = {row["code"]: _put_agency(session, row) for row in table.get("agencies", [])}
        for row in table.get("agencies", []):
            if parent := row.get("parent"):
                agencies[row["code"]].parent_id = agency_by_code(session, parent).id
        for row in table.get("groups", []):
            _put_group(session, row)
        for row in table.get("contacts", []):
            _put_contact(session, row)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, NotFound) as fault:
        raise BadSettings(f"Danh bạ cơ quan sai: {fault}.", hint="Sửa tệp rồi nạp lại.") from fault
    session.flush()
    return len(agencies)


def _put_agency(session: Session, row: dict[str, Any]) -> Agency:
    agency = session.exec(select(Agency).where(Agency.code == row["code"])).first() or Agency(
        code=row["code"], name=row["name"], folded=""
    )
    agency.name = row["name"]
    agency.folded = agency_key(row["name"])
    agency.kind = row.get("kind", kind_of(row["name"]))
    agency.level = row.get("level", "tinh")
    agency.is_ordered = row.get("ordered", agency.kind not in ASKED_KINDS)
    agency.valid_from = row.get("valid_from")
    agency.valid_to = row.get("valid_to")
    agency.is_confirmed = True
    session.add(agency)
    session.flush()
    _put_aliases(session, row.get("aliases", []), agency_id=agency.id)
    return agency


def _put_group(session: Session, row: dict[str, Any]) -> None:
    group = session.exec(select(AgencyGroup).where(AgencyGroup.code == row["code"])).first() or AgencyGroup(
        code=row["code"], name=row["name"], folded=""
    )
    group.name, group.folded = row["name"], agency_key(row["name"])
    session.add(group)
    session.flush()
    _put_aliases(session, row.get("aliases", []), group_id=group.id)
    for code in row["members"]:
        member = agency_by_code(session, code)
        if session.get(AgencyGroupMember, (group.id, member.id)) is None:
            session.add(AgencyGroupMember(group_id=group.id or 0, agency_id=member.id or 0))


def _put_contact(session: Session, row: dict[str, Any]) -> None:
    agency = agency_by_code(session, row["agency"])
    known = session.exec(
        select(Contact).where(Contact.agency_id == agency.id, Contact.channel == row["channel"])
    ).first()
    if known is None:
        session.add(
            Contact(
                agency_id=agency.id or 0,
                name=row["name"],
                role=row.get("role", "officer"),
                channel=row["channel"],
            )
        )


def _put_aliases(
    session: Session, aliases: Sequence[str], *, agency_id: int | None = None, group_id: int | None = None
) -> None:
    for text in aliases:
        key = agency_key(text)
        known = session.exec(
            select(AgencyAlias).where(
                AgencyAlias.folded == key,
                AgencyAlias.agency_id == agency_id,
                AgencyAlias.group_id == group_id,
            )
        ).first()
        if known is None:
            session.add(AgencyAlias(text=text, folded=key, agency_id=agency_id, group_id=group_id))
    session.flush()


def agency_by_code(session: Session, code: str) -> Agency:
    """Return the agency of that code; raises NotFound."""
    agency = session.exec(select(Agency).where(Agency.code == code)).first()
    if agency is None:
        raise NotFound(f"không có cơ quan mang mã “{code}”")
    return agency


def find_name(session: Session, name: str, *, on: date | None) -> Match:
    """Return what a name in a plan of that day is: a group or an agency, or nothing where it is unsure.

    The order is name, alias, then the name without the province at its end; a name that fits two
    bodies fits none, because a wrong addressee is worse than a question.
    """
    key = agency_key(name)
    for candidate, how in ((key, "exact"), (without_province(key), "folded")):
        for group_first in (True, False):
            found = _groups(session, candidate) if group_first else _agencies(session, candidate, on)
            if len(found) == 1:
                one = found[0]
                how_found = "alias" if one[1] else how
                return (
                    Match(group_id=one[0], how=how_found) if group_first else Match(one[0], None, how_found)
                )
    return Match()


def _agencies(session: Session, key: str, on: date | None) -> list[tuple[int, bool]]:
    named = session.exec(select(Agency).where(Agency.folded == key)).all()
    by_alias = session.exec(
        select(Agency)
        .join(AgencyAlias, col(AgencyAlias.agency_id) == col(Agency.id))
        .where(AgencyAlias.folded == key)
    ).all()
    found = {a.id: False for a in named if _holds(a.valid_from, a.valid_to, on)}
    for agency in by_alias:
        if _holds(agency.valid_from, agency.valid_to, on):
            found.setdefault(agency.id, True)
    return [(i, alias) for i, alias in found.items() if i is not None]


def _groups(session: Session, key: str) -> list[tuple[int, bool]]:
    named = session.exec(select(AgencyGroup.id).where(AgencyGroup.folded == key)).all()
    by_alias = session.exec(
        select(AgencyAlias.group_id).where(AgencyAlias.folded == key, col(AgencyAlias.group_id).is_not(None))
    ).all()
    found = dict.fromkeys(named, False)
    for i in by_alias:
        found.setdefault(i, True)
    return [(i, alias) for i, alias in found.items() if i is not None]


def _holds(start: date | None, end: date | None, on: date | None) -> bool:
    return on is None or ((start is None or start <= on) and (end is None or on <= end))


def group_members(session: Session, group_id: int, on: date | None) -> list[Agency]:
    """Return a group's members as of a day (all of them where the day is unknown), by name."""
    rows = session.exec(
        select(Agency, AgencyGroupMember)
        .join(AgencyGroupMember, col(AgencyGroupMember.agency_id) == col(Agency.id))
        .where(AgencyGroupMember.group_id == group_id)
        .order_by(Agency.name)
    ).all()
    return [
        agency
        for agency, member in rows
        if _holds(member.valid_from, member.valid_to, on) and _holds(agency.valid_from, agency.valid_to, on)
    ]


def ensure_agency(session: Session, name: str) -> Agency:
    """Return the agency of that name, made anew (unconfirmed, without contact) where nobody knows it."""
    key = agency_key(name)
    known = session.exec(select(Agency).where(Agency.folded == key)).first()
    if known is not None:
        return known
    kind = "khoi" if is_group_name(name) else kind_of(name)
    agency = Agency(
        code=_free_code(session, key),
        name=name[:1].upper() + name[1:],
        folded=key,
        kind=kind,
        is_ordered=kind not in ASKED_KINDS,
        is_confirmed=False,
    )
    session.add(agency)
    session.flush()
    return agency


def _free_code(session: Session, key: str) -> str:
    base = "moi/" + "-".join(key.split())[:60]
    taken = set(
        session.exec(
            select(Agency.code).where(or_(Agency.code == base, col(Agency.code).startswith(base + "-")))
        )
    )
    return (
        base if base not in taken else next(c for n in range(2, 10_000) if (c := f"{base}-{n}") not in taken)
    )


def agencies(session: Session) -> list[Agency]:
    """Return every agency by name."""
    return list(session.exec(select(Agency).order_by(Agency.name)))


def contacts_of(session: Session, agency_id: int) -> list[Contact]:
    """Return an agency's active contacts, officers first."""
    found = session.exec(
        select(Contact)
        .where(Contact.agency_id == agency_id, col(Contact.is_active))
        .order_by(col(Contact.id))
    ).all()
    return sorted(found, key=lambda c: c.role != "officer")


def search_key(text: str) -> str:
    """Return what a person typed as it is compared with ``folded`` columns."""
    return fold(text)
