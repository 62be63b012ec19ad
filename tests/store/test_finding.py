"""Items found by words without diacritics."""

import pytest
from sqlmodel import col, select

from models.assignment import Assignment
from models.obligation import Obligation
from store import finding
from store.boards import Filters, obligation_page
from store.database import reading
from store.finding import find_items
from store.lengths import list_lengths
from store.tallies import tallies
from tests.cast import Cast, item
from tests.web.conftest import TODAY


@pytest.fixture
def plan(cast: Cast) -> int:
    cast.settle_province()
    return cast.tracked_plan(
        item("Tổ chức tiêm chủng mở rộng", "Sở Y tế", "Sở Nội vụ", due=TODAY, ref="IV.2"),
        item("Chủng loại vắc xin, điểm tiêm", "Sở Y tế", due=TODAY, ref="IV.21"),
        item("Bố trí kinh phí", "Sở Tài chính", ref="2"),
        number="77/KH-UBND",
    )


def refs(cast: Cast, words: str) -> list[str]:
    with reading(cast.engine) as session:
        found = find_items(session, words)
        if found is None:
            return ["everything"]
        by_condition = session.exec(
            select(Assignment.ref)
            .join(Obligation, col(Obligation.assignment_id) == col(Assignment.id))
            .where(found.condition())
            .distinct()
            .order_by(col(Assignment.ref))
        )
        return list(by_condition)


WORDS = [
    ("tiem chung", ["IV.2", "IV.21"]),
    ("chủng TIÊM mở", ["IV.2"]),
    ("iv.2", ["IV.2"]),
    ("IV", ["IV.2", "IV.21"]),
    ("iem", []),
    ("77/kh", ["2", "IV.2", "IV.21"]),
    ("77 kinh", ["2"]),
    ("7", []),
    ("  ", ["everything"]),
    ("_iem", []),
]


@pytest.mark.parametrize(("words", "found"), WORDS)
def test_all_words_count_from_their_beginnings_and_numbers_whole(
    cast: Cast, plan: int, words: str, found: list[str]
) -> None:
    assert refs(cast, words) == found


def test_many_items_are_found_by_the_database_itself(cast: Cast, plan: int) -> None:
    with reading(cast.engine) as session:
        few = find_items(session, "tiem")
        assert few is not None and len(few.ids) == 2
        many = finding.ItemsFound(few.ids * finding.NAMED, few.terms)
        for filters in (Filters(found=few), Filters(found=few, standings=frozenset({"due_today"}))):
            found = obligation_page(session, today=TODAY, filters=filters)
            assert found.total == 3 == len(found.rows)
            wide = Filters(standings=filters.standings, found=many)
            assert obligation_page(session, today=TODAY, filters=wide).total == 3
            assert list_lengths(session, today=TODAY, lists=[filters, wide]) == (3, 3)
        assert tallies(session, today=TODAY, found_items=many)[0].sum.total == 3
