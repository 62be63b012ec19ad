"""A plan's roll-up, frozen and published on demand."""

from datetime import date
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from tasks.steps import here, rollup_step


@flow(name="publish_rollup", description="Chốt bảng tổng hợp của một kế hoạch.", persist_result=False)
def publish_rollup(plan_id: int, as_of: date | None = None) -> State[Any]:
    """Freeze the plan's roll-up as of a day (today where none is given) and publish it as an artifact."""
    made: Any = rollup_step(plan_id, as_of or here()[3].today(), return_state=True)
    if not made.is_completed():
        return Failed(name="Chưa chốt được", message=made.message)
    # The task's own state would be summed up as "Completed".
    return Completed(name=made.name, message=made.message)
