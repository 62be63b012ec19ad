"""What the rows of a roll-up are called."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.agency import Agency, AgencyGroup
from models.plan import Plan
from rules.levels import level_name
from rules.rollup import By

NO_GROUP = "Giao trực tiếp, không qua khối"


def row_labels(session: Session, by: By, keys: Collection[str]) -> dict[str, str]:
    """Return what people read for each key (an id as text; "" for work that came through no group).

    Namesakes are told apart by their codes, but only those of one table: a body that comes later and bears
    the same name must not change the table of a past day. Agencies of one level have one name.
    """
    ids = [int(key) for key in keys if key]
    if by == "level":
        query: Any = select_columns(col(Agency.id), col(Agency.kind), col(Agency.level))
        rows = session.execute(query.where(col(Agency.id).in_(ids)))
        return {str(key): level_name(kind, level) for key, kind, level in rows}
    if by == "plan":
        query = select_columns(Plan).where(col(Plan.id).in_(ids))
        plans = session.execute(query).scalars()
        found: list[Any] = [(plan.id, plan.label, f"mã {plan.id}") for plan in plans]
    else:
        table = AgencyGroup if by == "group" else Agency
        query = select_columns(col(table.id), col(table.name), col(table.code))
        found = list(session.execute(query.where(col(table.id).in_(ids))))
    often = Counter(name for _, name, _ in found)
    named = {str(key): name if often[name] == 1 else f"{name} ({code})" for key, name, code in found}
    return {"": NO_GROUP, **named}
