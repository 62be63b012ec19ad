"""The engine: what it keeps out of logs, and when it takes the write lock."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from models.agency import Contact
from store.database import writing


def test_an_error_of_the_database_does_not_repeat_the_row(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught, writing(engine) as session:
        session.add(
            Contact(agency_id=999, name="Người riêng tư", channel="mailto://rieng-tu@co-quan.example.vn")
        )
    assert "contact" in str(caught.value)
    for personal in ("Người riêng tư", "rieng-tu"):
        assert personal not in str(caught.value)
