"""Connections of Apprise's services held to the addresses that were checked.

They resolve the server's name themselves when they connect: by then it may lead elsewhere (DNS rebinding). So
urllib3, through which all of them connect, asks nobody for a name that was resolved and checked just before.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from urllib3.util import connection

from notify.reachable import IPAddress

# The most addresses of one server that are tried.
MOST = 3
_connect: Any = connection.create_connection
_here = threading.local()


@contextmanager
def pinned(found: Mapping[str, Sequence[IPAddress]]) -> Iterator[None]:
    """Let this thread reach each of these hosts at the addresses given for it alone, while the block runs."""
    _here.found = {_bare(host): addresses for host, addresses in found.items()}
    try:
        yield
    finally:
        _here.found = {}


def _bare(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _reach(address: tuple[str, int], *args: Any, **more: Any) -> Any:
    host, port = address
    addresses = getattr(_here, "found", {}).get(_bare(host))
    if not addresses:
        return _connect(address, *args, **more)
    *others, last = addresses[:MOST]
    for one in others:
        try:
            return _connect((str(one), port), *args, **more)
        except OSError:
            continue
    return _connect((str(last), port), *args, **more)


# The one place where urllib3 looks up how to connect.
connection.create_connection = _reach
