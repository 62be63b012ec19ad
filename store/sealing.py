"""Secrets in the database: sealed with a key that stands outside it, opened when they are used.

What is sealed: the addresses of contacts, which may hold a mail server's password, and the secrets of
webhooks. Sealed text begins with a mark, so that text stored before anything was sealed is recognised.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Engine

from models.errors import BadDataKey
from store.database import open_database

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

# No address and no secret of ours begins like this.
MARK = "sealed1:"
_HINT = (
    "Đặt lại DONDOC_DATA_KEY hoặc phục hồi tệp data.key đã dùng khi lưu; khóa cũ ghi ở DONDOC_OLD_DATA_KEYS."
)


class Seal:
    """Seals texts under the newest of its keys and opens those under any of them.

    ``keys`` are texts, the newest first, or what returns them; ``make`` makes the first key where there is
    none when something is to be sealed.
    """

    def __init__(
        self, keys: Sequence[str] | Callable[[], Sequence[str]], make: Callable[[], str] | None = None
    ) -> None:
        self._keys = keys if callable(keys) else lambda: keys
        self._make = make
        self._box: MultiFernet | None = None

    def seal(self, text: str) -> str:
        """Return the text sealed under the newest key, never twice the same; raises BadDataKey."""
        box = self._ready()
        if box is None and self._make is not None:
            self._make()
            box = self._ready()
        if box is None:
            raise BadDataKey("Thiếu khóa dữ liệu nên không lưu được địa chỉ liên hệ.", hint=_HINT)
        return MARK + box.encrypt(text.encode("utf-8")).decode("ascii")

    def open(self, stored: str) -> str:
        """Return the text that was sealed; text without the mark is returned as it is.

        Raises BadDataKey where the key is missing or is another one.
        """
        if not stored.startswith(MARK):
            return stored
        from cryptography.fernet import InvalidToken

        box = self._ready()
        if box is None:
            raise BadDataKey("Thiếu khóa dữ liệu: không đọc được địa chỉ liên hệ đã lưu.", hint=_HINT)
        try:
            return box.decrypt(stored.removeprefix(MARK).encode("utf-8")).decode("utf-8")
        except InvalidToken as fault:
            raise BadDataKey(
                "Khóa dữ liệu không đúng: không đọc được địa chỉ liên hệ đã lưu.", hint=_HINT
            ) from fault

    def _ready(self) -> "MultiFernet | None":
        if self._box is None and (keys := tuple(self._keys())):
            self._box = _box(keys)
        return self._box


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> "MultiFernet":
    """Return what seals under the first of these keys and opens under any."""
    from cryptography.fernet import Fernet, MultiFernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def derived(key: str) -> bytes:
        # An operator's key is a text of any length; the purpose keeps it apart from other uses of the same.
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"dondoc data key 1").derive(key.encode())

    return MultiFernet([Fernet(urlsafe_b64encode(derived(key))) for key in keys])


class KeyHolder(Protocol):
    """The settings, as far as the database and its key are concerned."""

    @property
    def database(self) -> str:
        """Return the address of the database."""

    def data_keys(self) -> tuple[str, ...]:
        """Return the keys, the newest first."""

    def make_data_key(self) -> str:
        """Make the first key and return it."""


def open_with_key(settings: KeyHolder) -> Engine:
    """Return the database of these settings, able to seal and open secrets; raises as ``open_database``."""
    return open_database(settings.database, seal=seal_of(settings))


def seal_of(settings: KeyHolder) -> Seal:
    """Return the seal with the keys of these settings; its first key is made when it is first needed."""
    return Seal(settings.data_keys, settings.make_data_key)
