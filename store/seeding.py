"""A province's registry from the shipped catalogue of bodies and the shipped administrative units."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

from sqlmodel import Session, col, select

from config.settings import SHIPPED
from config.units import ProvinceUnits, Unit, followers, province_units
from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor
from models.errors import Refused
from rules.bodies import BodyGroup, BodyKind, bodies_of
from rules.group_phrases import COMMUNE_KINDS, DISTRICT_KINDS, group_name
from rules.naming import agency_key, fold
from store.directories import absorbed

COMMITTEE = "ubnd-tinh"


@dataclass(frozen=True, slots=True)
class SeedTally:
    """What seeding stored anew (agencies, groups, successors) and how many agencies it found there."""

    province: str
    added: int
    kept: int
    groups: int
    successors: int
    districts: int
    communes: int

    @property
    def agencies(self) -> int:
        """Return how many agencies of this province the registry now holds from seeding."""
        return self.added + self.kept


@dataclass
class _Shelf:
    """What the registry held before, and what is put beside it; one read, one write at the end."""

    session: Session
    codes: frozenset[str]
    agencies: dict[str, Agency] = field(default_factory=dict)
    groups: dict[str, AgencyGroup] = field(default_factory=dict)
    added: int = 0
    kept: int = 0
    new_groups: int = 0
    new_successors: int = 0

    def __post_init__(self) -> None:
        rows = self.session.exec(select(Agency).order_by(col(Agency.id))).all()
        self._by_code = {a.code: a for a in rows}
        merged = absorbed(self.session)
        names = {a.id: a for a in rows if a.code not in self.codes and a.id not in merged}
        aliases = self.session.exec(select(AgencyAlias)).all()
        self._by_key = {a.folded: names[a.agency_id] for a in aliases if a.agency_id in names}
        self._by_key |= {a.folded: a for a in names.values()}
        self._aliases = {(a.folded, a.agency_id, a.group_id) for a in aliases}
        groups = self.session.exec(select(AgencyGroup)).all()
        self._group_by_code = {g.code: g for g in groups}
        ids = {g.id: g for g in groups}
        self._group_by_key = {a.folded: ids[a.group_id] for a in aliases if a.group_id in ids}
        self._group_by_key |= {g.folded: g for g in groups}

    def agency(self, wanted: Agency) -> None:
        """Keep the agency of that code or, under a code of the office's own, of that name; else add it."""
        known = self._by_code.get(wanted.code) or self._by_key.get(wanted.folded)
        if known is None:
            self.session.add(wanted)
            self.added += 1
        else:
            self.kept += 1
            if not known.is_confirmed:
                for name in ("kind", "level", "is_ordered", "valid_from", "valid_to", "is_confirmed"):
                    setattr(known, name, getattr(wanted, name))
        self.agencies[wanted.code] = known or wanted

    def group(self, code: str, name: str, aliases: Sequence[str], members: Iterable[str]) -> None:
        """Keep or add a group; its members are added to those that it has."""
        key = agency_key(name)
        group = self._group_by_code.get(code) or self._group_by_key.get(key)
        if group is None:
            group = AgencyGroup(code=code, name=name, folded=key)
            self.session.add(group)
            self.session.flush()
            self.new_groups += 1
        self.aliases(aliases, group_id=group.id)
        query = select(AgencyGroupMember.agency_id).where(AgencyGroupMember.group_id == group.id)
        there = set(self.session.exec(query))
        ids = {self.agencies[m].id for m in members if m in self.agencies}
        self.session.add_all(
            AgencyGroupMember(group_id=group.id or 0, agency_id=i) for i in ids - there if i is not None
        )

    def aliases(
        self, texts: Iterable[str], *, agency_id: int | None = None, group_id: int | None = None
    ) -> None:
        """Add the other names that are not there yet."""
        for text in texts:
            entry = (agency_key(text), agency_id, group_id)
            if entry not in self._aliases:
                self._aliases.add(entry)
                self.session.add(
                    AgencyAlias(text=text, folded=entry[0], agency_id=agency_id, group_id=group_id)
                )

    def successor(self, code: str, heir: str, scope: str, from_on: date | None) -> None:
        """Add what follows an agency, where both are in the registry and it is not there yet."""
        one, other = self.agencies.get(code), self.agencies.get(heir)
        if one is None or other is None or one.id is None or other.id is None or one.id == other.id:
            return
        if self.session.get(AgencySuccessor, (one.id, other.id)) is None:
            self.session.add(
                AgencySuccessor(agency_id=one.id, successor_id=other.id, scope=scope, from_on=from_on)
            )
            self.new_successors += 1


def seed_province(
    session: Session, province: str, on: date | None = None, *, catalogue: str | None = None
) -> SeedTally:
    """Store a province's bodies, committees of districts and communes, groups and successors; tally them.

    The districts are those of the province named, until 30/6/2025; the communes those of the province
    that it became, from 01/7/2025. ``on`` leaves out what had ended before that day. Existing
    agencies keep the office's own words; seeding twice changes nothing. ``catalogue`` is TOML in the
    form of config/bodies.toml, the shipped one where it is None. Raises NotFound for an unknown
    province, Refused where the registry is another province's, BadSettings for a bad catalogue.
    """
    units = province_units(province)
    text = catalogue if catalogue is not None else (SHIPPED / "bodies.toml").read_text("utf-8")
    kinds, groups = bodies_of(text, units.province)
    committees = _committees(units)
    _refuse_other_province(session, committees)
    kinds = [k for k in kinds if _is_wanted(k.valid_to, on)]
    codes = _unit_codes([*units.districts, *units.communes])
    local = {unit: code for unit, code in codes.items() if _is_wanted(unit.valid_to, on)}
    shelf = _Shelf(session, frozenset([*committees, *(k.code for k in kinds), *local.values()]))
    fresh = [*committees.values(), *map(_body_agency, kinds), *(_unit_agency(u, c) for u, c in local.items())]
    for agency in fresh:
        shelf.agency(agency)
    session.flush()
    _relate(shelf, units, kinds, local)
    _add_groups(shelf, kinds, groups, local)
    session.flush()
    return SeedTally(
        units.province.name,
        shelf.added,
        shelf.kept,
        shelf.new_groups,
        shelf.new_successors,
        districts=sum(u.level == "district" for u in local),
        communes=sum(u.level == "commune" for u in local),
    )


def _is_wanted(ended: date | None, on: date | None) -> bool:
    return on is None or ended is None or ended >= on


def _committees(units: ProvinceUnits) -> dict[str, Agency]:
    """Return the provincial committee, and that of the province it became where the name changed."""
    by_name: dict[str, list[Unit]] = {}
    for state in units.states:
        by_name.setdefault(state.full_name, []).append(state)
    found: dict[str, Agency] = {}
    began: date | None = None
    for name, states in by_name.items():
        ended = states[-1].valid_to
        code = COMMITTEE + (f"-{fold(states[0].name).replace(' ', '-')}" if found else "")
        full = f"UBND {name}"
        found[code] = Agency(
            code=code, name=full, folded=agency_key(full), kind="ubnd", valid_from=began, valid_to=ended
        )
        # The next one, though it may be older, has these bodies from the day after.
        began = ended + timedelta(days=1) if ended else None
    return found


def _refuse_other_province(session: Session, committees: dict[str, Agency]) -> None:
    there = session.exec(select(Agency).where(Agency.code == COMMITTEE)).first()
    if there is not None and there.folded not in {c.folded for c in committees.values()}:
        raise Refused(
            f"Danh bạ này là của “{there.name}”.", hint="Mỗi cơ sở dữ liệu chỉ giữ danh bạ của một tỉnh."
        )


def _body_agency(kind: BodyKind) -> Agency:
    return Agency(
        code=kind.code,
        name=kind.name,
        folded=agency_key(kind.name),
        kind=kind.kind,
        level="don-vi" if kind.kind in ("don-vi", "phong") else "tinh",
        is_ordered=kind.is_ordered,
        valid_from=kind.valid_from,
        valid_to=kind.valid_to,
    )


def _unit_codes(units: Iterable[Unit]) -> dict[Unit, str]:
    """Return a code for each unit from its name; two that differ in diacritics only get their number too."""
    bases = {u: f"ubnd-{u.kind}-{fold(u.name).replace(' ', '-')}" for u in units}
    often = Counter(bases.values())
    return {u: base if often[base] == 1 else f"{base}-{u.code}" for u, base in bases.items()}


def _unit_agency(unit: Unit, code: str) -> Agency:
    name = f"UBND {unit.full_name}"
    is_commune = unit.level == "commune"
    return Agency(
        code=code,
        name=name,
        folded=agency_key(name),
        kind="ubnd-xa" if is_commune else "ubnd-huyen",
        level="xa" if is_commune else "huyen",
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def _relate(shelf: _Shelf, units: ProvinceUnits, kinds: Sequence[BodyKind], local: dict[Unit, str]) -> None:
    """Add aliases, parents and successors, now that every agency has its id."""
    top = shelf.agencies[COMMITTEE]
    latest = [a for code, a in shelf.agencies.items() if code.startswith(COMMITTEE)][-1]
    shelf.aliases([units.province.written_out("UBND {cap}")], agency_id=top.id)
    for kind in kinds:
        agency = shelf.agencies[kind.code]
        shelf.aliases(kind.aliases, agency_id=agency.id)
        parent = shelf.agencies.get(kind.parent) if kind.parent else top if kind.is_ordered else None
        if agency.parent_id is None and parent is not None:
            agency.parent_id = parent.id
        start = kind.valid_to + timedelta(days=1) if kind.valid_to else None
        for heir in kind.heirs:
            shelf.successor(kind.code, heir.code, heir.scope, start)
    for code, agency in shelf.agencies.items():
        if code.startswith(f"{COMMITTEE}-"):
            shelf.successor(COMMITTEE, code, "", agency.valid_from)
    for unit, code in local.items():
        agency = shelf.agencies[code]
        shelf.aliases([unit.full_name], agency_id=agency.id)
        agency.parent_id = agency.parent_id or (latest if unit.level == "commune" else top).id
        for follower in followers(unit):
            # A district's work went to its communes, each for its own ground.
            scope = f"địa bàn {follower.full_name}" if follower.level == "commune" else ""
            shelf.successor(code, local.get(follower, ""), scope, follower.valid_from)


def _add_groups(
    shelf: _Shelf, kinds: Sequence[BodyKind], groups: Sequence[BodyGroup], local: dict[Unit, str]
) -> None:
    for group in groups:
        shelf.group(group.code, group.name, group.aliases, (k.code for k in kinds if group.takes(k)))
    for level, order in (("district", DISTRICT_KINDS), ("commune", COMMUNE_KINDS)):
        mine = {unit: code for unit, code in local.items() if unit.level == level}
        present = [kind for kind in order if any(unit.kind == kind for unit in mine)]
        # Every choice of kinds, because plans write every one ("các huyện", "các thị xã, thành phố").
        for size in range(1, len(present) + 1):
            for chosen in combinations(present, size):
                members = (code for unit, code in mine.items() if unit.kind in chosen)
                shelf.group("ubnd-" + "-".join(chosen), group_name(chosen), (), members)
