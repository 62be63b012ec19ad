"""Pages ask the database a bounded number of questions, however much there is to show."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from tests.cast import Cast, item
from tests.web.conftest import TODAY, Browser, Furniture

# The most that a page may ask: after something has changed, and where nothing has.
MOST = {
    "/bang": (25, 18),
    "/bang?phan=phoi-hop": (23, 17),
    "/bang?phan_loai=tat-ca": (29, 18),
    "/bang?xin_gia_han=1": (26, 19),
    "/bang?q=viec": (28, 20),
    "/xu-huong": (22, 11),
    "/ke-hoach/1": (28, 26),
    "/viec": (34, 18),
    "/ke-hoach": (9, 8),
    "/tong-hop": (14, 12),
    "/tong-hop?theo=cap&ky=2026-11": (12, 12),
    "/lanh-dao": (33, 20),
}


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Give the list to which every statement sent to the database is added."""
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        # What tells PostgreSQL's version or takes its lock asks no table, and SQLite is asked elsewhere.
        if statement.startswith("SELECT") and not statement.startswith("SELECT pg_"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", sorted(MOST))
def test_a_page_asks_no_more_questions_for_more_work(
    address: str, lead: Browser, officer: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    browser = officer if address == "/viec" else lead

    def ask() -> int:
        with counted(engine) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    changed, unchanged = MOST[address]
    assert 0 < ask() <= changed
    for n in range(3):
        cast.tracked_plan(
            *(
                item(f"Việc {n}.{i}", "Sở Nội vụ", "Sở Y tế", due=TODAY + timedelta(days=i - 9))
                for i in range(20)
            )
        )
    assert ask() <= changed
    assert ask() <= unchanged
