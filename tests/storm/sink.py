"""The storm's mail server: notes when each delivery began, strikes on command, can hang."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.notify.post_office import PostOffice, open_post_office

# The reply for a conversation whose other end has just been killed: nobody reads it.
TOO_LATE = "451 4.3.0 too late"


@dataclass(frozen=True)
class Receipt:
    """One accepted mail; ``begun`` is the monotonic second at which its MAIL command came."""

    reference: str
    begun: float


@dataclass
class Sink(PostOffice):
    """A server that takes mail and knows which delivery brought it."""

    receipts: list[Receipt] = field(default_factory=list)
    # Seconds for which the server stands still before it answers MAIL, and after it took a mail.
    waits_at_sender: float = 0
    waits_after_taking: float = 0
    _guard: threading.Lock = field(default_factory=threading.Lock)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.begun = time.monotonic()
        await asyncio.sleep(self.waits_at_sender)
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        line = await super().handle_DATA(server, session, envelope)
        if line.startswith("250"):
            with self._guard:
                self.receipts.append(Receipt(str(self.mails[-1]["Message-ID"]), envelope.begun))
        await asyncio.sleep(self.waits_after_taking)
        return line

    def copies(self) -> Counter[str]:
        """Return how often each Message-ID came in."""
        with self._guard:
            return Counter(r.reference for r in self.receipts)

    def took(self, reference: str, *, since: float, until: float) -> bool:
        """Return whether a delivery of that mail that began between these seconds was accepted."""
        with self._guard:
            return any(r.reference == reference and since <= r.begun <= until for r in self.receipts)


@contextmanager
def open_sink(sink: Sink | None = None, *, port: int | None = None) -> Iterator[Sink]:
    """Run the server on the loopback until the block ends."""
    sink = sink or Sink()
    with open_post_office(sink, port=port):
        yield sink
