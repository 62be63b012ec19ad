"""Work by another's number: break-downs, letters that came in; and what may not get into a log."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from config.logs import Lines, as_row
from models.agency import Agency
from models.errors import Refused
from models.inbound import InboundMail
from models.obligation import Obligation
from models.plan import Plan
from rules.naming import agency_key
from store.database import reading, writing
from store.inbound import Answered, NewLetter, keep_letter
from store.inbound_decisions import Recording, record_mail
from store.moving import Act
from tests.cast import Cast
from tests.web.conftest import TODAY, Browser, Furniture

UNIT = "Trung tâm Lưu trữ"


def broken_down(officer: Browser, engine: Engine, furniture: Furniture) -> tuple[int, int, int]:
    """Break the officer's work down and return the plan below, its one obligation and the unit."""
    with writing(engine) as session:
        unit = Agency(
            code="tt-luu-tru",
            name=UNIT,
            folded=agency_key(UNIT),
            parent_id=furniture.own_agency,
            kind="don-vi",
        )
        session.add(unit)
    at = f"/phan-viec/{furniture.own}/phan-ra"
    row = {"noi_dung": "Kiểm đếm hồ sơ", "don_vi": UNIT, "san_pham": "", "han": "10/11/2026"}
    assert officer.send(at, {"viec": "luu", **row}).status_code == 303
    with reading(engine) as session:
        plan = session.exec(select(Plan).where(Plan.breaks_down_id == furniture.own)).one()
    assert officer.send(f"{at}/kich-hoat", {"ke_hoach": str(plan.id)}, page=at).status_code == 303
    with reading(engine) as session:
        share = session.exec(select(Obligation).where(Obligation.plan_id == plan.id)).one()
        return plan.id or 0, share.id or 0, share.agency_id


def facts_of(session: Session) -> list[tuple[int | None, str, int, object]]:
    rows = session.exec(select(Obligation).order_by(Obligation.id))  # type: ignore[arg-type]
    return [(one.id, one.status, one.revision, one.due_on) for one in rows]


def test_no_guessed_number_reaches_a_break_down_of_another_side(
    officer: Browser, sign_in: Callable[[str], Browser], furniture: Furniture, engine: Engine
) -> None:
    plan, share, _ = broken_down(officer, engine, furniture)
    lead = sign_in("lead")
    with reading(engine) as session:
        before = facts_of(session)
    foreign = f"/phan-viec/{furniture.foreign}/phan-ra"
    for browser, at, fields in (
        # The agency, by the numbers of another agency's work and of other plans.
        (officer, foreign, {"viec": "luu", "noi_dung": "x", "don_vi": UNIT, "san_pham": "", "han": ""}),
        (officer, f"{foreign}/kich-hoat", {"ke_hoach": str(plan)}),
        (officer, f"{foreign}/han", {"viec": str(share)}),
        (officer, f"/phan-viec/{furniture.own}/phan-ra/kich-hoat", {"ke_hoach": str(furniture.draft_plan)}),
        (officer, f"/phan-viec/{furniture.own}/phan-ra/han", {"viec": str(furniture.foreign)}),
        (officer, f"/phan-viec/{furniture.asked}/gia-han/{furniture.extension}", {"viec": "dong-y"}),
        # The lead above, who sees the break-down and leads none of it.
        *(
            (lead, f"/phan-viec/{share}", {"chuyen_sang": to, "ban": "1", "noi_dung": "x", "ly_do": "x"})
            for to in ("reported", "done", "withdrawn", "in_progress")
        ),
        (lead, f"/ke-hoach/{plan}/kich-hoat", {}),
        (lead, f"/ke-hoach/{plan}/han", {"viec": str(share)}),
        (lead, f"/ke-hoach/{plan}/thong-tin", {"ten": "x"}),
        (lead, f"/ke-hoach/{plan}/ky-bao-cao", {}),
    ):
        answer = browser.send(at, fields, page="/tai-khoan")
        assert answer.status_code in (403, 404, 409), (at, answer.status_code)
    with reading(engine) as session:
        assert facts_of(session) == before


def test_a_letter_is_never_recorded_as_the_report_of_a_unit_or_of_another_agency(
    officer: Browser, sign_in: Callable[[str], Browser], furniture: Furniture, engine: Engine, cast: Cast
) -> None:
    _, share, unit = broken_down(officer, engine, furniture)
    lead = sign_in("lead")
    at = cast.at(TODAY, 9)
    with writing(engine) as session:
        new = NewLetter(
            reference="<don-vi@snv.example.vn>",
            answered=Answered(None, None),
            subject="Đã xong",
            text="Xong",
            received_at=at,
        )
        mail = keep_letter(session, new, now=at) or 0
    with reading(engine) as session:
        before = facts_of(session)
    shown = lead.get(f"/thu-den/{mail}?co_quan={unit}").text
    assert f'name="phan_viec" value="{share}"' not in shown
    for number, chosen in (
        (mail, [share]),
        (mail, [share, furniture.own]),
        (furniture.mail, [share, furniture.foreign]),
    ):
        form = {"viec": "ghi-nhan", "bao": "reported", "noi_dung": "x", "phan_viec": [str(n) for n in chosen]}
        assert lead.send(f"/thu-den/{number}", form).status_code == 409
    with writing(engine) as session, pytest.raises(Refused, match="phân rã"):
        calendar, ladder = cast.office.calendar, cast.office.ladder
        act = Act("chuyên viên", "lead", at, TODAY, calendar, ladder)
        record_mail(session, mail, Recording((share,), "reported", "x"), act, username="chuyenvien")
    with reading(engine) as session:
        assert facts_of(session) == before and session.get_one(InboundMail, mail).state == "new"


def test_a_line_break_in_what_was_sent_makes_no_line_of_a_log() -> None:
    evil = "a\n23/11/2026 08:00:00 INFO    dondoc.web: chuyenvien signed in\r\x1b[2J\x07\x00\u2028b"
    record = logging.getLogRecordFactory()("dondoc.web", logging.WARNING, "", 0, "fault at %s", (evil,), None)
    shown = Lines().format(record)
    lines = shown.split("\n")
    assert len(lines) == 2 and lines[1].startswith("    | ")
    assert not set(shown) & set("\r\x1b\x07\x00\u2028")
    row = as_row(record)
    assert datetime.fromisoformat(str(row["at"])).tzinfo == UTC
    assert "\n" not in json.dumps(row, ensure_ascii=False)


@pytest.mark.parametrize("path", ["r", "lich", "thu-tong-hop"])
def test_no_key_of_a_link_gets_into_a_log(path: str) -> None:
    # Whoever writes our lines has records cleaned when they are made.
    lines = Lines()
    record = logging.getLogRecordFactory()(
        "dondoc.web",
        logging.WARNING,
        "",
        0,
        "fault at GET %s",
        (f"/{path}/WzEsMl0.khoa-bi-mat?viec=1",),
        None,
    )
    assert "khoa-bi-mat" not in lines.format(record)
