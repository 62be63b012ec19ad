"""What came of an attempt, written in words that name no recipient."""

import logging
from dataclasses import dataclass
from datetime import datetime

import pendulum
from sqlalchemy import Connection

from config.clock import ZONE
from models.errors import DeliveryFailed, PermanentRefusal
from rules.fallback import channel_words, next_channel
from rules.quiet import free_from
from rules.sending import has_failed_long, retry_at, send_from
from rules.workday import WorkCalendar
from store.rerouting import refused_ranks
from store.sending import Claimed, record_failure, record_moved, record_refused, record_sent
from store.trials import KIND as TRIAL

log = logging.getLogger("dondoc.delivery")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One message after its attempt: sent where ``fault`` is None."""

    claimed: Claimed
    at: datetime
    fault: DeliveryFailed | None


def record(books: Connection, done: Attempt, calendar: WorkCalendar) -> bool:
    """Write the outcome of one attempt; return whether all channels of the contact have refused."""
    claimed, fault = done.claimed, done.fault
    ids = {"message_id": claimed.message_id}
    is_refused = False
    if fault is None:
        kept = record_sent(books, claimed, now=done.at)
        log.info("message %s sent at attempt %s", claimed.message_id, claimed.attempt, extra=ids)
    elif (moved := _moved(books, done, fault, calendar)) is not None:
        kept = moved
    elif isinstance(fault, PermanentRefusal):
        is_refused = True
        kept = record_refused(books, claimed, outcome=_refused_words(claimed, fault))
        log.warning("message %s refused: %s", claimed.message_id, fault.sentence, extra=ids)
    else:
        again = _again(done, calendar)
        outcome = _waiting_words(done, again, calendar)
        kept = record_failure(books, claimed, outcome=outcome, not_before_at=again)
        words = "message %s failed, again at %s: %s"
        log.warning(words, claimed.message_id, again, fault.sentence, extra=ids)
    if not kept:
        log.error("message %s: the claim was lost before its outcome was written", claimed.message_id)
    return is_refused


def _moved(books: Connection, done: Attempt, fault: DeliveryFailed, calendar: WorkCalendar) -> bool | None:
    """Let a message go on by another channel and return whether that was stored; None where there is none."""
    claimed = done.claimed
    # A trial shows whether this very channel works.
    if claimed.channel is None or claimed.channels < 2 or claimed.kind == TRIAL:
        return None
    is_refusal = isinstance(fault, PermanentRefusal)
    lasted = has_failed_long(_first_possible(claimed, calendar), done.at)
    if not is_refusal and not lasted:
        return None
    refused = refused_ranks(books, claimed.message_id) | ({claimed.rank} if is_refusal else set())
    found = next_channel(
        claimed.rank, claimed.channels, refused=refused, is_refusal=is_refusal, has_failed_long=lasted
    )
    if found is None:
        return None
    at = done.at if found.is_new else _again(done, calendar)
    why = "từ chối" if is_refusal else "đã quá 24 giờ chưa nhận"
    before, after = channel_words(claimed.rank), channel_words(found.rank)
    outcome = f"{before.capitalize()} {why}: {fault.sentence} Chuyển sang {after}."
    log.warning("message %s goes on by channel %s: %s", claimed.message_id, found.rank, fault.sentence)
    return record_moved(
        books,
        claimed,
        rank=found.rank,
        outcome=outcome,
        not_before_at=free_from(at, calendar, claimed.quiet, is_urgent=claimed.is_urgent),
        now=done.at,
        is_refusal=is_refusal,
    )


def _again(done: Attempt, calendar: WorkCalendar) -> datetime:
    claimed = done.claimed
    again = retry_at(done.at, claimed.attempt, calendar, is_urgent=claimed.is_urgent)
    return free_from(again, calendar, claimed.quiet, is_urgent=claimed.is_urgent)


def _first_possible(claimed: Claimed, calendar: WorkCalendar) -> datetime:
    return send_from(claimed.created_at, calendar, is_urgent=claimed.is_urgent)


def _refused_words(claimed: Claimed, fault: DeliveryFailed) -> str:
    if claimed.channel is None or claimed.channels < 2 or claimed.kind == TRIAL:
        return f"{fault.sentence} Cần sửa địa chỉ liên hệ rồi gửi lại."
    return f"Cả {claimed.channels} kênh đều từ chối. {fault.sentence} Cần sửa địa chỉ liên hệ rồi gửi lại."


def _waiting_words(done: Attempt, again: datetime, calendar: WorkCalendar) -> str:
    local = pendulum.instance(again).in_timezone(ZONE)
    words = f"Lần {done.claimed.attempt}: {done.fault} Thử lại lúc {local:%H:%M ngày %d/%m/%Y}."
    if has_failed_long(_first_possible(done.claimed, calendar), done.at):
        return f"Đã quá 24 giờ chưa gửi được, cần người quản trị kiểm tra kênh liên hệ. {words}"
    return words
