"""A real IMAP server (pymap) on the loopback, with one mailbox in memory."""

import asyncio
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from imap_tools import MailBoxUnencrypted
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, DictBackend, Login
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

USER, PASSWORD = "don-doc", "mat-khau-thu"


@dataclass
class ImapHouse:
    """The server's address, and what a person at its mailbox would do."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    @contextmanager
    def at_the_box(self, folder: str = "INBOX") -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.port).login(USER, PASSWORD, initial_folder=folder) as box:
            yield box

    def put(self, *letters: bytes, at: datetime | None = None) -> None:
        """Put letters into the mailbox, as a mail server that received them at that instant."""
        with self.at_the_box() as box:
            for letter in letters:
                box.append(letter, "INBOX", dt=at or datetime.now(UTC))

    def count(self, folder: str = "INBOX") -> int:
        """Return how many letters stand in a folder; 0 where there is none."""
        with self.at_the_box() as box:
            if not box.folder.exists(folder):
                return 0
            box.folder.set(folder)
            return len(box.uids("ALL"))

    def empty(self) -> None:
        """Take every letter out of every folder."""
        with self.at_the_box() as box:
            for folder in box.folder.list():
                box.folder.set(folder.name)
                box.delete(box.uids("ALL"))


@contextmanager
def open_imap_house() -> Iterator[ImapHouse]:
    """Run the server in a thread of its own until the block ends."""
    house = ImapHouse(0)
    started = threading.Event()
    stop: list[Callable[[], object]] = []

    async def serve() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(over.set))
        settings = Config(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host="127.0.0.1",
            port=0,
            tls_enabled=False,
            invalid_user_sleep=0,
            hash_context=BuiltinHash(rounds=1),
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
        )
        login = Login(settings)
        await DictBackend._add_demo_user(settings, login)
        reader = ProxyProtocolReader(ProxyProtocolVersion.get(None))
        talk = reader.get_callback(IMAPServer(login, settings))
        async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
            house.port = server.sockets[0].getsockname()[1]
            started.set()
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield house
    finally:
        stop[0]()
        thread.join(5)
