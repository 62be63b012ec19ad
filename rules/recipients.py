"""Who of an agency is written to on a day: officers, heads, and who stands in for those away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.escalation import Reach


@dataclass(frozen=True, slots=True)
class Person:
    """One contact of an agency; the days of absence are both counted."""

    contact_id: int
    role: str = "officer"
    is_active: bool = True
    away_from: date | None = None
    away_to: date | None = None
    substitute_id: int | None = None

    def is_away(self, day: date) -> bool:
        """Return whether the person is away on that day."""
        if self.away_from is None or self.away_to is None:
            return False
        return self.away_from <= day <= self.away_to


@dataclass(frozen=True, slots=True)
class Recipients:
    """The contacts of one agency by what they get: its digests, and what is escalated to its heads."""

    digests: tuple[int, ...] = ()
    heads: tuple[int, ...] = ()

    @property
    def reach(self) -> Reach:
        """Return whom the agency is reached through, as escalation asks."""
        one_desk = bool(self.heads) and set(self.heads) <= set(self.digests)
        return Reach(bool(self.digests), bool(self.heads), one_desk)


def recipients(people: Sequence[Person], *, on: date) -> Recipients:
    """Return who of an agency's contacts is written to on a day, in the order in which they are given.

    Heads get no digests while the agency has anybody else. Who is away is replaced by the substitute
    named, else by the agency's substitutes; where neither is there, and nobody else would be told, the
    letter goes to who is away: a letter that waits in an inbox is better than none.
    """
    active = [p for p in people if p.is_active]
    officers = [p for p in active if p.role == "officer"]
    substitutes = [p for p in active if p.role == "substitute"]
    heads = [p for p in active if p.role == "head"]
    return Recipients(
        digests=_present(officers or substitutes or heads, active, on),
        heads=_present(heads, active, on),
    )


def _present(chosen: Sequence[Person], active: Sequence[Person], on: date) -> tuple[int, ...]:
    found = [one for p in chosen for one in _standing_in(p, active, on)]
    return tuple(dict.fromkeys(p.contact_id for p in (found or chosen)))


def _standing_in(person: Person, active: Sequence[Person], on: date) -> Iterable[Person]:
    """Return who reads for a person on a day: themselves, the one named, or the agency's substitutes."""
    if not person.is_away(on):
        return [person]
    named = next((p for p in active if p.contact_id == person.substitute_id), None)
    if named is not None and not named.is_away(on):
        return [named]
    return [p for p in active if p.role == "substitute" and not p.is_away(on)]
