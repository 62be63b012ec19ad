"""The morning and the plan as flows, seen as an officer sees them in Prefect's pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from models.reminder import Message, OutboxEntry, Reminder
from models.rollup import RollupSnapshot
from models.running import MorningRun
from store.boards import rollup_by_agency
from store.database import reading
from tasks.reporting import people_table
from tests.cast import Cast, item
from tests.flows.prefects_side import until

DAY = date(2026, 11, 23)


@pytest.fixture
def plan(province: Cast) -> int:
    plan_id = province.tracked_plan(
        item("Nộp báo cáo", "Sở Nội vụ", due=date(2026, 11, 20), ref="IV.1"),
        item("Lập dự toán", "Sở Tài chính", due=date(2026, 11, 26), ref="IV.2"),
        item("Tuyên truyền", "Sở Y tế", kind="ongoing", ref="IV.3"),
        number="12/KH-UBND",
    )
    province.finish(province.obligations(plan_id, "Sở Tài chính")[0], on=date(2026, 11, 16))
    return plan_id


def runs_of(kind: str) -> list[Any]:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        return client.read_flow_runs() if kind == "flow" else client.read_task_runs()


def tasks_of(run: Any, *, count: int) -> list[Any]:
    """Return the ended tasks of a run, as soon as the server has written them all down."""

    def ended() -> list[Any]:
        known = [t for t in runs_of("task") if t.flow_run_id == run.id and t.state and t.state.is_final()]
        return known if len(known) == count else []

    return list(until(ended))


def test_the_plan_is_a_run_with_its_number_and_a_task_per_agency(province: Cast, plan: int) -> None:
    from flows.run_plan import run_plan

    state = run_plan(plan, DAY, return_state=True)
    assert state.is_completed()
    assert (state.name, state.message) == ("1 cơ quan quá hạn", "3 cơ quan, 1 cơ quan quá hạn, nhắc 2 việc")
    run = next(r for r in runs_of("flow") if r.id == state.state_details.flow_run_id)
    assert run.name == "12/KH-UBND · 23/11/2026"
    tasks = {t.name: t.state for t in tasks_of(run, count=7)}
    assert {name: state.name for name, state in tasks.items() if " · " in name} == {
        "Sở Nội vụ · 1 việc · hạn gần nhất 20/11/2026": "Quá hạn 3 ngày",
        "Sở Tài chính · xong 1 việc": "Hoàn thành",
        "Sở Y tế · 1 việc · chưa có hạn": "Thường xuyên",
    }
    late = tasks["Sở Nội vụ · 1 việc · hạn gần nhất 20/11/2026"]
    assert late.message == "Nhắc 1 việc hôm nay. IV.1: Nộp báo cáo – Quá hạn 3 ngày"


def test_the_artifact_is_the_one_count(province: Cast, plan: int) -> None:
    import json

    from prefect.artifacts import Artifact

    from flows.run_plan import run_plan

    run_plan(plan, DAY, return_state=True)
    artifact = Artifact.get(f"tong-hop-ke-hoach-{plan}")
    assert artifact is not None
    with reading(province.engine) as session:
        expected = people_table(rollup_by_agency(session, today=DAY, plan_id=plan))
        (snapshot,) = session.exec(select(RollupSnapshot)).all()
    assert json.loads(str(artifact.data)) == expected
    assert snapshot.sha256[:16] in str(artifact.description)


def test_the_morning_sends_one_digest_per_agency_over_all_plans(province: Cast, plan: int) -> None:
    from flows.morning import morning

    province.tracked_plan(item("Việc khác", "Sở Nội vụ", due=DAY), number="13/KH-UBND")
    state = morning(DAY, return_state=True)
    assert state.is_completed(), state.message
    with reading(province.engine) as session:
        digests = session.exec(select(Message).where(Message.kind == "agency-digest")).all()
        lead = session.exec(select(Message).where(Message.kind == "lead-digest")).all()
        by_agency = [m.agency_id for m in digests]
        mine = next(m for m in digests if "Sở Nội vụ" in m.subject)
    assert len(by_agency) == len(set(by_agency)) == 2
    assert len(lead) == 1
    assert "12/KH-UBND" in mine.body_text
    assert "13/KH-UBND" in mine.body_text


def test_the_morning_again_sends_nothing_new(province: Cast, plan: int) -> None:
    from flows.morning import morning

    def stored() -> tuple[int, int, int]:
        with reading(province.engine) as session:
            counts = [len(session.exec(select(t)).all()) for t in (Reminder, Message, OutboxEntry)]  # type: ignore[call-overload]
        return (counts[0], counts[1], counts[2])

    morning(DAY, return_state=True)
    first = stored()
    assert all(first)
    assert morning(DAY, return_state=True).is_completed()
    assert stored() == first


def test_a_plan_with_nothing_due_gets_no_run(province: Cast) -> None:
    from flows.morning import morning

    province.tracked_plan(item("Xa", "Sở Nội vụ", due=date(2027, 9, 30)))
    province.look(date(2026, 11, 2))
    province.look(date(2026, 11, 5))
    state = morning(date(2026, 11, 6), return_state=True)
    assert state.message == "0 kế hoạch có việc cần xem ngày 06/11/2026"


def test_the_served_morning_is_scheduled_at_seven_in_viet_nam(prefect_server: None) -> None:
    from flows.serve import deployments

    (morning,) = (d for d in deployments() if d.flow_name == "morning")
    (schedule,) = (s.schedule for s in morning.schedules or [])
    assert (schedule.cron, schedule.timezone) == ("0 7 * * *", "Asia/Ho_Chi_Minh")  # type: ignore[union-attr]


def test_a_document_that_cannot_be_read_fails_the_run_in_a_sentence(province: Cast, tmp_path: Any) -> None:
    from flows.ingest_plan import ingest_plan

    bad = tmp_path / "trống.txt"
    bad.write_bytes(b"")
    state = ingest_plan(bad, return_state=True)
    assert state.is_failed()
    assert state.name == "Không đọc được"


def test_a_morning_on_a_day_off_sends_nothing_and_monday_makes_it_good_once(
    province: Cast, plan: int
) -> None:
    from flows.morning import morning

    saturday = morning(date(2026, 11, 21), return_state=True)
    assert (saturday.name, saturday.message) == ("Ngày nghỉ", "0 kế hoạch có việc cần xem ngày 21/11/2026")
    with reading(province.engine) as session:
        assert session.exec(select(Message)).all() == []
    morning(DAY, return_state=True)
    with reading(province.engine) as session:
        told = [m.agency_id for m in session.exec(select(Message).where(Message.kind == "agency-digest"))]
    assert len(told) == len(set(told)) == 2


def test_a_day_that_has_not_come_is_refused_and_claims_nothing(province: Cast, plan: int) -> None:
    from flows.morning import morning
    from flows.run_plan import run_plan

    for state in (
        morning(date(2026, 12, 30), return_state=True),
        run_plan(plan, date(2026, 12, 30), return_state=True),
    ):
        assert state.is_failed()
        assert state.name == "Ngày chưa tới"
    with reading(province.engine) as session:
        assert session.exec(select(Reminder)).all() == []


def test_a_morning_killed_after_claiming_is_shown_by_the_next(province: Cast, plan: int) -> None:
    from flows.morning import morning

    province.look(DAY)
    assert morning(DAY, return_state=True).message == "1 kế hoạch có việc cần xem ngày 23/11/2026"
    with reading(province.engine) as session:
        assert len(session.exec(select(RollupSnapshot)).all()) == 1


def run_named(state: Any) -> Any:
    return next(r for r in runs_of("flow") if r.id == state.state_details.flow_run_id)


def test_a_plans_run_is_found_by_its_number_and_its_lead(province: Cast, plan: int) -> None:
    from flows.morning import morning
    from flows.run_plan import run_plan

    by_hand = run_named(run_plan(plan, DAY, return_state=True))
    assert set(by_hand.tags) == {"dondoc", "12/KH-UBND", "so-y-te"}
    whole = run_named(morning(DAY, return_state=True))
    (by_morning,) = (
        r for r in runs_of("flow") if r.parent_task_run_id is not None and r.start_time > whole.start_time
    )
    assert set(by_morning.tags) == {"dondoc", "12/KH-UBND", "so-y-te"}
    tasks = [*tasks_of(by_hand, count=7), *tasks_of(by_morning, count=4)]
    assert all(t.tags == [] for t in tasks)


def test_the_plans_page_is_linked_beside_its_table(province: Cast, plan: int) -> None:
    from prefect.artifacts import Artifact

    from flows.publish_rollup import publish_rollup

    state = publish_rollup(plan, DAY, return_state=True)
    assert (state.name, state.message) == (
        "Đã tổng hợp",
        "3 phần việc: 1 đã hoàn thành, 1 quá hạn",
    )
    link = Artifact.get(f"tong-hop-ke-hoach-{plan}-trang")
    assert link is not None
    assert f"(http://127.0.0.1:8000/ke-hoach/{plan})" in str(link.data)
    assert "12/KH-UBND" in str(link.data)


def test_the_morning_keeps_account_of_itself(province: Cast, plan: int) -> None:
    from flows.morning import morning

    morning(DAY, return_state=True)
    with reading(province.engine) as session:
        (run,) = session.exec(select(MorningRun)).all()
        messages = len(session.exec(select(Message)).all())
        reminders = len(session.exec(select(Reminder)).all())
    assert (run.on, run.failure) == (DAY, "")
    assert run.finished_at is not None
    assert (run.claimed, run.written, run.sent) == (reminders, messages, messages)
    assert messages == 3


def test_a_step_that_fails_hides_no_other_and_fails_the_morning(
    province: Cast, plan: int, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.morning import morning
    from tasks.steps import here

    mine = tmp_path / "office" / "templates"
    mine.mkdir(parents=True)
    (mine / "agency-digest.txt").write_text("{{ words.no_such_word }}", "utf-8")
    monkeypatch.setenv("DONDOC_CONFIG_DIR", str(tmp_path / "office"))
    here.cache_clear()
    with without_waiting():
        state = morning(DAY, return_state=True)
    assert (state.type.name, state.name) == ("FAILED", "Có bước bị lỗi")
    assert "1 kế hoạch có việc cần xem" in str(state.message)
    with reading(province.engine) as session:
        (run,) = session.exec(select(MorningRun)).all()
        assert len(session.exec(select(RollupSnapshot)).all()) == 1
    assert run.failure.startswith("Soạn thư: ")
    assert "agency-digest.txt" in run.failure
    assert run.claimed == 2


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let steps fail at their first attempt: the second one would come seconds later."""
    from tasks import steps

    step = steps.compose_step
    before, step.retries = step.retries, 0
    yield
    step.retries = before
