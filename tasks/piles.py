"""What waits to be written, sorted by the desk that is to read it: decided purely, written elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.escalation import LEVELS, NOBODY, Place, Reach, place_of
from rules.origins import origin_in_letters
from rules.recipients import Recipients
from rules.wording import RemindedItem
from rules.wording_escalation import EscalatedItem
from store.unwritten import PendingLevel, PendingReminder, Waiting


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation that leaders are to hear of, and the reminders that its line carries.

    ``letters`` counts the letters about it before today's; ``is_told`` that one goes out today.
    """

    item: EscalatedItem
    obligation_id: int
    plan_id: int
    reminder_ids: tuple[int, ...]
    letters: int
    is_told: bool


@dataclass(slots=True)
class Pile:
    """What one agency is to read: its own work, what it submits upwards, what its leaders hear."""

    reminders: list[PendingReminder] = field(default_factory=list)
    relayed: list[Line] = field(default_factory=list)
    heads: list[Line] = field(default_factory=list)
    # For the officers of an issuer whose heads nobody knows.
    office: list[Line] = field(default_factory=list)

    @property
    def has_digest(self) -> bool:
        """Return whether the agency gets a digest at all."""
        return bool(self.reminders or self.relayed)


@dataclass(frozen=True, slots=True)
class Piles:
    """Everything sorted: by agency that reads, and by lead agency whose roll-up carries the word."""

    by_agency: dict[int, Pile]
    by_lead: dict[int, list[Line]]


def sort_out(waiting: Waiting, known: Mapping[int, Recipients]) -> Piles:
    """Return what waits by the desk that is to read it; what nobody can be told of is left out."""
    by_agency: dict[int, Pile] = defaultdict(Pile)
    by_lead: dict[int, list[Line]] = defaultdict(list)
    for one in waiting.reminders:
        if one.row.agency_id in known:
            by_agency[one.row.agency_id].reminders.append(one)
    placed = [(level, found) for level in waiting.levels if (found := _place(level, known)) is not None]
    told = {one.row.obligation_id for pile in by_agency.values() for one in pile.reminders}
    told |= {level.row.obligation_id for level, place in placed if place.paper == "digest"}
    for level, place in placed:
        line = _line(level, place, is_told=level.row.obligation_id in told)
        desk = {"own": level.row.agency_id, "lead": level.lead_id, "issuer": level.issuer_id}[place.desk]
        assert desk is not None  # noqa: S101 - a place is only given where its desk is reached
        match place.paper:
            case "heads":
                by_agency[desk].heads.append(line)
            case "office":
                by_agency[desk].office.append(line)
            case "digest":
                by_agency[desk].relayed.append(line)
            case "lead-digest":
                by_lead[desk].append(line)
    return Piles(dict(by_agency), dict(by_lead))


def _place(level: PendingLevel, known: Mapping[int, Recipients]) -> Place | None:
    def reach(agency_id: int | None) -> Reach:
        found = known.get(agency_id) if agency_id is not None else None
        return found.reach if found is not None else NOBODY

    own, lead, issuer = (reach(i) for i in (level.row.agency_id, level.lead_id, level.issuer_id))
    return place_of(level.level, own=own, lead=lead, issuer=issuer)


def _line(level: PendingLevel, place: Place, *, is_told: bool) -> Line:
    row = level.row
    item = EscalatedItem(
        level=level.level,
        agency=row.agency_name,
        plan=row.plan_label,
        ref=row.ref,
        text=row.text,
        kind=row.kind,
        due_on=row.due_on,
        standing=row.standing,
        number=level.letters + is_told,
        is_relayed=place.is_relayed,
    )
    return Line(item, row.obligation_id, row.plan_id, level.reminder_ids, level.letters, is_told)


def once_each(lines: Iterable[Line]) -> list[Line]:
    """Return one line per obligation, that of the highest level, carrying the reminders of all."""
    found: dict[int, Line] = {}
    for line in sorted(lines, key=lambda one: LEVELS.index(one.item.level)):
        lower = found.get(line.obligation_id)
        carried = (lower.reminder_ids if lower else ()) + line.reminder_ids
        found[line.obligation_id] = Line(
            line.item, line.obligation_id, line.plan_id, carried, line.letters, line.is_told
        )
    return list(found.values())


def reminded(one: PendingReminder) -> RemindedItem:
    """Return a reminder as a digest words it."""
    row = one.row
    return RemindedItem(
        plan=row.plan_label,
        ref=row.ref,
        text=row.text,
        part=row.part,
        kind=row.kind,
        status=row.status,
        due_on=row.due_on,
        standing=row.standing,
        rule=one.rule,
        number=one.letters + 1,
        reason=one.reason,
        origin=origin_in_letters(
            row.provenance, event_on=row.event_on, due_on=row.due_on, first_due_on=row.first_due_on
        ),
        period=row.period,
    )
