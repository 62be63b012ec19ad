"""Batches of a morning's plans, and what is concluded from how their runs stand."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.batches import AGAIN, BATCH_PLANS, TAKEN_LIMIT, RunFacts, divide, judge_runs

NOW = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)


def run(state: str, *, since: datetime = NOW, **more: object) -> RunFacts:
    facts = {"id": uuid4(), "name": "Nhóm 1/2", "is_batch": True, **more}
    return RunFacts(state=state, since=since, **facts)  # type: ignore[arg-type]


@given(st.lists(st.integers(), max_size=300), st.integers(1, 40))
def test_every_plan_is_in_one_batch_in_its_order_and_batches_are_alike(plans: list[int], size: int) -> None:
    made = divide(plans, size=size)
    assert [one for batch in made for one in batch] == plans
    lengths = {len(batch) for batch in made}
    assert len(made) == -(-len(plans) // size)
    assert not lengths or (max(lengths) <= size and max(lengths) - min(lengths) <= 1)


def test_no_plans_are_no_batch_and_as_many_as_fit_are_one() -> None:
    assert divide([]) == []
    assert divide(range(BATCH_PLANS)) == [list(range(BATCH_PLANS))]
    assert len(divide(range(BATCH_PLANS + 1))) == 2


@pytest.mark.parametrize("state", ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING", "PAUSED"])
def test_what_has_not_ended_is_waited_for(state: str) -> None:
    verdict = judge_runs([run("COMPLETED"), run(state)], now=NOW)
    assert (verdict.orphans, verdict.retried, verdict.faults, verdict.is_over) == ((), (), (), False)


def test_a_morning_is_over_when_all_have_ended() -> None:
    verdict = judge_runs([run("COMPLETED", is_batch=False), run("COMPLETED")], now=NOW)
    assert verdict.is_over
    assert not verdict.faults


def test_a_run_whose_process_is_gone_is_an_orphan_and_begun_again() -> None:
    orphan = run("RUNNING", is_gone=True)
    verdict = judge_runs([orphan, run("COMPLETED")], now=NOW)
    assert (verdict.orphans, verdict.retried, verdict.is_over) == ((orphan.id,), (orphan.id,), False)


def test_a_run_that_was_taken_and_never_begun_is_an_orphan_after_the_limit() -> None:
    taken = run("PENDING", since=NOW - TAKEN_LIMIT)
    assert judge_runs([taken], now=NOW).orphans == ()
    assert judge_runs([taken], now=NOW + timedelta(seconds=1)).orphans == (taken.id,)


def test_what_prefect_saw_crash_is_begun_again_without_being_marked_anew() -> None:
    crashed = run("CRASHED")
    verdict = judge_runs([crashed], now=NOW)
    assert (verdict.orphans, verdict.retried, verdict.is_over) == ((), (crashed.id,), False)


def test_what_died_too_often_is_a_fault_and_ends_the_morning() -> None:
    verdict = judge_runs([run("RUNNING", is_gone=True, again=AGAIN), run("COMPLETED")], now=NOW)
    assert len(verdict.orphans) == 1
    assert (verdict.retried, verdict.is_over) == ((), True)
    assert verdict.faults == ("Nhóm 1/2: máy chạy dừng giữa chừng 4 lần",)


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
def test_a_failed_batch_is_told_and_the_mornings_own_failure_is_not_told_twice(state: str) -> None:
    verdict = judge_runs([run(state, words="1 kế hoạch. Lỗi"), run(state, is_batch=False)], now=NOW)
    assert verdict.faults == ("Nhóm 1/2: 1 kế hoạch. Lỗi",)
    assert verdict.is_over
