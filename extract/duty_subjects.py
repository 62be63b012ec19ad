"""Doers whose name goes on up to the word of duty or a colon: "cơ quan lập quy hoạch phải …"."""

import re

from extract.verbs import PREDICATE

_NOUN = r"(?:cơ quan|đơn vị|địa phương|tổ chức|cơ sở|chủ đầu tư|nhà thầu|doanh nghiệp)"
# A clause of a few words stands before the duty; without a duty the words are no subject.
_BOUND = re.compile(
    rf"{_NOUN}(?:\s*,\s*{_NOUN})*(?:\s+[^\s,.;:()]+){{0,10}}?"
    r"(?=\s+(?:phải|có trách nhiệm|có nghĩa vụ|chịu trách nhiệm)(?!\w))"
)


def bound_body(low: str, start: int) -> int | None:
    """Return where a bare noun of a body with its clause ends, None where no duty follows it.

    ``low`` is the lowered sentence and ``start`` the place behind its opening clause ("Trong quá trình lập
    quy hoạch, cơ quan tổ chức lập phải …").
    """
    match = _BOUND.match(low, start)
    return match.end() if match else None


_TO_COLON = re.compile(r"\s*,?\s+(?=\w)(?P<more>[^:;.()\d]{2,60}):\s+(?=\w)")
_WORD = re.compile(r"(?<!\w)\w")


def end_before_colon(low: str, position: int) -> int | None:
    """Return where a name ends that goes on to a colon with an order behind it, None where it holds a verb.

    Serves "Các cơ quan thông tin, phát hành của tỉnh: Xây dựng …", read as far as ``position``.
    """
    match = _TO_COLON.match(low, position)
    if match is None or PREDICATE.match(low, match.end()) is None:
        return None
    words = _WORD.finditer(low, match.start("more"), match.end("more"))
    return None if any(PREDICATE.match(low, word.start()) for word in words) else match.end("more")
