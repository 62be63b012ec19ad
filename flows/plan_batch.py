"""A batch of a morning's plans, shown one after the other by whichever machine takes it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from prefect import flow, get_run_logger, tags
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed

from flows.run_plan import run_plan
from tasks.batches import sign_on
from tasks.steps import deliver_step, tags_of


@flow(
    name="plan_batch",
    description="Một nhóm kế hoạch của buổi sáng: giúp gửi thư, rồi tổng hợp từng kế hoạch; chạy lại vô hại.",
    persist_result=False,
)
def plan_batch(as_of: date, plan_ids: list[int]) -> State[Any]:
    """Help with the mail if there is a free slot, then show each of those plans as of a day.

    Run twice, it sends nothing new and freezes each table once.
    """
    sign_on()
    # What does not go out now goes out from the outbox.
    deliver_step(0, return_state=True)
    faults = show_plans(plan_ids, as_of)
    message = f"{len(plan_ids)} kế hoạch"
    if faults:
        return Failed(name="Có kế hoạch bị lỗi", message=f"{message}. {'; '.join(faults)}")
    return Completed(name="Đã xong", message=message)


def show_plans(plan_ids: Sequence[int], day: date) -> list[str]:
    """Show each plan as a run of its own inside this one, and return the faults of those that failed."""
    faults: list[str] = []
    logger = get_run_logger()
    with _without_heartbeats():
        for plan_id in plan_ids:
            # One plan that cannot be shown must not hide the others.
            with tags("dondoc", *tags_of(plan_id)):
                state = run_plan(plan_id, day, deliver=False, return_state=True)
            logger.info("Kế hoạch %s: %s", plan_id, state.name)
            if not state.is_completed():
                faults.append(f"Kế hoạch {plan_id}: {state.message}")
    return faults


@contextmanager
def _without_heartbeats() -> Iterator[None]:
    """Let runs inside this one have no heartbeats: they end with it, and each would wait a second for one."""
    with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
