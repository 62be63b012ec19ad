"""Bytes are stored once, whoever comes first."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event
from sqlmodel import select

from models.agency import Agency
from models.document import Blob
from store.database import reading, writing
from store.drafts import put_blob


@pytest.fixture
def somebody_is_quicker(engine: Engine) -> Iterator[None]:
    """Just before a file's row is written, the same row comes from somebody else."""

    def overtake(conn: object, cursor: object, statement: str, parameters: object, *rest: object) -> None:
        if statement.startswith("INSERT INTO blob"):
            cursor.execute(statement, parameters)  # type: ignore[attr-defined]

    event.listen(engine, "before_cursor_execute", overtake)
    yield
    event.remove(engine, "before_cursor_execute", overtake)


def test_a_file_that_comes_twice_at_once_is_stored_once_and_spoils_nothing(
    engine: Engine, somebody_is_quicker: None
) -> None:
    with writing(engine) as session:
        session.add(Agency(code="a", name="Sở Y tế", folded="so y te"))
        put_blob(session, b"twice", "text/plain")
        session.add(Agency(code="b", name="Sở Nội vụ", folded="so noi vu"))
    # The other's row went back with the savepoint here, being of one connection; the work around it stays.
    with reading(engine) as session:
        assert [a.code for a in session.exec(select(Agency).order_by(Agency.code))] == ["a", "b"]


def test_the_same_bytes_are_stored_once(engine: Engine) -> None:
    with writing(engine) as session:
        digests = {put_blob(session, b"twice", "text/plain") for _ in range(2)}
    with reading(engine) as session:
        assert {b.sha256 for b in session.exec(select(Blob))} == digests
