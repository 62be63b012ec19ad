"""How a draft is laid out at review: order, filter, what many items can be chosen by, what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import FormData

from models.plan import Plan
from store.plans import ReviewItem
from web.desk import field
from web.doubts import is_left, is_undated, most_doubtful_first
from web.wording import day

IN_DOCUMENT, LEFT, UNDATED = "van-ban", "can-xem", "chua-co-han"
CHOSEN = "da-chon"
TEXTS = ("number", "title", "issuer", "place", "signer", "lead_name")
DAYS = ("issued_on", "event_on", "period_from", "period_to")
TICKS = ("before_is_inclusive", "is_urgent")


@dataclass(frozen=True, slots=True)
class View:
    """The order of the items (what is unsure first, or the document's) and which of them are shown."""

    order: str = ""
    only: str = ""

    @property
    def query(self) -> str:
        """Return the view as the tail of an address, "" for the usual one."""
        asked = {"xep": self.order, "loc": self.only}
        tail = urlencode({name: value for name, value in asked.items() if value})
        return f"?{tail}" if tail else ""

    def shown(self, items: Sequence[ReviewItem]) -> list[ReviewItem]:
        """Return the items of this view in its order."""
        wanted = {LEFT: is_left, UNDATED: is_undated}.get(self.only)
        found = [i for i in items if wanted is None or wanted(i)]
        return found if self.order == IN_DOCUMENT else most_doubtful_first(found)


def view_of(asked: Mapping[str, object]) -> View:
    """Return the view that an address or a form asks for."""
    order, only = str(asked.get("xep", "")), str(asked.get("loc", ""))
    return View(order if order == IN_DOCUMENT else "", only if only in (LEFT, UNDATED) else "")


@dataclass(frozen=True, slots=True)
class Scope:
    """Items that one step can be done to at once, with the words for them."""

    value: str
    label: str
    ids: tuple[int, ...]


def scopes(items: Sequence[ReviewItem]) -> list[Scope]:
    """Return by what many items can be chosen: all undated ones, an agency's, those under one heading."""
    undated = [i for i in items if is_undated(i)]
    found = []
    if undated:
        found.append(Scope(UNDATED, f"mọi mục chưa có hạn ({len(undated)})", _ids(undated)))
    names = dict.fromkeys(p.name for i in undated for p in i.owners)
    for name in names:
        theirs = [i for i in undated if any(p.name == name for p in i.owners)]
        label = f"mọi mục chưa có hạn của {name} ({len(theirs)})"
        found.append(Scope(f"co-quan:{name}", label, _ids(theirs)))
    for ref, under in _headings(items).items():
        open_ones = sum(is_undated(i) for i in under)
        label = f"mọi mục thuộc {ref} ({len(under)} mục, {open_ones} chưa có hạn)"
        found.append(Scope(f"de-muc:{ref}", label, _ids(under)))
    return found


def _headings(items: Sequence[ReviewItem]) -> dict[str, list[ReviewItem]]:
    """Return the items under every heading of two items and more that is not the whole plan."""
    under: dict[str, list[ReviewItem]] = {}
    for item in items:
        steps = item.assignment.ref.split(".") if item.assignment.ref else []
        for end in range(1, len(steps) + 1):
            under.setdefault(".".join(steps[:end]), []).append(item)
    longest = {_ids(found): ref for ref, found in under.items()}
    return {
        ref: found
        for ref, found in under.items()
        if 2 <= len(found) < len(items) and longest[_ids(found)] == ref
    }


def _ids(items: Sequence[ReviewItem]) -> tuple[int, ...]:
    return tuple(i.assignment.id or 0 for i in items)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of the review: as stored, or as typed in a form that could not be taken."""

    plan: Mapping[str, str]
    ticked: frozenset[str] = frozenset()
    scope: str = CHOSEN
    due: str = ""


def as_stored(plan: Plan) -> Typed:
    """Return the fields as they stand in the database."""
    texts = {name: getattr(plan, name) or "" for name in TEXTS}
    days = {name: day(value) if (value := getattr(plan, name)) else "" for name in DAYS}
    ticks = {name: "1" if getattr(plan, name) else "" for name in TICKS}
    return Typed(texts | days | ticks)


def as_typed(plan: Plan, form: FormData, which: str) -> Typed:
    """Return the fields with what was typed in the form ``which`` ("thong-tin" or "muc")."""
    stored = as_stored(plan)
    if which == "thong-tin":
        return Typed({name: field(form, name) for name in stored.plan})
    ticked = frozenset(v for v in form.getlist("muc") if isinstance(v, str))
    return Typed(stored.plan, ticked, field(form, "pham_vi") or CHOSEN, field(form, "han"))
