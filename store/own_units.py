"""The units of an agency: those that the registry knows, and new ones that the agency names itself."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.agency import Agency, AgencySuccessor
from models.errors import NotAllowed, NotFound, Refused
from rules.lineage import ancestors, unit_key
from store.registry import ensure_agency, find_name, namesakes

# What a column of ids holds (32 bits).
_HIGHEST_ID = 2**31 - 1


def own_units(session: Session, agency_id: int) -> list[Agency]:
    """Return the units of an agency that have not ended, by name, with those of bodies that it took over."""
    bodies = _with_predecessors(session, agency_id)
    query = select(Agency).where(col(Agency.parent_id).in_(bodies), col(Agency.valid_to).is_(None))
    return list(session.exec(query.order_by(Agency.name)))


def own_unit(session: Session, agency_id: int, unit_id: int) -> Agency:
    """Return that unit of an agency.

    Raises NotAllowed for any other body and, alike, for one that is not there; NotFound for a number that
    no body has.
    """
    if not 0 < unit_id <= _HIGHEST_ID:
        raise NotFound("Không có đơn vị này.", hint="Chọn đơn vị trong danh sách đơn vị trực thuộc.")
    found = next((one for one in own_units(session, agency_id) if one.id == unit_id), None)
    if found is None:
        raise NotAllowed(
            "Đây không phải đơn vị trực thuộc cơ quan của bạn.",
            hint="Chọn đơn vị trong danh sách đơn vị trực thuộc.",
        )
    return found


def _with_predecessors(session: Session, agency_id: int) -> set[int]:
    """Return an agency with the bodies whose whole work came to it, at any number of steps."""
    found, waiting = {agency_id}, {agency_id}
    while waiting:
        query = select(AgencySuccessor.agency_id).where(
            col(AgencySuccessor.successor_id).in_(waiting), AgencySuccessor.scope == ""
        )
        waiting = set(session.exec(query)) - found
        found |= waiting
    return found


def find_unit(
    session: Session, name: str, agency: Agency, units: Sequence[Agency], *, on: date | None
) -> Agency | None:
    """Return the agency's own unit of that name, None for one that is to be stored anew.

    A name that only another body's unit bears is a new unit here: communes have units of the same names.
    Raises Refused for a body that is no unit of the agency, and for a group.
    """
    key = unit_key(name, agency.name)
    for unit in units:
        if unit_key(unit.name, agency.name) == key:
            return unit
    match = find_name(session, name, on=on)
    if match.group_id is not None:
        raise Refused(f"“{name}” là một khối cơ quan.", hint="Ghi tên từng đơn vị trực thuộc.")
    found = session.get(Agency, match.agency_id) if match.agency_id is not None else None
    known = [found] if found is not None else namesakes(session, name, on=on)
    bodies = _with_predecessors(session, agency.id or 0) if known else set()
    own = [one for one in known if bodies & set(_chain(session, one))]
    if own:
        return own[0]
    if any(one.parent_id is None or one.id == agency.id for one in known):
        raise Refused(
            f"“{name}” không phải đơn vị trực thuộc {agency.name}.",
            hint="Chỉ giao cho đơn vị của mình; việc cần cơ quan khác thì đề nghị cơ quan chủ trì kế hoạch.",
        )
    return None


def _chain(session: Session, unit: Agency) -> list[int]:
    """Return the bodies above a unit."""
    above: dict[int, int] = {}
    one: Agency | None = unit
    while one is not None and one.parent_id is not None and one.id not in above:
        above[one.id or 0] = one.parent_id
        one = session.get(Agency, one.parent_id)
    return list(ancestors(above, unit.id or 0))


def store_unit(session: Session, name: str, agency: Agency, *, on: date | None) -> Agency:
    """Return the agency's own unit of that name, stored now where nobody knows it (unconfirmed).

    Its agency's name stands behind its own where another body has a unit of that name. Raises Refused for
    a body that is no unit of the agency.
    """
    known = find_unit(session, name, agency, own_units(session, agency.id or 0), on=on)
    if known is not None:
        return known
    is_taken = bool(namesakes(session, name, on=None)) or find_name(session, name, on=None).how != ""
    unit = ensure_agency(session, f"{name} ({agency.name})" if is_taken else name)
    unit.parent_id, unit.level, unit.kind, unit.is_ordered = agency.id, agency.level, "don-vi", True
    session.add(unit)
    session.flush()
    return unit
