"""What an item says about the part of its owner and about whom to work with."""

import re

from extract.agencies import read_bodies
from extract.subjects import BASIS
from extract.verbs import PREDICATE
from extract.words import bare, lowered
from models.draft import Role

_MODIFIER = re.compile(
    r"(?:tiếp tục|chủ động|tích cực|tăng cường|kịp thời|tham gia|có trách nhiệm|thường xuyên"
    r"|khẩn trương|trực tiếp|có nhiệm vụ"
    r"|chịu trách nhiệm(?=\s+(?:chủ trì|phối hợp))|nghiêm túc|định kỳ|đẩy mạnh|sẵn sàng|đồng thời"
    r"|nghiên cứu,?(?=\s+(?:chủ trì|phối hợp))"
    r"|giao|đề nghị|yêu cầu|cùng"
    r"|(?:là|làm) (?:(?:cơ quan|đơn vị|bộ phận) )?(?:đầu mối|thường trực)[^.;:]{0,90}?"
    r"(?=[,;]\s*(?:chủ trì|chịu trách nhiệm chính))"
    r"|là (?:cơ quan|đơn vị) (?:đầu mối|thường trực),?|là đầu mối,?"
    r"|làm đầu mối,?|đầu mối,?|giữ vai trò|thực hiện(?=\s+(?:chủ trì|phối hợp))"
    r"|theo chức năng(?:,? (?:và )?(?:nhiệm vụ|quyền hạn|thẩm quyền))*"
    r"(?: (?:được (?:giao|phân công)|của (?:mình|ngành mình|(?:cơ quan|đơn vị|địa phương|ngành|tổ chức)"
    r"(?: mình)?)))?,?)(?!\w)\s*[,;]?\s*"
)
_LEAD = re.compile(r"(?:là\s+)?(?:(?:cơ quan|đơn vị)\s+)?chủ trì\b|chịu trách nhiệm chính\b")
_SUPPORT = re.compile(r"phối hợp\b")
_WITH = re.compile(
    r"phối hợp(?:\s*,?\s*(?:chặt chẽ|đồng bộ|thường xuyên|tích cực|hiệu quả|kịp thời|tốt|liên ngành))*"
    r"(?P<with>\s*(?:cùng với|cùng|với))?\s*:?\s+(?:với\s+)?"
)
_NOUN_BEFORE = re.compile(
    r"(?:sự|công tác|quy chế|cơ chế|chương trình|việc|hoạt động|mối quan hệ|kế hoạch|quá trình"
    r"|(?<!có )(?<!chịu )trách nhiệm|tinh thần)\s+$"
)


def read_role(text: str, start: int = 0) -> Role:
    """Return the part that the item's opening words give its owner.

    ``start`` is where the predicate begins when the item names its owner first: then "phối hợp" alone
    makes no supporter. "chủ trì" and "chịu trách nhiệm chính" lead; an opening "phối hợp" supports.
    Modifiers and a clause of basis before them are passed over.
    """
    low = lowered(text)
    if start and low[start : start + 1] == ":":
        # "Sở X: Phối hợp với …": a heading on the line of its paragraph, not a subject.
        return read_role(text[start + 1 :])
    position = _opening(low, start)
    if _LEAD.match(low, position) or (start and _leads_clause(low, start)):
        return "lead"
    if not start and _SUPPORT.match(low, position):
        return "support"
    return "do"


# "… tổ chức thực hiện các nhiệm vụ sau:": carries out what the bullets say, and says nothing of its own.
_CARRIES_OUT = re.compile(
    r"(?:\s*,?\s*(?:tổ chức|triển khai|thực hiện|có|làm|tốt|để|trong))*"
    r"(?:\s*,?\s*(?:(?:các|những|một số)\s+)?(?:nhiệm vụ|nội dung|công việc|hoạt động|giải pháp|việc)"
    r"(?:\s+(?:sau|sau đây|như sau|cụ thể|cụ thể sau|trọng tâm))?)?[\s:.,;]*$"
)
_PARTS = re.compile(
    r"(?:(?:đối với\s+)?(?:(?:các|những)\s+)?(?:nhiệm vụ|công việc)\s+(?:được giao\s+)?)?"
    r"(?P<part>chủ trì|phối hợp)(?:\s*(?:,|/|và|hoặc)\s*(?:chủ động\s+)?(?:chủ trì|phối hợp))*"
    r"(?P<with>\s+(?:cùng với|cùng|với))?(?=[\s:.,;]|$)"
)


def read_part(body: str, start: int = 0) -> Role | None:
    """Return the part that a lead-in gives where it breaks off there, None where it says what to do.

    Serves the subheadings "a) Chủ trì, phối hợp với A, B", "b) Phối hợp thực hiện", "* Nhiệm vụ chủ trì":
    the work follows in the bullets. ``start`` is where the predicate begins behind the owner's name.
    """
    low = lowered(body)
    at = _opening(low, start)
    parts = _PARTS.match(low, at)
    if parts is None:
        return None
    ends = [parts.end(), *_partner_ends(body, low, at)]
    if not any(_CARRIES_OUT.match(low, end) for end in ends):
        return None
    return "lead" if parts["part"] == "chủ trì" else "support"


def _partner_ends(body: str, low: str, start: int) -> list[int]:
    """Return where each list of bodies to work with ends, from ``start`` on."""
    found = (_WITH.match(low, match.start()) for match in re.compile("phối hợp").finditer(low, start))
    lists = (read_bodies(body, words.end(), loose=True, unknown=True) for words in found if words)
    return [bodies.end for bodies in lists if bodies.entries]


def breaks_off_before_partners(body: str) -> bool:
    """Return whether the words break off behind "phối hợp (với)": the bullets begin with the partners."""
    return re.search(r"phối hợp(?:\s+(?:cùng với|cùng|với))?[\s:.,;]*$", lowered(body)) is not None


def read_first_partners(text: str) -> tuple[str, ...]:
    """Return the bodies that begin a bullet with their work behind them, () where it begins otherwise.

    Serves "Sở A, Sở B rà soát …" and "Với Sở A kiểm tra …" beneath a lead-in that ends "phối hợp với:".
    """
    low = lowered(text)
    joined = re.match(r"(?:cùng với|cùng|với)\s+", low)
    bodies = read_bodies(text, joined.end() if joined else 0, loose=True, unknown=joined is not None)
    rest = low[bodies.end :].lstrip(" ,")
    works = PREDICATE.match(rest) or BASIS.match(rest) or re.match(r":\s*\w", rest)
    return bodies.names if bodies.entries and works else ()


def _opening(low: str, start: int) -> int:
    position = _past_spaces(low, start)
    for _ in range(8):
        if match := _MODIFIER.match(low, position):
            position = match.end()
            continue
        if BASIS.match(low, position):
            comma = _clause_end(low, position)
            if comma is None:
                return position
            position = comma
            continue
        break
    return position


def _past_spaces(low: str, position: int) -> int:
    while position < len(low) and (low[position].isspace() or low[position] in ":,-"):
        position += 1
    return position


def _clause_end(low: str, position: int) -> int | None:
    """Return where the words after the opening clause begin: behind a comma with an order behind it."""
    limit = re.compile(r"[.;:]").search(low, position)
    end = limit.start() if limit else len(low)
    for comma in re.finditer(r",\s*", low[position:end]):
        at = position + comma.end()
        if _MODIFIER.match(low, at) or PREDICATE.match(low, at) or BASIS.match(low, at):
            return at
    return None


def _leads_clause(low: str, start: int) -> bool:
    clause = re.compile(r"[.;]").search(low, start)
    words = low[start : clause.start() if clause else len(low)]
    return bool(re.match(r"[^,]{0,60}?\bchủ trì\b", words)) or "chịu trách nhiệm chính" in words


def read_coordinators(text: str) -> tuple[str, ...]:
    """Return every body that the item names as one to work with, in order, identical wordings once.

    Serves "phối hợp với A, B và C …" and "phối hợp A …" in any clause; "phối hợp" before a verb,
    "phối hợp liên ngành", "phối hợp giữa" and the noun ("quy chế phối hợp") name nobody.
    """
    low = lowered(text)
    plain = bare(text)
    found: dict[str, None] = {}
    for match in re.finditer("phoi hop", plain):
        if _NOUN_BEFORE.search(low[max(0, match.start() - 30) : match.start()]):
            continue
        words = _WITH.match(low, match.start())
        if words is None:
            continue
        for body in read_bodies(text, words.end(), loose=True, unknown=True).entries:
            # "phối hợp với cơ quan chủ trì": whoever leads, not a body and what it does.
            leads = lowered(body.name) in ("cơ quan", "đơn vị") and low.startswith(" chủ trì", body.end)
            found.setdefault(f"{body.name} chủ trì" if leads else body.name)
    return tuple(found)
