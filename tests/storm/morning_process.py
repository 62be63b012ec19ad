"""A program for the storm: holds everything imported and starts one process per morning.

python -m tests.storm.morning_process

Reads one JSON line per morning: ``{"home", "url", "day", "at", "file_limit"}``. Starts a process for it
and says ``began PID``, ``at STEP`` for every step and ``ended CODE`` (negative: the signal that killed
it). The ended process is kept as a zombie until the next line comes, so that its number cannot become
another's.
"""

import json
import os
import resource
import sys
import traceback
from datetime import date, time
from pathlib import Path

from sqlalchemy import Engine

from config.clock import instant
from config.office import load_office
from config.settings import Settings
from store.sealing import open_with_key
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.reminding import claim_reminders, top_up_occurrences

STEPS = ("occurrences", "claiming", "composing", "delivering", "done")


def storm_settings(home: Path, url: str = "") -> Settings:
    """Return the settings of every process of a storm; ``url`` "" stands for the file in ``home``."""
    return Settings.model_validate(
        {
            "home": home,
            "database_url": url,
            "secret_key": "a-key-for-tests-only-and-nothing-else",
            "mail_from": "Đôn đốc <dondoc@tinh.example.vn>",
        }
    )


def live_the_morning(engine: Engine, settings: Settings, day: date, at: time) -> None:
    """Run what the flow ``morning`` runs, step by step as its Prefect tasks do, and say each step."""
    office = load_office(settings)
    now = instant(day, at)
    say("at occurrences")
    top_up_occurrences(engine, office, as_of=day, now=now)
    say("at claiming")
    claim_reminders(engine, office, as_of=day)
    say("at composing")
    compose_digests(engine, settings, office, today=day, now=now)
    say("at delivering")
    deliver_due(engine, settings, now=now)
    say("at done")


def say(line: str) -> None:
    """Write a line to the parent at once: what was said before a kill has been said."""
    os.write(1, f"{line}\n".encode())


def live(order: dict[str, str]) -> None:
    """Live one morning in this process and end it without returning."""
    code = 1
    try:
        if limit := order.get("file_limit"):
            # Only the soft limit, so that the parent can lift it again: space has been made.
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
        settings = storm_settings(Path(order["home"]), order["url"])
        engine = open_with_key(settings)
        live_the_morning(engine, settings, date.fromisoformat(order["day"]), time.fromisoformat(order["at"]))
        code = 0
    except BaseException:  # noqa: BLE001 - this is where the process ends
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Start a process for every line that comes in."""
    say("ready")
    ended: int | None = None
    while line := sys.stdin.readline():
        if ended is not None:
            os.waitpid(ended, 0)
        pid = os.fork()
        if pid == 0:
            live(json.loads(line))
        say(f"began {pid}")
        found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert found is not None
        say(f"ended {found.si_status if found.si_code == os.CLD_EXITED else -found.si_status}")
        ended = pid


if __name__ == "__main__":
    main()
