"""What people choose from when they narrow a list: names only, not whole rows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.agency import Agency
from models.errors import NotFound
from models.plan import Plan


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan by the names that people know it by."""

    plan_id: int
    state: str
    number: str | None
    title: str

    @property
    def label(self) -> str:
        """Return what stands in a list: the number and the beginning of the title."""
        title = self.title if len(self.title) <= 60 else self.title[:59] + "…"
        return " · ".join(part for part in (self.number, title) if part)


def plan_choices(session: Session) -> list[PlanChoice]:
    """Return every plan but drafts that were thrown away, the newest first."""
    query: Any = select_columns(Plan.id, Plan.state, Plan.number, Plan.title)  # type: ignore[call-overload]
    query = query.where(Plan.state != "dropped").order_by(col(Plan.id).desc())
    return [PlanChoice(*found) for found in session.exec(query)]


def agency_names(session: Session) -> dict[int, str]:
    """Return the name of every agency by its id, by name; where several bear one name, with their codes.

    Names are the keys of the roll-up: two communes of one name must not be counted as one.
    """
    query: Any = select_columns(Agency.id, Agency.name, Agency.code)  # type: ignore[call-overload]
    rows = session.exec(query.order_by(col(Agency.name))).all()
    often = Counter(name for _, name, _ in rows)
    return {key: name if often[name] == 1 else f"{name} ({code})" for key, name, code in rows}


def names_in_force(session: Session) -> list[str]:
    """Return the names of the bodies that have not ended, each once, to be chosen from in a form."""
    query = select(Agency.name).where(col(Agency.valid_to).is_(None)).order_by(Agency.name).distinct()
    return list(session.exec(query))


def agency_chosen(session: Session, words: str) -> int | None:
    """Return the id of the one agency of that name or code, None for no words; raises NotFound."""
    if not words:
        return None
    found = session.exec(select(Agency.id).where((Agency.name == words) | (Agency.code == words))).all()
    if len(found) != 1:
        raise NotFound(
            f"Không rõ cơ quan “{words}”.", hint="Chọn đúng một tên trong danh sách, hoặc ghi mã cơ quan."
        )
    return found[0]


def closed_plans(session: Session) -> tuple[int, ...]:
    """Return the ids of plans that are no longer tracked."""
    query: Any = select_columns(col(Plan.id)).where(col(Plan.state) == "closed").order_by(col(Plan.id))
    return tuple(session.exec(query).scalars())


def uncounted_plans(session: Session, agency_id: int | None = None) -> tuple[int, ...]:
    """Return the ids of plans that are in no list or table of several plans.

    Those no longer tracked; and, but in an agency's own, those by which agencies break their obligations
    down for their units: that work is the agency's own, and the obligation above it is counted.
    """
    left_out: Any = col(Plan.state) == "closed"
    if agency_id is None:
        left_out = or_(left_out, col(Plan.breaks_down_id).is_not(None))
    query: Any = select_columns(col(Plan.id)).where(left_out).order_by(col(Plan.id))
    return tuple(session.exec(query).scalars())
