"""A mail server in a process of its own that writes the Message-ID of all it takes into a file.

python -m benchmarks.peers.sink FILE

says its port, and runs until its standard input ends.
"""

import re
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from tests.notify.post_office import free_port

_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class _Taking:
    """Takes every mail, and has told the file before it answers."""

    def __init__(self, path: str) -> None:
        # Open as long as the process.
        self._file = Path(path).open("ab", buffering=0)  # noqa: SIM115

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = _ID.search(envelope.content)
        self._file.write((found[1] if found else b"<none>") + b"\n")
        return "250 OK"


def main() -> None:
    """Serve until the other side ends."""
    controller = Controller(_Taking(sys.argv[1]), hostname="127.0.0.1", port=free_port())
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
