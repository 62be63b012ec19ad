"""Doer and time lines that no label with a colon opens: "Giao Sở X chủ trì thực hiện", "(Sở X chủ trì)"."""

import re

from extract.agencies import read_bodies
from extract.labels import LabelKind, Segment
from extract.words import lowered

_START = r"^[\s(\-+*•]*"
# Bare words that are labels only where nothing but names of bodies and their parts follows them.
_WEAK = re.compile(
    _START + r"(?:(?:tổ chức\s+)?(?:thực hiện|triển khai)|tham mưu|phụ trách|trách nhiệm(?:\s+thuộc về)?"
    r"|phân công|giao(?:\s+cho)?|đơn vị|cơ quan|đầu mối)\s*:\s*"
)
_DONE = re.compile(_START + r"(?:hoàn thành|hoàn tất|xong)(?:\s+(?:xong|trước|việc))?\s*:\s*")
# Labels whose colon was forgotten: "Cơ quan chủ trì là Sở X", "Thời gian hoàn thành trước ngày …".
_WORK = r"(?:(?:\s*,\s*|\s+(?:và\s+)?)(?:thực hiện|tham mưu|triển khai|tổ chức|xây dựng))*"
_LABEL = (
    _START + rf"(?:cơ quan|đơn vị)\s+(?:(?P<lead>chủ trì{_WORK})|(?P<partner>phối hợp{_WORK})"
    r"|(?P<doer>thực hiện|triển khai))"
)
_WHO = re.compile(_LABEL + r"\s+(?:là\s+|gồm\s+|[-–—]\s+)?")
# A line of its own above the names: "Cơ quan thực hiện".
_ALONE = re.compile(_LABEL + r"\s*$")
_TIME_WORD = (
    r"(?:trước|trong|sau|từ|đến|chậm nhất|ngày|tháng|quý|năm|giai đoạn|h[àằ]ng|thường xuyên|liên tục|vào"
    r"|định kỳ|ngay)(?!\w)"
)
_WHEN = re.compile(
    _START + r"(?:thời gian|thời hạn|tiến độ|hạn)(?:(?:\s*,\s*|\s+(?:và\s+)?)(?:thực hiện|hoàn thành"
    rf"|triển khai|ban hành|trình|tổ chức|báo cáo))+\s+(?:là\s+|[-–—]\s+)?(?={_TIME_WORD})"
)
# Nothing but a time: "Hoàn thành trước ngày 30/6/2026.", "Thực hiện thường xuyên, hằng năm."
_ONLY_TIME = re.compile(
    _START + r"(?:hoàn thành|hoàn tất|xong|thực hiện|triển khai)(?:\s+(?:xong|hoàn thành|thực hiện))?\s+"
    rf"(?P<when>(?:(?:{_TIME_WORD}|xong|hết|các|và|tiếp theo|những|đầu|giữa|cuối|là|học"
    r"|i{1,3}|iv|\d{1,4})(?:\s*[,/.–-]\s*|\s+|$))+)[.;)]*$"
)
_GIVEN = re.compile(_START + r"(?P<given>(?:giao|phân công|do)\s+(?:cho\s+)?)?")
_PART = re.compile(
    r"(?:là\s+(?:cơ quan|đơn vị)\s+)?(?:đồng |cùng )?(?P<part>chủ trì|đầu mối|thực hiện|phụ trách"
    r"|chịu trách nhiệm(?:\s+chính)?)"
    r"(?:(?:\s*,\s*|\s+(?:và\s+)?)(?:thực hiện|triển khai|tổ chức|tham mưu|chủ trì))*"
)
_WITH = re.compile(
    r"[\s,]*(?:và\s+)?(?:chủ động\s+)?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng với|cùng))?\s+"
)
_SUPPORTS = re.compile(r"(?:cùng\s+)?phối hợp(?=\W*$|\s+(?:thực hiện|triển khai|tổ chức)\W*$)")
_END = re.compile(
    r"[\s,]*(?:(?:để|tổ chức|triển khai|thực hiện)(?:\s+|(?=\W*$)))*"
    r"(?:(?:các\s+)?(?:nội dung|nhiệm vụ|công việc)(?:\s+(?:này|trên|nêu trên))?)?[\s.;)]*$"
)
_LONGEST = 220
# The time stands behind a semicolon, or behind a comma where its words tell it.
_BRACKETED = re.compile(
    r"\((?P<given>(?:giao|do)\s+)?(?P<who>[^();]+?)"
    r"(?:(?:;|,(?=\s*(?:hoàn thành|xong|thời gian|thời hạn|trong (?:năm|quý|tháng)|trước (?:ngày|tháng|\d)"
    r"|quý|tháng \d|năm \d)))\s*(?P<time>[^();]+))?\)\W*$",
    re.I,
)


def value_of(text: str) -> str:
    """Return the words of a label without the bracket or the dash that closes them."""
    text = text.strip()
    while (text.endswith(")") or text.endswith((").", ");"))) and text.count(")") > text.count("("):
        cut = text.rfind(")")
        text = (text[:cut] + text[cut + 1 :]).strip()
    return text.rstrip(" -–—,") if text.endswith(("-", "–", "—", ",")) else text


def read_unpointed(text: str) -> list[Segment]:
    """Return the doer line or time line that the paragraph, or its closing bracket, is; [] for none."""
    low = lowered(text)
    if len(text) <= _LONGEST:
        line = _line(text, low)
        if line is not None:
            kind, start = line
            is_bare = kind == "doer" and _WHO.match(low) is None and _ALONE.match(low) is None
            return [Segment(kind, value_of(text[start:]), 0, len(text), is_bare)]
    return _bracketed(text)


def _kind(label: re.Match[str]) -> LabelKind:
    return "lead" if label["lead"] else "partner" if label["partner"] else "doer"


def _line(text: str, low: str) -> tuple[LabelKind, int] | None:
    """Return the kind of the line and where its value begins, None for no such line."""
    if (mark := _WEAK.match(low)) is not None and said_of_doers(text, low, mark.end()) is not None:
        return "doer", mark.end()
    if (mark := _WHO.match(low)) is not None and said_of_doers(text, low, mark.end()) == "":
        return _kind(mark), mark.end()
    if (mark := _WHEN.match(low)) is not None:
        return "time", mark.end()
    if (mark := _DONE.match(low)) is not None and re.match(_TIME_WORD + r"|\d", low[mark.end() :]):
        return "time", mark.end()
    if (mark := _ONLY_TIME.match(low)) is not None:
        return "time", mark.start("when")
    if (mark := _ALONE.match(low)) is not None:
        return _kind(mark), mark.end()
    mark = _GIVEN.match(low)
    said = said_of_doers(text, low, mark.end()) if mark is not None else None
    if mark is not None and said and (mark["given"] or said == "chủ trì") and low[-1] != ":":
        return "doer", mark.end()
    return None


def said_of_doers(text: str, low: str, start: int) -> str | None:
    """Return the part of the bodies that the words from ``start`` name, "" for bare names, None for an order.

    Serves "Sở X chủ trì, phối hợp với Sở Y và các đơn vị liên quan tổ chức thực hiện": no work is named.
    """
    bodies = read_bodies(text, start, loose=True)
    if not bodies.entries:
        return None
    if not text[bodies.end :].strip(" .;:)"):
        return ""
    at = len(low) - len(low[bodies.end :].lstrip(" ,-–"))
    part = _PART.match(low, at)
    end = part.end() if part is not None else bodies.end
    if part is None and (supports := _SUPPORTS.match(low, at)) is not None:
        end = supports.end()
    elif (joined := _WITH.match(low, end)) is not None:
        partners = read_bodies(text, joined.end(), loose=True, unknown=True)
        end = partners.end if partners.entries else end
    if end == bodies.end or _END.match(low, end) is None:
        return None
    return part["part"] if part is not None else "phối hợp"


def _bracketed(text: str) -> list[Segment]:
    """Read a doer line in the closing bracket: "… (Sở A chủ trì, phối hợp với Sở B; hoàn thành trong …)"."""
    match = _BRACKETED.search(text)
    if match is None:
        return []
    low = lowered(match["who"]).strip()
    bodies = read_bodies(match["who"].strip(), 0)
    doing = low[bodies.end :].strip()
    head = text[: match.start()].strip()
    # Behind a point of a programme "(Sở A thực hiện)" says who speaks; alone on its line it is a doer line.
    is_alone = (not head or match["given"]) and doing in ("thực hiện", "phụ trách")
    leads = doing.startswith("chủ trì")
    if head and leads:
        # "(Sở A chủ trì phần kinh phí)" parts the work and is no doer line.
        leads = said_of_doers(match["who"].strip(), low, 0) == "chủ trì"
    if not bodies.entries or not (leads or is_alone):
        return []
    found = [Segment("", head, 0, match.start())] if head else []
    found.append(Segment("doer", match["who"].strip(), match.start() if head else 0, match.end("who")))
    if match["time"]:
        found.append(Segment("time", match["time"].strip(), match.start("time"), match.end("time")))
    return found
