"""A load tool for pages on the loopback: so many connections, each asking again as soon as it is answered.

Of its own and not an HTTP library's, because those take longer for a page than the server that is measured
and would compete with it for the same processors.
"""

import asyncio
import re
import time
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def ask_together(address: str, *, cookie: str, at_once: int, requests: int) -> list[float]:
    """Return the seconds that each request took, sorted; raises ValueError for an answer that is not 200."""
    return sorted(asyncio.run(_crowd(address, cookie, at_once, requests)))


async def _crowd(address: str, cookie: str, at_once: int, requests: int) -> list[float]:
    each = [requests // at_once] * at_once
    found = await asyncio.gather(*(_one(address, cookie, count) for count in each))
    return [seconds for one in found for seconds in one]


async def _one(address: str, cookie: str, count: int) -> list[float]:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
    ask = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
    took = []
    for _ in range(count):
        start = time.perf_counter()
        writer.write(ask)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if b" 200 " not in head.split(b"\r\n", 1)[0] or length is None:
            raise ValueError(f"the page answered {head[:80]!r}")
        await reader.readexactly(int(length[1]))
        took.append(time.perf_counter() - start)
    writer.close()
    await writer.wait_closed()
    return took
