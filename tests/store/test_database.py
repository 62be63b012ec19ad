"""The engine: what it keeps out of logs, and when it takes the write lock."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import IntegrityError

from models.agency import Contact
from models.errors import BadSettings, NotFound, Refused
from models.reminder import OutboxEntry
from store.database import flush, keeping_books, migrate, open_database, opened_for_books, reading, writing
from store.messages import outbox_entries
from store.plans import find_plan
from tests.cast import NOON


def test_an_error_of_the_database_does_not_repeat_the_row(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught, writing(engine) as session:
        session.add(
            Contact(agency_id=999, name="Người riêng tư", channel="mailto://rieng-tu@co-quan.example.vn")
        )
    assert "contact" in str(caught.value)
    for personal in ("Người riêng tư", "rieng-tu"):
        assert personal not in str(caught.value)


@pytest.mark.sqlite_only
def test_a_database_at_its_newest_revision_is_not_locked_by_migrating(engine: Engine) -> None:
    impatient = open_database(f"{engine.url}?timeout=0.05")
    with writing(engine):
        migrate(impatient)
    impatient.dispose()


def test_a_database_of_a_newer_program_is_refused_in_a_sentence(engine: Engine) -> None:
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="phiên bản mới hơn"):
        migrate(engine)


@pytest.mark.parametrize(
    "url", ["postgres", "không-có://x", "oracle+cx_oracle://ten:bi-mat@may/x", "postgresql://x:cổng/y"]
)
def test_a_wrong_database_address_is_one_sentence_without_the_address(url: str) -> None:
    with pytest.raises(BadSettings, match="DONDOC_DATABASE_URL") as caught:
        open_database(url)
    assert "bi-mat" not in str(caught.value)


@pytest.mark.parametrize("key", ["²", "١", "9" * 20, "9" * 9, "99/KH-UBND", ""])
def test_a_key_that_is_no_plan_is_not_found(engine: Engine, key: str) -> None:
    with reading(engine) as session, pytest.raises(NotFound):
        find_plan(session, key)


def add_to_books(books: Connection, mailbox: str, *, is_flushed: bool) -> None:
    with keeping_books(books, is_flushed=is_flushed):
        level = books.exec_driver_sql("PRAGMA synchronous").scalar()
        assert level == (FULL if is_flushed else NORMAL)
        books.execute(
            insert(OutboxEntry).values(mailbox=mailbox, reference="r", subject="s", body="b", at=NOON)
        )


FULL, NORMAL = 2, 1


@pytest.mark.sqlite_only
def test_what_is_stored_without_waiting_for_the_disk_is_seen_by_others_at_once(engine: Engine) -> None:
    with opened_for_books(engine) as books:
        for number in range(4):
            add_to_books(books, f"hop-{number}", is_flushed=number % 2 == 0)
            with closing(sqlite3.connect(str(engine.url.database))) as other:
                assert other.execute("SELECT count(*) FROM outbox_entry").fetchone() == (number + 1,)
    flush(engine)
    with engine.connect() as next_one:
        assert next_one.exec_driver_sql("PRAGMA synchronous").scalar() == FULL


@pytest.mark.sqlite_only
def test_books_that_fail_keep_nothing_and_wait_for_the_disk_again(engine: Engine) -> None:
    with opened_for_books(engine) as books:
        with pytest.raises(KeyError), keeping_books(books, is_flushed=False):
            books.execute(
                insert(OutboxEntry).values(mailbox="a", reference="r", subject="s", body="b", at=NOON)
            )
            raise KeyError
        add_to_books(books, "b", is_flushed=True)
    with reading(engine) as session:
        assert [entry.mailbox for entry in outbox_entries(session)] == ["b"]
