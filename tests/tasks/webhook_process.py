"""A program for tests: waits for a line, tells other systems once and prints how many attempts it made.

python -m tests.tasks.webhook_process HOME NOW
"""

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.clock import Clock
from config.settings import load_settings
from store.sealing import open_with_key
from tasks.webhooks import tell_other_systems


@dataclass(frozen=True)
class Standing(Clock):
    """A clock that shows one instant."""

    at: datetime | None = None

    def now(self) -> datetime:
        """Return that instant."""
        assert self.at is not None
        return self.at


def main() -> None:
    """Tell once, when told to: so that a test can let several begin together."""
    home, now = sys.argv[1:]
    sys.stdin.readline()
    clock = Standing(at=datetime.fromisoformat(now))
    print(tell_other_systems(open_with_key(load_settings(Path(home))), clock, may_be_private=True))


if __name__ == "__main__":
    main()
