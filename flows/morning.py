"""The morning: what is due to be looked at is looked at, told and rolled up."""

from datetime import date
from typing import Any

from prefect import Task, flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.plan_batch import show_plans
from store.runs import MorningCounts
from tasks.batches import hand_out, sign_on
from tasks.steps import (
    announce_step,
    claim_step,
    compose_step,
    deliver_step,
    here,
    next_occurrences,
    plans_to_show,
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

    Claiming and writing come first, so that no mail waits for Prefect's bookkeeping; then each of
    those plans is shown as a run of its own: by the machines of the work pool that this run was taken
    from, in batches, or here. Missed mornings are caught up; twice is once. A step that fails does not
    keep the next ones from what was prepared before; the morning then ends as failed.
    """
    settings, engine, office, clock = here()
    day = as_of or clock.today()
    if day > clock.today():
        return Failed(name="Ngày chưa tới", message="Chỉ chạy được đến hôm nay; xem trước bằng diễn thử.")
    with kept_account(engine, settings, clock, on=day) as account:
        sign_on(account.run_id)
        _do(account, next_occurrences, day)
        claimed = _do(account, claim_step, day)
        written = _do(account, compose_step, day)
        # Before sending: the machines help with it.
        wanted = plans_to_show(day)
        mine = hand_out(account.run_id, day, wanted)
        account.is_handed_out = len(mine) < len(wanted)
        account.counts = MorningCounts(claimed, written, _do(account, deliver_step))
        announce_step(return_state=True)
        account.faults += show_plans(mine, day)
    message = f"{len(wanted)} kế hoạch có việc cần xem ngày {day:%d/%m/%Y}"
    if account.is_handed_out:
        message += f", {len(wanted) - len(mine)} đã giao cho nhóm máy chạy"
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
