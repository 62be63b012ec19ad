"""A calendar of 1,000 due days: asked of the database and written."""

import tempfile
from functools import partial
from pathlib import Path

from sqlmodel import Session, select

from benchmarks.measure import Figure, timed
from benchmarks.pages import NOW, TODAY, fill
from config.settings import Settings
from models.feed import CalendarFeed
from models.obligation import Obligation
from report.ical import calendar_bytes
from store.database import migrate, reading, writing
from store.due_days import dated_works
from store.sealing import open_with_key
from web.calendar_feed import calendar_facts

EVENTS = 1000


def run() -> list[Figure]:
    """Return how long the calendar of all plans takes, cut at 1,000 events, whole and its writing alone."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_with_key(Settings(_env_file=None, home=Path(folder)))
        migrate(engine)
        fill(engine, plans=4)
        with writing(engine) as session:
            _put_ahead(session)
        feed = CalendarFeed(scope="lead", token_sha256="", made_at=NOW, made_by="bench")
        with reading(engine) as session:
            works = dated_works(session, feed, today=TODAY, limit=EVENTS)
        assert len(works.rows) == EVENTS
        facts = calendar_facts(works, "Mọi kế hoạch", "lead", "http://127.0.0.1:8000")

        def whole() -> None:
            with reading(engine) as session:
                found = dated_works(session, feed, today=TODAY, limit=EVENTS)
            calendar_bytes(
                calendar_facts(found, "Mọi kế hoạch", "lead", "http://127.0.0.1:8000"), today=TODAY
            )

        return [
            timed(f"calendar of {EVENTS} due days, asked for and written", whole, aim="≤ 0.200"),
            timed(f"calendar of {EVENTS} due days, written", partial(calendar_bytes, facts, today=TODAY)),
        ]


def _put_ahead(session: Session) -> None:
    """Move every due day ahead of today, so that each event has its alarms."""
    for row in session.exec(select(Obligation)):
        if row.due_on is not None and row.due_on <= TODAY:
            row.due_on = TODAY + (TODAY - row.due_on) + (TODAY.resolution * 6)
            session.add(row)
