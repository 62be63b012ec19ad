"""What units answer by mail about broken-down work is for the agency that gave it, and for nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.account import User
from models.inbound import InboundMail
from models.journal import AuditEvent, ProgressReport, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from rules.incoming.sides import MailSides, may_decide, may_read
from store.accounts import add_user
from store.database import reading, writing
from store.inbound_lists import new_count
from tests.cast import Cast
from tests.web.conftest import PASSWORD, ROLES, Browser, Furniture
from tests.web.units_mail import WORK, UnitsMail, answer, tell

TAKE = {"viec": "ghi-nhan", "bao": "reported", "noi_dung": "Phòng đã xong."}


@pytest.fixture
def foreign(
    sign_in: Callable[[str], Browser], furniture: Furniture, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> Browser:
    """The officer of another department."""
    with writing(engine) as session:
        add_user(
            session,
            username="taichinh",
            password=PASSWORD,
            display_name="Người tài chính",
            role="agency",
            agency_id=furniture.foreign_agency,
        )
    monkeypatch.setitem(ROLES, "foreign", "taichinh")
    return sign_in("foreign")


def mail_of(engine: Engine, mail_id: int) -> InboundMail:
    with reading(engine) as session:
        return session.get_one(InboundMail, mail_id)


def test_sides_say_who_reads_and_who_decides() -> None:
    below, both, none = MailSides(frozenset({5}), False), MailSides(frozenset({5}), True), MailSides()
    told = {
        (name, who): (may_read(sides, who), may_decide(sides, who))
        for name, sides in (("below", below), ("both", both), ("none", none))
        for who in (None, 5, 6)
    }
    assert told == {
        ("below", None): (True, False),
        ("below", 5): (True, True),
        ("below", 6): (False, False),
        ("both", None): (True, True),
        ("both", 5): (True, True),
        ("both", 6): (False, False),
        ("none", None): (True, True),
        ("none", 5): (False, False),
        ("none", 6): (False, False),
    }


def test_the_agency_finds_its_units_answer_and_records_it(
    officer: Browser, furniture: Furniture, units_mail: UnitsMail, engine: Engine
) -> None:
    assert "1 thư đến chờ xem" in officer.get("/viec").text
    listed = officer.get("/thu-den").text
    assert f'href="/thu-den/{units_mail.mail}"' in listed and "Phòng Công chức" in listed
    assert f'href="/thu-den/{furniture.mail}"' not in listed and "bị trả lại" not in listed
    at = f"/thu-den/{units_mail.mail}"
    shown = officer.get(at).text
    assert f'value="{units_mail.share}" checked' in shown and WORK in shown
    assert f'href="/thu/{units_mail.message}"' not in shown
    assert officer.get(f"/thu-den/tep/{units_mail.file}").content == b"bien ban"
    said = officer.text_after(officer.send(at, TAKE | {"phan_viec": units_mail.share}))
    assert "Đã ghi nhận thư thành 1 báo cáo" in said
    with reading(engine) as session:
        report = session.exec(select(ProgressReport).order_by(col(ProgressReport.id).desc())).first()
        assert report is not None and report.obligation_id == units_mail.share
        assert (report.via, report.reporter) == ("mail", "Phòng Công chức (thư trả lời)")
        assert session.get_one(Obligation, units_mail.share).status == "reported"
        change = session.exec(select(StatusChange).order_by(col(StatusChange.id).desc())).first()
        assert change is not None and (change.actor, change.actor_role) == ("Người agency", "lead")
        noted = session.exec(select(AuditEvent).where(AuditEvent.what == "inbound.taken")).one()
        assert (noted.actor, noted.detail["mail"]) == ("sonoivu", units_mail.mail)
    assert "thư đến chờ xem" not in officer.get("/viec").text
    assert "Phòng đã xong." in officer.get(f"/phan-viec/{units_mail.share}").text


def test_the_lead_above_reads_it_and_decides_nothing(
    lead: Browser, furniture: Furniture, units_mail: UnitsMail, engine: Engine
) -> None:
    assert "1 thư đến chờ xem" in lead.get("/bang").text
    listed = lead.get("/thu-den").text
    assert f'href="/thu-den/{units_mail.mail}"' in listed and "chỉ xem: việc Sở Nội vụ phân rã" in listed
    at = f"/thu-den/{units_mail.mail}"
    shown = lead.get(at).text
    assert "ở đây chỉ xem" in shown and "Ghi nhận thành báo cáo" not in shown and "Để lại" not in shown
    assert lead.get(f"/thu-den/tep/{units_mail.file}").status_code == 200
    for form in (
        TAKE | {"phan_viec": units_mail.share},
        TAKE | {"phan_viec": furniture.own},
        {"viec": "de-lai", "ly_do": "x"},
    ):
        answer = lead.send(at, form, page="/tai-khoan")
        assert answer.status_code == 409 and "cơ quan đó ghi nhận" in answer.text
    assert mail_of(engine, units_mail.mail).state == "new"


def test_nobody_else_knows_of_it(
    officer: Browser, foreign: Browser, furniture: Furniture, units_mail: UnitsMail, engine: Engine
) -> None:
    for browser, mail, file in (
        (foreign, units_mail.mail, units_mail.file),
        (foreign, furniture.mail, furniture.mail_file),
        # The own letter to the lead is the lead's to decide.
        (officer, furniture.mail, furniture.mail_file),
    ):
        assert f'href="/thu-den/{mail}"' not in browser.get("/thu-den").text
        missing = browser.get("/thu-den/99999")
        for refused in (
            browser.get(f"/thu-den/{mail}"),
            browser.send(f"/thu-den/{mail}", TAKE | {"phan_viec": furniture.own}, page="/tai-khoan"),
            browser.send(f"/thu-den/{mail}", {"viec": "de-lai", "ly_do": "x"}, page="/tai-khoan"),
        ):
            assert refused.status_code == 404 and refused.text == missing.text
        assert browser.get(f"/thu-den/tep/{file}").status_code == 404
    assert "thư đến chờ xem" not in foreign.get("/viec").text
    assert {mail_of(engine, m).state for m in (units_mail.mail, furniture.mail)} == {"new"}


def test_the_agency_records_of_its_own_break_downs_alone(
    officer: Browser, cast: Cast, furniture: Furniture, units_mail: UnitsMail, engine: Engine
) -> None:
    at = f"/thu-den/{units_mail.mail}"
    for chosen in ([furniture.own], [furniture.foreign], [units_mail.share, furniture.own]):
        answer = officer.send(at, TAKE | {"phan_viec": [str(n) for n in chosen]})
        assert answer.status_code == 409
    # The unit's own share of a plan of the lead's.
    with writing(engine) as session:
        session.get_one(Obligation, furniture.foreign).agency_id = furniture.own_unit
    assert f'value="{furniture.foreign}"' not in officer.get(at).text
    answer = officer.send(at, TAKE | {"phan_viec": furniture.foreign})
    assert answer.status_code == 409 and "không do cơ quan bạn phân rã" in answer.text
    assert mail_of(engine, units_mail.mail).state == "new"
    answer = officer.send(at, {"viec": "de-lai", "ly_do": "đã báo trên trang"})
    assert (
        answer.status_code == 303
        and mail_of(engine, units_mail.mail).decided_by == "Người agency: đã báo trên trang"
    )


def test_a_letter_that_answers_a_digest_of_both_kinds_is_of_both(
    officer: Browser, lead: Browser, cast: Cast, furniture: Furniture, units_mail: UnitsMail, engine: Engine
) -> None:
    with writing(engine) as session:
        row = session.get_one(Obligation, furniture.foreign)
        row.agency_id, row.status = furniture.own_unit, "assigned"
    message = tell(cast, furniture.own_unit, [units_mail.share, furniture.foreign], "urgent-digest")
    mail, _ = answer(cast, message, furniture.own_unit, None, name="ca-hai")
    below, above = officer.get(f"/thu-den/{mail}").text, lead.get(f"/thu-den/{mail}").text
    assert f'value="{units_mail.share}"' in below and f'value="{furniture.foreign}"' not in below
    assert f'value="{units_mail.share}"' not in above and f'value="{furniture.foreign}"' in above
    assert "ở đây chỉ ghi nhận các phần việc khác" in above
    with reading(engine) as session:
        # The furnished one, and this one; what is the agency's alone waits for the agency.
        assert (new_count(session), new_count(session, furniture.own_agency)) == (2, 2)
    assert lead.send(f"/thu-den/{mail}", TAKE | {"phan_viec": furniture.foreign}).status_code == 303


@pytest.mark.parametrize("what", ["unknown", "guessed", "returned", "own"])
def test_what_is_not_surely_an_answer_of_a_unit_stays_with_the_lead(
    what: str,
    officer: Browser,
    lead: Browser,
    cast: Cast,
    furniture: Furniture,
    units_mail: UnitsMail,
    engine: Engine,
) -> None:
    given: dict[str, tuple[int | None, int | None, int | None]] = {
        "unknown": (None, None, None),
        # By the subject alone, which anybody can write.
        "guessed": (None, furniture.own_unit, units_mail.share),
        "returned": (units_mail.message, furniture.own_unit, units_mail.share),
        # What the agency itself answers to a letter about its units' work goes to the lead.
        "own": (
            tell(cast, furniture.own_agency, [units_mail.share], "escalation"),
            furniture.own_agency,
            None,
        ),
    }
    mail, file = answer(cast, *given[what], name=what)
    if what == "returned":
        with writing(engine) as session:
            session.get_one(InboundMail, mail).is_bounce = True
    assert officer.get(f"/thu-den/{mail}").status_code == 404
    assert officer.get(f"/thu-den/tep/{file}").status_code == 404
    assert f'href="/thu-den/{mail}"' not in officer.get("/thu-den").text
    assert "ở đây chỉ xem" not in lead.get(f"/thu-den/{mail}").text
    assert f'href="/thu-den/{mail}"' in lead.get("/thu-den").text


def test_a_break_down_that_a_successor_leads_brings_its_letters_along(
    officer: Browser, foreign: Browser, furniture: Furniture, units_mail: UnitsMail, engine: Engine
) -> None:
    with writing(engine) as session:
        session.get_one(Plan, units_mail.plan).lead_agency_id = furniture.foreign_agency
        assert session.exec(select(User).where(User.username == "taichinh")).one()
    assert foreign.get(f"/thu-den/{units_mail.mail}").status_code == 200
    assert officer.get(f"/thu-den/{units_mail.mail}").status_code == 404
