"""A mail server on the loopback that answers what it is told to, and keeps what it accepts."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

# Called with the server's session at RCPT or DATA; returns the answer, or None for "accepted".
Answer = Callable[[Any], str | None]


def accepts(session: Any) -> None:
    """Answer nothing special: the message is accepted."""


def answers(line: str) -> Answer:
    """Return an answer that is always that line."""
    return lambda session: line


@dataclass
class PostOffice:
    """What a server does at each step, and what came in."""

    at_sender: Answer = accepts
    at_recipient: Answer = accepts
    at_data: Answer = accepts
    mails: list[EmailMessage] = field(default_factory=list)
    # The other ends of the connections on which mail came in.
    peers: set[Any] = field(default_factory=set)
    port: int = 0

    def url(self, to: str = "van-thu@xa.example.vn") -> str:
        """Return the channel of a recipient behind this server."""
        return f"mailto://127.0.0.1:{self.port}/?to={to}"

    @property
    def references(self) -> list[str]:
        """Return the Message-IDs of what was accepted, in order."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if line := self.at_sender(session):
            return line
        self.peers.add(session.peer)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if line := self.at_recipient(session):
            return line
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        # Taken before anybody hears of it, as a server that loses nothing does.
        self.mails.append(mail)
        line = self.at_data(session)
        if line is not None:
            self.mails.remove(mail)
        return line or "250 OK"


@contextmanager
def open_post_office(office: PostOffice, *, port: int | None = None) -> Iterator[PostOffice]:
    """Run the server on that port of the loopback, or a free one, until the block ends."""
    office.port = port or free_port()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
