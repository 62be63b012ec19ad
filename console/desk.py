"""What a command works with: settings, the database at its newest revision, rules, clock."""

import getpass
import sys
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from config.clock import Clock
from config.office import Office, load_office
from config.settings import Settings, load_settings
from models.errors import Refused
from store.sealed_rows import seal_stored
from store.sealing import open_with_key
from store.upgrades import upgrade


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of one command."""

    settings: Settings
    engine: Engine
    office: Office
    clock: Clock
    # Who acts, for the audit log: the account on this machine.
    by: str


def open_desk(settings: Settings | None = None) -> Desk:
    """Return the tools for these settings, with the database made or upgraded where needed.

    The copy that an upgrade keeps of an SQLite database is told on standard error.
    """
    settings = settings or load_settings()
    engine = open_with_key(settings)
    if (kept := upgrade(engine, now=Clock().now())) is not None:
        print(f"Đã nâng cấp cơ sở dữ liệu; bản sao trước đó: {kept}", file=sys.stderr)
    seal_stored(engine)
    return Desk(settings, engine, load_office(settings), Clock(settings.today), getpass.getuser())


def parse_day(text: str) -> date:
    """Return the day written as 23/11/2026 or 2026-11-23; raises Refused with an example."""
    parts = text.replace("-", "/").split("/")
    try:
        numbers = [int(p) for p in parts]
        if len(parts) == 3:
            return date(*numbers) if len(parts[0]) == 4 else date(*reversed(numbers))
    except ValueError:
        pass
    raise Refused(f"“{text}” không phải một ngày.", hint="Viết như 23/11/2026.")
