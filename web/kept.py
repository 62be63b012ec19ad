"""Whole pages kept while nothing in the database has changed: the same page again costs next to nothing.

What a page shows follows from the address, the person, the day, the office's rules and the database. Only
the form token differs from one request to the next: it is put in its place each time. A database that
cannot tell whether it changed (one in memory) gets every page drawn anew.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from weakref import WeakValueDictionary

from store.accounts import Person
from store.identities import SEEN_EVERY

# Bytes of text kept in all; the page asked for longest ago goes first.
MOST_KEPT = 32_000_000
# Browsers known to be signed in; the one seen longest ago goes first.
MOST_BROWSERS = 2_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as drawn, cut where each request gets its own form token, and whether it draws charts."""

    parts: tuple[bytes, ...]
    has_charts: bool

    @classmethod
    def cut(cls, text: str, slot: str, *, has_charts: bool) -> "Drawn":
        """Return a page of which ``slot`` marks the places of the token."""
        return cls(tuple(text.encode().split(slot.encode())), has_charts)

    def with_token(self, token: str) -> bytes:
        """Return the page for one request, in UTF-8."""
        return token.encode().join(self.parts)

    @property
    def size(self) -> int:
        """Return how many bytes it holds."""
        return sum(map(len, self.parts))


class _OneDraws:
    """A lock that is forgotten with the last who waits at it."""

    def __init__(self) -> None:
        self.lock = Lock()


@dataclass(slots=True)
class KeptPages:
    """The pages of one application that are good as long as the database stands at their version."""

    _pages: OrderedDict[Hashable, tuple[Hashable, Drawn]] = field(default_factory=OrderedDict)
    _visits: OrderedDict[bytes, tuple[Hashable, Person, datetime]] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)
    _drawing: WeakValueDictionary[Hashable, "_OneDraws"] = field(default_factory=WeakValueDictionary)

    def find(self, key: Hashable, version: Hashable) -> Drawn | None:
        """Return the page, unless the database has changed since it was drawn."""
        with self._lock:
            known = self._pages.get(key)
            if known is None or known[0] != version:
                return None
            self._pages.move_to_end(key)
            return known[1]

    def keep(self, key: Hashable, version: Hashable, drawn: Drawn) -> None:
        """Keep a page drawn at that version of the database."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._size += drawn.size - (before[1].size if before else 0)
            self._pages[key] = (version, drawn)
            while self._size > MOST_KEPT:
                _, (_, gone) = self._pages.popitem(last=False)
                self._size -= gone.size

    @contextmanager
    def one_draws(self, key: Hashable) -> Iterator[None]:
        """Let one draw a page while those who want the same one wait for it."""
        with self._lock:
            turn = self._drawing.setdefault(key, _OneDraws())
        with turn.lock:
            yield

    def visitor(self, session_token: str, version: Hashable, *, now: datetime) -> Person | None:
        """Return whose browser it is, where that was found out at this version of the database.

        Ending a session, switching off an account and changing a role are changes of the database.
        """
        with self._lock:
            known = self._visits.get(_hidden(session_token))
        if known is None or known[0] != version or now >= known[2]:
            return None
        return known[1]

    def remember_visitor(self, session_token: str, version: Hashable, person: Person) -> None:
        """Keep whose browser it is until its session ends, or is to be marked as seen again."""
        if person.seen_at is None or person.ends_at is None:
            return
        known = (version, person, min(person.seen_at + SEEN_EVERY, person.ends_at))
        with self._lock:
            self._visits[_hidden(session_token)] = known
            self._visits.move_to_end(_hidden(session_token))
            if len(self._visits) > MOST_BROWSERS:
                self._visits.popitem(last=False)


def _hidden(session_token: str) -> bytes:
    # Whoever could read this memory would otherwise have everybody's key.
    return hashlib.sha256(session_token.encode()).digest()
