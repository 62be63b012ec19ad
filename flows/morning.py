"""The morning: what is due to be looked at is looked at, told and rolled up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from prefect import Task, flow, get_run_logger, tags
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed

from flows.run_plan import run_plan
from store.runs import MorningCounts
from tasks.steps import (
    announce_step,
    claim_step,
    compose_step,
    deliver_step,
    here,
    next_occurrences,
    plans_to_show,
    tags_of,
)
from tasks.watching import Account, kept_account


def _run_name() -> str:
    given = flow_run.parameters.get("as_of")
    day = date.fromisoformat(str(given)[:10]) if given else here()[3].today()
    return f"Sáng {day:%d/%m/%Y}"


@flow(
    name="morning",
    description="Buổi sáng: nhắc việc đến hạn, quá hạn; mỗi cơ quan một thư; rồi tổng hợp từng kế hoạch.",
    flow_run_name=_run_name,
    persist_result=False,
)
def morning(as_of: date | None = None) -> State[Any]:
    """Run the plans that have something to be looked at by ``as_of`` (today in Asia/Ho_Chi_Minh).

    Claiming and sending come first, so that no mail waits for Prefect's bookkeeping; then each of
    those plans is shown as a run of its own. Missed mornings are caught up; twice is once. A step that
    fails does not keep the next ones from what was prepared before; the morning then ends as failed.
    """
    settings, engine, office, clock = here()
    day = as_of or clock.today()
    if day > clock.today():
        return Failed(name="Ngày chưa tới", message="Chỉ chạy được đến hôm nay; xem trước bằng diễn thử.")
    with kept_account(engine, settings, clock, on=day) as account:
        _do(account, next_occurrences, day)
        claimed = _do(account, claim_step, day)
        written = _do(account, compose_step, day)
        account.counts = MorningCounts(claimed, written, _do(account, deliver_step))
        announce_step(return_state=True)
        shown = _show_plans(account, plans_to_show(day), day)
    message = f"{shown} kế hoạch có việc cần xem ngày {day:%d/%m/%Y}"
    if account.faults:
        return Failed(name="Có bước bị lỗi", message=f"{message}. {'; '.join(account.faults)}")
    return Completed(name="Đã xong" if office.calendar.is_working(day) else "Ngày nghỉ", message=message)


def _do(account: Account, step: Task[..., Any], *arguments: date) -> int:
    """Run a step and return its count; a fault goes to the account and counts as nothing done."""
    state: Any = step(*arguments, return_state=True)
    if not state.is_completed():
        account.faults.append(f"{step.name}: {state.message}")
        return 0
    made = state.result()
    return made if isinstance(made, int) else 0


def _show_plans(account: Account, plan_ids: list[int], day: date) -> int:
    """Show each plan as a run of its own, and return how many there are."""
    logger = get_run_logger()
    with _without_heartbeats():
        for plan_id in plan_ids:
            # One plan that cannot be shown must not hide the others.
            with tags("dondoc", *tags_of(plan_id)):
                state = run_plan(plan_id, day, deliver=False, return_state=True)
            logger.info("Kế hoạch %s: %s", plan_id, state.name)
            if not state.is_completed():
                account.faults.append(f"Kế hoạch {plan_id}: {state.message}")
    return len(plan_ids)


@contextmanager
def _without_heartbeats() -> Iterator[None]:
    """Let runs inside this one have no heartbeats: they end with it, and each would wait a second for one."""
    with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
