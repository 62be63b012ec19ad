"""One run of the delivery at work: claiming, sending and recording, one message in hand at a time."""

import logging
import time
from collections import deque
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from config import tracing
from config.settings import Settings
from models.errors import BadSettings, DeliveryFailed, PassingFailure, PermanentRefusal
from notify.channels import Channel, is_short, open_channel
from notify.letter import NO_FACTS, Letter
from notify.lines import MailLines
from notify.outbox import KeepLetter
from rules.fitting import ShortFacts
from rules.quiet import free_from
from rules.sending import may_send
from rules.workday import WorkCalendar
from store.database import flush, keeping_books, reading, writing
from store.messages import put_in_outbox
from store.sending import (
    Claimed,
    Foreseen,
    claim,
    foresee,
    postpone,
    record_failure,
    release_lost,
)
from store.short_facts import short_facts
from tasks.claimants import lost_at, this_process
from tasks.letterheads import letterheads
from tasks.outcomes import Attempt, record
from tasks.zalo_tokens import zalo_tokens

log = logging.getLogger("dondoc.delivery")
# Seconds to wait before writing an outcome again where the database does not take it (locked, disk full,
# connection lost): what the server took must not go out twice because of that.
RECORD_WAITS = (1, 2, 4, 8, 15, 30, 60)
# How long a run sends before it waits for its disk again (see ``store.database.keeping_books``): this long,
# or so many times as long as it waited last, but never longer than a second. Servers that take longer for a
# letter leave nothing unflushed.
FLUSHED_EVERY, FLUSH_SHARE, FLUSHED_AT_LEAST = timedelta(milliseconds=50), 20, timedelta(seconds=1)
# So many messages are read at once, and claimed one by one; what was read is forgotten after this long, so
# that what became due meanwhile does not wait.
AHEAD, SEEN_FOR = 20, timedelta(seconds=2)
# A letter packed for an address, and for which message it is.
_Parcel = tuple[tuple[int, str | None], Channel]


class Sender:
    """What one run of the delivery does with messages: its database, its hours, its sense of time passing."""

    def __init__(
        self,
        engine: Engine,
        books: Connection,
        settings: Settings,
        calendar: WorkCalendar,
        now: datetime,
        lines: MailLines,
    ) -> None:
        self.engine = engine
        self.books = books
        self.settings = settings
        self.tokens = zalo_tokens(settings)
        self.heads = letterheads(settings)
        # How many messages no channel of their contact takes.
        self.refused = 0
        self.calendar = calendar
        self.lines = lines
        self.claimant = this_process()
        self.keep: KeepLetter = partial(_keep, engine)
        self._now, self._began = now, time.monotonic()
        self._flush_from = now
        self._ahead: deque[Foreseen] = deque()
        self._seen_at = now
        self._parcel: _Parcel | None = None

    def release_lost(self) -> None:
        """Take up again the messages whose sender is gone."""
        now = self.moment()
        with writing(self.engine) as session:
            if released := release_lost(session, is_lost=lost_at(now), now=now):
                log.warning("%s messages taken up again: their sender is gone", released)

    def moment(self) -> datetime:
        """Return the instant at which the run began, moved on by the time it has taken.

        A claim's age must be true however long a run lasts; only a duration is measured here.
        """
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def record_and_claim(self, last: Attempt | None, *, wants_more: bool) -> Claimed | None:
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

    def _write(self, last: Attempt | None, *, wants_more: bool) -> Claimed | None:
        at = self.moment()
        is_flushed = at >= self._flush_from
        claimed = None
        is_refused = False
        with keeping_books(self.books, is_flushed=is_flushed) as books:
            if last is not None:
                is_refused = record(books, last, self.calendar)
            if wants_more:
                claimed = self._claim(books, at)
        self.refused += is_refused
        if is_flushed:
            end = self.moment()
            self._flush_from = end + min(max(FLUSHED_EVERY, (end - at) * FLUSH_SHARE), FLUSHED_AT_LEAST)
        elif claimed is None:
            flush(self.engine)
        return claimed

    def _claim(self, books: Connection, at: datetime) -> Claimed | None:
        """Claim the first of the messages seen before, else of those that are due now."""
        only_urgent = not may_send(at, self.calendar)
        if only_urgent or at - self._seen_at > SEEN_FOR:
            self._ahead.clear()
        while True:
            while self._ahead:
                one = self._ahead.popleft()
                free = free_from(at, self.calendar, one.quiet, is_urgent=one.is_urgent)
                if free > at:
                    postpone(books, one, not_before_at=free)
                elif (claimed := claim(books, one, claimant=self.claimant, now=at)) is not None:
                    return claimed
            self._ahead.extend(foresee(books, now=at, only_urgent=only_urgent, limit=AHEAD))
            self._seen_at = at
            if not self._ahead:
                return None

    def give_back(self, claimed: Claimed) -> None:
        """Put a claimed message back without an attempt."""
        with writing(self.engine) as session:
            record_failure(session, claimed, outcome="", not_before_at=self.moment())

    def attempt(self, claimed: Claimed) -> Attempt:
        """Send one claimed message and return what came of it.

        What is neither a passing failure nor a refusal is a fault of the program: the message is put
        back, so that it neither stays claimed nor stops the others, and the fault goes on upwards.
        """
        try:
            span = tracing.span("deliver message", message_id=claimed.message_id, attempt=claimed.attempt)
            with span as told:
                fault = self._send(claimed)
                told.set(outcome="sent" if fault is None else type(fault).__name__)
        except Exception as bug:
            put_back = PassingFailure(f"Lỗi chương trình khi gửi ({type(bug).__name__}).")
            self.record_and_claim(Attempt(claimed, self.moment(), put_back), wants_more=False)
            raise
        return Attempt(claimed, self.moment(), fault)

    def _send(self, claimed: Claimed) -> DeliveryFailed | None:
        if claimed.channel is None:
            return PermanentRefusal("Người nhận không còn trong danh bạ hoặc đã ngừng nhận thư.")
        parcel, self._parcel = self._parcel, None
        try:
            if parcel is None or parcel[0] != (claimed.message_id, claimed.channel):
                parcel = self._packed(claimed)
            parcel[1].send_packed(self._pack_next)
            self._foretell_next()
        except DeliveryFailed as fault:
            return fault
        except BadSettings as fault:
            return PermanentRefusal(f"Kênh liên hệ sai: {fault.sentence}")
        return None

    def _pack_next(self) -> None:
        """Pack what will most likely be sent next, while the server thinks about what it has."""
        if not self._ahead or self._ahead[0].channel is None:
            return
        try:
            self._parcel = self._packed(self._ahead[0])
        except Exception:  # noqa: BLE001 - met again, and heard, when its turn comes
            self._parcel = None

    def _foretell_next(self) -> None:
        """Let the server of the next letter begin with it while the outcome of this one is stored."""
        if self._parcel is not None:
            self._parcel[1].foretell()

    def _packed(self, one: Claimed | Foreseen) -> _Parcel:
        url, base = one.channel or "", self.settings.base_url
        facts = self._facts(one.message_id, base) if is_short(url) else NO_FACTS
        head = self.heads.of(one.message_id, one.reference)
        letter = Letter(one.reference, one.subject, one.text, one.html, self.moment(), facts, base, head)
        channel = open_channel(
            url,
            keep=self.keep,
            lines=self.lines,
            mail_from=self.settings.mail_from,
            may_be_private=self.settings.allow_private_channels,
            tokens=self.tokens,
        )
        channel.pack(letter)
        return (one.message_id, one.channel), channel

    def _facts(self, message_id: int, base: str) -> ShortFacts:
        with reading(self.engine) as session:
            return short_facts(session, message_id, base=base)


def _keep(engine: Engine, mailbox: str, letter: Letter) -> None:
    put_in_outbox(
        engine,
        mailbox=mailbox,
        reference=letter.reference,
        subject=letter.subject,
        body=letter.text,
        at=letter.at,
    )
