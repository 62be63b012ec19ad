"""A lead agency is told at once of a work that its agency declines."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from tasks.steps import deliver_step, tell_lead_step


@flow(
    name="tell_lead",
    description="Báo cơ quan chủ trì khi có việc bị từ chối. Chạy lại trong ngày không gửi thêm.",
    flow_run_name="Phần việc {obligation_id} bị từ chối",
    persist_result=False,
)
def tell_lead(obligation_id: int) -> State[Any]:
    """Write the lead agency's message about a refused work and send it; twice on one day is once."""
    told = tell_lead_step(obligation_id, return_state=True)
    if told.is_completed():
        deliver_step(return_state=True)
    return told
