"""An agency's officer looks after the contacts of the agency's own units, and of nobody else's."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.agency import Agency, AgencySuccessor, Contact
from models.journal import AuditEvent
from rules.naming import agency_key
from store.database import reading, writing
from tests.web.conftest import TODAY, Browser, Furniture

AT = "/viec/don-vi"
NEW = {"ten": "Văn thư phòng", "vai_tro": "officer", "kenh": "outbox://phong-cong-chuc"}


def add_body(engine: Engine, name: str, parent_id: int | None) -> int:
    with writing(engine) as session:
        row = Agency(code=agency_key(name).replace(" ", "-"), name=name, folded=agency_key(name))
        row.parent_id, row.kind = parent_id, "don-vi"
        session.add(row)
        session.flush()
        return row.id or 0


def contacts(engine: Engine, agency_id: int) -> list[Contact]:
    with reading(engine) as session:
        query = select(Contact).where(Contact.agency_id == agency_id).order_by(col(Contact.id))
        return list(session.exec(query))


def put(engine: Engine, agency_id: int, channel: str) -> int:
    with writing(engine) as session:
        row = Contact(agency_id=agency_id, name="Người cũ", channel=channel)
        session.add(row)
        session.flush()
        return row.id or 0


def test_a_units_contact_is_added_changed_and_switched_off(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    unit, at = furniture.own_unit, f"{AT}/{furniture.own_unit}"
    shown = officer.get(AT).text
    assert f'href="{at}"' in shown and "chưa có người liên hệ" in shown
    assert f'href="{AT}"' in officer.get("/viec").text and f'href="{AT}"' in officer.get("/viec/lien-he").text
    html = officer.text_after(officer.send(at, NEW))
    assert "Đã thêm người liên hệ của đơn vị." in html and "outbox://" not in html and "••••huc" in html
    (row,) = contacts(engine, unit)
    one = f"{at}/{row.id}"
    officer.send(one, {"viec": "sua", "ten": "Trưởng phòng", "vai_tro": "head", "kenh": ""}, page=at)
    officer.send(one, {"viec": "yen-lang", "yen_tu": "21:00", "yen_den": "7:00"}, page=at)
    (row,) = contacts(engine, unit)
    assert (row.name, row.role, row.channel, row.quiet_from) == ("Trưởng phòng", "head", NEW["kenh"], "21:00")
    assert "chưa có người liên hệ" not in officer.get(AT).text
    assert "không còn nhận thư" in officer.text_after(officer.send(one, {"viec": "ngung"}, page=at))
    assert [c.is_active for c in contacts(engine, unit)] == [False]
    assert "chưa có người liên hệ" in officer.get(AT).text
    with reading(engine) as session:
        query = select(AuditEvent).where(col(AuditEvent.what).startswith("contact."))
        noted = [(e.what, e.actor, e.detail["agency"]) for e in session.exec(query)]
    assert noted == [
        (f"contact.{what}", "sonoivu", unit) for what in ("added", "edited", "quiet", "deactivated")
    ]


def test_a_body_that_is_no_own_unit_is_refused_whatever_is_sent(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    others_unit = add_body(engine, "Trung tâm Kế toán", furniture.foreign_agency)
    theirs = put(engine, others_unit, "mailtos://may:bi-mat@thu.example.vn/?to=ai-do@ke-toan.example.vn")
    before = [contacts(engine, others_unit), contacts(engine, furniture.foreign_agency)]
    (foreign,) = before[1]
    page = f"{AT}/{furniture.own_unit}"
    answers: list[Any] = []
    for body in (others_unit, furniture.foreign_agency, furniture.own_agency, 99999):
        answers.append(officer.get(f"{AT}/{body}"))
        answers.append(officer.send(f"{AT}/{body}", NEW, page=page))
        for contact in (theirs, foreign.id, 99999):
            for action in ({"viec": "ngung"}, {"viec": "thu"}, {"viec": "sua", **NEW}):
                answers.append(officer.send(f"{AT}/{body}/{contact}", action, page=page))
    assert {a.status_code for a in answers} == {403}
    assert all("không phải đơn vị trực thuộc" in a.text for a in answers)
    assert not any("Kế toán" in a.text or "ke-toan" in a.text or "bi-mat" in a.text for a in answers)
    # An own unit's address with another body's contact: as if it were not there.
    answers = [
        officer.send(f"{page}/{contact}", {"viec": "ngung"}, page=page)
        for contact in (theirs, foreign.id, contacts(engine, furniture.own_agency)[0].id, 99999)
    ]
    assert {a.status_code for a in answers} == {404} and len({a.text for a in answers}) == 1
    assert [contacts(engine, others_unit), contacts(engine, furniture.foreign_agency)] == before


def test_a_units_address_takes_the_server_of_the_unit_or_else_of_the_agency(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    at = f"{AT}/{furniture.own_unit}"
    others_unit = add_body(engine, "Trung tâm Kế toán", furniture.foreign_agency)
    put(engine, others_unit, "mailtos://ho:bi-mat@may-khac.example.vn/?to=ai-do@khac.example.vn")
    mail = {"ten": "Văn thư", "vai_tro": "officer", "kenh": "van-thu@phong.example.vn"}
    answer = officer.send(at, mail)
    assert answer.status_code == 409 and "chưa biết gửi qua máy chủ nào" in answer.text
    put(engine, furniture.own_agency, "mailtos://so:kin@thu.example.vn:587/?to=so@so.example.vn")
    html = officer.text_after(officer.send(at, mail))
    assert "••••@phong.example.vn" in html and "kin@" not in html and "van-thu@phong" not in html
    put(engine, furniture.own_unit, "mailtos://phong:rieng@thu2.example.vn:587/?to=cu@phong.example.vn")
    officer.send(at, {**mail, "ten": "Phó phòng", "kenh": "pho@phong.example.vn"})
    assert [c.channel for c in contacts(engine, furniture.own_unit)] == [
        "mailtos://so:kin@thu.example.vn:587/?to=van-thu@phong.example.vn",
        "mailtos://phong:rieng@thu2.example.vn:587/?to=cu@phong.example.vn",
        "mailtos://so:kin@thu.example.vn:587/?to=pho@phong.example.vn",
    ]


@pytest.mark.parametrize(
    "typed", ["mailto://ai:gi@10.0.0.1:2525/?to=a@b.vn", "json://10.0.0.1/", "tgram://1:a/2"]
)
def test_a_unit_opens_no_way_to_a_server_of_the_officers_choice(
    officer: Browser, engine: Engine, furniture: Furniture, typed: str
) -> None:
    at = f"{AT}/{furniture.own_unit}"
    answer = officer.send(at, {**NEW, "kenh": typed})
    assert answer.status_code == 409 and 'value="Văn thư phòng"' in answer.text
    assert contacts(engine, furniture.own_unit) == []


def test_units_of_a_body_that_was_taken_over_are_own_ones_and_those_that_ended_are_none(
    officer: Browser, engine: Engine, furniture: Furniture
) -> None:
    taken = add_body(engine, "Phòng Kế toán", furniture.foreign_agency)
    ended = add_body(engine, "Phòng Văn thư cũ", furniture.own_agency)
    with writing(engine) as session:
        session.get_one(Agency, ended).valid_to = TODAY
    assert officer.get(f"{AT}/{taken}").status_code == 403
    assert officer.get(f"{AT}/{ended}").status_code == 403
    with writing(engine) as session:
        session.add(AgencySuccessor(agency_id=furniture.foreign_agency, successor_id=furniture.own_agency))
    assert officer.get(f"{AT}/{taken}").status_code == 200
