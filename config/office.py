"""What an office edits, read once: the working calendar and the ladder."""

import hashlib
from dataclasses import dataclass

from config.settings import Settings
from models.errors import BadSettings
from rules.ladder import LadderRules, parse_ladder
from rules.rollup import days_fresh
from rules.workday import WorkCalendar, load_entries, vietnam_calendar


@dataclass(frozen=True, slots=True)
class Office:
    """The rules of one office: when it works and when it reminds.

    ``fingerprint`` is the SHA-256 (hex) of both files' texts, by which a change of either is noticed.
    """

    calendar: WorkCalendar
    ladder: LadderRules
    fingerprint: str = ""

    @property
    def fresh_days(self) -> int:
        """Return for how many calendar days a report counts as new in the roll-ups."""
        return days_fresh(self.ladder.stale_days)


def load_office(settings: Settings) -> Office:
    """Return the office's rules from its own files, or from the shipped ones.

    Raises BadSettings naming the file and the fault.
    """
    holidays = _text(settings, "holidays.toml")
    ladder = _text(settings, "ladder.toml")
    both = hashlib.sha256(f"{len(holidays)}\n{holidays}{ladder}".encode()).hexdigest()
    return Office(vietnam_calendar(load_entries(holidays)), parse_ladder(ladder), both)


def _text(settings: Settings, name: str) -> str:
    path = settings.office_file(name)
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSettings(f"Không đọc được tệp {name}.", hint="Kiểm tra tệp và quyền đọc.") from fault
