"""Lead-ins: what stands before bullets, and whether it orders work by itself."""

import re
from collections.abc import Sequence

from extract.agencies import read_bodies
from extract.duties import read_first_partners, read_part
from extract.labels import DOERS, Segment, read_doer, read_partners
from extract.lines import Paragraph
from extract.subjects import read_subject
from extract.verbs import BARE_PREDICATE, PREDICATE
from extract.words import bare, lowered
from models.draft import Role

_COMPLETE = re.compile(
    r"(?:trong đó(?: có)?|trên cơ sở đó|cụ thể|cụ thể như sau|bao gồm|gồm(?: có)?|như sau"
    r"|tập trung|với các nội dung"
    r"|trong đó tập trung)\s*:$"
)
_ONLY_INTRODUCES = re.compile(
    r"(?:(?:là|làm) (?:cơ quan|đơn vị) (?:thường trực|đầu mối)"
    r"|(?:thực hiện|triển khai|tổ chức thực hiện|có)?\s*(?:tốt )?(?:một số|các)"
    r" (?:nội dung|nhiệm vụ|công việc|giải pháp|biện pháp|hoạt động))"
)
_BASIS_ONLY = re.compile(r"(?:trên cơ sở|căn cứ|theo|trong phạm vi)\b")


def introduces_siblings(node: Paragraph, following: Paragraph | None) -> bool:
    """Return whether an unmarked paragraph leads in the bullets or numbers that follow it at its own level.

    Serves "Tập trung thực hiện các nhiệm vụ:" and a bare clause of basis ("Trên cơ sở hướng dẫn của …").
    """
    if node.mark is not None or following is None:
        return False
    body = node.body.strip()
    if following.mark is None:
        # Bullets that the layout has lost: only words that break off surely lead them in.
        return body.endswith(":") and read_part(body, read_subject(body).end) is not None
    if body.endswith(":"):
        return not orders_by_itself(body)
    if following.mark.in_ref:
        return False
    if read_part(body, read_subject(body).end) is not None:
        return True
    return body[-1] not in ".;!?" and _BASIS_ONLY.match(lowered(body)) is not None


# "UBND các xã có trách nhiệm", "… thực hiện các nhiệm vụ sau": the colon was forgotten.
_BROKEN_OFF = re.compile(
    r"(?:có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm|(?:nhiệm vụ|nội dung|công việc|biện pháp|giải pháp)"
    r"(?: (?:cụ thể|chủ yếu|trọng tâm|chính))? sau(?: đây)?|như sau|cụ thể)$"
)


def breaks_off(body: str) -> bool:
    """Return whether a line breaks off before its bullets, as one with a colon does."""
    return _BROKEN_OFF.search(lowered(body.strip())) is not None


def labelled_heading(node: Paragraph, segment: Segment) -> tuple[tuple[str, ...], Role] | None:
    """Return owners and role of a numbered label that heads orders ("1. Cơ quan chủ trì: Sở A" with bullets).

    None where names, and no orders, stand beneath it: then it is the label of a task.
    """
    if node.mark is None or not node.mark.in_ref or not node.children or not segment.text:
        return None
    if not all(PREDICATE.match(lowered(child.body.strip())) for child in node.children):
        return None
    if segment.kind in DOERS:
        line = read_doer(segment.text, is_lead=segment.kind == "lead")
        return None if line.is_task or line.coordinators else (line.owners, line.role)
    return (read_partners(segment.text), "support") if segment.kind == "partner" else None


_PART_BEFORE = re.compile(r"(?:chủ trì|phối hợp)(?:\s+(?:thực hiện|triển khai))?\s*:\s*")


def orders_behind_part(body: str) -> bool:
    """Return whether "Phối hợp: Tuyên truyền …" is an order: behind a label would stand a body."""
    low = lowered(body)
    part = _PART_BEFORE.match(low)
    return part is not None and PREDICATE.match(low, part.end()) is not None


def leads_in_work(node: Paragraph, following: Paragraph | None) -> bool:
    """Return whether "Chủ trì:" or "Phối hợp thực hiện:" stands before orders and not before names.

    Such words are no labels: behind a label stand bodies.
    """
    body = node.body.strip()
    part = read_part(body)
    first = node.children[0] if node.children else None if node.mark else following
    if part is None or not body.endswith(":") or first is None:
        return False
    orders = first.body.strip()
    if PREDICATE.match(lowered(orders)):
        return True
    return part == "support" and bool(read_first_partners(orders))


def orders_by_itself(body: str, beneath: Sequence[Paragraph] = ()) -> bool:
    """Return whether a lead-in orders work that its bullets do not repeat: then it is an item as well.

    So is one with a whole sentence before its last clause, one that goes on "…, trên cơ sở đó:", and one
    that is complete where nothing but names stand ``beneath`` it.
    """
    low = lowered(body)
    head, _, _ = low.rpartition(". ")
    if len(head) > 40:
        return True
    if beneath and all(_NAMED_PART.match(lowered(child.body)) for child in beneath) and _is_complete(body):
        return True
    tail = _COMPLETE.search(low)
    if tail is None:
        return _is_followed_up(body) or (_is_complete(body) and _are_bare_names(beneath))
    clause = low[: tail.start()].rstrip(" ,;.")
    if _ONLY_INTRODUCES.search(clause) or len(clause) < 25:
        return False
    if "trên cơ sở đó" in tail[0] or "trong đó" in tail[0]:
        return True
    subject = read_subject(body)
    opening = clause[subject.end :] if subject.owners else clause
    if "như sau" in tail[0]:
        return _is_followed_up(body)
    return bool(PREDICATE.match(opening.lstrip(" ,")))


# What leads in the bullets behind a whole order: "…, cụ thể như sau:", "…, tập trung một số nhiệm vụ sau:".
_FOLLOW_UP = re.compile(
    r"[,;]\s*(?:(?:và|trong đó|đồng thời)\s+)?(?:cụ thể như sau|cụ thể là"
    r"|(?:cụ thể\s+)?tập trung\s+(?:vào\s+|thực hiện\s+)?(?:các|một số)\s+(?:nội dung|nhiệm vụ|công việc"
    r"|giải pháp|biện pháp|hoạt động)(?:\s+[^\s,;:]+){0,6})\s*:$"
)
_LEAST_CLAUSE = 80
_LEAST_WORDS = 12


def _is_followed_up(body: str) -> bool:
    """Whether a whole order, long and with an object of its own, stands before the words that lead in."""
    low = lowered(body)
    tail = _FOLLOW_UP.search(low)
    if tail is None:
        return False
    subject = read_subject(body)
    order = low[subject.end if subject.owners else 0 : tail.start()].lstrip(" ,")
    return len(order) >= _LEAST_CLAUSE and bool(PREDICATE.match(order)) and not _INTRODUCED.search(order)


# The order's object are the works that the bullets tell.
_INTRODUCED = re.compile(
    r"(?:là|làm) (?:cơ quan|đơn vị) (?:thường trực|đầu mối)|(?:các|một số) (?:nội dung|nhiệm vụ|công việc"
    r"|giải pháp|biện pháp|hoạt động)(?: (?:chủ yếu|trọng tâm|cụ thể|chính|sau))*$"
)
# Behind a comma "bao gồm" only lists; the order before it is whole.
_LISTS = re.compile(r",\s*(?:trong đó\s+)?(?:bao )?gồm(?: có)?$")
# "Dự án 1: Nâng cấp …", "Tiểu dự án 2 (Dự án 7): …": names of a programme's parts, though they hold verbs.
_NAMED_PART = re.compile(
    r"(?:tiểu )?(?:dự án|đề án|hợp phần|chuyên đề|nội dung thành phần)\s+(?:thành phần\s+)?[\d.]{1,5}"
    r"(?:\s*\([^()]{1,40}\))?\s*:"
)
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")


def _is_complete(body: str) -> bool:
    """Whether the lead-in orders with its object, so that names beneath it are but details.

    "Trình Hội đồng nhân dân quyết định:" breaks off behind a verb and needs its bullets.
    """
    clause = _LISTS.sub("", _BRACKETED.sub("", lowered(body).rstrip(" :")))
    if ":" in clause or len(clause.split()) < _LEAST_WORDS or _INTRODUCED.search(clause):
        return False
    if _OPEN_END.search(clause):
        return False
    subject = read_subject(body)
    return PREDICATE.match(clause[subject.end if subject.owners else 0 :].lstrip(" ,")) is not None


# A verb or a joining word; "nhiệm vụ được giao" describes its noun.
_OPEN_END = re.compile(rf"(?<!\w)(?:như|gồm|là|sau|về|với|cho|của|tại|để|(?<!được ){PREDICATE.pattern})$")


def _are_bare_names(beneath: Sequence[Paragraph]) -> bool:
    """Whether every paragraph is the name of a thing ("Dự án 1: …"), with nothing beneath it."""
    return bool(beneath) and all(
        child.mark is not None and not child.children and is_bare_name(child.body.strip())
        for child in beneath
    )


def is_bare_name(body: str) -> bool:
    """Return whether a bullet names a thing and orders nothing by itself."""
    return _NAMED_PART.match(lowered(body)) is not None or not orders_work(body)


def clause_owners(body: str) -> tuple[str, ...]:
    """Return the doers of further clauses of a lead-in ("A chỉ đạo; B có trách nhiệm:")."""
    found: list[str] = []
    for clause in body.split(";")[1:]:
        found.extend(read_subject(clause.strip()).owners)
    return tuple(found)


_DIRECTS = re.compile(r"\s*(?:chỉ đạo|phân công|giao(?:\s+cho)?)\s+")
_WORKS_BELOW = re.compile(
    r"\s*(?:(?:tổ chức|triển khai|thực hiện|có trách nhiệm|chịu trách nhiệm|tập trung|tham mưu|chủ động)\s*)+"
    r"(?:(?:tốt\s+|nghiêm túc\s+)?(?:các|một số|những)\s+(?:nội dung|nhiệm vụ|công việc|giải pháp|biện pháp)"
    r"[^,;:]{0,40})?:$"
)


def directed_owners(body: str, end: int) -> tuple[str, ...]:
    """Return the bodies that the subject, which ends at ``end``, directs to do the works below.

    Serves "2. Sở A chỉ đạo Chi cục B thực hiện các nội dung sau:": who directs and who acts both own them.
    """
    low = lowered(body)
    directs = _DIRECTS.match(low, end)
    if directs is None:
        return ()
    bodies = read_bodies(body, directs.end(), loose=True)
    return bodies.names if bodies.entries and _WORKS_BELOW.match(low, bodies.end) else ()


# "Trường Cao đẳng X: 100 người": how many come from where, no work.
_COUNTED = re.compile(r"\s*[:(\-–]?\s*(?:khoảng\s+|dự kiến\s+)?\d+\s+[^\s.;,]+(?:\s+[^\s.;,]+)?\s*[).;,]*$")


def orders_work(body: str) -> bool:
    """Return whether a detail orders separate work: it begins with a verb of duty or names a doer."""
    subject = read_subject(body)
    if subject.owners and _COUNTED.match(body, subject.end):
        return False
    if PREDICATE.match(lowered(body)) or subject.owners:
        return True
    return bool(BARE_PREDICATE.match(bare(body)))
