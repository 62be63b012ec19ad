"""What an office edits: the working calendar and the ladder."""

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from typing import Literal

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


OfficeFile = Literal["holidays.toml", "ladder.toml"]
OFFICE_FILES: tuple[OfficeFile, ...] = ("holidays.toml", "ladder.toml")


@dataclass(slots=True)
class OfficeFiles:
    """The office's rules as their files stand, read anew when a file has changed.

    For processes that live long: the pages see at once what an operator has saved on them.
    """

    settings: Settings
    _seen: tuple[tuple[str, int, int], ...] = field(default=(), init=False)
    _office: Office | None = field(default=None, init=False)

    def __call__(self) -> Office:
        """Return the rules; a file that has become unreadable leaves the last good ones in force."""
        seen = tuple(self._sign(name) for name in OFFICE_FILES)
        if self._office is None:
            self._office, self._seen = load_office(self.settings), seen
        elif seen != self._seen:
            try:
                self._office = load_office(self.settings)
            except BadSettings:
                return self._office
            self._seen = seen
        return self._office

    def _sign(self, name: OfficeFile) -> tuple[str, int, int]:
        path = self.settings.office_file(name)
        try:
            state = path.stat()
        except OSError:
            return str(path), 0, 0
        return str(path), state.st_mtime_ns, state.st_size

    def text(self, name: OfficeFile) -> str:
        """Return a file's text; raises BadSettings where it cannot be read."""
        return _text(self.settings, name)

    def is_own(self, name: OfficeFile) -> bool:
        """Return whether the office has a file of its own, beside the shipped one."""
        return (self.settings.office_folder / name).exists()

    def save(self, name: OfficeFile, text: str) -> None:
        """Store a file, whole or not at all, once its text is found good; the one before is kept beside it.

        Raises BadSettings naming the fault, and nothing is changed.
        """
        text = text.replace("\r\n", "\n").rstrip() + "\n"
        if name == "holidays.toml":
            load_entries(text)
        else:
            parse_ladder(text)
        path = self.settings.office_folder / name
        part = path.with_name(f"{name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                path.replace(path.with_name(f"{name}.truoc"))
            part.replace(path)
        except OSError as fault:
            raise BadSettings(
                f"Không ghi được tệp {name}.", hint="Kiểm tra quyền ghi và chỗ trống."
            ) from fault
        finally:
            part.unlink(missing_ok=True)


def _text(settings: Settings, name: str) -> str:
    path = settings.office_file(name)
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSettings(f"Không đọc được tệp {name}.", hint="Kiểm tra tệp và quyền đọc.") from fault
