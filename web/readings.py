"""Reading documents behind the pages: a few at a time, in threads of this process.

What a reading has come to stands in the database; how far it has come is known here only. A process that
ends takes its readings with it and nothing of them is stored, because a draft is stored in one piece.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Semaphore, Thread

from sqlalchemy import Engine

from config.clock import Clock
from models.errors import BadDocument, DondocError, TooMany
from models.reading import ReadingStep, Tell
from store.database import writing
from store.intakes import begin_intake, end_intake

# Reads a document and stores it as a draft: (bytes, file name, who, whom to tell how far it has come)
# -> plan id; raises BadDocument.
Ingest = Callable[[bytes, str, str, Tell], int]
log = logging.getLogger("dondoc.web")
# Recognition takes a processor for minutes: pages must stay quick beside it.
AT_ONCE = 2
MOST_WAITING = 30


@dataclass(slots=True)
class _Reading:
    step: ReadingStep = field(default_factory=lambda: ReadingStep("waiting"))
    over: Event = field(default_factory=Event)


class Readings:
    """The documents that are being read now."""

    def __init__(self, ingest: Ingest, engine: Engine, clock: Clock) -> None:
        self._ingest = ingest
        self._engine = engine
        self._clock = clock
        self._places = Semaphore(AT_ONCE)
        self._lock = Lock()
        self._now: dict[str, _Reading] = {}
        # A document that is read within this time (seconds) needs no page of its own to wait on.
        self.patience = 2.0

    def take(self, data: bytes, filename: str, by: str) -> str:
        """Begin to read a document and return the key of its intake; raises TooMany where many wait."""
        key, digest = self.reserve(), hashlib.sha256(data).hexdigest()
        try:
            with writing(self._engine) as session:
                begin_intake(session, key, filename=filename, sha256=digest, by=by, now=self._clock.now())
        except BaseException:
            self.give_up(key)
            raise
        self.start(key, data, filename, by)
        return key

    def reserve(self) -> str:
        """Keep a place for a reading and return the key of its intake; raises TooMany where many wait.

        It is followed by ``start``, once the intake is stored, or by ``give_up``.
        """
        key = secrets.token_hex(8)
        with self._lock:
            if len(self._now) >= MOST_WAITING:
                raise TooMany(f"Đang có {len(self._now)} văn bản chờ đọc.", hint="Chờ đọc xong rồi nạp tiếp.")
            self._now[key] = _Reading()
        return key

    def give_up(self, key: str) -> None:
        """Give the place of a reading that was not begun to others."""
        self._end(key)

    def start(self, key: str, data: bytes, filename: str, by: str) -> None:
        """Begin to read a document in the place that was kept for it."""
        with self._lock:
            one = self._now[key]
        work = Thread(target=self._run, args=(key, one, data, filename, by), daemon=True)
        work.name = f"reading {key}"
        work.start()

    def steps(self) -> dict[str, ReadingStep]:
        """Return how far every reading has come that is not over, by its key."""
        with self._lock:
            return {key: one.step for key, one in self._now.items()}

    def wait(self, key: str, seconds: float) -> bool:
        """Wait for a reading to be over, no longer than that, and return whether it is."""
        with self._lock:
            one = self._now.get(key)
        return one is None or one.over.wait(seconds)

    def _run(self, key: str, one: _Reading, data: bytes, filename: str, by: str) -> None:
        def tell(step: ReadingStep) -> None:
            one.step = step

        plan_id, fault = None, None
        try:
            with self._places:
                plan_id, fault = self._read(data, filename, by, tell)
            with writing(self._engine) as session:
                end_intake(
                    session,
                    key,
                    now=self._clock.now(),
                    plan_id=plan_id,
                    fault=_with_place(fault) if fault else "",
                    hint=fault.hint if fault else "",
                )
        finally:
            self._end(key)

    def _end(self, key: str) -> None:
        with self._lock:
            one = self._now.pop(key)
        one.over.set()

    def _read(self, data: bytes, filename: str, by: str, tell: Tell) -> tuple[int | None, DondocError | None]:
        try:
            return self._ingest(data, filename, by, tell), None
        except DondocError as fault:
            return None, fault
        except Exception:
            # Nobody waits for this thread: a fault of ours is logged under an id, which the page names.
            fault_id = secrets.token_hex(4)
            log.exception("fault %s in reading a document", fault_id)
            return None, BadDocument(
                f"Chương trình gặp lỗi khi đọc văn bản (mã {fault_id}); chưa có gì được lưu.",
                hint="Báo mã này cho người vận hành.",
            )


def _with_place(fault: DondocError) -> str:
    return f"{fault.sentence} ({fault.place})" if fault.place else fault.sentence
