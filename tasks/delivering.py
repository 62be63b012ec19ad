"""Sending what is queued: claim one message, send it outside any transaction, write what came of it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import pendulum
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from config.clock import ZONE
from config.office import load_office
from config.settings import Settings
from models.errors import BadSettings, DeliveryFailed, PassingFailure, PermanentRefusal
from notify.channels import open_channel
from notify.letter import Letter
from notify.lines import MailLines
from notify.outbox import KeepLetter
from rules.sending import has_failed_long, may_send, retry_at, send_from
from rules.workday import WorkCalendar
from store.database import reading, writing
from store.messages import put_in_outbox
from store.sending import (
    Claimed,
    claim_next,
    count_unsent,
    has_work,
    record_failure,
    record_refused,
    record_sent,
    release_lost,
)
from tasks.claimants import lost_at, this_process
from tasks.composing import compose_digests

__all__ = ["DeliveryTally", "compose_digests", "deliver_due"]

log = logging.getLogger("dondoc.delivery")
# After so many passing failures one after the other a run ends: a mail server that is down must not
# hold the morning up for its time-out times the number of agencies.
PATIENCE = 5
# Seconds to wait before writing an outcome again where the database does not take it (locked, disk full,
# connection lost): what the server took must not go out twice because of that.
RECORD_WAITS = (1, 2, 4, 8, 15, 30, 60)


@dataclass(frozen=True, slots=True)
class DeliveryTally:
    """What one run did, and how many messages are still unsent after it (waiting or being sent)."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One message after its attempt: sent where ``fault`` is None."""

    claimed: Claimed
    at: datetime
    fault: DeliveryFailed | None


def deliver_due(
    engine: Engine,
    settings: Settings,
    *,
    now: datetime,
    limit: int | None = None,
    on_sent: Callable[[int], None] | None = None,
) -> DeliveryTally:
    """Send the messages that are due, in working hours only, and return what was done.

    ``now`` is the UTC instant at which the run begins; ``limit`` the most attempts to make; ``on_sent``
    is called with a message's id after its sending was recorded. Two runs at once never take the same
    message. A message whose sender died is taken up again under the same Message-ID.
    """
    with reading(engine) as session:
        if not has_work(session, now=now):
            return DeliveryTally(waiting=count_unsent(session))
    with MailLines() as lines:
        done = _deliver(_Run(engine, settings, now, lines), limit, on_sent)
    with reading(engine) as session:
        return replace(done, waiting=count_unsent(session))


def _deliver(run: "_Run", limit: int | None, on_sent: Callable[[int], None] | None) -> DeliveryTally:
    """Claim, send and record until nothing is due, the limit is reached or patience is at its end."""
    sent = refused = failed_running = attempts = 0
    last: _Attempt | None = None
    while True:
        wants_more = failed_running < PATIENCE and (limit is None or attempts < limit)
        claimed = run.record_and_claim(last, wants_more=wants_more)
        if last is not None and last.fault is None:
            sent += 1
            if on_sent is not None:
                run.tell(on_sent, last.claimed.message_id, claimed)
        if claimed is None:
            break
        attempts += 1
        last = run.attempt(claimed)
        refused += isinstance(last.fault, PermanentRefusal)
        failed_running = failed_running + 1 if isinstance(last.fault, PassingFailure) else 0
    return DeliveryTally(sent, refused)


class _Run:
    """One run of the delivery: its database, its hours and its own sense of time passing."""

    def __init__(self, engine: Engine, settings: Settings, now: datetime, lines: MailLines) -> None:
        self.engine = engine
        self.mail_from = settings.mail_from
        self.lines = lines
        self.calendar: WorkCalendar = load_office(settings).calendar
        self.claimant = this_process()
        self.keep: KeepLetter = partial(_keep, engine)
        self._now, self._began = now, time.monotonic()
        with writing(engine) as session:
            if released := release_lost(session, is_lost=lost_at(now), now=now):
                log.warning("%s messages taken up again: their sender is gone", released)

    def moment(self) -> datetime:
        """Return the instant at which the run began, moved on by the time it has taken.

        A claim's age must be true however long a run lasts; only a duration is measured here.
        """
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def record_and_claim(self, last: _Attempt | None, *, wants_more: bool) -> Claimed | None:
        """Write what came of the last attempt and claim the next message, in one transaction.

        Where the database does not take an outcome, that is tried again for some minutes; a claim alone
        is not, because nothing has happened yet that could be forgotten. Raises OperationalError.
        """
        for pause in RECORD_WAITS if last is not None else ():
            try:
                return self._write(last, wants_more=wants_more)
            except OperationalError as fault:
                log.warning("an outcome could not be written (%s), again in %s s", fault.orig, pause)
                time.sleep(pause)
        return self._write(last, wants_more=wants_more)

    def _write(self, last: _Attempt | None, *, wants_more: bool) -> Claimed | None:
        at = self.moment()
        with writing(self.engine) as session:
            if last is not None:
                _record(session, last, self.calendar)
            if not wants_more or not may_send(at, self.calendar):
                return None
            return claim_next(session, claimant=self.claimant, now=at)

    def tell(self, on_sent: Callable[[int], None], message_id: int, claimed: Claimed | None) -> None:
        """Tell the caller of a sending; where the caller fails, give the next claimed message back first."""
        try:
            on_sent(message_id)
        except BaseException:
            if claimed is not None:
                with writing(self.engine) as session:
                    record_failure(session, claimed, outcome="", not_before_at=self.moment())
            raise

    def attempt(self, claimed: Claimed) -> _Attempt:
        """Send one claimed message and return what came of it.

        What is neither a passing failure nor a refusal is a fault of the program: the message is put
        back, so that it neither stays claimed nor stops the others, and the fault goes on upwards.
        """
        try:
            fault = self._send(claimed)
        except Exception as bug:
            put_back = PassingFailure(f"Lỗi chương trình khi gửi ({type(bug).__name__}).")
            with writing(self.engine) as session:
                _record(session, _Attempt(claimed, self.moment(), put_back), self.calendar)
            raise
        return _Attempt(claimed, self.moment(), fault)

    def _send(self, claimed: Claimed) -> DeliveryFailed | None:
        if claimed.channel is None:
            return PermanentRefusal("Người nhận không còn trong danh bạ hoặc đã ngừng nhận thư.")
        letter = Letter(claimed.reference, claimed.subject, claimed.text, claimed.html, self.moment())
        try:
            channel = open_channel(
                claimed.channel, keep=self.keep, lines=self.lines, mail_from=self.mail_from
            )
            channel.send(letter)
        except DeliveryFailed as fault:
            return fault
        except BadSettings as fault:
            return PermanentRefusal(f"Kênh liên hệ sai: {fault.sentence}")
        return None


def _keep(engine: Engine, mailbox: str, letter: Letter) -> None:
    put_in_outbox(
        engine,
        mailbox=mailbox,
        reference=letter.reference,
        subject=letter.subject,
        body=letter.text,
        at=letter.at,
    )


def _record(session: Session, done: _Attempt, calendar: WorkCalendar) -> None:
    """Write the outcome of one attempt, in words that name no recipient."""
    claimed, fault = done.claimed, done.fault
    if fault is None:
        kept = record_sent(session, claimed, now=done.at)
        log.info("message %s sent at attempt %s", claimed.message_id, claimed.attempt)
    elif isinstance(fault, PermanentRefusal):
        kept = record_refused(
            session, claimed, outcome=f"{fault.sentence} Cần sửa địa chỉ liên hệ rồi gửi lại."
        )
        log.warning("message %s refused: %s", claimed.message_id, fault.sentence)
    else:
        again = retry_at(done.at, claimed.attempt, calendar)
        outcome = _waiting_words(done, again, calendar)
        kept = record_failure(session, claimed, outcome=outcome, not_before_at=again)
        log.warning("message %s failed, again at %s: %s", claimed.message_id, again, fault.sentence)
    if not kept:
        log.error("message %s: the claim was lost before its outcome was written", claimed.message_id)


def _waiting_words(done: _Attempt, again: datetime, calendar: WorkCalendar) -> str:
    local = pendulum.instance(again).in_timezone(ZONE)
    words = f"Lần {done.claimed.attempt}: {done.fault} Thử lại lúc {local:%H:%M ngày %d/%m/%Y}."
    if has_failed_long(send_from(done.claimed.created_at, calendar), done.at):
        return f"Đã quá 24 giờ chưa gửi được, cần người quản trị kiểm tra kênh liên hệ. {words}"
    return words
