"""Which body owes which items in which part: owners, coordinators, and two items that are one work."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.obligation import Part
from rules.breakdown import ItemTerms, Owed, break_down
from rules.group_phrases import parse_group
from rules.naming import is_group_name
from rules.workday import WorkCalendar

# An agency by its number, and the group through which it came.
Body = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An item with the bodies that it names; ``mirror_of`` is the item of which it is the other side."""

    key: int
    owners: Sequence[Body]
    coordinators: Sequence[Body] = ()
    mirror_of: int | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Who has an item: its owners, and who works with them; no agency stands here twice."""

    owners: tuple[Body, ...] = ()
    coordinators: tuple[Body, ...] = ()


def is_undecided(name: str) -> bool:
    """Return whether a name leaves open which bodies are meant ("các đơn vị liên quan", "báo, đài").

    Such a name gives no coordinator an obligation unless the registry knows it: a person chooses. A
    closed set ("UBND các xã, phường") is decided, whether or not its members are known.
    """
    phrase = parse_group(name)
    return phrase.is_open if phrase is not None else is_group_name(name)


def share_out(items: Iterable[NamedItem]) -> dict[int, Shares]:
    """Return who has each item, so that no agency has one work twice.

    A body named as owner and as coordinator is the owner. Of two items that are one work, the linked
    one's owners work with the other's owners: they are coordinators, under their own words. Each body
    has the work once: as owner before coordinator, and where its own words stand before where it is
    only named. A link to an item that is not among these counts for nothing.
    """
    listed = list(items)
    links = {i.key: i.mirror_of for i in listed}
    works: dict[int, list[NamedItem]] = {}
    for one in listed:
        works.setdefault(_counts_at(one.key, links), []).append(one)
    found: dict[int, Shares] = {}
    for key, family in works.items():
        found |= _share_family(key, family)
    return found


def _counts_at(key: int, links: dict[int, int | None]) -> int:
    """Return the item at the end of the links from this one; one that links in a circle counts itself."""
    seen, at = {key}, key
    while (onward := links[at]) is not None and onward in links:
        if onward in seen:
            return min(seen)
        seen.add(onward)
        at = onward
    return at


def _share_family(key: int, family: list[NamedItem]) -> dict[int, Shares]:
    taken: set[int] = set()
    first = [i for i in family if i.key == key]
    others = [i for i in family if i.key != key]
    owners = {i.key: _take(i.owners, taken) for i in first}
    beside = {i.key: _take(i.owners, taken) for i in others}
    named = {i.key: _take(i.coordinators, taken) for i in (*first, *others)}
    return {i.key: Shares(owners.get(i.key, ()), (*beside.get(i.key, ()), *named[i.key])) for i in family}


def _take(bodies: Sequence[Body], taken: set[int]) -> tuple[Body, ...]:
    """Return the bodies that have nothing of the work yet, and count them as taken."""
    found = []
    for agency, group in bodies:
        if agency not in taken:
            taken.add(agency)
            found.append((agency, group))
    return tuple(found)


def owed_by_part(
    terms: ItemTerms, shares: Shares, *, today: date, until: date | None, calendar: WorkCalendar
) -> Iterator[tuple[Part, Owed]]:
    """Yield what is owed under an item, the owners' first; kind, days and occurrences are the item's."""
    parts: tuple[tuple[Part, tuple[Body, ...]], ...] = (
        ("owner", shares.owners),
        ("coordinator", shares.coordinators),
    )
    for part, bodies in parts:
        for one in break_down(terms, bodies, today=today, until=until, calendar=calendar):
            yield part, one
