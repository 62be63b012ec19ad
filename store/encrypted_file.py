"""A file that is encrypted with a passphrase while it is written, and can be read from any place in it.

The form, all numbers big-endian: a header of 81 bytes, then chunks.

- Header: ``dondoc-backup\\n``; the version, 1; the binary logarithms of scrypt's cost and of the chunk size;
  16 bytes of salt; 16 bytes by which a wrong key is told from damage; the SHA-256 of all that.
- scrypt (r = 8, p = 1) makes of passphrase and salt 64 bytes: a key for AES-256-GCM, and what the 16 bytes
  come from (SHA-256 of the second half). The salt is new for every file, and so is the key.
- Each chunk is AES-256-GCM with the header as associated data. Its nonce is its number, counted from 0
  (11 bytes), then 1 for the last chunk and 0 for any other: none can be left out, moved or put behind the
  last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import hashlib
import hmac
import io
import os
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from models.errors import BadDocument, Refused

MAGIC = b"dondoc-backup\n"
# scrypt with 2^16 needs 64 MB and 0.2 s for each guess; a header may not ask for more than 2^20.
COST, _MOST_COST = 16, 20
_CHUNK, _LEAST_CHUNK, _MOST_CHUNK = 16, 10, 24
_TAG = 16
_VERSION = 1
_HEADER = len(MAGIC) + 3 + 16 + 16 + 32
_ANOTHER = "Dùng bản sao lưu khác."


class EncryptedWriter(io.RawIOBase):
    """Encrypts what is written to it into ``out``, which stays open; memory: two chunks.

    Closing it writes the last chunk: a file whose writer was never closed is found to be cut off.
    """

    def __init__(self, out: BinaryIO, passphrase: str, *, cost: int = COST) -> None:
        start = MAGIC + bytes([_VERSION, cost, _CHUNK]) + os.urandom(16)
        key, check = _derived(passphrase, start[-16:], cost)
        start += check
        self._header = start + hashlib.sha256(start).digest()
        self._box = AESGCM(key)
        self._out = out
        self._waiting = bytearray()
        self._number = 0
        out.write(self._header)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: object, /) -> int:
        """Take any bytes; return how many those were."""
        given = memoryview(data).cast("B")  # type: ignore[arg-type]
        self._waiting += given
        # The last chunk is known only at the end: one is always held back.
        while len(self._waiting) > 1 << _CHUNK:
            self._put(bytes(self._waiting[: 1 << _CHUNK]), is_last=False)
            del self._waiting[: 1 << _CHUNK]
        return given.nbytes

    def close(self) -> None:
        """Write the last chunk."""
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
            self._waiting.clear()
        super().close()

    def _put(self, plain: bytes, *, is_last: bool) -> None:
        self._out.write(self._box.encrypt(_nonce(self._number, is_last=is_last), plain, self._header))
        self._number += 1


class EncryptedReader(io.RawIOBase):
    """Gives what is in an encrypted file, from any place; nothing of it touches a disk.

    Raises Refused for a wrong passphrase and for a file of a newer program, and BadDocument for a damaged
    one: a cut or lengthened end at once, any other damage when its chunk is read.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file = file
        file.seek(0)
        self._header = file.read(_HEADER)
        cost, chunk = _read_header(self._header)
        key, check = _derived(passphrase, self._header[len(MAGIC) + 3 :][:16], cost)
        if not hmac.compare_digest(check, self._header[len(MAGIC) + 19 :][:16]):
            raise Refused(
                "Mật khẩu sao lưu không đúng.",
                hint="Dùng mật khẩu lúc sao lưu (DONDOC_BACKUP_KEY hoặc --passphrase-file).",
            )
        self._box = AESGCM(key)
        self._chunk = 1 << chunk
        body = file.seek(0, io.SEEK_END) - _HEADER
        self._chunks = -(-body // (self._chunk + _TAG))
        self._size = body - self._chunks * _TAG
        self._place = 0
        self._at: int = -1
        self._plain = b""
        # An end that is not the end is told before anything else is done with the file.
        self._load(self._chunks - 1)

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the place in what was encrypted, in bytes."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in what was encrypted; return it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: object, /) -> int:
        """Fill the buffer with at most the rest of one chunk; return the bytes, 0 at the end."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._place >= self._size:
            return 0
        number, within = divmod(self._place, self._chunk)
        if number != self._at:
            self._load(number)
        part = self._plain[within : within + view.nbytes]
        view[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _load(self, number: int) -> None:
        is_last = number == self._chunks - 1
        self._file.seek(_HEADER + max(0, number) * (self._chunk + _TAG))
        sealed = self._file.read(self._chunk + _TAG)
        try:
            if number < 0 or len(sealed) < _TAG:
                raise InvalidTag
            self._plain = self._box.decrypt(_nonce(number, is_last=is_last), sealed, self._header)
        except InvalidTag as fault:
            if is_last:
                said, place = "Tệp sao lưu bị cắt cụt, nối thêm hoặc hỏng ở cuối.", ""
            else:
                said = "Tệp sao lưu hỏng hoặc đã bị sửa."
                place = f"khối {number + 1} trong {self._chunks}"
            raise BadDocument(said, place=place, hint=_ANOTHER) from fault
        self._at = number


def is_encrypted(path: Path) -> bool:
    """Return whether the file begins like one of ours that is encrypted; raises OSError."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _read_header(header: bytes) -> tuple[int, int]:
    """Return the logarithms of cost and chunk size."""
    if len(header) < _HEADER:
        raise BadDocument("Tệp sao lưu bị cắt cụt ở phần đầu.", hint=_ANOTHER)
    version, cost, chunk = header[len(MAGIC) : len(MAGIC) + 3]
    if hashlib.sha256(header[:-32]).digest() != header[-32:]:
        raise BadDocument("Phần đầu của tệp sao lưu bị hỏng.", hint=_ANOTHER)
    if version != _VERSION:
        raise Refused(
            "Tệp sao lưu mã hóa theo cách của phiên bản mới hơn.", hint="Nâng cấp chương trình rồi phục hồi."
        )
    if not (1 <= cost <= _MOST_COST and _LEAST_CHUNK <= chunk <= _MOST_CHUNK):
        raise BadDocument("Phần đầu của tệp sao lưu ghi những số không thể có.", hint=_ANOTHER)
    return cost, chunk


def _derived(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, bytes]:
    """Return the key and the bytes by which a wrong passphrase is known."""
    made = Scrypt(salt=salt, length=64, n=1 << cost, r=8, p=1).derive(passphrase.encode())
    return made[:32], hashlib.sha256(made[32:]).digest()[:16]


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
