"""``make bench-peers``: reminders and the list of overdue work, beside what people would use instead.

python -m benchmarks.peers [--only morning|board]

Each program gets the same items and the same mail server, is measured in turn and then killed in the middle
with SIGKILL and started again. What cannot be installed is left out with the reason.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.peers import board, morning
from benchmarks.peers.postgres import open_postgres, version


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=["morning", "board"])
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with open_postgres() as url, tempfile.TemporaryDirectory() as folder:
        print(f"PostgreSQL {version(url)}, load {Path('/proc/loadavg').read_text().split()[0]}", flush=True)
        if asked.only != "board":
            morning.measure(Path(folder), url, asked.runs, lambda line: print(line, flush=True))
        if asked.only != "morning":
            board.measure(url, lambda line: print(line, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
