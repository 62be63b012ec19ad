"""The đôn đốc ledger on the pages, and a plan's own rungs of the ladder."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine
from sqlmodel import col, select

from models.agency import Agency, Contact
from models.journal import AuditEvent
from models.obligation import Obligation
from models.plan import Plan
from store.database import reading, writing
from tasks.composing import compose_digests
from tests.cast import Cast
from tests.web.conftest import Browser, Furniture

LATE = date(2026, 11, 24)


def late_morning(cast: Cast) -> None:
    """Let a morning of the furnished office claim and compose, with a head at Sở Nội vụ."""
    with writing(cast.engine) as session:
        agency = session.exec(select(Agency).where(Agency.code == "so-noi-vu")).one()
        session.add(Contact(agency_id=agency.id or 0, name="Bà Giám đốc", role="head", channel="outbox://gd"))
    for day in (date(2026, 11, 23), LATE):
        cast.look(day)
        compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, 8))


def test_an_obligation_shows_every_reminder_with_its_message(
    lead: Browser, cast: Cast, furniture: Furniture
) -> None:
    assert "Chưa nhắc lần nào" in lead.get(f"/phan-viec/{furniture.own}").text
    late_morning(cast)
    html = lead.get(f"/phan-viec/{furniture.own}").text
    assert "Sổ đôn đốc (2 lần)" in html
    assert "quá hạn" in html and "báo thủ trưởng cơ quan" in html
    assert "Lãnh đạo Sở Nội vụ" in html and "Bà Giám đốc" in html
    assert "Chờ gửi" in html


def test_an_agency_sees_its_ledger_but_no_names(
    sign_in: Callable[[str], Browser], cast: Cast, furniture: Furniture
) -> None:
    late_morning(cast)
    html = sign_in("agency").get(f"/phan-viec/{furniture.own}").text
    assert "Sổ đôn đốc (2 lần)" in html
    assert "Bà Giám đốc" not in html and "/thu/" not in html


def test_a_plans_ledger_lists_all_its_reminders(lead: Browser, cast: Cast, furniture: Furniture) -> None:
    address = f"/ke-hoach/{furniture.active_plan}/so-don-doc"
    assert "Chưa nhắc lần nào" in lead.get(address).text
    late_morning(cast)
    html = lead.get(f"{address}?trang=99").text
    assert html.count("<tr>") - 1 == int(html.partition(" lần nhắc")[0].rpartition(">")[2]) > 3
    assert f'href="{address}"' in lead.get(f"/ke-hoach/{furniture.active_plan}").text


def looks(engine: Engine, plan_id: int) -> dict[int, object]:
    with reading(engine) as session:
        rows = session.exec(select(Obligation).where(Obligation.plan_id == plan_id)).all()
    return {r.id or 0: r.next_look_at for r in rows}


def test_the_lead_gives_a_plan_rungs_of_its_own_and_the_rehearsal_shows_them(
    lead: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    page, plan_id = f"/ke-hoach/{furniture.active_plan}/dien-tap", furniture.active_plan
    cast.look(date(2026, 11, 23))
    before, shown = looks(engine, plan_id), lead.get(page).text
    form = {
        "before": "7, 2",
        "on_day": "không",
        "escalate_head": "0",
        "coordinator.overdue_every": "9",
        "stale_days": "",
    }
    answer = lead.send(f"/ke-hoach/{plan_id}/bac-thang", form, page=page)
    after = lead.text_after(answer)
    assert 'value="7, 2"' in after and after != shown
    with reading(engine) as session:
        assert session.get_one(Plan, plan_id).ladder == {
            "before": [7, 2],
            "on_day": False,
            "escalate_head": 0,
            "coordinator": {"overdue_every": 9},
        }
        noted = session.exec(select(AuditEvent).where(col(AuditEvent.what) == "plan.ladder-set")).one()
    assert noted.detail["moved"] == sum(one != before[key] for key, one in looks(engine, plan_id).items()) > 0
    assert "đổi bậc thang nhắc việc" in lead.get(f"/ke-hoach/{plan_id}").text

    lead.send(f"/ke-hoach/{plan_id}/bac-thang", {}, page=page)
    with reading(engine) as session:
        assert session.get_one(Plan, plan_id).ladder is None
    assert looks(engine, plan_id) == before


def test_rungs_that_are_none_are_refused_by_name(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    page = f"/ke-hoach/{furniture.active_plan}/dien-tap"
    for name, value in (
        ("before", "ba"),
        ("overdue_every", "0"),
        ("coordinator.before", "-1"),
        ("on_day", "x"),
    ):
        answer = lead.send(f"/ke-hoach/{furniture.active_plan}/bac-thang", {name: value}, page=page)
        assert answer.status_code == 409
        assert f"mục {name}" in answer.text
    with reading(engine) as session:
        assert session.get_one(Plan, furniture.active_plan).ladder is None


def test_only_the_lead_may_change_them(sign_in: Callable[[str], Browser], furniture: Furniture) -> None:
    html = sign_in("leader").get(f"/ke-hoach/{furniture.active_plan}/dien-tap").text
    assert "Bậc thang nhắc việc của kế hoạch này" in html and "Lưu bậc thang" not in html


def test_urgency_is_set_at_review(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    page = f"/ke-hoach/{furniture.draft_plan}"
    fields = {"title": "Triển khai công tác năm", "lead_name": "Sở Y tế", "issued_on": "02/11/2026"}
    lead.send(f"{page}/thong-tin", fields | {"is_urgent": "1"}, page=page)
    with reading(engine) as session:
        assert session.get_one(Plan, furniture.draft_plan).is_urgent
    assert 'name="is_urgent" value="1" checked' in lead.get(page).text
