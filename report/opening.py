"""Tables that come from outside: workbooks opened within limits, CSV parted; what is none is one sentence."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from models.errors import BadDocument

# How a workbook begins: it is a ZIP archive.
ARCHIVE = b"PK\x03\x04"
_HINT = "Lưu bảng dạng .xlsx hoặc .csv (UTF-8) rồi nạp lại."
# Lines of a CSV text by which its separator is told.
_LOOKED_AT = 12
# What the package raises for damaged files, encrypted parts and streams that end before they should.
_FAULTS = (
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    zlib.error,
    struct.error,
)


@contextmanager
def opened_workbook(
    content: bytes, *, computed: bool, most_unpacked: int
) -> Iterator[tuple[Workbook, zipfile.ZipFile]]:
    """Give a workbook to read, and the archive that it is.

    ``computed``: a formula gives the value that the office's program computed last, else its own text.
    Raises BadDocument where it unpacks to more bytes than that, and for what goes wrong while it is read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > most_unpacked:
                raise BadDocument("Bảng tính quá lớn khi mở ra.", hint="Chia thành nhiều tệp.")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=computed, keep_links=False)
            try:
                yield book, archive
            finally:
                book.close()
    except _FAULTS as fault:
        raise BadDocument("Không đọc được bảng tính này.", hint=_HINT) from fault


def csv_rows(content: bytes, *, most_rows: int, most_columns: int) -> list[list[str]]:
    """Return the cells of a CSV text (UTF-8, or UTF-16 with its mark), parted as its first lines are.

    Raises BadDocument for anything else, and for more rows than that.
    """
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadDocument("Tệp này không phải bảng tính Excel hay CSV (UTF-8).", hint=_HINT) from fault
    if "\0" in text:
        raise BadDocument("Tệp này không phải bảng tính Excel hay CSV (UTF-8).", hint=_HINT)
    lines = text.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    # Excel writes what the machine's region parts decimals by; titles above a table may hold commas.
    mark = max((";", ",", "\t"), key=lambda sign: _evenness([line.count(sign) for line in lines]))
    found: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False):
            if len(found) > most_rows:
                raise BadDocument(
                    f"Bảng dài hơn {most_rows} dòng.", hint="Chia thành nhiều tệp rồi nạp từng tệp."
                )
            found.append(row[:most_columns])
        return found
    except csv.Error as fault:
        raise BadDocument("Không đọc được tệp CSV này.", hint=_HINT) from fault


def _evenness(counts: list[int]) -> int:
    """Return how much a sign looks like what parts the cells: as often in one line as in the others."""
    return max((counts.count(one) * one for one in set(counts)), default=0)
