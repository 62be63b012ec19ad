"""Who a doer line or a partner line names: "Sở X chủ trì, phối hợp với Sở Y", "các sở, ngành liên quan"."""

import re
from dataclasses import dataclass
from typing import Literal

from extract.agencies import begins_body, read_bodies
from extract.duties import read_coordinators
from extract.verbs import PREDICATE
from extract.vocabulary import is_set_comma
from extract.words import brackets, inside, lowered
from models.draft import Role

# "aside" says something about a task (its aim, its basis) and counts only beside a doer line.
LabelKind = Literal["lead", "doer", "partner", "time", "product", "content", "other", "aside"]
# Labels behind which the bodies stand that do the work.
DOERS: tuple[LabelKind, ...] = ("lead", "doer")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph: its label kind ("" for the words before the first label) and span."""

    kind: LabelKind | Literal[""]
    text: str
    start: int
    end: int
    # A doer line without a label of its own, which among agency headings is an order like the others.
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class DoerLine:
    """What a doer line says: owners, role, coordinators; ``is_task``: it orders work of its own."""

    owners: tuple[str, ...]
    role: Role
    coordinators: tuple[str, ...]
    is_task: bool = False


# Words of the part behind the names of a doer line: nothing in them belongs to a name.
_LEADS = re.compile(
    r"(?:là\s+)?(?:cơ quan\s+|đơn vị\s+)?(?:(?:đồng |cùng )?chủ trì|đầu mối|chịu trách nhiệm chính)\b"
)
_SUPPORTS = re.compile(
    r"(?:cùng\s+|là\s+)?(?:(?:cơ quan|đơn vị)\s+)?phối hợp(?!\s*(?:chặt chẽ\s+)?(?:với|cùng))\b"
)
_PART = re.compile(
    r"\s*\((?:(?:là\s+)?(?:cơ quan|đơn vị)\s+)?(?P<part>chủ trì|đầu mối|phối hợp)[^()]{0,30}\)"
)
# Between two bodies of a list: within which bounds the first one acts.
_BOUNDS = re.compile(r"\s+(?:trong phạm vi|theo (?:chức năng|nhiệm vụ|thẩm quyền|phạm vi|lĩnh vực))(?!\w)")
_NEXT = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|\s+và\s+)")


def read_doer(value: str, *, is_lead: bool) -> DoerLine:
    """Return the doers of a labelled line or a table cell.

    "lead" where the label or the words say "chủ trì"; "A chủ trì, phối hợp với B" and "A chủ trì; B phối
    hợp" give B as coordinator; the bodies of every clause do the work ("A xây dựng kế hoạch; B tổ chức
    tuyên truyền"); "A đăng tải …" orders work of its own.
    """
    value = value.strip().rstrip(".;")
    if parts := _by_part(value):
        return parts
    low = lowered(value)
    bodies = read_bodies(value, 0, loose=True)
    rest = low[bodies.end :].strip(" ,(:-")
    leads = bool(_LEADS.match(rest))
    role: Role = "lead" if is_lead or leads else "do"
    if not bodies.entries:
        return DoerLine((value,) if value else (), role, read_coordinators(value))
    is_task = False
    names = bodies.names
    more = _next_clause(value, bodies.end)
    if behind := _behind_bounds(value, low, bodies.end):
        further = read_doer(value[behind:], is_lead=is_lead)
        return DoerLine(_once(names, further.owners), role, further.coordinators, further.is_task)
    if rest and not leads and not rest.startswith(("phối hợp", "chịu trách nhiệm", "và các", "tham mưu")):
        is_task = bool(PREDICATE.match(rest))
        # Within which bounds a group acts says which bodies are meant; a body of its own has its name.
        if not is_task and (bodies.entries[-1].kind == "group" or not _BOUNDS.match(" " + rest)):
            last = value[bodies.entries[-1].start : more or len(value)].strip(" ;")
            names = (*names[:-1], last)
    if rest == "phối hợp" and len(names) > 1:
        return DoerLine(names[:-1], role, names[-1:])
    coordinators = read_coordinators(value)
    supporters = _supporters(value, low, bodies.end)
    coordinators = _once(coordinators, supporters)
    if more is not None:
        further = read_doer(value[more:], is_lead=False)
        if not _supports(value, low, more):
            names = _once(names, further.owners)
        coordinators = _once(coordinators, further.coordinators)
    return DoerLine(names, role, coordinators, is_task)


def _once(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _by_part(value: str) -> DoerLine | None:
    """Read a list that says each body's part in brackets ("Sở A (chủ trì), Sở B, Sở C (phối hợp)")."""
    if not _PART.search(value.lower()):
        return None
    owners: list[str] = []
    partners: list[str] = []
    position, leads, open_names = 0, False, list[str]()
    while (bodies := read_bodies(value, position, loose=True)).entries:
        open_names += bodies.names
        position = bodies.end
        if (part := _PART.match(value.lower(), position)) is not None:
            is_partner = part["part"] == "phối hợp"
            leads = leads or not is_partner
            (partners if is_partner else owners).extend(open_names)
            open_names, position = [], part.end()
        following = _NEXT.match(value, position)
        if following is None:
            break
        position = following.end()
    if value[position:].strip(" .;)") or not owners:
        return None
    # What is named behind the leading body without a part of its own works with it.
    return DoerLine(tuple(owners), "lead" if leads else "do", tuple(partners + open_names))


def _behind_bounds(value: str, low: str, end: int) -> int | None:
    """Return where the list goes on behind a clause of bounds ("… trong phạm vi nhiệm vụ và các …")."""
    bounds = _BOUNDS.match(low, end)
    if bounds is None:
        return None
    for following in _NEXT.finditer(low, bounds.end()):
        if begins_body(value, following.end(), loose=False) and following[0].strip():
            return following.end()
        if ";" in following[0]:
            break
    return None


def _next_clause(value: str, start: int) -> int | None:
    """Return where the next clause that begins with a body stands behind a semicolon, None for none."""
    closed = brackets(value)
    for match in re.finditer(r";\s*(?:và\s+|đồng thời,?\s+)?", value[start:]):
        at = start + match.end()
        if not inside(closed, start + match.start()) and begins_body(value, at):
            return at
    return None


def _supports(value: str, low: str, start: int) -> bool:
    bodies = read_bodies(value, start, loose=True)
    return bool(bodies.entries) and _SUPPORTS.match(low[bodies.end :].lstrip(" ,")) is not None


def _supporters(value: str, low: str, start: int) -> tuple[str, ...]:
    """Return the bodies of further clauses that support ("A chủ trì, B và C phối hợp thực hiện")."""
    found: tuple[str, ...] = ()
    for match in re.finditer(r"[,;]\s*(?:và\s+)?", value[start:]):
        at = start + match.end()
        bodies = read_bodies(value, at, loose=True)
        if bodies.entries and _SUPPORTS.match(low[bodies.end :].lstrip(" ,")):
            return _once(found, bodies.names)
    return found


def read_partners(value: str) -> tuple[str, ...]:
    """Return the bodies of a partner line or cell, as written, identical wordings once."""
    value = re.sub(r"^(?:phối hợp(?: với)?:?|với)\s+", "", value.strip().rstrip(".;"), flags=re.I)
    value = re.sub(r"\s+(?:cùng\s+)?phối hợp(?:\s+thực hiện)?$", "", value, flags=re.I)
    if not value or not re.search(r"\w", value) or lowered(value) in ("không", "không có"):
        return ()
    bodies = read_bodies(value, 0, loose=True)
    if not bodies.entries:
        return tuple(dict.fromkeys(_unread(value)))
    names = bodies.names
    rest = value[bodies.end :].strip(" .;,")
    if not rest:
        return tuple(dict.fromkeys(names))
    if behind := _behind_bounds(value, lowered(value), bodies.end):
        return _once(names, read_partners(value[behind:]))
    following = _NEXT.match(value, bodies.end)
    more = read_partners(value[following.end() :]) if following is not None else ()
    return (
        _once(names, more)
        if more
        else _once(names[:-1], _unread(value, bodies.entries[-1].start, bodies.end))
    )


def _unread(value: str, start: int = 0, read: int = 0) -> tuple[str, ...]:
    """Return the entries of a list whose first one, from ``start``, could not be read to its end.

    It ends where, behind what was ``read`` of it, a known kind of body begins.
    """
    closed, low = brackets(value), lowered(value)
    for match in _NEXT.finditer(value, max(start, read)):
        if inside(closed, match.start()) or is_set_comma(low, match.start(), match.end()):
            continue
        if begins_body(value, match.end()):
            return (*_unread(value[start : match.start()]), *read_partners(value[match.end() :]))
    return tuple(part.strip() for part in re.split(r"[;\n]", value[start:]) if part.strip())
