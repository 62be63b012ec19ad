"""The mailbox that answers come to, by IMAP (imap-tools): what waits in it, and where it goes once read."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

from config.mailbox import ASIDE_FOLDER, READ_FOLDER, MailboxAddress
from models.errors import PassingFailure
from notify.redacting import redact

# Seconds for which each step of the server is awaited.
PATIENCE = 60
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,15})")
_TROUBLE = (ImapToolsError, imaplib.IMAP4.error, OSError)


@dataclass(frozen=True, slots=True)
class FetchedLetter:
    """One letter as the server has it; ``data`` is its head only where it is not ``is_whole`` (too big).

    ``received_at`` is the UTC instant at which the server took it, None where it does not tell.
    """

    uid: str
    data: bytes
    received_at: datetime | None
    is_whole: bool


class OpenMailbox:
    """A mailbox as long as it is open; each step raises PassingFailure where the server does not do it."""

    def __init__(self, box: BaseMailBox) -> None:
        self._box = box
        # A server may tell more of itself once somebody has logged in.
        _, told = box.client.capability()
        words = b" ".join(one for one in told if isinstance(one, bytes)).decode("ascii", "replace")
        box.client.capabilities = tuple(words.upper().split())
        self._folders: dict[str, str] = {}

    def waiting(self, limit: int) -> list[str]:
        """Return the numbers (UID) of so many letters, those first that have waited longest."""
        with _told("đọc danh sách thư"):
            return sorted(self._box.uids("UNDELETED"), key=int)[:limit]

    def fetch(self, uid: str, *, limit: int) -> FetchedLetter | None:
        """Return a letter without marking it, its head only where it has more bytes than ``limit``.

        None where it is gone.
        """
        with _told("đọc thư"):
            told = self._ask(uid, "(RFC822.SIZE INTERNALDATE)")
            head = b" ".join(part if isinstance(part, bytes) else part[0] for part in told)
            if (size := _SIZE.search(head)) is None:
                return None
            is_whole = int(size[1]) <= limit
            body = self._ask(uid, "(BODY.PEEK[])" if is_whole else "(BODY.PEEK[HEADER])")
            data = next((part[1] for part in body if isinstance(part, tuple)), b"")
        return FetchedLetter(uid, data, _received_at(head), is_whole)

    def _ask(self, uid: str, parts: str) -> list[bytes | tuple[bytes, bytes]]:
        status, told = self._box.client.uid("FETCH", uid, parts)
        if status != "OK":
            raise imaplib.IMAP4.error("FETCH")
        return [part for part in told if part is not None]

    def put_away(self, uid: str, *, was_read: bool) -> None:
        """Move a letter out of the folder: to those read, or to those set aside."""
        with _told("chuyển thư đã đọc"):
            folder = self._folder(READ_FOLDER if was_read else ASIDE_FOLDER)
            client = self._box.client
            if "MOVE" in client.capabilities:
                self._box.move(uid, folder)
                return
            self._box.copy(uid, folder)
            client.uid("STORE", uid, "+FLAGS", r"(\Deleted \Seen)")
            # Only this one: others may have marked letters of theirs.
            if "UIDPLUS" in client.capabilities:
                client.uid("EXPUNGE", uid)

    def _folder(self, name: str) -> str:
        """Return the folder's name on this server, made where it is missing: at the top, or under INBOX."""
        if name not in self._folders:
            delimiters = [one.delim for one in self._box.folder.list("", "INBOX")]
            under = f"INBOX{(delimiters or ['/'])[0] or '/'}{name}"
            found = next((one for one in (name, under) if self._box.folder.exists(one)), None)
            self._folders[name] = found or self._make(name, under)
        return self._folders[name]

    def _make(self, name: str, under: str) -> str:
        try:
            self._box.folder.create(name)
        except ImapToolsError:
            self._box.folder.create(under)
            return under
        return name


@contextmanager
def open_mailbox(address: MailboxAddress) -> Iterator[OpenMailbox]:
    """Give the mailbox, its folder chosen; raises PassingFailure, which names neither user nor password."""
    with _told("mở hộp thư"):
        box = _connect(address)
    try:
        with _told("mở hộp thư"):
            is_plain = (address.user + address.password).isascii()
            log_in = box.login if is_plain else box.login_utf8
            log_in(address.user, address.password, initial_folder=address.folder)
            opened = OpenMailbox(box)
        yield opened
    finally:
        with contextlib.suppress(*_TROUBLE):
            box.logout()


def _connect(address: MailboxAddress) -> BaseMailBox:
    if address.has_tls:
        # Given expressly: without it the certificate would not be looked at.
        context = ssl.create_default_context()
        return MailBox(address.host, address.port, timeout=PATIENCE, ssl_context=context)
    return MailBoxUnencrypted(address.host, address.port, timeout=PATIENCE)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except _TROUBLE as trouble:
        said = (
            redact(" ".join(str(trouble).split()))[:120] if isinstance(trouble, imaplib.IMAP4.error) else ""
        )
        detail = f"{type(trouble).__name__}{f': {said}' if said else ''}"
        raise PassingFailure(
            f"Không {what} được ({detail}).", hint="Kiểm tra DONDOC_IMAP_URL và máy chủ thư."
        ) from trouble


def _received_at(head: bytes) -> datetime | None:
    moment = imaplib.Internaldate2tuple(head)
    # Local time of this computer, by its own account; back to the instant.
    return None if moment is None else datetime(*moment[:6]).astimezone(UTC)
