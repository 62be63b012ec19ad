"""A body takes over from another: nothing is lost, nothing doubled, the past stays under the old name."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models.account import User
from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor
from models.assignment import Assignment, AssignmentParty
from models.draft import Rhythm
from models.errors import Refused
from models.journal import AuditEvent, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import ReportLink
from rules.status import NAMES, TRANSITIONS
from store.accounts import add_user
from store.database import reading, writing
from store.journal import birth
from store.links import issue_link
from store.obligations import history
from store.occurrences import add_occurrences
from store.registering import merge_agency
from store.registry import agency_by_code, ensure_agency, find_name, group_members, load_registry
from store.succession import replace_agency
from store.succession_plan import Succession, plan_succession, sentences
from tests.cast import Cast, item

ON = date(2026, 11, 16)
DUE = date(2026, 11, 27)
MORE = """
agencies = [
  {code = "so-dan-toc", name = "Sở Dân tộc và Tôn giáo"},
  {code = "so-lao-dong", name = "Sở Lao động"},
]
"""
FINISHED = {"done", "withdrawn"}


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    with writing(cast.engine) as session:
        load_registry(session, MORE)
    return cast


def ids(cast: Cast, *codes: str) -> list[int]:
    with reading(cast.engine) as session:
        return [agency_by_code(session, code).id or 0 for code in codes]


def replace(
    cast: Cast, old: str, new: str, *, on: date = ON, today: date | None = None, **more: Any
) -> Succession:
    old_id, new_id = ids(cast, old, new)
    with writing(cast.engine) as session:
        return replace_agency(
            session,
            old_id,
            new_id,
            on=on,
            by="người vận hành",
            now=cast.at(today or on, 9),
            today=today or on,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
            **more,
        )


def journal(cast: Cast, obligation: Obligation) -> list[StatusChange]:
    with reading(cast.engine) as session:
        return history(session, obligation.id or 0)


def everything(engine: Engine) -> list[Any]:
    """Return every row that a succession could touch, as plain values."""
    with reading(engine) as session:
        tables = (Agency, AgencySuccessor, AgencyGroupMember, Obligation, StatusChange, AuditEvent, Plan)
        return [
            sorted(map(repr, session.exec(select(t)).all())) for t in (*tables, AssignmentParty, ReportLink)
        ]


def test_so_noi_vu_is_replaced_in_the_middle_of_a_plan(province: Cast) -> None:
    plan = province.tracked_plan(
        item("Rà soát cán bộ", "Sở Nội vụ", due=DUE, ref="IV.1"),
        item("Tổng hợp khen thưởng", "Sở Nội vụ", due=date(2026, 11, 12), ref="IV.2"),
        item("Bố trí kinh phí", "Sở Tài chính", due=DUE, ref="IV.3"),
    )
    first, second = province.obligations(plan, "Sở Nội vụ")
    province.finish(second, on=date(2026, 11, 11))
    province.move(first, "acknowledged", on=date(2026, 11, 5))
    done = replace(province, "so-noi-vu", "so-dan-toc")
    assert [len(done.having(f)) for f in ("move", "join", "restore")] == [1, 0, 0]
    (moved,) = province.obligations(plan, "Sở Dân tộc và Tôn giáo")
    assert moved.id == first.id
    assert (moved.status, moved.due_on, moved.first_due_on) == ("acknowledged", DUE, DUE)
    assert moved.turned_on == ON
    # Looks were due before; the next one tells the successor.
    assert moved.next_look_at is not None and moved.next_look_at <= province.at(date(2026, 11, 17), 7)
    assert (moved.id, "turned-back") in province.look(date(2026, 11, 17))
    # What was finished stays under the old name.
    (kept,) = province.obligations(plan, "Sở Nội vụ")
    assert (kept.id, kept.status) == (second.id, "done")
    *before, last = journal(province, moved)
    assert last.why == "Sở Nội vụ được thay bằng Sở Dân tộc và Tôn giáo từ ngày 16/11/2026"
    assert (last.from_status, last.to_status, last.actor_role) == ("acknowledged", "acknowledged", "operator")
    old_id, new_id = ids(province, "so-noi-vu", "so-dan-toc")
    assert {c.agency_id for c in before} == {old_id} and last.agency_id == new_id
    with reading(province.engine) as session:
        old = session.get_one(Agency, old_id)
        assert old.valid_to == date(2026, 11, 15)
        link = session.get_one(AgencySuccessor, (old_id, new_id))
        assert (link.scope, link.from_on) == ("", ON)


def test_doing_it_twice_does_nothing_the_second_time(province: Cast) -> None:
    province.tracked_plan(item("Rà soát", "Sở Nội vụ", "Sở Y tế", due=DUE))
    assert replace(province, "so-noi-vu", "so-y-te").is_needed
    stored = everything(province.engine)
    again = replace(province, "so-noi-vu", "so-y-te", today=date(2026, 11, 20))
    assert not again.is_needed and everything(province.engine) == stored


def test_a_preview_stores_nothing_and_says_what_the_act_does(province: Cast) -> None:
    plan_id = province.tracked_plan(item("Rà soát", "Sở Nội vụ", due=DUE))
    stored = everything(province.engine)
    old_id, new_id = ids(province, "so-noi-vu", "so-dan-toc")
    with writing(province.engine) as session:
        seen = plan_succession(session, old_id, new_id, on=ON, today=ON, now=province.at(ON))
    assert everything(province.engine) == stored
    assert seen.counts == {plan_id: 1} and not seen.new_has_contact
    assert replace(province, "so-noi-vu", "so-dan-toc").passings == seen.passings


def test_a_body_split_in_two_gives_each_its_part(province: Cast) -> None:
    plan = province.tracked_plan(
        item("Việc làm", "Sở Lao động", due=DUE, ref="1"), item("Giảm nghèo", "Sở Lao động", due=DUE, ref="2")
    )
    other = province.tracked_plan(item("Trẻ em", "Sở Lao động", due=DUE))
    jobs = province.obligations(plan, "Sở Lao động")[0]
    one = replace(province, "so-lao-dong", "so-noi-vu", scope="việc làm", obligation_ids=[jobs.id or 0])
    assert not one.is_whole and one.ends_on is None
    replace(province, "so-lao-dong", "so-y-te", scope="trẻ em", plan_ids=[other])
    rest = replace(province, "so-lao-dong", "so-dan-toc")
    assert rest.is_whole and len(rest.passings) == 1
    owners = {o.id: o.agency_id for p in (plan, other) for o in province.obligations(p)}
    noi_vu, dan_toc, y_te, old = ids(province, "so-noi-vu", "so-dan-toc", "so-y-te", "so-lao-dong")
    assert list(owners.values()) == [noi_vu, dan_toc, y_te]
    with reading(province.engine) as session:
        links = session.exec(select(AgencySuccessor).where(AgencySuccessor.agency_id == old)).all()
        assert {(x.successor_id, x.scope) for x in links} == {
            (noi_vu, "việc làm"),
            (y_te, "trẻ em"),
            (dan_toc, ""),
        }
    assert "(việc làm)" in journal(province, jobs)[-1].why


def test_a_scope_without_chosen_work_is_refused(province: Cast) -> None:
    with pytest.raises(Refused, match="phạm vi"):
        replace(province, "so-lao-dong", "so-noi-vu", scope="việc làm")


def test_work_of_another_agency_cannot_be_chosen(province: Cast) -> None:
    plan = province.tracked_plan(item("Kinh phí", "Sở Tài chính", due=DUE))
    (foreign,) = province.obligations(plan)
    with pytest.raises(Refused, match="không phải của cơ quan này"):
        replace(province, "so-noi-vu", "so-y-te", obligation_ids=[foreign.id or 0])


def test_what_the_successor_owes_already_is_not_owed_twice(province: Cast) -> None:
    plan = province.tracked_plan(item("Báo cáo chung", "Sở Nội vụ", "Sở Y tế", due=DUE))
    (old,), (new,) = (province.obligations(plan, name) for name in ("Sở Nội vụ", "Sở Y tế"))
    done = replace(province, "so-noi-vu", "so-y-te")
    assert [p.fate for p in done.passings] == ["join"]
    gone, kept = province.obligations(plan)
    assert (gone.id, gone.status, gone.next_look_at) == (old.id, "withdrawn", None)
    assert (kept.id, kept.status) == (new.id, "assigned")
    assert f"Sở Y tế đã có phần việc này (phần việc số {new.id})" in journal(province, old)[-1].why
    assert "nhận thêm phần của Sở Nội vụ" in journal(province, new)[-1].why


def test_a_report_that_waits_is_returned_and_withdrawn_by_ways_of_the_table(province: Cast) -> None:
    plan = province.tracked_plan(item("Báo cáo chung", "Sở Nội vụ", "Sở Y tế", due=DUE))
    old = province.obligations(plan, "Sở Nội vụ")[0]
    province.move(old, "reported", on=date(2026, 11, 10), text="Đã xong.")
    replace(province, "so-noi-vu", "so-y-te")
    ways = {(t.source, t.target) for t in TRANSITIONS}
    moves = [(c.from_status, c.to_status) for c in journal(province, old)][-2:]
    assert moves == [("reported", "returned"), ("returned", "withdrawn")] and set(moves) <= ways


def test_work_withdrawn_at_the_successor_is_taken_up_again_there(province: Cast) -> None:
    plan = province.tracked_plan(item("Báo cáo chung", "Sở Nội vụ", "Sở Y tế", due=DUE))
    new = province.obligations(plan, "Sở Y tế")[0]
    province.move(new, "withdrawn", on=date(2026, 11, 5), by="lead", why="trùng")
    replace(province, "so-noi-vu", "so-y-te")
    gone, kept = province.obligations(plan)
    assert (gone.status, kept.status, kept.turned_on) == ("withdrawn", "assigned", ON)


def test_a_report_that_waits_moves_without_a_new_reminder(province: Cast) -> None:
    plan = province.tracked_plan(item("Rà soát", "Sở Nội vụ", due=DUE))
    province.move(province.obligations(plan)[0], "reported", on=date(2026, 11, 10), text="Đã xong.")
    replace(province, "so-noi-vu", "so-dan-toc")
    (moved,) = province.obligations(plan, "Sở Dân tộc và Tôn giáo")
    assert (moved.status, moved.turned_on, moved.next_look_at) == ("reported", None, None)


def test_groups_leads_drafts_links_and_users(province: Cast) -> None:
    led = province.tracked_plan(item("Rà soát", "Sở Y tế", due=DUE), lead="Sở Nội vụ")
    draft = province.draft(item("Việc mới", "Sở Nội vụ", "UBND các xã, phường"), lead="Sở Nội vụ")
    (old_id,) = ids(province, "so-noi-vu")
    with writing(province.engine) as session:
        issue_link(session, agency_id=old_id, message_id=None, now=province.at(ON, 1), days=14, key="k" * 40)
        add_user(
            session,
            username="sonoivu",
            password="mật khẩu để thử",
            display_name="Cán bộ",
            role="agency",
            agency_id=old_id,
        )
    done = replace(province, "so-noi-vu", "so-dan-toc")
    assert done.users == ("sonoivu",) and len(done.report_links) == 1
    (new_id,) = ids(province, "so-dan-toc")
    with reading(province.engine) as session:
        assert {session.get_one(Plan, p).lead_agency_id for p in (led, draft)} == {new_id}
        party = session.exec(
            select(AssignmentParty)
            .join(Assignment, col(Assignment.id) == col(AssignmentParty.assignment_id))
            .where(Assignment.plan_id == draft, AssignmentParty.name == "Sở Nội vụ")
        ).one()
        assert (party.agency_id, party.matched_by) == (new_id, "successor")
        assert session.exec(select(ReportLink.revoked_at)).one() is not None
        # The account stays where it is: a person decides.
        assert session.exec(select(User.agency_id)).one() == old_id
        said = [(e.what, e.plan_id) for e in session.exec(select(AuditEvent)) if "replaced" in e.what]
        assert said == [("plan.lead-replaced", led), ("plan.lead-replaced", draft), ("agency.replaced", None)]
    province.activate(draft, on=ON)
    assert province.obligations(draft, "Sở Nội vụ") == []


def test_a_membership_ends_and_the_successor_joins_where_it_fits(province: Cast) -> None:
    replace(province, "xa-an-binh", "xa-binh-minh")
    with reading(province.engine) as session:
        (group_id,) = session.exec(select(AgencyGroup.id))
        day_before, day = (
            [a.code for a in group_members(session, group_id or 0, on)] for on in (date(2026, 11, 15), ON)
        )
        assert set(day_before) == {"xa-an-binh", "xa-binh-minh", "phuong-chau-son"}
        assert set(day) == {"xa-binh-minh", "phuong-chau-son"}
    seen = replace(province, "phuong-chau-son", "so-y-te")
    assert [(m.name, m.joins) for m in seen.memberships] == [("UBND các xã, phường", False)]


@pytest.mark.parametrize(
    ("old", "new", "on", "said"),
    [
        ("so-noi-vu", "so-noi-vu", ON, "chính nó"),
        ("so-noi-vu", "so-y-te", date(2026, 12, 1), "chưa tới"),
    ],
)
def test_a_succession_that_cannot_be_is_refused(
    province: Cast, old: str, new: str, on: date, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        replace(province, old, new, on=on, today=ON)


def test_an_ended_body_takes_nothing_over(province: Cast) -> None:
    replace(province, "so-noi-vu", "so-y-te")
    with pytest.raises(Refused, match="không tồn tại"):
        replace(province, "so-y-te", "so-noi-vu")


def test_a_name_from_a_plan_is_merged_and_known_the_next_time(province: Cast) -> None:
    plan = province.tracked_plan(item("Rà soát", "Sở Nội vụ và Lao động tỉnh Lam", due=DUE))
    with reading(province.engine) as session:
        made = ensure_agency(session, "Sở Nội vụ và Lao động tỉnh Lam")
    (into,) = ids(province, "so-noi-vu")
    with writing(province.engine) as session:
        merge_agency(
            session,
            made.id or 0,
            into,
            by="người vận hành",
            now=province.at(ON),
            today=ON,
            calendar=province.office.calendar,
            ladder=province.office.ladder,
        )
    assert [o.agency_id for o in province.obligations(plan)] == [into]
    with reading(province.engine) as session:
        for day in (ON, date(2026, 11, 2), None):
            found = find_name(session, "Sở Nội vụ và Lao động tỉnh Lam", on=day)
            assert (found.agency_id, found.how) == (into, "alias")
        assert ensure_agency(session, "Sở Nội vụ và Lao động tỉnh Lam", on=None).id != made.id
        assert [a.text for a in session.exec(select(AgencyAlias).where(AgencyAlias.agency_id == into))] == [
            "Sở Nội vụ và Lao động tỉnh Lam"
        ]


CODES = ("so-y-te", "so-noi-vu", "so-tai-chinh", "mttq", "so-dan-toc")


def live(session: Session) -> dict[tuple[int, str, str], list[str]]:
    """Return for each item, part and occurrence the statuses of its shares that were not withdrawn."""
    found: dict[tuple[int, str, str], list[str]] = {}
    for o in session.exec(select(Obligation)):
        if o.status != "withdrawn":
            found.setdefault((o.assignment_id, o.part, o.occurrence), []).append(o.status)
    return found


@pytest.fixture
def books(province: Cast) -> tuple[Cast, int, list[int]]:
    """A plan in force whose three items nobody owes yet: each example gives them out and takes them back."""
    plan = province.draft(*(item(f"Việc {n}", "Sở Y tế", due=DUE) for n in range(3)))
    with writing(province.engine) as session:
        row = session.get_one(Plan, plan)
        row.state = "active"
        session.add(row)
        items = [i or 0 for i in session.exec(select(Assignment.id).where(Assignment.plan_id == plan))]
    return province, plan, items


def give_out(
    session: Session, plan: int, given: dict[tuple[int, str, str], str], bodies: dict[str, int]
) -> None:
    rows = [
        Obligation(
            plan_id=plan,
            assignment_id=assignment,
            agency_id=bodies[code],
            part=part,
            kind="dated",
            status=status,
            due_on=DUE,
            first_due_on=DUE,
            assigned_on=date(2026, 11, 2),
        )
        for (assignment, code, part), status in given.items()
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(birth(o, by="thử", role="lead", now=Cast.at(date(2026, 11, 2)), why="thử") for o in rows)
    session.flush()


@with_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_successions_no_work_is_with_an_ended_body_and_none_is_lost_or_doubled(
    books: tuple[Cast, int, list[int]], data: st.DataObject
) -> None:
    cast, plan, items = books
    keys = st.tuples(
        st.sampled_from(items), st.sampled_from(CODES), st.sampled_from(["owner", "coordinator"])
    )
    given_out = data.draw(st.dictionaries(keys, st.sampled_from(sorted(NAMES)), max_size=10))
    steps = data.draw(
        st.lists(st.tuples(st.permutations(CODES), st.none() | st.sets(st.integers(0, 9))), max_size=6)
    )
    with cast.engine.connect() as connection, Session(bind=connection) as session:
        bodies = {a.code: a.id or 0 for a in session.exec(select(Agency)) if a.code in CODES}
        give_out(session, plan, given_out, bodies)
        before = live(session)
        finished = {o.id: o.agency_id for o in session.exec(select(Obligation)) if o.status == "done"}
        for number, ((old, new, *_), chosen) in enumerate(steps):
            mine = [o.id or 0 for o in session.exec(select(Obligation)) if o.agency_id == bodies[old]]
            day = ON + timedelta(days=number)
            try:
                replace_agency(
                    session,
                    bodies[old],
                    bodies[new],
                    on=day,
                    by="thử",
                    now=cast.at(day),
                    today=day,
                    calendar=cast.office.calendar,
                    ladder=cast.office.ladder,
                    obligation_ids=None if chosen is None else [mine[i] for i in chosen if i < len(mine)],
                )
            except Refused as fault:
                assert "không tồn tại" in fault.sentence
        after = live(session)
        ended = {a.id for a in session.exec(select(Agency)) if a.valid_to is not None}
        rows = session.exec(select(Obligation)).all()
        assert not [o for o in rows if o.status not in FINISHED and o.agency_id in ended]
        assert after.keys() == before.keys()
        for key, statuses in before.items():
            # As much work as before or less where two bodies became one, never more, never none.
            assert 1 <= len(after[key]) <= len(statuses)
        for o in rows:
            last = history(session, o.id or 0)[-1]
            assert (last.to_status, last.agency_id) == (o.status, o.agency_id)
            assert o.id not in finished or o.agency_id == finished[o.id]
        connection.rollback()


def test_the_moment_of_the_act_is_the_one_handed_in(province: Cast) -> None:
    plan = province.tracked_plan(item("Rà soát", "Sở Nội vụ", due=DUE))
    replace(province, "so-noi-vu", "so-dan-toc")
    at: datetime = journal(province, province.obligations(plan)[0])[-1].at
    assert at == province.at(ON, 9)


def test_further_occurrences_go_to_who_has_the_work_now(province: Cast) -> None:
    plan = province.tracked_plan(item("Báo cáo tháng", "Sở Nội vụ", rhythm=Rhythm("month", day=25)))
    for one in province.obligations(plan):
        province.finish(one, on=date(2026, 11, 5))
    count = len(province.obligations(plan))
    replace(province, "so-noi-vu", "so-dan-toc")
    assert len(province.obligations(plan, "Sở Nội vụ")) == count
    with writing(province.engine) as session:
        one = session.exec(select(Assignment).where(Assignment.plan_id == plan)).one()
        made = add_occurrences(
            session,
            one,
            [date(2027, 6, 25)],
            today=ON,
            now=province.at(ON),
            calendar=province.office.calendar,
        )
    (new,) = province.obligations(plan, "Sở Dân tộc và Tôn giáo")
    assert (made, new.occurrence) == (1, "2027-06-25")


def test_coordinators_follow_when_the_last_open_owner_is_joined(province: Cast) -> None:
    plan = province.tracked_plan(
        item("Báo cáo chung", "Sở Nội vụ", "Sở Y tế", due=DUE, coordinators=["Sở Tài chính"])
    )
    province.finish(province.obligations(plan, "Sở Y tế")[0], on=date(2026, 11, 10))
    (helper,) = province.obligations(plan, "Sở Tài chính")
    assert helper.status == "assigned"
    seen = replace(province, "so-noi-vu", "so-y-te")
    assert any("đã hoàn thành: xem có cần mở lại" in line for line in sentences(seen))
    assert province.obligations(plan, "Sở Tài chính")[0].status == "done"
