"""Which status may follow which, who may move it, and what the move needs: one table.

The statuses say what people *said* (stored); what the calendar says is in ``rules.standing``.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from models.errors import Refused
from models.obligation import Status

Actor = Literal["lead", "agency", "system"]
Need = Literal["nothing", "reason", "report"]

# What people read for each status.
NAMES: dict[str, str] = {
    "assigned": "Mới giao",
    "acknowledged": "Đã tiếp nhận",
    "in_progress": "Đang thực hiện",
    "reported": "Đã báo cáo, chờ xác nhận",
    "returned": "Trả lại, cần bổ sung",
    "done": "Đã hoàn thành",
    "refused": "Đề nghị không nhận",
    "suspended": "Tạm dừng",
    "withdrawn": "Rút khỏi kế hoạch",
}

# Statuses in which the agency still has something to do.
OPEN: frozenset[str] = frozenset({"assigned", "acknowledged", "in_progress", "returned"})


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move: its letter in the drawing, who may make it and what it needs."""

    letter: str
    source: Status
    target: Status
    actors: frozenset[Actor]
    needs: Need
    name: str


def _moves() -> tuple[Transition, ...]:
    agency, lead, both = frozenset({"agency"}), frozenset({"lead"}), frozenset({"agency", "lead"})
    # Coordinators follow the owners of the same work: store.following.
    system, lead_or_system = frozenset({"system"}), frozenset({"lead", "system"})
    rows: list[tuple[str, str, frozenset[str], str, str]] = [
        # The agency's own side. The lead may enter what an agency told it by telephone.
        ("assigned", "acknowledged", both, "nothing", "tiếp nhận"),
        *(
            (s, "in_progress", both, "report", "báo cáo tiến độ")
            for s in ("assigned", "acknowledged", "in_progress", "returned")
        ),
        *(
            (s, "reported", both, "report", "báo cáo hoàn thành")
            for s in ("assigned", "acknowledged", "in_progress", "returned")
        ),
        *((s, "refused", agency, "reason", "đề nghị không nhận") for s in ("assigned", "acknowledged")),
        # The lead's side.
        ("reported", "done", lead, "nothing", "xác nhận hoàn thành"),
        ("reported", "returned", lead, "reason", "trả lại để bổ sung"),
        ("refused", "withdrawn", lead, "reason", "chấp nhận đề nghị, rút việc"),
        ("refused", "assigned", lead, "reason", "không chấp nhận, giao lại"),
        *(
            (s, "suspended", lead, "reason", "tạm dừng")
            for s in ("assigned", "acknowledged", "in_progress", "returned")
        ),
        ("suspended", "assigned", lead, "reason", "tiếp tục"),
        *(
            (s, "withdrawn", lead_or_system, "reason", "rút khỏi kế hoạch")
            for s in ("assigned", "acknowledged", "in_progress", "returned")
        ),
        ("suspended", "withdrawn", lead, "reason", "rút khỏi kế hoạch"),
        ("done", "in_progress", lead_or_system, "reason", "mở lại"),
        ("withdrawn", "assigned", lead_or_system, "reason", "khôi phục"),
        # The system's side: a coordinator's share ends, and begins again, with the owners' work.
        *(
            (s, "done", system, "reason", "khép lại theo cơ quan chủ trì")
            for s in ("assigned", "acknowledged", "in_progress", "returned")
        ),
        *(
            ("done", s, system, "reason", "mở lại theo cơ quan chủ trì")
            for s in ("assigned", "acknowledged", "returned")
        ),
    ]
    return tuple(
        Transition(_letter(i), *row[:2], *row[2:])  # type: ignore[arg-type]
        for i, row in enumerate(rows)
    )


def _letter(index: int) -> str:
    """Return a, b … z, aa, ab … for the drawing."""
    head, tail = divmod(index, 26)
    return (chr(96 + head) if head else "") + chr(97 + tail)


TRANSITIONS: tuple[Transition, ...] = _moves()
_TABLE: dict[tuple[str, str], Transition] = {(t.source, t.target): t for t in TRANSITIONS}


def check_move(source: str, target: str, *, actor: Actor, why: str, has_report: bool = False) -> Transition:
    """Return the transition, or raise Refused with a sentence that says why not and what to do."""
    move = _TABLE.get((source, target))
    # The system's moves and people's are two sets: neither side is told of the other's.
    if move is None or (actor not in move.actors and (actor == "system" or move.actors == {"system"})):
        raise Refused(
            f"Không thể chuyển từ “{NAMES[source]}” sang “{NAMES[target]}”.",
            hint=_allowed_sentence(source, actor),
        )
    if actor not in move.actors:
        who = "cơ quan chủ trì kế hoạch" if "lead" in move.actors else "cơ quan được giao việc"
        raise Refused(f"Chỉ {who} mới được {move.name}.", hint=_allowed_sentence(source, actor))
    if move.needs == "reason" and not why.strip():
        raise Refused(f"Phải ghi lý do khi {move.name}.", hint="Nhập lý do rồi gửi lại.")
    if move.needs == "report" and not has_report:
        raise Refused(f"Phải có nội dung báo cáo khi {move.name}.", hint="Nhập nội dung báo cáo rồi gửi lại.")
    return move


def moves_from(source: str, actor: Actor) -> tuple[Transition, ...]:
    """Return the moves that this side may make from that status, in the table's order."""
    return tuple(t for t in TRANSITIONS if t.source == source and actor in t.actors)


def _allowed_sentence(source: str, actor: Actor) -> str:
    names = list(dict.fromkeys(t.name for t in moves_from(source, actor)))
    return f"Lúc này có thể: {', '.join(names)}." if names else "Lúc này không có việc nào để làm ở đây."


assert set(NAMES) == set(get_args(Status))  # noqa: S101 - a table that misses a status must not import
