"""A program for tests: waits for a line, delivers what is due and prints the tally.

python -m tests.tasks.delivery_process DATABASE_URL NOW
"""

import sys
from datetime import datetime

from config.settings import Settings
from store.database import open_database
from store.sealing import seal_of
from tasks.delivering import deliver_due


def main() -> None:
    """Deliver once, when told to: so that a test can let several begin together."""
    url, now = sys.argv[1:]
    settings = Settings(_env_file=None, secret_key="a-key-for-tests-only-and-nothing-else")
    sys.stdin.readline()
    tally = deliver_due(open_database(url, seal=seal_of(settings)), settings, now=datetime.fromisoformat(now))
    print(tally.sent, tally.refused, tally.waiting)


if __name__ == "__main__":
    main()
