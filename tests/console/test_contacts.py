"""``dondoc contacts``: addresses stay hidden, channels and quiet hours change, a lost key is named."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import select

from config.settings import Settings
from console.contacts import change_fallbacks, change_quiet, reseal_all, send_trial, show_contacts
from console.desk import Desk, open_desk
from console.doctor import findings
from models.agency import Contact
from models.errors import BadDataKey, NotFound, Refused
from models.reminder import Message
from store.database import give_seal, reading
from store.sealing import Seal, seal_of
from tests.cast import Cast


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """The desk of a command over the made-up province."""
    cast.settle_province()
    return open_desk(cast.settings)


def contact(desk: Desk) -> Contact:
    with reading(desk.engine) as session:
        return session.exec(select(Contact).where(Contact.name == "Đầu mối Sở Nội vụ")).one()


def test_contacts_are_listed_with_hidden_addresses(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    show_contacts(desk, "so-noi-vu")
    said = capsys.readouterr().out
    assert "Đầu mối" in said and "outbox://" not in said
    with pytest.raises(NotFound):
        show_contacts(desk, "khong-co")


def test_a_further_channel_is_piped_in_and_dropped_again(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    number = contact(desk).id or 0
    monkeypatch.setattr(sys, "stdin", io.StringIO("outbox://du-phong\n"))
    change_fallbacks(desk, "so-noi-vu", number, add=True, drop=[])
    assert contact(desk).fallbacks == ["outbox://du-phong"]
    assert "outbox" not in capsys.readouterr().out
    with pytest.raises(NotFound):
        change_fallbacks(desk, "so-noi-vu", number, add=False, drop=[2])
    with pytest.raises(Refused):
        change_fallbacks(desk, "so-noi-vu", number, add=False, drop=[])
    send_trial(desk, "so-noi-vu", number, channel=1)
    with reading(desk.engine) as session:
        assert session.exec(select(Message.channel_rank)).all() == [1]
    change_fallbacks(desk, "so-noi-vu", number, add=False, drop=[1])
    assert contact(desk).fallbacks == []


def test_quiet_hours_are_set(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    number = contact(desk).id or 0
    change_quiet(desk, "so-noi-vu", number, start="21h00", end="06:30")
    assert (contact(desk).quiet_from, contact(desk).quiet_to) == ("21:00", "06:30")
    assert "không gửi từ 21:00 đến 06:30" in capsys.readouterr().out


def test_all_is_sealed_anew_under_a_new_key(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    old = desk.settings.data_keys()
    give_seal(desk.engine, Seal(["khóa-mới-đủ-dài-để-dùng", *old]))
    reseal_all(desk)
    assert "niêm phong lại 7 dòng" in capsys.readouterr().out
    give_seal(desk.engine, Seal(old))
    with pytest.raises(BadDataKey):
        contact(desk)


def test_without_its_key_the_program_does_not_start_and_the_doctor_says_why(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = desk.settings.model_copy(update={"data_key": SecretStr("một-khóa-khác-đủ-dài")})
    with pytest.raises(BadDataKey, match="DONDOC_DATA_KEY"):
        open_desk(other)
    monkeypatch.setenv("DONDOC_HOME", str(desk.settings.home))
    monkeypatch.setenv("DONDOC_DATABASE_URL", desk.settings.database)
    monkeypatch.setenv("DONDOC_DATA_KEY", "một-khóa-khác-đủ-dài")
    found = {one.finding_id: one for one in findings()}
    assert found["DD-D19"].severity == "wrong" and "DD-D06" not in found
    monkeypatch.setenv("DONDOC_OLD_DATA_KEYS", ",".join(desk.settings.data_keys()))
    assert {one.finding_id: one for one in findings()}["DD-D19"].severity == "ok"
    give_seal(desk.engine, seal_of(desk.settings))


def test_a_short_key_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="DD-C31"):
        Settings(home=tmp_path, data_key=SecretStr("ngắn")).data_keys()
