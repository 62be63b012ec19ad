"""The journal of obligations: one way to write its rows, so that every row holds the same facts."""

from datetime import datetime

from models.journal import StatusChange
from models.obligation import Obligation


def entry(
    row: Obligation,
    *,
    by: str,
    role: str,
    now: datetime,
    why: str,
    source: str | None = None,
    report_id: int | None = None,
) -> StatusChange:
    """Return the journal row of an obligation as it stands after a change, to be added by the caller.

    ``source`` is the status before; where none is given the status did not move. ``role`` is lead,
    agency, operator or system. The obligation has to be stored already: the row needs its id.
    """
    return _row(row, by, role, now, why, source or row.status, report_id)


def birth(row: Obligation, *, by: str, role: str, now: datetime, why: str) -> StatusChange:
    """Return the journal row of an obligation that was just made: it comes from no status."""
    return _row(row, by, role, now, why, None, None)


def _row(
    row: Obligation,
    by: str,
    role: str,
    now: datetime,
    why: str,
    source: str | None,
    report_id: int | None,
) -> StatusChange:
    if row.id is None:
        raise ValueError("an obligation without an id has no journal yet")
    return StatusChange(
        obligation_id=row.id,
        at=now,
        actor=by,
        actor_role=role,
        from_status=source,
        to_status=row.status,
        why=why.strip(),
        report_id=report_id,
        agency_id=row.agency_id,
        kind=row.kind,
        part=row.part,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        reported_on=row.reported_on,
    )
