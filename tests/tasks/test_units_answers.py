"""A unit answers the digest that was really written to it: its agency reads the letter, the lead looks on."""

from datetime import date
from email.message import EmailMessage

import pytest
from sqlmodel import col, select

from models.agency import Agency, Contact
from models.plan import Plan
from models.reminder import Message
from notify.mailbox import FetchedLetter
from rules.incoming.sides import MailSides
from rules.naming import agency_key
from store.child_plans import UnitWork, activate_breakdown, save_breakdown
from store.database import reading, writing
from store.inbound_lists import count_mails, mail_rows, new_count
from store.moving import Act
from store.registry import agency_by_code
from tasks.composing import compose_digests
from tasks.mailroom import take_in
from tests.cast import Cast, item

# Conditions on several columns at once, which each database plans in its own way.
pytestmark = pytest.mark.both_databases
GIVEN, DAY = date(2026, 11, 20), date(2026, 11, 23)
UNIT = "Trung tâm Kiểm nghiệm"


def broken_down(cast: Cast) -> tuple[int, int]:
    """Give a unit of Sở Y tế work below and work of its own; return the agency and the unit."""
    cast.settle_province()
    with writing(cast.engine) as session:
        agency = agency_by_code(session, "so-y-te").id or 0
        unit = Agency(code="ttkn", name=UNIT, folded=agency_key(UNIT), parent_id=agency, kind="don-vi")
        session.add(unit)
        session.flush()
        session.add(Contact(agency_id=unit.id or 0, name="Văn thư", channel="outbox://ttkn"))
        session.add(Contact(agency_id=unit.id or 0, name="Giám đốc", role="head", channel="outbox://gd"))
        key = unit.id or 0
    plan = cast.tracked_plan(item("Kiểm nghiệm mẫu", "Sở Y tế", due=date(2026, 12, 11), ref="1"))
    share = cast.obligations(plan, "Sở Y tế")[0].id or 0
    act = Act("cán bộ", "lead", cast.at(GIVEN), GIVEN, cast.office.calendar, cast.office.ladder)
    with writing(cast.engine) as session:
        below = save_breakdown(
            session,
            obligation_id=share,
            agency_id=agency,
            rows=(UnitWork("Lấy mẫu nước", (UNIT,), "", date(2026, 12, 4)),),
            by="cán bộ",
            now=cast.at(GIVEN),
            today=GIVEN,
        )
        activate_breakdown(session, plan_id=below.id or 0, obligation_id=share, agency_id=agency, act=act)
    return agency, key


def answer(cast: Cast, unit: int, name: str) -> str:
    """Let the unit answer the newest letter to it; return what the letter was."""
    with reading(cast.engine) as session:
        letters = session.exec(select(Message).where(Message.agency_id == unit)).all()
    letter = EmailMessage()
    letter["Message-ID"], letter["Subject"] = f"<{name}@ttkn.example.vn>", "Re: việc được giao"
    letter["In-Reply-To"] = letters[-1].reference
    letter.set_content("Đã lấy mẫu xong.")
    at = cast.at(DAY, 10)
    return take_in(cast.engine, cast.settings, FetchedLetter("1", letter.as_bytes(), at, True), now=at)


def test_the_answer_to_a_real_digest_is_the_agencys(cast: Cast) -> None:
    agency, unit = broken_down(cast)
    cast.look(DAY)
    compose_digests(cast.engine, cast.settings, cast.office, today=DAY, now=cast.at(DAY, 8))
    assert answer(cast, unit, "mot") == "answers"
    with reading(cast.engine) as session:
        (row,) = mail_rows(session, "new", limit=5, agency_id=agency)
        assert (row.agency, row.sides) == (UNIT, MailSides(frozenset({agency}), is_leads=False))
        assert [one.mail.id for one in mail_rows(session, "new", limit=5)] == [row.mail.id]
        assert (new_count(session), new_count(session, agency), new_count(session, unit)) == (0, 1, 0)
        assert count_mails(session, agency)["new"] == count_mails(session)["new"] == 1


def test_one_digest_of_both_kinds_of_work_is_of_both(cast: Cast) -> None:
    agency, unit = broken_down(cast)
    cast.tracked_plan(item("Báo cáo chất lượng nước", UNIT, due=date(2026, 12, 4), ref="7"))
    cast.look(DAY)
    compose_digests(cast.engine, cast.settings, cast.office, today=DAY, now=cast.at(DAY, 8))
    assert answer(cast, unit, "hai") == "answers"
    with reading(cast.engine) as session:
        (row,) = mail_rows(session, "new", limit=5, agency_id=agency)
        assert row.sides == MailSides(frozenset({agency}), is_leads=True)
        assert (new_count(session), new_count(session, agency)) == (1, 1)


def test_the_answer_about_work_of_the_leads_alone_is_the_leads(cast: Cast) -> None:
    agency, unit = broken_down(cast)
    cast.tracked_plan(item("Báo cáo chất lượng nước", UNIT, due=date(2026, 12, 4), ref="7"))
    with reading(cast.engine) as session:
        (below,) = session.exec(select(Plan.id).where(col(Plan.breaks_down_id).is_not(None)))
    for one in cast.obligations(below or 0):
        cast.finish(one, on=GIVEN)
    cast.look(DAY)
    compose_digests(cast.engine, cast.settings, cast.office, today=DAY, now=cast.at(DAY, 8))
    assert answer(cast, unit, "ba") == "answers"
    with reading(cast.engine) as session:
        assert mail_rows(session, "new", limit=5, agency_id=agency) == []
        (row,) = mail_rows(session, "new", limit=5)
        assert row.sides == MailSides() and new_count(session) == 1
