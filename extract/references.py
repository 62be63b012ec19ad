"""Cross references within a plan: "theo khoản 1 mục II", "tại Mục 1.3", "Phụ lục"."""

import re
from collections.abc import Sequence

from extract.lines import Paragraph
from extract.outline import ref_of
from extract.words import lowered

_REFERENCE = re.compile(
    r"(?:(?:khoản|điểm|tiết)\s+(?P<inner>\d+(?:\.\d+)*|[a-zđ]))?,?\s*(?:tại\s+)?(?:mục"
    r"|phần)\s+(?P<outer>[ivx]+(?:\.\d+)*|\d+(?:\.\d+)*)(?!\w)"
    r"(?!\s+(?:quyết|nghị|thông|chỉ|kế|công|luật))"
)
_LIMIT = 4000


def resolve_references(text: str, paragraphs: Sequence[Paragraph]) -> str:
    """Return the words of the divisions that the item refers to, one paragraph a line, "" where none.

    References into other documents ("Mục III Quyết định số …") are left alone. At most 4,000 characters.
    """
    low = lowered(text)
    if "mục " not in low and "phần " not in low:
        return ""
    found: list[str] = []
    for match in _REFERENCE.finditer(low):
        inner = match["inner"] if match["inner"] and match["inner"][0].isdigit() else ""
        wanted = ".".join(filter(None, (match["outer"].upper(), inner)))
        target = _target(wanted, paragraphs)
        if target is not None:
            found.extend(p.text for p in target.walk())
    return "\n".join(dict.fromkeys(found))[:_LIMIT]


def _target(wanted: str, paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    for paragraph in paragraphs:
        if paragraph.mark is None or not paragraph.mark.in_ref:
            continue
        ref = ref_of(paragraph)
        if ref == wanted or (wanted[0].isdigit() and ref.endswith("." + wanted)):
            return paragraph
    return None
