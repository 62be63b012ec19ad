"""The mailbox by command, by the thread beside Prefect, and as the doctor sees it."""

import logging
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import select

from console.desk import open_desk
from console.doctor import Finding, findings
from console.mailbox import read_now
from flows import mailbox
from models.errors import BadSettings
from models.inbound import InboundMail
from store.database import reading
from tasks.steps import here
from tests.cast import Cast
from tests.notify.imap_house import ImapHouse, open_imap_house

DAY = date(2026, 11, 23)
LETTER = b"Message-ID: <%d@x.vn>\r\nSubject: bao cao\r\n\r\nDa xong.\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[ImapHouse]:
    with open_imap_house() as house:
        yield house


@pytest.fixture
def house(server: ImapHouse, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> ImapHouse:
    """An office on the day of a demonstration, with a mailbox in which two letters wait."""
    server.empty()
    server.put(LETTER % 1, LETTER % 2)
    monkeypatch.setenv("DONDOC_HOME", str(cast.settings.home))
    monkeypatch.setenv("DONDOC_TODAY", DAY.isoformat())
    monkeypatch.setenv("DONDOC_IMAP_URL", server.url)
    return server


def stored(cast: Cast) -> int:
    with reading(cast.engine) as session:
        return len(session.exec(select(InboundMail)).all())


def test_the_command_reads_and_says_what_came(
    house: ImapHouse, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = open_desk()
    try:
        read_now(desk)
        assert capsys.readouterr().out.startswith("2 thư trả lời, 0 thư bị trả lại")
        read_now(desk)
        assert capsys.readouterr().out.startswith("0 thư trả lời")
    finally:
        desk.engine.dispose()
    assert stored(cast) == 2


def test_without_a_mailbox_the_command_says_what_to_set(
    house: ImapHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DONDOC_IMAP_URL")
    desk = open_desk()
    try:
        with pytest.raises(BadSettings, match="Chưa đặt hộp thư"):
            read_now(desk)
    finally:
        desk.engine.dispose()


def about_the_mailbox() -> Finding:
    (one,) = (found for found in findings() if found.finding_id == "DD-D18")
    return one


def test_the_doctor_opens_the_mailbox(house: ImapHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (about_the_mailbox().severity, "2 thư" in about_the_mailbox().what) == ("ok", True)
    assert house.count() == 2
    monkeypatch.setenv("DONDOC_IMAP_URL", house.url.replace("mat-khau-thu", "sai"))
    assert about_the_mailbox().severity == "wrong" and "sai@" not in about_the_mailbox().what
    monkeypatch.delenv("DONDOC_IMAP_URL")
    assert about_the_mailbox().severity == "note"


def test_the_thread_reads_by_itself_until_told_to_stop(
    house: ImapHouse, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(mailbox, "FIRST_LOOK", 0.01)
    caplog.set_level(logging.INFO, "dondoc.mailbox")
    here.cache_clear()
    stop = threading.Event()
    thread = threading.Thread(target=mailbox.read_answers, args=(stop,))
    thread.start()
    try:
        for _ in range(200):
            if stored(cast) == 2 and "answers=2" in caplog.text:
                break
            stop.wait(0.05)
    finally:
        stop.set()
        thread.join(10)
        here()[1].dispose()
        here.cache_clear()
    assert not thread.is_alive()
    assert stored(cast) == 2
    # What is logged counts letters and repeats none of their words.
    assert "answers=2" in caplog.text and "bao cao" not in caplog.text
