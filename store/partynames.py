"""The bodies that items name, put together for lists."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.assignment import AssignmentParty

# SQLite takes some thousand values in one statement.
_AT_ONCE = 2_000


def party_names(session: Session, assignment_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return for each item its owners' and its coordinators' names as written, by part: "A; B"."""
    found: dict[int, dict[str, str]] = {}
    ids = sorted(assignment_ids)
    for first in range(0, len(ids), _AT_ONCE):
        query: Any = (
            select_columns(
                col(AssignmentParty.assignment_id), col(AssignmentParty.part), col(AssignmentParty.name)
            )
            .where(col(AssignmentParty.assignment_id).in_(ids[first : first + _AT_ONCE]))
            .order_by(col(AssignmentParty.position), col(AssignmentParty.id))
        )
        for assignment_id, part, name in session.execute(query):
            parts = found.setdefault(assignment_id, {})
            parts[part] = f"{parts[part]}; {name}" if part in parts else name
    return found
