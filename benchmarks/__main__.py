"""``make bench``: medians and ratios, printed as a table and kept in var/bench.json."""

import json
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import calendars, deadlines, engine, flow, pages, papers, reading, rollups, spine
from benchmarks.measure import Figure

SUITES = (spine, reading, deadlines, pages, calendars, papers, rollups, engine, flow)


def main() -> None:
    """Run every suite (or those named as arguments) and print one line per figure."""
    wanted = set(sys.argv[1:])
    figures: list[Figure] = []
    for suite in SUITES:
        if not wanted or suite.__name__.rsplit(".", 1)[-1] in wanted:
            figures += suite.run()
    for one in figures:
        print(one.line())
    out = Path("var/bench.json")
    out.parent.mkdir(exist_ok=True)
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {n: version(n) for n in ("prefect", "sqlmodel", "sqlalchemy", "apprise", "pendulum")},
    }
    out.write_text(
        json.dumps({**about, "figures": [one.as_row() for one in figures]}, ensure_ascii=False, indent=1),
        "utf-8",
    )


if __name__ == "__main__":
    main()
