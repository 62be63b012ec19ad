"""What the calendar says of an obligation, and the counts made of it: frozen values."""

from dataclasses import dataclass
from typing import Literal

StandingName = Literal[
    "no_deadline",
    "ongoing",
    "awaiting_event",
    "upcoming",
    "due_soon",
    "due_today",
    "overdue",
    "done",
    "done_on_time",
    "done_late",
    "aside",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an obligation stands on a day: derived, never stored.

    ``days`` counts calendar days: to the due day while it is ahead, past it once it is late.
    """

    name: StandingName
    days: int = 0


@dataclass(frozen=True, slots=True)
class RollupCounts:
    """Counts in the official classes (Quyết định 42/2014/QĐ-TTg and practice); the classes are disjoint.

    ``total`` is the sum of the six classes; ``aside`` (withdrawn or suspended) is in none of them.
    ``due_soon``, ``due_today``, ``reported`` and ``unacknowledged`` are flags within the open ones; ``open``
    says how many those are, ``fresh`` how many of them have a report of the last days. In the counts of a
    period ``carried_over`` and ``newly_given`` say where the total comes from; elsewhere both are nought.
    """

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    no_deadline: int = 0
    ongoing: int = 0
    aside: int = 0
    due_soon: int = 0
    due_today: int = 0
    reported: int = 0
    unacknowledged: int = 0
    # Finished by the first due day, before any extension.
    done_by_first_day: int = 0
    # Not finished, dated or not: what a report is expected of.
    open: int = 0
    fresh: int = 0
    carried_over: int = 0
    newly_given: int = 0

    @property
    def total(self) -> int:
        """Return how many obligations are tracked: the sum of the disjoint classes."""
        return self.done + self.open_in_time + self.open_overdue + self.no_deadline + self.ongoing

    @property
    def done(self) -> int:
        """Return how many dated obligations are finished."""
        return self.done_on_time + self.done_late

    @property
    def dated(self) -> int:
        """Return how many have a due day."""
        return self.done + self.open_in_time + self.open_overdue

    @property
    def on_time_of_done(self) -> float | None:
        """Return the share on time among the finished ones, or None where none is finished."""
        return self.done_on_time / self.done if self.done else None

    @property
    def on_time_of_due(self) -> float | None:
        """Return the share on time among all whose day has come (finished or overdue), or None."""
        due = self.done + self.open_overdue
        return self.done_on_time / due if due else None

    @property
    def freshness(self) -> float | None:
        """Return the share of open obligations that have a recent report, or None where none is open."""
        return self.fresh / self.open if self.open else None
