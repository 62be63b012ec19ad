"""A morning's plans handed to the machines of a work pool, and its runs followed to their end."""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import FlowRunContext
from prefect.deployments import run_deployment
from prefect.exceptions import PrefectException
from prefect.states import AwaitingRetry, Crashed
from sqlalchemy import Engine

from config.clock import Clock
from config.settings import Settings
from rules.batches import RunFacts, Verdict, divide, judge_runs
from store.database import reading
from store.runs import open_runs
from tasks.claimants import has_ended, this_process
from tasks.watching import close_account

log = logging.getLogger("dondoc.batches")
PLAN_BATCH = "plan_batch/nhom-ke-hoach"
# Labels of a flow run: the process that carries it, and how often it was begun again.
CARRIED_BY, BEGUN_AGAIN = "dondoc.carried-by", "dondoc.begun-again"
BEGUN_ANEW = "máy chạy dừng giữa chừng; đã cho chạy lại"
# A morning that has not ended after so long is left to people: the doctor names it.
FOLLOWED = timedelta(hours=12)
# Flow runs that Prefect tells in one answer.
PAGE = 200


def tag_of(run_id: int) -> str:
    """Return the tag of the flow runs of one morning."""
    return f"sang-{run_id}"


def this_run() -> FlowRun | None:
    """Return the flow run that this process carries for a deployment, or None where it has none."""
    context = FlowRunContext.get()
    run = context.flow_run if context is not None else None
    return run if run is not None and run.deployment_id is not None else None


def sign_on(run_id: int | None = None) -> None:
    """Write to this run which process carries it, and with ``run_id`` to which morning it belongs.

    A run that stands for itself (by hand) is not followed and stays as it is. What Prefect does not take is
    logged: such a run is missed by its heartbeats only.
    """
    run = this_run()
    if run is None:
        return
    try:
        with get_client(sync_client=True) as client:
            client.update_flow_run_labels(run.id, {CARRIED_BY: this_process()})
            if run_id is not None:
                _tag(client, run, tag_of(run_id))
    except (httpx.HTTPError, PrefectException) as fault:
        log.warning("Prefect did not take who carries this run (%s)", type(fault).__name__)


def hand_out(run_id: int, day: date, plan_ids: Sequence[int]) -> list[int]:
    """Hand the plans out in batches and return those that are left to this process.

    All are left where this run was not taken from a work pool, or where there is work for one only. A
    morning that is begun again finds the batches that it has handed out before: each has a key of its own.
    """
    run = this_run()
    batches = divide(plan_ids)
    if run is None or run.work_pool_name is None or len(batches) < 2:
        return list(plan_ids)
    handed = 0
    try:
        with get_client(sync_client=True) as client:
            for number, batch in enumerate(batches, 1):
                made = run_deployment(
                    PLAN_BATCH,
                    parameters={"as_of": day.isoformat(), "plan_ids": batch},
                    flow_run_name=f"Nhóm {number}/{len(batches)} · sáng {day:%d/%m/%Y}",
                    timeout=0,
                    tags=["dondoc", tag_of(run_id)],
                    idempotency_key=f"{run.id}-{day}-{number}-{batch[0]}-{batch[-1]}-{len(batch)}",
                )
                # A coroutine only where an event loop runs, which is not here.
                _tag(client, cast(FlowRun, made), tag_of(run_id))
                handed = number
    except (httpx.HTTPError, PrefectException) as fault:
        # Such as a pool without that deployment yet.
        log.warning("%s of %s batches handed out (%s)", handed, len(batches), type(fault).__name__)
    return [plan_id for batch in batches[handed:] for plan_id in batch]


def _tag(client: SyncPrefectClient, run: FlowRun, tag: str) -> None:
    if tag not in run.tags:
        client.update_flow_run(run.id, tags=sorted({*run.tags, tag}))


def follow_mornings(engine: Engine, settings: Settings, clock: Clock) -> None:
    """Begin again what a machine left behind when it died, and close the mornings whose runs have ended.

    Only mornings that Prefect started are followed. Doing it twice, or in two processes, does no harm:
    a morning is closed once, and whatever is begun again sends nothing twice.
    Raises httpx.HTTPError or PrefectException where Prefect does not answer.
    """
    with reading(engine) as session:
        still_open = open_runs(session, since=clock.now() - FOLLOWED)
    if not still_open:
        return
    # Prefect's instants are real ones, also where the day of the program is fixed.
    now = Clock().now()
    with get_client(sync_client=True) as client:
        for run_id in still_open:
            found = {run.id: run for run in _runs_of(client, run_id)}
            if found:
                verdict = judge_runs((_facts(run, now) for run in found.values()), now=now)
                _apply(engine, settings, clock, client, run_id, found, verdict)


def _runs_of(client: SyncPrefectClient, run_id: int) -> Iterator[FlowRun]:
    wanted = FlowRunFilter(tags=FlowRunFilterTags(all_=[tag_of(run_id)]))
    offset = 0
    while page := client.read_flow_runs(
        flow_run_filter=wanted, sort=FlowRunSort.ID_DESC, limit=PAGE, offset=offset
    ):
        yield from page
        if len(page) < PAGE:
            return
        offset += PAGE


def _facts(run: FlowRun, now: datetime) -> RunFacts:
    carried_by = str(run.labels.get(CARRIED_BY, ""))
    state = run.state
    since = state.timestamp if state is not None else now
    return RunFacts(
        id=run.id,
        name=run.name,
        is_batch="plan_ids" in run.parameters,
        state=state.type.value if state is not None else "",
        since=since,
        is_gone=has_ended(carried_by),
        again=int(run.labels.get(BEGUN_AGAIN, 0)),
        words=(state.message or "") if state is not None else "",
    )


def _apply(
    engine: Engine,
    settings: Settings,
    clock: Clock,
    client: SyncPrefectClient,
    run_id: int,
    found: dict[UUID, FlowRun],
    verdict: Verdict,
) -> None:
    for key in verdict.orphans:
        message = "Tiến trình không còn: máy chạy đã dừng giữa chừng. Chạy lại là an toàn."
        client.set_flow_run_state(key, Crashed(message=message))
        log.warning("a run of the morning %s lost its machine", run_id)
    for key in verdict.retried:
        run = found[key]
        if "plan_ids" not in run.parameters:
            # The morning itself begins again, with an account of its own.
            close_account(
                engine, settings, clock, run_id, ["máy chạy dừng giữa chừng; đã cho chạy lại"], again=True
            )
        again = int(run.labels.get(BEGUN_AGAIN, 0)) + 1
        client.update_flow_run_labels(key, {BEGUN_AGAIN: again, CARRIED_BY: ""})
        client.set_flow_run_state(key, AwaitingRetry(message=f"Chạy lại lần {again} sau khi máy chạy dừng"))
    if verdict.is_over:
        close_account(engine, settings, clock, run_id, verdict.faults)
