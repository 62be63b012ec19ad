"""The plan as a flow: one task per agency, then the roll-up."""

from datetime import date
from typing import Any

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.context import TagsContext
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from config import logs
from config.tracing import span
from tasks.reminding import label_of
from tasks.steps import (
    claim_step,
    compose_step,
    deliver_step,
    here,
    looks,
    rollup_step,
    show_agency,
    tags_of,
)


def _run_name() -> str:
    parameters = flow_run.parameters
    _, engine, _, _ = here()
    as_of = date.fromisoformat(str(parameters["as_of"])[:10])
    return f"{label_of(engine, int(parameters['plan_id']))} · {as_of:%d/%m/%Y}"


@flow(
    name="run_plan",
    description="Một kế hoạch: mỗi cơ quan một dòng, rồi tổng hợp. Chạy lại cùng ngày không gửi gì thêm.",
    flow_run_name=_run_name,
    persist_result=False,
    validate_parameters=True,
)
def run_plan(plan_id: int, as_of: date, deliver: bool = True) -> State[Any]:
    """Look at every agency of the plan as of a day and roll up; send what is new unless told not to.

    Run for the same day twice, it claims and sends nothing new.
    """
    if as_of > here()[3].today():
        return Failed(name="Ngày chưa tới", message="Chỉ chạy được đến hôm nay; xem trước bằng diễn thử.")
    _tag(plan_id)
    # The run has the tags, its tasks have not: Prefect asks the server about limits for every tagged task.
    with TagsContext(current_tags=set()), logs.about(plan_id=plan_id), span("look at plan", plan_id=plan_id):
        return _run(plan_id, as_of, deliver=deliver)


def _tag(plan_id: int) -> None:
    """Tag this run with the plan's number and its lead agency, where whoever made it has not."""
    known = set(flow_run.tags)
    wanted = known.union(("dondoc", *tags_of(plan_id)))
    if wanted != known and flow_run.id is not None:
        with get_client(sync_client=True) as client:
            client.update_flow_run(flow_run.id, tags=sorted(wanted))


def _run(plan_id: int, as_of: date, *, deliver: bool) -> State[Any]:
    if deliver:
        claim_step(as_of, plan_id)
        compose_step(as_of)
        deliver_step()
    found = looks(plan_id, as_of)
    for one in found:
        show_agency(one.title, one.verdict, list(one.lines), one.reminded)
    rollup_step(plan_id, as_of)
    late = sum(one.verdict.startswith("Quá hạn") for one in found)
    reminded = sum(one.reminded for one in found)
    message = f"{len(found)} cơ quan, {late} cơ quan quá hạn, nhắc {reminded} việc"
    return Completed(name=f"{late} cơ quan quá hạn" if late else "Không có quá hạn", message=message)
