"""A plan names what stands above it: the item that it carries out, the obligation that it breaks down."""

from datetime import date

from sqlalchemy import Engine
from sqlmodel import select

from models.assignment import Assignment
from store.child_plans import UnitWork, activate_breakdown, save_breakdown
from store.database import reading, writing
from store.linking import link_up
from store.moving import Act
from tests.cast import Cast, item
from tests.web.api.conftest import System
from tests.web.conftest import TODAY, Furniture


def test_a_plan_names_the_item_or_the_obligation_above_it(
    system: System, furniture: Furniture, cast: Cast, engine: Engine
) -> None:
    lower = cast.tracked_plan(item("Việc của ngành", "Sở Nội vụ", due=date(2026, 12, 1)))
    with reading(engine) as session:
        above = session.exec(select(Assignment.id).where(Assignment.plan_id == furniture.active_plan)).first()
    assert above is not None
    act = Act("x", "lead", cast.at(TODAY), TODAY, cast.office.calendar, cast.office.ladder)
    own = {"obligation_id": furniture.own, "agency_id": furniture.own_agency}
    with writing(engine) as session:
        link_up(session, plan_id=lower, item_id=above, by="x", now=act.now)
        child = save_breakdown(
            session,
            rows=[UnitWork("Việc của phòng", ("Phòng Tổ chức",))],
            by="x",
            now=act.now,
            today=TODAY,
            **own,
        )
        activate_breakdown(session, plan_id=child.id or 0, act=act, **own)
    told = {key: system.get(f"/plans/{key}").json() for key in (furniture.active_plan, lower, child.id)}
    assert [(one["carries_out"], one["breaks_down"]) for one in told.values()] == [
        (None, None),
        (above, None),
        (None, furniture.own),
    ]
    assert told[child.id]["counts"]["total"] == 1
