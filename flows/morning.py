"""The morning: what is due to be looked at is looked at, told and rolled up."""

from datetime import date
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.run_plan import run_plan
from tasks.steps import claim_step, compose_step, deliver_step, here, next_occurrences, plans_to_show


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
    those plans is shown as a run of its own. Missed mornings are caught up; twice is once.
    """
    today = here()[3].today()
    day = as_of or today
    if day > today:
        return Failed(name="Ngày chưa tới", message="Chỉ chạy được đến hôm nay; xem trước bằng diễn thử.")
    next_occurrences(day)
    claim_step(day)
    compose_step(day)
    deliver_step()
    due = plans_to_show(day)
    logger = get_run_logger()
    for plan_id in due:
        # One plan that cannot be shown must not hide the others.
        state = run_plan(plan_id, day, deliver=False, return_state=True)
        logger.info("Kế hoạch %s: %s", plan_id, state.name)
    message = f"{len(due)} kế hoạch có việc cần xem ngày {day:%d/%m/%Y}"
    name = "Đã xong" if here()[2].calendar.is_working(day) else "Ngày nghỉ"
    return Completed(name=name, message=message)
