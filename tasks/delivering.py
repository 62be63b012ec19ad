"""Sending what is queued: claim one message, send it outside any transaction, write what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from config.office import load_office
from config.settings import Settings
from models.errors import PassingFailure
from notify.lines import MailLines
from rules.sending import may_send
from store.database import opened_for_books, reading
from store.sending import Claimed, count_unsent, has_work
from tasks.composing import compose_digests
from tasks.outcomes import Attempt
from tasks.sender import Sender

__all__ = ["DeliveryTally", "compose_digests", "deliver_due"]

# After so many passing failures one after the other a run ends: a mail server that is down must not
# hold the morning up for its time-out times the number of agencies.
PATIENCE = 5


@dataclass(frozen=True, slots=True)
class DeliveryTally:
    """What one run did, and how many messages are still unsent after it (waiting or being sent)."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0


def deliver_due(
    engine: Engine,
    settings: Settings,
    *,
    now: datetime,
    limit: int | None = None,
    on_sent: Callable[[int], None] | None = None,
) -> DeliveryTally:
    """Send the messages that are due, in working hours (urgent ones always), and return what was done.

    ``now`` is the UTC instant at which the run begins; ``limit`` the most attempts to make; ``on_sent``
    is called with a message's id after its sending was recorded. Two runs at once never take the same
    message. A message whose sender died is taken up again under the same Message-ID.
    """
    with reading(engine) as session:
        if not has_work(session, now=now):
            return DeliveryTally(waiting=count_unsent(session))
        calendar = load_office(settings).calendar
        if not may_send(now, calendar) and not has_work(session, now=now, only_urgent=True):
            return DeliveryTally(waiting=count_unsent(session))
    with MailLines() as lines, opened_for_books(engine) as books:
        sender = Sender(engine, books, settings, calendar, now, lines)
        sender.release_lost()
        done = _deliver(sender, limit, on_sent)
    with reading(engine) as session:
        return replace(done, waiting=count_unsent(session))


def _deliver(sender: Sender, limit: int | None, on_sent: Callable[[int], None] | None) -> DeliveryTally:
    """Claim, send and record until nothing is due, the limit is reached or patience is at its end."""
    sent = failed_running = attempts = 0
    last: Attempt | None = None
    while True:
        wants_more = failed_running < PATIENCE and (limit is None or attempts < limit)
        claimed = sender.record_and_claim(last, wants_more=wants_more)
        if last is not None and last.fault is None:
            sent += 1
            if on_sent is not None:
                _tell(sender, on_sent, last.claimed.message_id, claimed)
        if claimed is None:
            break
        attempts += 1
        last = sender.attempt(claimed)
        failed_running = failed_running + 1 if isinstance(last.fault, PassingFailure) else 0
    return DeliveryTally(sent, sender.refused)


def _tell(sender: Sender, on_sent: Callable[[int], None], message_id: int, claimed: Claimed | None) -> None:
    """Tell the caller of a sending; where the caller fails, give the next claimed message back first."""
    try:
        on_sent(message_id)
    except BaseException:
        if claimed is not None:
            sender.give_back(claimed)
        raise
