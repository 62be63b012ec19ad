"""The words of an item without diacritics, kept whenever an item is stored, so that search finds it.

Imported by ``store.database``: whoever can store an item has this at work.
"""

from typing import Any

from sqlalchemy import event

from models.assignment import Assignment
from rules.naming import fold


def words_of(item: Assignment) -> str:
    """Return what an item is searched by: reference, words and deliverable, folded."""
    return fold(f"{item.ref} {item.text} {item.deliverable}")


def _keep(mapper: Any, connection: Any, item: Assignment) -> None:
    item.folded = words_of(item)


for _moment in ("before_insert", "before_update"):
    event.listen(Assignment, _moment, _keep)
