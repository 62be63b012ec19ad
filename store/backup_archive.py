"""A backup as an archive: what it holds, whether it is ours and whole."""

import base64
import binascii
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.errors import BadDocument, Refused
from store.database import known_revisions

FORMAT = 1
MANIFEST = "manifest.json"
# What a damaged archive makes zipfile, zlib and json raise.
DAMAGE = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    binascii.Error,
)
_ANOTHER = "Dùng tệp sao lưu khác."


def entry_of(table: str) -> str:
    """Return the archive's name for the rows of a table: a line of JSON for each."""
    return f"tables/{table}.jsonl"


def read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return the archive's manifest.

    ``rows`` counts the rows of each table; ``sha256`` (hex) is told of every other entry, by its name;
    archives of before have none.

    Raises BadDocument where it is not one of ours, and Refused where a newer program wrote it.
    """
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        known = manifest.get("format") == FORMAT and manifest.get("revision") in known_revisions()
    except DAMAGE as fault:
        raise BadDocument("Đây không phải tệp sao lưu của Đôn đốc.", hint="Chọn tệp khác.") from fault
    if not known:
        raise Refused(
            "Tệp sao lưu do phiên bản mới hơn của chương trình tạo ra.",
            hint="Nâng cấp chương trình rồi phục hồi.",
        )
    return manifest


def read_lines(archive: zipfile.ZipFile, manifest: dict[str, Any], table: str) -> Iterator[bytes]:
    """Give the rows of a table as they are written, one after the other.

    Raises BadDocument for a damaged entry; that its hash is wrong shows after the last row.
    """
    name = entry_of(table)
    digest = hashlib.sha256()
    try:
        with archive.open(name) as lines:
            for line in lines:
                digest.update(line)
                yield line
    except DAMAGE as fault:
        raise broken(f"bảng {table}") from fault
    _compare(manifest, name, digest.hexdigest(), f"bảng {table}")


def read_entry(archive: zipfile.ZipFile, manifest: dict[str, Any], name: str) -> bytes:
    """Return a small entry as a whole; raises BadDocument for a damaged one."""
    try:
        content = archive.read(name)
    except DAMAGE as fault:
        raise broken(name) from fault
    _compare(manifest, name, hashlib.sha256(content).hexdigest(), name)
    return content


@dataclass(frozen=True)
class Checked:
    """What a whole archive holds: the rows per table, and the files that were bad when it was written.

    ``bad_files`` are the SHA-256 (hex) of files that people sent whose bytes are no longer those.
    """

    rows: dict[str, int]
    bad_files: tuple[str, ...]


def check(archive: zipfile.ZipFile) -> Checked:
    """Read everything from end to end; return what is in it.

    Each entry is held against its hash, the rows of each table against their number, and each file that
    people sent against its own SHA-256; raises BadDocument where the archive is damaged, or has a part
    missing or too much.
    """
    manifest = read_manifest(archive)
    rows: dict[str, int] = dict(manifest["rows"])
    told = manifest.get("sha256")
    names = archive.namelist()
    expected = {*told, MANIFEST} if told is not None else {*map(entry_of, rows), *names}
    if set(names) != expected or len(names) != len(expected):
        raise BadDocument("Tệp sao lưu thiếu hoặc thừa phần.", hint=_ANOTHER)
    bad_files: list[str] = []
    for table, count in rows.items():
        found = 0
        for line in read_lines(archive, manifest, table):
            found += 1
            if table == "blob":
                bad_files += _bad_file(line)
        if found != count:
            raise BadDocument("Tệp sao lưu hỏng: số dòng không khớp.", place=f"bảng {table}", hint=_ANOTHER)
    for name in expected - {entry_of(table) for table in rows} - {MANIFEST}:
        read_entry(archive, manifest, name)
    return Checked(rows, tuple(bad_files))


def broken(place: str) -> BadDocument:
    """Return the fault for a damaged part of an archive."""
    return BadDocument("Tệp sao lưu hỏng.", place=place, hint=_ANOTHER)


def _bad_file(line: bytes) -> list[str]:
    """Return the name of a file that people sent, where its bytes are not those of its name."""
    try:
        row = json.loads(line)
        is_same = hashlib.sha256(base64.b64decode(row["content"])).hexdigest() == row["sha256"]
        return [] if is_same else [str(row["sha256"])]
    except DAMAGE as fault:
        raise broken("bảng blob") from fault


def _compare(manifest: dict[str, Any], name: str, found: str, place: str) -> None:
    if (told := manifest.get("sha256")) is not None and told.get(name) != found:
        raise broken(place)
