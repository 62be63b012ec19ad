"""The registry of agencies and groups: loading it, and finding a name in it as of a day."""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor, Contact
from models.errors import BadSettings, NotFound, Refused
from rules.group_phrases import listed_names, parse_group
from rules.naming import ASKED_KINDS, agency_key, is_group_name, kind_of
from rules.registry_entries import check_entries
from store.directories import absorbed, directory


@dataclass(frozen=True, slots=True)
class Match:
    """What a name was found to be, and how.

    ``exact``, ``alias``, ``folded``, ``phrase`` (the grammar of group phrases), ``fuzzy`` (the only
    likeness of 90 or more), or "" for nothing: then a person decides.
    """

    agency_id: int | None = None
    group_id: int | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency of a near name, for a person to choose; ``holds`` False: it did not exist that day."""

    agency: Agency
    score: float
    holds: bool


def load_registry(
    session: Session, text: str, *, check_channel: Callable[[str], object] = lambda channel: None
) -> int:
    """Store agencies, groups and contacts from a TOML text, by code; return how many agencies it names.

    The text is the truth for each group that it names and for the contacts of each agency that it gives
    contacts for: who is no longer there leaves the group, or is written to no more. Loading twice changes
    nothing. ``check_channel`` raises BadSettings for an address that nothing can be sent to.

    Raises BadSettings that names the entry; nothing may be stored then.
    """
    try:
        table = tomllib.loads(text)
        check_entries(table)
        agencies = {row["code"]: _put_agency(session, row) for row in table.get("agencies", [])}
        for row in table.get("agencies", []):
            if parent := row.get("parent"):
                agencies[row["code"]].parent_id = agency_by_code(session, parent).id
        for row in table.get("groups", []):
            _put_group(session, row)
        _put_contacts(session, table.get("contacts", []), check_channel)
    except (tomllib.TOMLDecodeError, NotFound) as fault:
        raise BadSettings(f"Danh bạ cơ quan sai: {fault}.", hint="Sửa tệp rồi nạp lại.") from fault
    session.flush()
    return len(agencies)


def _put_agency(session: Session, row: dict[str, Any]) -> Agency:
    agency = known_agency(session, row["code"], row["name"]) or Agency(
        code=row["code"], name=row["name"], folded=""
    )
    agency.code, agency.name = row["code"], row["name"]
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


def known_agency(session: Session, code: str, name: str) -> Agency | None:
    """Return the agency of that code, or the unconfirmed one of that name that a plan brought in.

    The second becomes the first, so that what a plan already assigned to it stays assigned.
    """
    by_code = session.exec(select(Agency).where(Agency.code == code)).first()
    if by_code is not None:
        return by_code
    query = select(Agency).where(Agency.folded == agency_key(name), col(Agency.is_confirmed).is_(False))
    merged = absorbed(session)
    return next((one for one in session.exec(query.order_by(col(Agency.id))) if one.id not in merged), None)


def _put_group(session: Session, row: dict[str, Any]) -> None:
    group = session.exec(select(AgencyGroup).where(AgencyGroup.code == row["code"])).first() or AgencyGroup(
        code=row["code"], name=row["name"], folded=""
    )
    group.name, group.folded = row["name"], agency_key(row["name"])
    session.add(group)
    session.flush()
    _put_aliases(session, row.get("aliases", []), group_id=group.id)
    wanted = {agency_by_code(session, code).id or 0 for code in row["members"]}
    members = session.exec(select(AgencyGroupMember).where(AgencyGroupMember.group_id == group.id)).all()
    for gone in (m for m in members if m.agency_id not in wanted):
        session.delete(gone)
    for agency_id in sorted(wanted - {m.agency_id for m in members}):
        session.add(AgencyGroupMember(group_id=group.id or 0, agency_id=agency_id))


def _put_contacts(
    session: Session, rows: Sequence[dict[str, Any]], check_channel: Callable[[str], object]
) -> None:
    kept: dict[int, list[int]] = {}
    for row in rows:
        agency = agency_by_code(session, row["agency"])
        try:
            check_channel(row["channel"])
        except BadSettings as fault:
            raise BadSettings(
                f"Địa chỉ liên hệ của {agency.name}: {fault.sentence}", hint=fault.hint
            ) from fault
        kept.setdefault(agency.id or 0, []).append(_put_contact(session, agency, row))
    # What was sent stays with the contact that it went to: nobody is deleted.
    for agency_id, ids in kept.items():
        for gone in session.exec(
            select(Contact).where(Contact.agency_id == agency_id, col(Contact.id).not_in(ids))
        ):
            gone.is_active = False
            session.add(gone)


def _put_contact(session: Session, agency: Agency, row: dict[str, Any]) -> int:
    theirs = session.exec(select(Contact).where(Contact.agency_id == agency.id).order_by(col(Contact.id)))
    # Compared here: sealed addresses cannot be compared in the database.
    known = next((one for one in theirs if one.channel == row["channel"]), None)
    contact = known or Contact(agency_id=agency.id or 0, name="", channel=row["channel"])
    contact.name, contact.role = row["name"], row.get("role", "officer")
    contact.is_active = True
    session.add(contact)
    session.flush()
    return contact.id or 0


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

    The order is name, alias, the name without diacritics and province, the grammar of group phrases,
    then a likeness of 90 or more that no other body reaches; a name that fits two bodies fits none,
    because a wrong addressee is worse than a question.
    """
    found = directory(session).find(name, on)
    if found is None:
        return Match()
    return Match(group_id=found.id, how=found.how) if found.is_group else Match(found.id, None, found.how)


def candidates(session: Session, name: str, on: date | None, limit: int = 5) -> list[Candidate]:
    """Return the agencies whose names are nearest, best first, for a person to choose from.

    A body that had ended by that day, or did not exist yet, is among them and marked; ask
    ``successors`` for what took its work over.
    """
    near = directory(session).near(name, on, limit)
    rows = session.exec(select(Agency).where(col(Agency.id).in_([n.id for n in near]))).all()
    by_id = {row.id: row for row in rows}
    return [Candidate(by_id[n.id], n.score, n.holds) for n in near]


def successors(session: Session, agency_id: int, on: date | None = None) -> list[tuple[Agency, str]]:
    """Return what took over an agency's work, each with the part of the work ("" for all of it).

    Where a successor had itself ended by that day, its own successors stand in its place.
    """
    found: dict[int, tuple[Agency, str]] = {}
    waiting, seen = [(agency_id, "")], {agency_id}
    while waiting:
        one, part = waiting.pop(0)
        rows = session.exec(
            select(Agency, AgencySuccessor)
            .join(AgencySuccessor, col(AgencySuccessor.successor_id) == col(Agency.id))
            .where(AgencySuccessor.agency_id == one)
            .order_by(Agency.name)
        ).all()
        for agency, link in rows:
            if agency.id is None or agency.id in seen:
                continue
            seen.add(agency.id)
            if on is not None and agency.has_ended(on):
                waiting.append((agency.id, link.scope or part))
            else:
                found[agency.id] = (agency, link.scope or part)
    return sorted(found.values(), key=lambda pair: pair[0].name)


def expand(session: Session, name_or_group: str | AgencyGroup, on: date | None) -> list[Agency]:
    """Return the agencies that a name, a list after a colon or a group stands for as of that day, by name.

    Nothing for what is unknown and for open sets ("các sở, ngành liên quan"): those a person picks.
    """
    if isinstance(name_or_group, AgencyGroup):
        return group_members(session, name_or_group.id or 0, on)
    match = find_name(session, name_or_group, on=on)
    if match.group_id is not None:
        return group_members(session, match.group_id, on)
    if match.agency_id is not None:
        return [session.get_one(Agency, match.agency_id)]
    if listed := listed_names(name_or_group):
        return _distinct(agency for one in listed for agency in _expand_listed(session, one, on))
    return _expand_phrase(session, name_or_group, on)


def _expand_listed(session: Session, name: str, on: date | None) -> list[Agency]:
    found = expand(session, name, on)
    head, link, last = name.rpartition(" và ")
    if found or not link:
        return found
    # "Sở Y tế và Tài chính": the "và" joined two names after all.
    first_words = head.split()[0]
    return [*expand(session, head, on), *expand(session, f"{first_words} {last}", on)]


def _expand_phrase(session: Session, name: str, on: date | None) -> list[Agency]:
    phrase, known = parse_group(name), directory(session)
    if phrase is None or phrase.is_open or not known.is_ours(phrase):
        return []
    ids = known.units(phrase.kinds, on)
    units = session.exec(select(Agency).where(col(Agency.id).in_(ids))).all() if ids else []
    groups = [m for g in known.groups_of(phrase.kinds) for m in group_members(session, g, on)]
    return _distinct([*units, *groups])


def _distinct(found: Iterable[Agency]) -> list[Agency]:
    return sorted({a.id: a for a in found}.values(), key=lambda a: a.name)


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


def namesakes(session: Session, name: str, *, on: date | None) -> list[Agency]:
    """Return the agencies of just that name which exist on that day."""
    return namesakes_of(session, [name], on=on)[name]


def namesakes_of(session: Session, names: Iterable[str], *, on: date | None) -> dict[str, list[Agency]]:
    """Return for every name the agencies of just that name which exist on that day."""
    keys = {name: agency_key(name) for name in names}
    asked = select(Agency).where(col(Agency.folded).in_(set(keys.values()))).order_by(Agency.code)
    rows = session.exec(asked).all() if keys else []
    merged = absorbed(session) if any(not a.is_confirmed for a in rows) else ()
    here = [a for a in rows if _exists(a, on) and a.id not in merged]
    return {name: [a for a in here if a.folded == key] for name, key in keys.items()}


def _exists(agency: Agency, on: date | None) -> bool:
    starts, ends = agency.valid_from, agency.valid_to
    return on is None or ((starts is None or starts <= on) and (ends is None or on <= ends))


def ensure_agency(session: Session, name: str, *, on: date | None = None) -> Agency:
    """Return the agency of that name, made anew (unconfirmed, without contact) where nobody knows it.

    Raises Refused where several bodies bear the name on that day: only a person can tell which is meant.
    """
    key = agency_key(name)
    known = namesakes(session, name, on=on)
    if len(known) > 1:
        codes = ", ".join(a.code for a in known)
        raise Refused(
            f"Có {len(known)} cơ quan cùng tên “{name}” ({codes}).", hint="Ghi rõ tên ở bước rà soát."
        )
    if known:
        return known[0]
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
