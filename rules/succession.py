"""What becomes of an agency's unfinished work when another body takes it over: pure decisions.

What is finished stays where it was done. A share that the successor owes already is not owed twice:
it is joined to the successor's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from models.errors import Refused
from models.obligation import Status
from rules.group_phrases import UNIT_KINDS, parse_group

# Nobody has to do anything about these any more: they stay with the body that did them.
FINISHED: frozenset[Status] = frozenset({"done", "withdrawn"})

Fate = Literal["move", "join", "restore"]


@dataclass(frozen=True, slots=True)
class Share:
    """One obligation as far as a succession is concerned."""

    obligation_id: int
    plan_id: int
    assignment_id: int
    part: str
    occurrence: str
    status: str

    @property
    def key(self) -> tuple[int, str, str]:
        """Return what an agency owes once only: item, part, occurrence."""
        return self.assignment_id, self.part, self.occurrence


@dataclass(frozen=True, slots=True)
class Passing:
    """What becomes of one share.

    ``move``: it goes to the successor. ``join``: the successor owes the same already (``into``), so this
    one is withdrawn. ``restore``: the successor owed the same and it was withdrawn there; that one is
    taken up again in place of this one, so that the work is not lost.
    """

    share: Share
    fate: Fate
    into: Share | None = None


def pass_on(shares: Iterable[Share], known: Iterable[Share]) -> list[Passing]:
    """Return what becomes of an agency's shares, given those of its successor; finished ones are left out."""
    theirs = {one.key: one for one in known}
    found = []
    for one in shares:
        if one.status in FINISHED:
            continue
        into = theirs.get(one.key)
        fate: Fate = "move" if into is None else "restore" if into.status == "withdrawn" else "join"
        found.append(Passing(one, fate, into))
    return found


@dataclass(frozen=True, slots=True)
class Existence:
    """The days between which a body exists, both counted; None where they are open or unknown."""

    valid_from: date | None
    valid_to: date | None

    def holds(self, on: date) -> bool:
        """Return whether it exists on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


def check_succession(old: Existence, new: Existence, *, same: bool, on: date, today: date) -> None:
    """Raise Refused, with what to do instead, where one body cannot take over from the other that day."""
    if same:
        raise Refused("Cơ quan không thể thay chính nó.", hint="Chọn cơ quan khác.")
    if on > today:
        raise Refused(
            f"Ngày {on:%d/%m/%Y} chưa tới: việc chỉ được chuyển từ ngày thay thế.",
            hint="Làm lại vào ngày đó, hoặc ghi ngày đã có hiệu lực.",
        )
    if old.valid_from is not None and on <= old.valid_from:
        raise Refused(
            f"Cơ quan cũ chỉ có từ ngày {old.valid_from:%d/%m/%Y}, không thể bị thay từ {on:%d/%m/%Y}.",
            hint="Ghi ngày sau ngày đó.",
        )
    if not new.holds(on):
        raise Refused(
            f"Cơ quan thay thế không tồn tại vào ngày {on:%d/%m/%Y}.",
            hint="Xem lại ngày hiệu lực của cơ quan đó trong danh bạ, hoặc chọn cơ quan khác.",
        )
    if not new.holds(today):
        raise Refused(
            "Cơ quan thay thế đã kết thúc hoạt động.", hint="Chọn cơ quan đang nhận công việc của nó."
        )


def last_day(valid_to: date | None, on: date) -> date:
    """Return the last day of a body or membership that ends because of a successor from ``on``."""
    before = on - timedelta(days=1)
    return before if valid_to is None else min(valid_to, before)


def belongs(group_name: str, unit_kind: str) -> bool:
    """Return whether a body may stand in a group of that name.

    A group whose name tells kinds of units ("UBND các huyện") takes in no others: the communes that
    follow a district do not become districts. ``unit_kind`` is "" for a body that is no unit's committee.
    """
    phrase = parse_group(group_name)
    kinds: Sequence[str] = sorted(phrase.kinds & set(UNIT_KINDS)) if phrase is not None else ()
    return not kinds or unit_kind in kinds


def reason(old: str, new: str, on: date, scope: str = "") -> str:
    """Return what the journal says of work that moves from one body to another."""
    part = f" ({scope})" if scope else ""
    return f"{old} được thay bằng {new} từ ngày {on:%d/%m/%Y}{part}"
