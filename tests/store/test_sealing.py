"""Secrets in the database: unreadable without the key, the same as before with it, moved to a new key."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import Engine, update
from sqlmodel import col, select

from config.settings import Settings
from models.agency import Agency, Contact
from models.connection import Webhook
from models.errors import BadDataKey, BadSettings
from store.database import give_seal, reading, writing
from store.sealed_rows import has_good_key, reseal, seal_stored
from store.sealing import MARK, Seal
from tests.cast import Cast

OLD, NEW = "khóa-thứ-nhất-đủ-dài", "khóa-thứ-hai-cũng-đủ-dài"
ADDRESS = "mailtos://thu:mat-khau@may-chu.example.vn:587/?to=ai@co-quan.example.vn"
SPARE = "outbox://du-phong"


@pytest.fixture
def agency(cast: Cast) -> int:
    """An agency of the made-up province, whose contacts are sealed under the key of the tests."""
    with writing(cast.engine) as session:
        row = Agency(code="so-thu", name="Sở Thử", folded="so thu")
        session.add(row)
        session.flush()
        return row.id or 0


def put(engine: Engine, agency: int) -> None:
    with writing(engine) as session:
        session.add(Contact(agency_id=agency, name="A", channel=ADDRESS, fallbacks=[SPARE, ADDRESS]))
        session.add(
            Webhook(url="https://noi-khac.example.vn/", secret="bí mật", made_at=Cast.at(DAY), made_by="x")
        )


DAY = date(2026, 11, 23)


def stored(engine: Engine) -> str:
    """Return all that the database file itself says of contacts and webhooks."""
    with engine.connect() as connection:
        found = [connection.exec_driver_sql(f"SELECT * FROM {t}").all() for t in ("contact", "webhook")]
    return repr(found)


def known(engine: Engine) -> tuple[str, list[str], str]:
    with reading(engine) as session:
        contact, hook = session.exec(select(Contact)).one(), session.exec(select(Webhook)).one()
        return contact.channel, contact.fallbacks, hook.secret


@given(st.text(), st.sampled_from([OLD, NEW]))
def test_what_was_sealed_is_opened_and_never_sealed_twice_the_same(text: str, key: str) -> None:
    seal = Seal([key])
    first, second = seal.seal(text), seal.seal(text)
    assert first != second
    assert first.startswith(MARK)
    assert seal.open(first) == seal.open(second) == Seal([NEW, OLD]).open(first) == text


def test_another_key_and_none_open_nothing() -> None:
    sealed = Seal([OLD]).seal(ADDRESS)
    for keys, said in (([NEW], "không đúng"), ([], "Thiếu khóa")):
        with pytest.raises(BadDataKey, match=said) as fault:
            Seal(keys).open(sealed)
        assert "mat-khau" not in str(fault.value)
    with pytest.raises(BadDataKey, match="không đúng"):
        Seal([OLD]).open(sealed[:-4] + "AAA=")
    with pytest.raises(BadDataKey, match="Thiếu khóa"):
        Seal([]).seal(ADDRESS)


def test_the_database_holds_no_address_and_no_secret_in_the_clear(engine: Engine, agency: int) -> None:
    put(engine, agency)
    assert known(engine) == (ADDRESS, [SPARE, ADDRESS], "bí mật")
    for part in ("mat-khau", "example.vn:587", "du-phong", "bí mật"):
        assert part not in stored(engine)
    assert stored(engine).count(MARK) == 4


def test_a_statement_without_the_orm_seals_too(engine: Engine, agency: int) -> None:
    put(engine, agency)
    with writing(engine) as session:
        session.connection().execute(update(Contact).values(channel="outbox://khac"))
        assert session.connection().execute(select(col(Contact.channel))).scalar_one() == "outbox://khac"
    assert "khac'" not in stored(engine)


def test_what_was_stored_in_the_clear_is_read_and_then_sealed_once(engine: Engine, agency: int) -> None:
    put(engine, agency)
    with engine.connect() as connection:
        connection.exec_driver_sql(
            "UPDATE contact SET channel = 'outbox://cu', fallbacks = '[\"outbox://xua\"]'"
        )
        connection.exec_driver_sql("UPDATE webhook SET secret = 'lo ra'")
        connection.commit()
    assert known(engine) == ("outbox://cu", ["outbox://xua"], "lo ra")
    assert seal_stored(engine) == 2
    assert known(engine) == ("outbox://cu", ["outbox://xua"], "lo ra")
    before = stored(engine)
    assert "outbox" not in before and "lo ra" not in before
    assert seal_stored(engine) == 0
    assert stored(engine) == before


def test_a_new_key_takes_over_and_the_old_one_opens_nothing_more(engine: Engine, agency: int) -> None:
    give_seal(engine, Seal([OLD]))
    put(engine, agency)
    give_seal(engine, Seal([NEW, OLD]))
    assert known(engine)[0] == ADDRESS
    assert reseal(engine) == 2
    give_seal(engine, Seal([NEW]))
    assert known(engine) == (ADDRESS, [SPARE, ADDRESS], "bí mật")
    give_seal(engine, Seal([OLD]))
    assert not has_good_key(engine)


def test_nothing_is_begun_under_a_wrong_key(engine: Engine, agency: int) -> None:
    give_seal(engine, Seal([OLD]))
    put(engine, agency)
    before = stored(engine)
    give_seal(engine, Seal([NEW]))
    for act in (seal_stored, reseal, known):
        with pytest.raises(BadDataKey, match="DONDOC_DATA_KEY"):
            act(engine)
    assert stored(engine) == before
    assert not has_good_key(engine)


def test_the_key_is_made_in_the_data_folder_when_it_is_first_needed(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path, data_key=SecretStr(""))
    assert settings.data_keys() == ()
    with pytest.raises(BadDataKey):
        Seal(settings.data_keys).open(Seal([OLD]).seal("x"))
    assert not (tmp_path / "data.key").exists()
    seal = Seal(settings.data_keys, settings.make_data_key)
    sealed = seal.seal(ADDRESS)
    assert (tmp_path / "data.key").stat().st_mode & 0o777 == 0o600
    assert (
        Seal(Settings(_env_file=None, home=tmp_path, data_key=SecretStr("")).data_keys).open(sealed)
        == ADDRESS
    )


def test_old_keys_follow_the_new_one_and_short_ones_are_refused(tmp_path: Path) -> None:
    def settings(key: str, old: str) -> Settings:
        return Settings(_env_file=None, home=tmp_path, data_key=SecretStr(key), old_data_keys=SecretStr(old))

    assert settings(NEW, f" {OLD} ,").data_keys() == (NEW, OLD)
    with pytest.raises(BadSettings, match="ngắn hơn 16"):
        settings(NEW, "ngắn").data_keys()
    (tmp_path / "data.key").write_text("k" * 40, "utf-8")
    assert settings("", OLD).data_keys() == ("k" * 40, OLD)
