"""Roll-ups as they were frozen."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.errors import Refused
from models.rollup import RollupSnapshot
from rules.rollup import Rollup, checked, from_table, seal


def newest_frozen(session: Session, scope: str, day: date) -> RollupSnapshot | None:
    """Return the roll-up of that scope and day that was frozen last, or None where none was."""
    return session.exec(
        select(RollupSnapshot)
        .where(RollupSnapshot.scope == scope, RollupSnapshot.as_of == day)
        .order_by(col(RollupSnapshot.id).desc())
    ).first()


def frozen_ones(session: Session, scope: str, *, limit: int) -> list[RollupSnapshot]:
    """Return the roll-ups of that scope, the last day first and of one day the newest first."""
    return list(
        session.exec(
            select(RollupSnapshot)
            .where(RollupSnapshot.scope == scope)
            .order_by(col(RollupSnapshot.as_of).desc(), col(RollupSnapshot.id).desc())
            .limit(limit)
        )
    )


def is_unchanged(kept: RollupSnapshot) -> bool:
    """Return whether a frozen table still has the hash that it was frozen with."""
    return seal(kept.table) == kept.sha256


def rollups_in(kept: RollupSnapshot) -> tuple[Rollup, Rollup]:
    """Return the owners' and the coordinators' counts of a frozen roll-up.

    Raises Refused where the table is not the one that was frozen, or its cells do not sum: it must not be
    printed.
    """
    if not is_unchanged(kept):
        raise Refused(
            f"Bản tổng hợp chốt cho ngày {kept.as_of:%d/%m/%Y} đã bị sửa: mã SHA-256 không khớp "
            "nên không được in.",
            hint="Báo người vận hành đối chiếu với bản sao lưu.",
        )
    owners = from_table(kept.table)
    beside = {**kept.table, **_NOTHING, **kept.table.get("coordinators", {})}  # type: ignore[dict-item]
    return checked(owners), checked(from_table(beside))


_NOTHING: dict[str, Any] = {"rows": [], "sum": {}}
