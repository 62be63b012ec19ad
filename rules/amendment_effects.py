"""What taking a change of a plan means for the work already given out: pure decisions, item by item.

What an agency has reported or finished is never taken from it and its day never moves, unless an officer
opens it again; a day that was granted by an extension is never shortened by an amendment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from models.obligation import ObligationKind, Part
from rules.breakdown import ItemTerms, Owed
from rules.shares import Shares, owed_by_part
from rules.status import OPEN
from rules.workday import WorkCalendar

# Said to be finished by the agency, or confirmed: an amendment leaves it as it is.
SETTLED: frozenset[str] = frozenset({"reported", "done"})

# withdraw: no longer this agency's. restore: given to it again. change: its day or words are others now.
# reopen: finished work is to be done anew under the new words. keep: finished, and stays as it is.
Fate = Literal["withdraw", "restore", "change", "reopen", "keep"]
Holder = tuple[int, Part]


@dataclass(frozen=True, slots=True)
class Held:
    """One obligation under an item, as far as an amendment is concerned."""

    obligation_id: int
    agency_id: int
    part: Part
    occurrence: str
    kind: ObligationKind
    status: str
    due_on: date | None
    is_extended: bool = False


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What a taken change does to one item: who had it and who has it now, its terms, what is new of it.

    Agencies are named by who has their work now. ``is_reworded``: the agency has to hear of it even where
    the day stays. ``reopen``: finished work is to be done anew.
    """

    before: Shares
    after: Shares
    terms: ItemTerms
    is_redated: bool = False
    is_reworded: bool = False
    reopen: bool = False


@dataclass(frozen=True, slots=True)
class Fated:
    """What becomes of one obligation; ``kind`` and ``due_on`` are those it has afterwards."""

    held: Held
    fate: Fate
    kind: ObligationKind
    due_on: date | None

    @property
    def is_moved(self) -> bool:
        """Return whether its day is another one now."""
        return self.due_on != self.held.due_on


@dataclass(frozen=True, slots=True)
class Effects:
    """What becomes of the obligations of one item, and which are to be made."""

    fates: tuple[Fated, ...] = ()
    made: tuple[tuple[Part, Owed], ...] = ()


def effects(
    change: ItemChange,
    held: Sequence[Held],
    *,
    today: date,
    until: date | None,
    calendar: WorkCalendar,
) -> Effects:
    """Return what a change does to the obligations of its item.

    Occurrences of a rhythm that are past stay owed under the words of their time; those ahead follow the
    new terms. Obligations of bodies that neither version names (a successor's, say) go with the item.
    """
    before, after = holders(change.before), holders(change.after)
    owed = {
        (one.agency_id, part, one.occurrence): (part, one)
        for part, one in owed_by_part(change.terms, change.after, today=today, until=until, calendar=calendar)
    }
    fates = [
        fated for one in held if (fated := _fate(change, one, before, after, owed, today=today)) is not None
    ]
    there = {(one.agency_id, one.part, one.occurrence) for one in held}
    made = tuple(
        found
        for key, found in owed.items()
        if key not in there and (change.is_redated or (key[0], key[1]) not in before)
    )
    return Effects(tuple(fates), made)


def holders(shares: Shares) -> frozenset[Holder]:
    """Return every agency that has a share, with its part."""
    owners: set[Holder] = {(agency, "owner") for agency, _ in shares.owners}
    return frozenset(owners | {(agency, "coordinator") for agency, _ in shares.coordinators})


def _fate(
    change: ItemChange,
    one: Held,
    before: frozenset[Holder],
    after: frozenset[Holder],
    owed: dict[tuple[int, Part, str], tuple[Part, Owed]],
    *,
    today: date,
) -> Fated | None:
    """Return what becomes of one obligation, None where nothing does."""
    holder: Holder = (one.agency_id, one.part)
    found = owed.get((one.agency_id, one.part, one.occurrence))
    if holder not in after and (holder in before or not after):
        return _leave(one)
    if one.status == "withdrawn":
        if holder in before or found is None:
            return None
        return Fated(one, "restore", found[1].kind, found[1].due_on)
    if change.is_redated and found is None and _follows_new_terms(one, today):
        return _leave(one)
    if not (change.is_redated or change.is_reworded):
        return None
    if one.status in SETTLED and not (change.reopen and not one.occurrence):
        return Fated(one, "keep", one.kind, one.due_on)
    kind, due_on = one.kind, one.due_on
    if change.is_redated and found is not None:
        kind, due_on = found[1].kind, _not_before_grant(one, found[1].due_on)
    elif one.occurrence and one.due_on is not None and one.due_on < today:
        # A past occurrence is owed as it was given.
        return None
    return Fated(one, "reopen" if one.status in SETTLED else "change", kind, due_on)


def _leave(one: Held) -> Fated | None:
    if one.status == "withdrawn":
        return None
    return Fated(one, "keep" if one.status in SETTLED else "withdraw", one.kind, one.due_on)


def _follows_new_terms(one: Held, today: date) -> bool:
    """Return whether an obligation that the new terms do not name ends with the old ones."""
    return one.status not in SETTLED and (not one.occurrence or one.due_on is None or one.due_on >= today)


def _not_before_grant(one: Held, due_on: date | None) -> date | None:
    if one.is_extended and one.due_on is not None and due_on is not None:
        return max(one.due_on, due_on)
    return due_on


def tells(fated: Fated) -> bool:
    """Return whether the agency has to hear of it: what it still has to do is not what it was."""
    if fated.fate == "change":
        return fated.held.status in OPEN
    return fated.fate in ("reopen", "restore")


def agencies_told(found: Iterable[Effects]) -> frozenset[int]:
    """Return the agencies that will hear of these changes: told anew, or given new work."""
    every = list(found)
    return frozenset(
        {f.held.agency_id for one in every for f in one.fates if tells(f)}
        | {owed.agency_id for one in every for _, owed in one.made}
    )
