"""A lead agency is told at once of a work that its agency declines."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.steps import deliver_step, tell_lead_step


@flow(
    name="tell_lead",
    description="Báo cơ quan chủ trì khi có việc bị từ chối. Chạy lại trong ngày không gửi thêm.",
    flow_run_name="Phần việc {obligation_id} bị từ chối",
    persist_result=False,
)
def tell_lead(obligation_id: int) -> State[Any]:
    """Write the lead agency's message about a refused work and send it; twice on one day is once."""
    told: Any = tell_lead_step(obligation_id, return_state=True)
    if not told.is_completed():
        return Failed(name="Chưa báo được", message=told.message)
    # A letter that does not go out now goes out from the outbox.
    deliver_step(return_state=True)
    return Completed(name=told.name, message=told.message)
