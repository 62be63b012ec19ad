"""The engine: what it keeps out of logs, and when it takes the write lock."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from models.agency import Contact
from models.errors import BadSettings, NotFound, Refused
from store.database import migrate, open_database, reading, writing
from store.plans import find_plan


def test_an_error_of_the_database_does_not_repeat_the_row(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught, writing(engine) as session:
        session.add(
            Contact(agency_id=999, name="Người riêng tư", channel="mailto://rieng-tu@co-quan.example.vn")
        )
    assert "contact" in str(caught.value)
    for personal in ("Người riêng tư", "rieng-tu"):
        assert personal not in str(caught.value)


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
