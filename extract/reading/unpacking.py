"""Bounds for what a PDF makes pdfminer do: bytes that a stream unpacks to, and steps of drawing a page.

pdfminer itself has none: a few kilobytes may unpack to gigabytes, forms may call forms a billion times.
"""

import zlib
from typing import Any

from pdfminer import pdftypes
from pdfminer.pdfinterp import PDFPageInterpreter

from models.errors import BadDocument

# Bytes of one stream; letters, and forms drawn, on one page: a dense printed one has ten thousand letters.
MOST_UNPACKED = 60 * 1024 * 1024
MOST_LETTERS, MOST_FORMS = 100_000, 5_000
# Bytes of the checksum at a stream's end, which careless programs get wrong.
_CHECKSUM = 4


def _too_much() -> BadDocument:
    return BadDocument(
        "Tệp PDF bung ra quá lớn so với một văn bản bình thường nên không được mở.",
        hint="Hãy mở bằng trình đọc PDF, in lại ra PDF rồi tải lên lần nữa.",
    )


def unpacked(data: bytes) -> bytes:
    """Return what a zlib stream holds; raises zlib.error where it is damaged, BadDocument for too much.

    A stream that ends early gives what there is, and a wrong checksum is overlooked.
    """
    stream = zlib.decompressobj()
    found = stream.decompress(data[:-_CHECKSUM], MOST_UNPACKED + 1)
    if len(found) > MOST_UNPACKED:
        raise _too_much()
    try:
        found += stream.decompress(stream.unconsumed_tail + data[-_CHECKSUM:], MOST_UNPACKED)
    except zlib.error:
        if not found:
            raise
    return found


class _Zlib:
    """What pdfminer uses of zlib, with a bound."""

    error = zlib.error
    decompress = staticmethod(unpacked)


class BoundedInterpreter(PDFPageInterpreter):
    """Draws a page and the forms on it within bounds, counted for all of them together."""

    def _spend(self, name: str, amount: int, most: int) -> None:
        # The interpreters of a page's forms have the resources of the page in common.
        spent = self.rsrcmgr.__dict__.setdefault("dondoc_spent", {})
        spent[name] = spent.get(name, 0) + amount
        if spent[name] > most:
            raise _too_much()

    def process_page(self, page: Any) -> None:
        """Begin to count anew."""
        self.rsrcmgr.__dict__["dondoc_spent"] = {}
        super().process_page(page)

    def do_TJ(self, seq: Any) -> None:
        """Show letters."""
        letters = sum(len(one) for one in seq if isinstance(one, bytes)) if isinstance(seq, list) else 0
        self._spend("letters", letters, MOST_LETTERS)
        super().do_TJ(seq)

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture."""
        self._spend("forms", 1, MOST_FORMS)
        super().do_Do(xobjid_arg)


def bound_pdfminer() -> None:
    """Let pdfminer and pdfplumber keep to the bounds; doing it twice changes nothing."""
    import pdfplumber.page

    streams: Any = pdftypes
    pages: Any = pdfplumber.page
    streams.zlib, streams.decompress_corrupted = _Zlib, unpacked
    pages.PDFPageInterpreter = BoundedInterpreter
