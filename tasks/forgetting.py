"""What is kept for some days only is forgotten: rows of ours, and runs in Prefect's database."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Engine

from config.clock import Clock
from config.settings import Settings
from store.database import writing
from store.idempotency import forget_answers
from store.retention import MOST, forget_rows
from store.webhook_deliveries import forget_deliveries
from tasks.prefect_keeping import Pruned, prune_prefect

log = logging.getLogger("dondoc.forgetting")


def forget_old(engine: Engine, *, now: datetime) -> int:
    """Delete what is past its days and return how many rows; safe to repeat and in several processes."""
    with writing(engine) as session:
        answers, deliveries = forget_answers(session, now=now), forget_deliveries(session, now=now)
    counts: Counter[str] = Counter(idempotent_answer=answers, webhook_delivery=deliveries)
    while True:
        with writing(engine) as session:
            gone = forget_rows(session, now=now, most=MOST)
        counts.update(gone)
        if max(gone.values()) < MOST:
            break
    if counts.total():
        told = ", ".join(f"{count} of {table}" for table, count in sorted(counts.items()) if count)
        log.info("forgotten: %s", told)
    return counts.total()


def prune_daily(settings: Settings, clock: Clock) -> Pruned:
    """Delete what Prefect has kept for longer than its days, a bounded number of runs (docs/prefect.md).

    Our own server does so by itself every hour, and finds here nothing left a day later; one that stands
    elsewhere may not. On a demonstration's fixed day nothing is deleted: Prefect lives by the true time.
    Raises httpx.HTTPError where Prefect does not answer.
    """
    if settings.today is not None:
        return Pruned()
    before = clock.now() - timedelta(days=settings.prefect_run_days + 1)
    return prune_prefect(settings, before=before)
