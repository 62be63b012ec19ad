"""Whose a letter is that came in: who reads it and who decides on it, by the work that it answers.

An agency leads the plans by which it breaks its obligations down for its own units. What units answer about
that work is between those two: the agency decides, and the lead of the plan above only reads.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailSides:
    """The agencies about whose break-downs a letter speaks, and whether it speaks of anything else.

    A letter that answers none of ours, one about plans that a lead department leads, and one that came back
    have ``is_leads``; one that answers a digest of both kinds has both.
    """

    agency_ids: frozenset[int] = frozenset()
    is_leads: bool = True


def may_read(sides: MailSides, agency_id: int | None) -> bool:
    """Return whether the officer of that agency, or the lead (None), reads the letter."""
    return agency_id is None or agency_id in sides.agency_ids


def may_decide(sides: MailSides, agency_id: int | None) -> bool:
    """Return whether the officer of that agency, or the lead (None), records or leaves the letter."""
    return sides.is_leads if agency_id is None else agency_id in sides.agency_ids
