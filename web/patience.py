"""How long the server waits for a request to arrive, and how large its head may be.

In front of the pages stands Caddy with limits of its own (deploy/Caddyfile); this holds where nothing does.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Seconds for the head of a request, from the connection's or its own first byte on, and for its body.
HEAD_SECONDS, BODY_SECONDS = 15.0, 300.0
# Bytes of a head; our own pages need some hundred, browsers with many cookies some thousand.
MOST_HEAD = 64 * 1024
_TOO_MUCH = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 that closes the connection of whoever sends too slowly, or too long a head."""

    head_seconds, body_seconds, most_head = HEAD_SECONDS, BODY_SECONDS, MOST_HEAD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: asyncio.TimerHandle | None = None
        self._is_head = True
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the head has grown too long."""
        if self._waiting is None:
            self._wait(self.head_seconds)
        if self._is_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_head and self._head_bytes > self.most_head and not self.transport.is_closing():
            self.transport.write(_TOO_MUCH)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """Wait for the body from now on."""
        self._is_head, self._head_bytes = False, 0
        self._wait(self.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait no longer: the request is here."""
        self._is_head = True
        self._rest()
        super().on_message_complete()

    def _wait(self, seconds: float) -> None:
        self._rest()
        self._waiting = self.loop.call_later(seconds, self.transport.close)

    def _rest(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
