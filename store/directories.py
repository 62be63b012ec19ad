"""The registry's keys, read once per session and dropped when the registry changes."""

from typing import Any

from sqlalchemy import event
from sqlmodel import Session, col, select

from models.agency import Agency, AgencyAlias, AgencyGroup
from rules.directory import Body, Directory, Group

_KEPT = "dondoc.directory"
_NAMED = (Agency, AgencyAlias, AgencyGroup)


def directory(session: Session) -> Directory:
    """Return the registry ready for look-ups, as this session sees it."""
    if session.autoflush:
        session.flush()
    kept: Directory | None = session.info.get(_KEPT)
    if kept is None:
        kept = session.info[_KEPT] = _read(session)
    return kept


def _read(session: Session) -> Directory:
    aliases: dict[tuple[bool, int], list[str]] = {}
    gone = absorbed(session)
    rows = session.exec(
        select(AgencyAlias.text, AgencyAlias.agency_id, AgencyAlias.group_id).order_by(col(AgencyAlias.id))
    )
    for text, agency_id, group_id in rows:
        aliases.setdefault((group_id is not None, group_id or agency_id or 0), []).append(text)
    bodies = session.exec(
        select(Agency.id, Agency.name, Agency.level, Agency.valid_from, Agency.valid_to, Agency.is_confirmed)  # type: ignore[call-overload]
    )
    groups = session.exec(select(AgencyGroup.id, AgencyGroup.name))
    return Directory(
        [
            Body(i, (name, *aliases.get((False, i), ())), level, start, end, confirmed)
            for i, name, level, start, end, confirmed in bodies
            if i not in gone
        ],
        [Group(i or 0, (name, *aliases.get((True, i or 0), ()))) for i, name in groups],
    )


def absorbed(session: Session) -> set[int]:
    """Return the ids of bodies made from a plan's words that a person has merged into a known body.

    Their names are that body's aliases now, and no bodies of their own: each would fit two.
    """
    rows = session.exec(
        select(Agency.id)
        .join(AgencyAlias, col(AgencyAlias.folded) == col(Agency.folded))
        .where(
            col(Agency.is_confirmed).is_(False),
            col(Agency.valid_to).is_not(None),
            col(AgencyAlias.agency_id) != col(Agency.id),
        )
    )
    return {i or 0 for i in rows}


def _after_flush(session: Any, context: object) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, _NAMED) for row in changed):
        session.info.pop(_KEPT, None)


def _after_transaction(session: Any, *context: object) -> None:
    # What others wrote meanwhile shows from the next transaction on, and what was rolled back is gone.
    session.info.pop(_KEPT, None)


event.listen(Session, "after_flush", _after_flush)
event.listen(Session, "after_commit", _after_transaction)
event.listen(Session, "after_soft_rollback", _after_transaction)
