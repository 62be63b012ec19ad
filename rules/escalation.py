"""Escalation by steps: who hears that work is late for long, and where that word goes.

After a grace in working days past the due day the word goes to the agency's own head, then to the head
of the lead agency, then to the body that issued the plan. Owners only: a coordinator's delay is nobody's
blame. Each level speaks once per obligation and due day; an extension starts them anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.rungs import LadderRules
from rules.workday import WorkCalendar

Level = Literal["escalate-head", "escalate-lead", "escalate-issuer"]
HEAD: Level = "escalate-head"
LEAD: Level = "escalate-lead"
ISSUER: Level = "escalate-issuer"
# From the nearest to the highest.
LEVELS: tuple[Level, ...] = (HEAD, LEAD, ISSUER)

Desk = Literal["own", "lead", "issuer"]
Paper = Literal["heads", "office", "digest", "lead-digest"]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an agency can be reached through: people who get its digests, and heads.

    ``one_desk``: its heads get its digests themselves, because it has nobody else.
    """

    officers: bool = True
    heads: bool = True
    one_desk: bool = False


NOBODY = Reach(False, False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the word of one level goes: to which body, and on which paper.

    ``heads``: a letter to that body's heads; ``office``: a letter to its officers, for the issuer without
    known heads; ``digest``: into the owing agency's own digest; ``lead-digest``: into the lead's roll-up.
    ``is_relayed``: the level itself has nobody to tell, so whoever reads it is asked to submit it upwards.
    """

    desk: Desk
    paper: Paper
    is_relayed: bool = False


def levels_falling(
    due_on: date, ladder: LadderRules, calendar: WorkCalendar, *, start: date, end: date
) -> Iterator[tuple[date, Level]]:
    """Yield the levels whose grace ends from ``start`` to ``end``, both counted, each with its day.

    The day is a working day: the n-th after the due day.
    """
    if end <= due_on:
        return
    graces = (ladder.escalate_head, ladder.escalate_lead, ladder.escalate_issuer)
    for level, grace in zip(LEVELS, graces, strict=True):
        if grace and start <= (on := calendar.add_working_days(due_on, grace)) <= end:
            yield on, level


def place_of(level: Level, *, own: Reach, lead: Reach, issuer: Reach) -> Place | None:
    """Return where the word of a level goes, or None where nobody at all can be told.

    A level without anybody falls to the one below; nothing is lost as long as anybody is reached.
    """
    if level == ISSUER:
        if issuer.heads or issuer.officers:
            return Place("issuer", "heads" if issuer.heads else "office")
        return _at_lead(lead, relayed=True) or _at_own(own, relayed=True)
    if level == LEAD:
        return _at_lead(lead, relayed=False) or _at_own(own, relayed=True)
    return _at_own(own, relayed=False) or _at_lead(lead, relayed=True)


def _at_lead(lead: Reach, *, relayed: bool) -> Place | None:
    if lead.heads:
        return Place("lead", "heads", relayed)
    return Place("lead", "lead-digest", True) if lead.officers else None


def _at_own(own: Reach, *, relayed: bool) -> Place | None:
    if own.heads:
        return Place("own", "heads", relayed)
    return Place("own", "digest", True) if own.officers else None


def highest(levels: Iterator[Level] | tuple[Level, ...]) -> Level:
    """Return the level that speaks where several reach the same reader on one day."""
    return max(levels, key=LEVELS.index)
