"""Whether a document says of itself that it is urgent: by its form, or by the mark of urgency at its head."""

import re
from collections.abc import Iterable
from itertools import islice

from models.draft import SourceLine
from rules.naming import fold

# The mark stands under the number and sign, above the addressees: that far down at most.
HEAD_LINES = 40
# Nghị định 30/2020/NĐ-CP, Phụ lục I (dấu chỉ mức độ khẩn): KHẨN, THƯỢNG KHẨN, HỎA TỐC; older documents
# have "HỎA TỐC HẸN GIỜ" with its hour.
_MARK = re.compile(r"(thuong )?khan|hoa toc( hen gio\b.{0,30})?")
URGENT_FORMS = frozenset({"công điện"})


def is_urgent(form: str, lines: Iterable[SourceLine]) -> bool:
    """Return whether a document is to be told of on every day and at any hour.

    So are a công điện and what bears a mark of urgency, in capitals, as a line or a table cell of its own.
    """
    if form in URGENT_FORMS:
        return True
    return any(_is_mark(part) for line in islice(lines, HEAD_LINES) for part in (line.text, *line.cells))


def _is_mark(text: str) -> bool:
    word = text.strip(" .:*-–|[]()\t")
    return word.isupper() and _MARK.fullmatch(fold(word)) is not None
