"""Whole pages kept while nothing in the database has changed: the same page again costs next to nothing.

What a page shows follows from the address, the person, the day, the office's rules and the database. Only
the form token differs from one request to the next: it is put in its place each time. Databases that
cannot tell whether they changed (PostgreSQL) get every page drawn anew.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock

# Characters of text kept in all; the page asked for longest ago goes first.
MOST_KEPT = 24_000_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as drawn, with a slot for the form token, and whether it draws charts."""

    text: str
    has_charts: bool


@dataclass(slots=True)
class KeptPages:
    """The pages of one application that are good as long as the database stands at their version."""

    _pages: OrderedDict[Hashable, tuple[int, Drawn]] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable, version: int) -> Drawn | None:
        """Return the page, unless the database has changed since it was drawn."""
        with self._lock:
            known = self._pages.get(key)
            if known is None or known[0] != version:
                return None
            self._pages.move_to_end(key)
            return known[1]

    def keep(self, key: Hashable, version: int, drawn: Drawn) -> None:
        """Keep a page drawn at that version of the database."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._size += len(drawn.text) - (len(before[1].text) if before else 0)
            self._pages[key] = (version, drawn)
            while self._size > MOST_KEPT:
                _, (_, gone) = self._pages.popitem(last=False)
                self._size -= len(gone.text)
