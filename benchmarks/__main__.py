"""``make bench``: medians and ratios, printed as a table and kept in var/bench.json."""

import json
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import calendars, deadlines, engine, flow, pages, papers, reading, rollups, scale, spine
from benchmarks.measure import Figure

SUITES = (spine, reading, deadlines, pages, calendars, papers, rollups, engine, flow)
# Minutes of whole machines, and a system's own PostgreSQL: only where they are named.
NAMED = (scale,)


def main() -> None:
    """Run every suite (or those named as arguments) and print one line per figure."""
    wanted = set(sys.argv[1:])
    figures: list[Figure] = []
    for suite in (*SUITES, *NAMED):
        if suite.__name__.rsplit(".", 1)[-1] in wanted or (not wanted and suite in SUITES):
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
