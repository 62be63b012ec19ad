"""Finding items by their words without diacritics, by their reference or by their plan's number."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.assignment import Assignment
from models.obligation import Obligation
from models.plan import Plan
from rules.naming import fold

# So many ids are named one by one; where more fit, the database looks for them itself.
NAMED = 400


@dataclass(frozen=True, slots=True)
class ItemsFound:
    """The items that a search has found: ``ids`` say what it comes to, also for answers that are kept."""

    ids: tuple[int, ...]
    # What is looked for, and the plans whose number holds it, word by word.
    terms: tuple[tuple[str, tuple[int, ...]], ...]

    def condition(self) -> ColumnElement[bool]:
        """Return the condition under which an obligation belongs to one of the items."""
        if len(self.ids) <= NAMED:
            return col(Obligation.assignment_id).in_(self.ids)
        return col(Obligation.assignment_id).in_(_items(self.terms))


def find_items(session: Session, words: str) -> ItemsFound | None:
    """Return the items that hold all of the words, in any order; None where nothing is looked for.

    A word fits the beginning of a word ("tiem chung" and "chủng tiêm" find "tiêm chủng"); what ends in a
    digit ("IV.2", "15") fits whole words only. The number of an item's plan counts among its words.
    """
    wanted = [term for word in words.split() if (term := fold(word))]
    if not wanted:
        return None
    query: Any = select_columns(col(Plan.id), col(Plan.number)).where(col(Plan.number).is_not(None))
    numbers = [(plan, f" {fold(number)} ") for plan, number in session.execute(query)]
    terms = tuple((_mark(t), tuple(p for p, number in numbers if _mark(t) in number)) for t in wanted)
    return ItemsFound(tuple(session.execute(_items(terms)).scalars()), terms)


def _mark(term: str) -> str:
    """Return a term with the blank before the word that it begins, and after it where it ends a number."""
    return f" {term} " if term[-1].isdigit() else f" {term}"


def _items(terms: tuple[tuple[str, tuple[int, ...]], ...]) -> Any:
    words = (" " + col(Assignment.folded)).concat(" ")
    each = []
    for term, plans in terms:
        # Folded words may hold the underline, which LIKE takes for any letter.
        fits = words.like("%" + term.replace("_", r"\_") + "%", escape="\\")
        each.append(or_(fits, col(Assignment.plan_id).in_(plans)) if plans else fits)
    return select_columns(col(Assignment.id)).where(and_(*each)).order_by(col(Assignment.id))
