"""Persons named as doers, as plans of communes do: "Ông Nguyễn Văn A, Phó Chủ tịch UBND xã"."""

import re

from extract.verbs import KEPT_STOPS, PREDICATE, STOP

_HONORIFIC = re.compile(r"(?:(?:các|những)\s+)?(?:ông\s*(?:\(bà\)|,\s*bà|/bà)|ông|bà|đồng chí|đ/c)\s+")
# What any of them begins with: the look for persons costs nothing elsewhere.
HONORIFICS = ("ông", "bà", "đồng chí", "đ/c", "các ", "những ")
_POST = re.compile(
    r"(?:quyền\s+)?(?:phó\s+)?(?:chủ tịch|bí thư|giám đốc|trưởng|hiệu trưởng|chánh văn phòng|chủ nhiệm"
    r"|ủy viên|trạm trưởng|tổ trưởng|đội trưởng|chỉ huy trưởng|chỉ huy phó|công chức|cán bộ|nhân viên"
    r"|chuyên viên|kế toán|bác sĩ|y sĩ|y tá|dược sĩ|thành viên|hiệu phó)(?!\w)"
)
_PART = re.compile(r"\s*([\wĐđ'’]+)")
_JOINT = re.compile(r"\s*(?:,|\s[-–—])\s*")
_DASH = re.compile(r"\s+[-–—]\s+")


def read_holder(text: str, low: str, start: int) -> int | None:
    """Return where the entry ends of a person who is named at ``start``, posts included; None for none.

    Serves "Ông <name>, <post>, <post>" and "Đồng chí <name> - <post>".
    """
    title = _HONORIFIC.match(low, start)
    if title is None or (start and low[start - 1].isalnum()) or _POST.match(low, title.end()):
        return None
    end = _name(text, title.end())
    if end is None:
        return None
    while joint := _JOINT.match(low, end):
        post = _post(text, low, joint.end())
        if post is None:
            break
        end = post
    return end


def behind_honorific(low: str, start: int) -> int | None:
    """Return where the post begins behind "ông", "bà", "các ông (bà)"; None where no post follows.

    "đồng chí" is a word of the post's own name ("đồng chí Giám đốc Sở") and is not passed over.
    """
    title = _HONORIFIC.match(low, start)
    if title is None or title[0].endswith(("đồng chí ", "đ/c ")) or (start and low[start - 1].isalnum()):
        return None
    return title.end() if _POST.match(low, title.end()) else None


def _name(text: str, start: int) -> int | None:
    """Return the end of a person's name: two to five words in capitals."""
    end, count = start, 0
    while count < 5 and (word := _PART.match(text, end)) and word[1][0].isupper():
        end, count = word.end(), count + 1
    return end if count > 1 else None


def _post(text: str, low: str, start: int) -> int | None:
    """Return the end of the post that begins at ``start``: up to a verb, a mark or a new post."""
    head = _POST.match(low, start)
    if head is None:
        return None
    end = head.end()
    while True:
        if (dash := _DASH.match(low, end)) and text[dash.end() : dash.end() + 1].isupper():
            if _POST.match(low, dash.end()):
                return end
            end = dash.end()
        word = _PART.match(text, end)
        if word is None:
            return end
        at = word.start(1)
        is_small = text[at].islower()
        if is_small and not KEPT_STOPS.match(low, at) and (PREDICATE.match(low, at) or STOP.match(low, at)):
            return end
        end = word.end()
