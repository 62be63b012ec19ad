"""Calendar addresses: made, shown once, read without sign-in, revoked."""

import logging
import re
from datetime import date, timedelta

import pytest
import vobject
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import select

from models.agency import Agency
from models.feed import CalendarFeed
from models.journal import AuditEvent
from models.obligation import Obligation
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension
from tests.cast import Cast
from tests.web.conftest import TODAY, Browser, Furniture
from web.guard import HideTokens


def make(browser: Browser, **form: object) -> str:
    """Return the path of an address that this person makes."""
    answer = browser.send("/lich", form)
    assert answer.status_code == 200, answer.text
    (found,) = re.findall(r'value="http://[^"/]+(/lich/[^"]+\.ics)"', answer.text)
    return str(found)


def events(visitor: Browser, path: str) -> dict[str, vobject.base.Component]:
    """Return the events of a calendar by their title."""
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    whole = vobject.readOne(answer.text, validate=True)
    return {e.summary.value: e for e in getattr(whole, "vevent_list", [])}


def test_an_agencys_calendar_has_its_own_due_days_and_nothing_of_others(
    officer: Browser, visitor: Browser, furniture: Furniture
) -> None:
    found = events(visitor, make(officer))
    assert set(found) == {"Hạn: Rà soát danh sách cán bộ", "Hạn: Tổng hợp khen thưởng"}
    one = found["Hạn: Rà soát danh sách cán bộ"]
    assert one.dtstart.value == date(2026, 11, 16)
    assert one.url.value == f"http://127.0.0.1:8000/phan-viec/{furniture.own}"
    said = one.description.value
    assert "Phân loại: Quá hạn 7 ngày" in said and "mục IV.1" in said and one.url.value in said


def test_the_lead_makes_calendars_of_a_plan_of_a_lead_agency_and_of_all(
    lead: Browser, visitor: Browser, furniture: Furniture, engine: Engine
) -> None:
    with reading(engine) as session:
        health = session.exec(select(Agency.id).where(Agency.code == "so-y-te")).one()
    calendars = [
        events(visitor, make(lead, lich_cua=of))
        for of in (f"ke-hoach:{furniture.active_plan}", f"thuong-truc:{health}", "tat-ca")
    ]
    assert "Hạn: Sở Tài chính: Bố trí kinh phí" in calendars[0]
    assert calendars[0].keys() == calendars[1].keys() == calendars[2].keys()
    assert "Các kế hoạch do Sở Y tế thường trực" in lead.get("/lich").text


def test_an_address_is_shown_once_and_only_its_hash_is_kept(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    path = make(officer)
    token = path.removeprefix("/lich/").removesuffix(".ics")
    assert len(token) >= 40 and token not in officer.get("/lich").text
    with reading(engine) as session:
        (row,) = session.exec(select(CalendarFeed)).all()
        told = repr([row, *session.exec(select(AuditEvent)).all()])
        assert token not in told and "calendar.made" in told


def test_a_revoked_address_and_one_that_never_was_give_the_same_answer(
    officer: Browser, visitor: Browser, furniture: Furniture
) -> None:
    path = make(officer)
    assert "Đã thu hồi" in officer.text_after(officer.send("/lich/thu-hoi", {"lich": 1}, page="/lich"))
    revoked, unknown = visitor.get(path), visitor.get("/lich/khong-co.ics")
    assert revoked.status_code == unknown.status_code == 404
    assert revoked.text == unknown.text
    assert officer.send("/lich/thu-hoi", {"lich": 1}, page="/lich").status_code == 404


def test_nobody_revokes_what_is_not_theirs(
    lead: Browser, officer: Browser, visitor: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    of_plan, own = make(lead, lich_cua="tat-ca"), make(officer)
    assert officer.send("/lich/thu-hoi", {"lich": 1}, page="/lich").status_code == 404
    assert lead.send("/lich/thu-hoi", {"lich": 2}, page="/lich").status_code == 404
    with writing(engine) as session:
        row = session.get_one(CalendarFeed, 2)
        row.agency_id = furniture.foreign_agency
        session.add(row)
    assert officer.send("/lich/thu-hoi", {"lich": 2}, page="/lich").status_code == 404
    assert "Việc của Sở Tài chính" not in officer.get("/lich").text
    assert visitor.get(of_plan).status_code == visitor.get(own).status_code == 200


@pytest.mark.parametrize("chosen", ["", "ke-hoach:", "ke-hoach:x", "vua:1", "thuong-truc:-1"])
def test_a_choice_that_is_none_is_refused(lead: Browser, chosen: str, engine: Engine) -> None:
    answer = lead.send("/lich", {"lich_cua": chosen})
    assert answer.status_code == 409 and "Chưa chọn lịch" in answer.text
    with reading(engine) as session:
        assert session.exec(select(CalendarFeed)).all() == []


def test_a_draft_has_no_calendar(lead: Browser, furniture: Furniture) -> None:
    assert lead.send("/lich", {"lich_cua": f"ke-hoach:{furniture.draft_plan}"}).status_code == 404


def test_an_unchanged_calendar_is_answered_by_its_hash(
    officer: Browser, visitor: Browser, furniture: Furniture, engine: Engine
) -> None:
    path = make(officer)
    first = visitor.get(path)
    assert first.headers["content-type"].startswith("text/calendar")
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["referrer-policy"] == "no-referrer"
    assert first.headers["last-modified"].endswith("GMT")
    tag = first.headers["etag"]
    for told in (tag, f'W/{tag}, "x"', "*"):
        again = visitor.client.get(path, headers={"If-None-Match": told})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    officer.send(f"/phan-viec/{furniture.own}", {"chuyen_sang": "acknowledged", "ban": 0})
    changed = visitor.client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200 and changed.headers["etag"] != tag


def test_an_extension_moves_the_day_and_work_taken_back_is_cancelled(
    officer: Browser, visitor: Browser, furniture: Furniture, cast: Cast, engine: Engine
) -> None:
    path, now = make(officer), cast.at(TODAY, 0)
    title = "Hạn: Rà soát danh sách cán bộ"
    before = events(visitor, path)[title]
    with writing(engine) as session:
        asked = ask_extension(
            session,
            obligation_id=furniture.own,
            proposed_on=date(2026, 12, 18),
            reason="Chờ số liệu",
            by="B",
            now=now,
            today=TODAY,
        )
        grant_extension(
            session,
            extension_id=asked.id or 0,
            granted_on=date(2026, 12, 18),
            number="1/SYT",
            note="",
            by="A",
            now=now,
            today=TODAY,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
        )
    after = events(visitor, path)[title]
    assert after.uid.value == before.uid.value
    assert after.dtstart.value == date(2026, 12, 18) == before.dtstart.value + timedelta(days=32)
    assert int(after.sequence.value) > int(before.sequence.value)
    assert "hạn ban đầu 16/11/2026" in after.description.value
    with reading(engine) as session:
        row = session.get_one(Obligation, furniture.own)
    cast.move(row, "withdrawn", on=TODAY, by="lead", why="Rút")
    assert events(visitor, path)[title].status.value == "CANCELLED"


def test_when_a_calendar_asks_is_written_once_an_hour(
    officer: Browser, visitor: Browser, engine: Engine
) -> None:
    path = make(officer)
    for _ in range(3):
        visitor.get(path)
    with reading(engine) as session:
        first = session.get_one(CalendarFeed, 1).last_read_at
    assert first is not None
    visitor.get(path)
    with reading(engine) as session:
        assert session.get_one(CalendarFeed, 1).last_read_at == first


def test_who_keeps_guessing_has_to_wait(app: FastAPI, visitor: Browser, officer: Browser) -> None:
    path = make(officer)
    answers = [visitor.get(f"/lich/doan-{n}.ics").status_code for n in range(62)]
    assert answers[:60] == [404] * 60 and answers[-1] == 429
    assert visitor.get(path).status_code == 429


def test_a_calendars_token_stays_out_of_the_access_log() -> None:
    record = logging.LogRecord(
        "uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", "/lich/bi-mat.ics", "1.1", 200), None,
    )  # fmt: skip
    assert HideTokens().filter(record)
    assert "bi-mat" not in record.getMessage() and "/lich/…" in record.getMessage()


def test_no_more_than_twenty_addresses_are_in_use(officer: Browser) -> None:
    for _ in range(20):
        make(officer)
    answer = officer.send("/lich")
    assert answer.status_code == 409 and "Đã có 20 địa chỉ" in answer.text
