"""Coordinators have work of their own: late without blaming the owner, ended and begun with its work."""

from datetime import date

import pytest

from models.draft import Rhythm
from models.errors import Refused
from models.obligation import Obligation
from rules.standing import standing
from store import obligations, plans
from store.boards import rollup_by_agency
from store.database import reading, writing
from store.hindrances import problems
from store.registry import agencies, load_registry
from tests.cast import ISSUED_ON, Cast, item

DUE = date(2026, 11, 20)
LATER = date(2026, 11, 25)


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def asks(cast: Cast, plan_id: int) -> list[str]:
    with reading(cast.engine) as session:
        return [p.sentence for p in problems(session, plan_id, today=ISSUED_ON) if p.severity == "ask"]


def parts(cast: Cast, plan_id: int) -> list[tuple[str, str]]:
    with reading(cast.engine) as session:
        names = {a.id: a.name for a in agencies(session)}
    return sorted((names[o.agency_id], o.part) for o in cast.obligations(plan_id))


def now(cast: Cast, one: Obligation) -> Obligation:
    with reading(cast.engine) as session:
        return obligations.get_obligation(session, one.id or 0)


def journal(cast: Cast, one: Obligation) -> list[tuple[str, str | None, str, str]]:
    with reading(cast.engine) as session:
        rows = obligations.history(session, one.id or 0)
        return [(r.actor_role, r.from_status, r.to_status, r.why) for r in rows]


def pair(cast: Cast, plan_id: int) -> tuple[Obligation, Obligation]:
    owner, coordinator = sorted(cast.obligations(plan_id), key=lambda o: o.part != "owner")
    return owner, coordinator


def test_a_coordinator_has_an_obligation_of_the_items_kind_and_day(province: Cast) -> None:
    plan_id = province.tracked_plan(item("Làm", "Sở Nội vụ", due=DUE, coordinators=["Sở Y tế", "Chi cục Lạ"]))
    assert parts(province, plan_id) == [
        ("Chi cục Lạ", "coordinator"),
        ("Sở Nội vụ", "owner"),
        ("Sở Y tế", "coordinator"),
    ]
    assert {(o.kind, o.due_on, o.first_due_on, o.status) for o in province.obligations(plan_id)} == {
        ("dated", DUE, DUE, "assigned")
    }


def test_an_open_set_gives_no_share_and_is_named_once_at_review(province: Cast) -> None:
    named = ["các đơn vị liên quan", "các sở, ngành có liên quan"]
    plan_id = province.draft(
        item("A", "Sở Nội vụ", due=DUE, coordinators=named), item("B", "Sở Y tế", due=DUE, coordinators=named)
    )
    said = [s for s in asks(province, plan_id) if "chưa xác định" in s]
    assert len(said) == 2
    assert "“các đơn vị liên quan”" in said[0]
    assert province.activate(plan_id) == 2


def test_a_group_of_coordinators_is_one_addressee_until_it_is_opened(province: Cast) -> None:
    closed = province.draft(item("A", due=DUE, coordinators=["UBND các xã, phường"]))
    assert any("chưa được mở ra" in s for s in asks(province, closed))
    assert province.activate(closed) == 2
    opened = province.draft(item("B", due=DUE, coordinators=["UBND các xã, phường"]))
    province.open_groups(opened)
    assert province.activate(opened) == 4
    assert sum(o.part == "coordinator" and o.group_id is not None for o in province.obligations(opened)) == 3


def test_a_body_named_as_both_owes_as_owner_only(province: Cast) -> None:
    plan_id = province.draft(
        item("A", "UBND xã An Bình", due=DUE, coordinators=["UBND các xã, phường", "UBND xã An Bình"])
    )
    province.open_groups(plan_id)
    province.activate(plan_id)
    assert parts(province, plan_id) == [
        ("UBND phường Châu Sơn", "coordinator"),
        ("UBND xã An Bình", "owner"),
        ("UBND xã Bình Minh", "coordinator"),
    ]


def test_coordinators_of_a_rhythm_have_its_occurrences(province: Cast) -> None:
    monthly = Rhythm("month", day=20)
    plan_id = province.tracked_plan(item("Báo cáo", "Sở Nội vụ", rhythm=monthly, coordinators=["Sở Y tế"]))
    days = [o.occurrence for o in province.obligations(plan_id, "Sở Nội vụ")]
    assert len(days) == 2
    assert [o.occurrence for o in province.obligations(plan_id, "Sở Y tế")] == days


def test_a_late_coordinator_does_not_blame_an_owner_who_is_on_time(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", due=DUE, coordinators=["Sở Y tế"]))
    owner, coordinator = pair(province, plan_id)
    province.move(owner, "reported", on=DUE, text="Đã xong.")
    owner = now(province, owner)

    def stands(one: Obligation) -> str:
        return standing(
            kind=one.kind, status=one.status, due_on=one.due_on, reported_on=one.reported_on, today=LATER
        ).name

    assert (stands(owner), stands(coordinator)) == ("upcoming", "overdue")
    with reading(province.engine) as session:
        rollup = rollup_by_agency(session, today=LATER, plan_id=plan_id)
    assert [name for name, _ in rollup.rows] == ["Sở Nội vụ"]
    assert (rollup.sum.total, rollup.sum.open_overdue) == (1, 0)


def test_what_coordinators_have_open_ends_with_the_owners_work(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", due=DUE, coordinators=["Sở Y tế"]))
    owner, coordinator = pair(province, plan_id)
    province.move(owner, "reported", on=date(2026, 11, 18), text="Đã xong.")
    assert now(province, coordinator).status == "assigned"
    province.move(owner, "done", on=LATER, by="lead")
    ended = now(province, coordinator)
    assert (ended.status, ended.done_on, ended.next_look_at) == ("done", LATER, None)
    assert journal(province, coordinator)[-1] == (
        "system",
        "assigned",
        "done",
        "cơ quan chủ trì đã hoàn thành",
    )
    # The work was done on the day of the owner's report: no day makes the coordinator late afterwards.
    for today in (LATER, date(2027, 6, 1)):
        stood = standing(kind="dated", status="done", due_on=DUE, reported_on=ended.reported_on, today=today)
        assert stood.name == "done_on_time"


def test_it_waits_for_every_owner(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", "Sở Tài chính", due=DUE, coordinators=["Sở Y tế"]))
    (coordinator,) = province.obligations(plan_id, "Sở Y tế")
    province.finish(province.obligations(plan_id, "Sở Nội vụ")[0], on=DUE)
    assert now(province, coordinator).status == "assigned"
    (other,) = province.obligations(plan_id, "Sở Tài chính")
    province.move(other, "withdrawn", on=DUE, by="lead", why="không thuộc chức năng")
    assert now(province, coordinator).status == "done"


def test_reopening_an_owner_gives_back_what_the_system_had_ended_as_it_was(province: Cast) -> None:
    plan_id = province.tracked_plan(
        item("A", "Sở Nội vụ", due=DUE, coordinators=["Sở Y tế", "Sở Tài chính", "UBND xã An Bình"])
    )
    (owner,) = province.obligations(plan_id, "Sở Nội vụ")
    silent, started, finished = (
        province.obligations(plan_id, name)[0] for name in ("Sở Y tế", "Sở Tài chính", "UBND xã An Bình")
    )
    province.move(started, "in_progress", on=date(2026, 11, 10), text="Đang làm.")
    province.finish(finished, on=date(2026, 11, 12))
    province.finish(owner, on=date(2026, 11, 19))
    assert {now(province, o).status for o in (silent, started, finished)} == {"done"}
    province.move(owner, "in_progress", on=LATER, by="lead", why="thiếu phụ lục")
    assert now(province, silent).status == "assigned"
    assert now(province, silent).reported_on is None
    assert (now(province, started).status, now(province, started).reported_on) == (
        "in_progress",
        date(2026, 11, 10),
    )
    assert now(province, started).turned_on == LATER
    # What a coordinator reported and the lead confirmed is its own.
    assert now(province, finished).status == "done"
    assert now(province, silent).next_look_at is not None
    # And once more to the end.
    province.finish(owner, on=date(2026, 11, 30))
    assert now(province, started).reported_on == date(2026, 11, 30)


def test_work_that_is_withdrawn_from_its_owners_is_withdrawn_from_coordinators_and_comes_back(
    province: Cast,
) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", due=DUE, coordinators=["Sở Y tế"]))
    owner, coordinator = pair(province, plan_id)
    province.move(owner, "withdrawn", on=DUE, by="lead", why="kế hoạch thay đổi")
    assert now(province, coordinator).status == "withdrawn"
    province.move(owner, "assigned", on=LATER, by="lead", why="giao lại")
    assert now(province, coordinator).status == "assigned"


def test_a_share_that_waits_for_the_lead_is_left_to_the_lead(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", "Sở Nội vụ", due=DUE, coordinators=["Sở Y tế"]))
    owner, coordinator = pair(province, plan_id)
    province.move(coordinator, "reported", on=DUE, text="Phần chúng tôi đã xong.")
    province.finish(owner, on=DUE)
    assert now(province, coordinator).status == "reported"


def test_each_occurrence_ends_with_its_own_owners(province: Cast) -> None:
    plan_id = province.tracked_plan(
        item("Báo cáo", "Sở Nội vụ", rhythm=Rhythm("month", day=20), coordinators=["Sở Y tế"])
    )
    first, second = province.obligations(plan_id, "Sở Nội vụ")
    province.finish(first, on=DUE)
    statuses = {o.occurrence: o.status for o in province.obligations(plan_id, "Sở Y tế")}
    assert statuses == {first.occurrence: "done", second.occurrence: "acknowledged"}


def test_a_coordinators_own_move_touches_nobody_else(province: Cast) -> None:
    plan_id = province.tracked_plan(item("A", due=DUE, coordinators=["Sở Y tế", "Sở Tài chính"]))
    (one,) = province.obligations(plan_id, "Sở Y tế")
    province.finish(one, on=DUE)
    assert {o.status for o in province.obligations(plan_id) if o.id != one.id} == {"assigned"}


def test_a_group_of_more_than_sixty_coordinators_asks_before_it_opens(province: Cast) -> None:
    names = [f"UBND xã Số {n}" for n in range(61)]
    text = "".join(f'[[agencies]]\ncode = "x{n}"\nname = "{name}"\n' for n, name in enumerate(names))
    members = ", ".join(f'"x{n}"' for n in range(61))
    text += f'[[groups]]\ncode = "lon"\nname = "Khối rất lớn"\nmembers = [{members}]\n'
    with writing(province.engine) as session:
        load_registry(session, text)
    plan_id = province.draft(item("A", due=DUE, coordinators=["Khối rất lớn"]))
    with reading(province.engine) as session:
        party = plans.draft_items(session, plan_id)[0].coordinators[0].id or 0

    def opening(confirmed: bool) -> int:
        with writing(province.engine) as session:
            return plans.set_expanded(
                session,
                plan_id=plan_id,
                party_id=party,
                expanded=True,
                by="x",
                now=province.at(ISSUED_ON),
                confirmed=confirmed,
            )

    with pytest.raises(Refused, match="gồm 61 cơ quan"):
        opening(False)
    assert opening(True) == 61
    assert province.activate(plan_id) == 62
