"""How long several lists of obligations are: the numbers on top of the board, in one query."""

from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

from sqlalchemy import or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, func

from models.obligation import Obligation
from models.standing import StandingName
from store.boards import Filters, narrowing
from store.memory import remembered
from store.urgency import condition


def list_lengths(session: Session, *, today: date, lists: Sequence[Filters]) -> tuple[int, ...]:
    """Return how many obligations each of the lists holds."""
    asked = tuple(lists)
    conditions = []
    for one in asked:
        wanted = [n for n in get_args(StandingName) if one.standings is None or n in one.standings]
        among = [] if one.standings is None else [or_(*(condition(n, today) for n in wanted))]
        conditions.append([*among, *narrowing(session, one, today)])

    def work() -> tuple[int, ...]:
        count = select_columns(func.count()).select_from(Obligation)
        query: Any = select_columns(*(count.where(*one).scalar_subquery() for one in conditions))
        return tuple(session.execute(query).one()) if conditions else ()

    return remembered(session, ("lengths", asked, today), work)
