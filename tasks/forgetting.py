"""What is kept for some days only: answers to writes that were done once, deliveries to other systems."""

import logging
from datetime import datetime

from sqlalchemy import Engine

from store.database import writing
from store.idempotency import forget_answers
from store.webhook_deliveries import forget_deliveries

log = logging.getLogger("dondoc.forgetting")


def forget_old(engine: Engine, *, now: datetime) -> int:
    """Delete what is past its days and return how many rows; safe to repeat and in several processes."""
    with writing(engine) as session:
        answers, deliveries = forget_answers(session, now=now), forget_deliveries(session, now=now)
    if answers or deliveries:
        log.info("forgotten: %s answers to writes, %s deliveries", answers, deliveries)
    return answers + deliveries
