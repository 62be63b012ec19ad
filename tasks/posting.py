"""What every message of one composition shares: its day, its hour, its looks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from config.settings import SHIPPED, Settings
from notify.mail import sender_domain
from rules.civil import day_of
from rules.rollup import FRESH_DAYS
from rules.sending import ESCALATION, URGENT_ESCALATION, send_from
from rules.threads import thread_of
from rules.workday import WorkCalendar
from store.messages import NewMessage

AGENCY, URGENT, LEAD = "agency-digest", "urgent-digest", "lead-digest"


@dataclass(frozen=True, slots=True)
class Post:
    """One composition: ``read_on`` is the day on which its messages go out and are read.

    Days are counted to it, and a digest is unique for it.
    """

    settings: Settings
    folders: tuple[Path, ...]
    today: date
    read_on: date
    now: datetime
    not_before_at: datetime
    is_urgent: bool = False
    # For how many calendar days a report counts as new in the roll-ups.
    fresh_days: int = FRESH_DAYS

    @property
    def digest(self) -> str:
        """Return the kind of an agency's digest in this composition."""
        return URGENT if self.is_urgent else AGENCY

    @property
    def letter(self) -> str:
        """Return the kind of a letter to leaders in this composition."""
        return URGENT_ESCALATION if self.is_urgent else ESCALATION

    def blank(self, kind: str, contact_id: int, agency_id: int, plan_ids: Collection[int] = ()) -> NewMessage:
        """Return the message of that kind for that contact, about those plans, still without words."""
        return NewMessage(
            kind,
            contact_id,
            agency_id,
            self.read_on,
            sender_domain(self.settings.mail_from),
            self.not_before_at,
            is_urgent=self.is_urgent,
            thread=thread_of(agency_id, plan_ids),
        )


def posts(
    settings: Settings, calendar: WorkCalendar, *, today: date, now: datetime, fresh_days: int = FRESH_DAYS
) -> list[Post]:
    """Return the compositions of a day: that of urgent plans, then that of all others.

    The second is left out on a day off and after the working hours: the next working morning writes
    everything in one digest. Run for another day than that of the clock, it is there at once.
    """
    folders = template_folders(settings)
    found = []
    for is_urgent in (True, False):
        at = send_from(now, calendar, is_urgent=is_urgent)
        if day_of(now) == today < day_of(at):
            continue
        read_on = max(today, day_of(at))
        found.append(Post(settings, folders, today, read_on, now, at, is_urgent, fresh_days))
    return found


def template_folders(settings: Settings) -> tuple[Path, ...]:
    """Return where templates of letters stand: an office's own before the shipped ones."""
    return tuple(f / "templates" for f in (settings.config_dir, SHIPPED) if f is not None)


def post_of_day(
    settings: Settings, *, day: date, now: datetime, is_urgent: bool, fresh_days: int = FRESH_DAYS
) -> Post:
    """Return the composition of a day as its morning makes it, for letters that are only looked at."""
    return Post(settings, template_folders(settings), day, day, now, now, is_urgent, fresh_days)
