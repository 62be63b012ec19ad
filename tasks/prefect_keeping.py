"""Prefect's database kept small: old runs are deleted through its API, in small batches."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from config.settings import Settings

log = logging.getLogger("dondoc.forgetting")
# Runs deleted in one request, each with its task runs and states in one transaction of the server: writers
# wait for no longer than that. The API takes at most 50.
BATCH = 20
# Batches of one call: what is left is for the next day's.
MOST_BATCHES = 500
ARTIFACTS_AT_ONCE = 200
SECONDS = 60
# Seconds between two attempts where the server is busy with the morning's own runs: it answers 503.
BUSY_PAUSES = (1, 2, 4, 8, 16)
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many runs and artifacts were deleted, and whether older ones are left."""

    runs: int = 0
    artifacts: int = 0
    is_all: bool = True


def prune_prefect(settings: Settings, *, before: datetime, most: int = MOST_BATCHES) -> Pruned:
    """Delete the runs that ended before a UTC instant, with all that belongs to them; safe to repeat.

    Task runs and states go with their run, its logs are deleted by the server soon after. Artifacts go
    first: where this is interrupted the run is still there, and the next call finds it. Events have no way
    out of the API; the server forgets them by itself. Raises httpx.HTTPError where it does not answer.
    """
    runs = artifacts = 0
    with httpx.Client(base_url=settings.prefect_api, timeout=SECONDS) as client:
        for _ in range(most):
            if not (ids := _old_runs(client, before)):
                return _told(Pruned(runs, artifacts))
            artifacts += _delete_artifacts(client, ids)
            asked = {"flow_runs": {"id": {"any_": ids}}, "limit": len(ids)}
            deleted = _posted(client, "/flow_runs/bulk_delete", asked)["deleted"]
            if not deleted:
                break
            runs += len(deleted)
    return _told(Pruned(runs, artifacts, is_all=False))


def _old_runs(client: httpx.Client, before: datetime) -> list[str]:
    asked = {
        "flow_runs": {
            "end_time": {"before_": before.isoformat()},
            "state": {"type": {"any_": ENDED}},
            # Runs within a run come to stand by themselves once it is gone, and go in a later batch.
            "parent_task_run_id": {"is_null_": True},
        },
        "limit": BATCH,
    }
    return [row["id"] for row in _posted(client, "/flow_runs/filter", asked)]


def _delete_artifacts(client: httpx.Client, run_ids: list[str]) -> int:
    asked = {"artifacts": {"flow_run_id": {"any_": run_ids}}, "limit": ARTIFACTS_AT_ONCE}
    deleted = 0
    while found := _posted(client, "/artifacts/filter", asked):
        for row in found:
            answer = _asked(client, "DELETE", f"/artifacts/{row['id']}")
            # Deleted by somebody else meanwhile is deleted, too.
            if answer.status_code != httpx.codes.NOT_FOUND:
                answer.raise_for_status()
            deleted += 1
    return deleted


def _posted(client: httpx.Client, address: str, body: dict[str, Any]) -> Any:
    return _asked(client, "POST", address, body).raise_for_status().json()


def _asked(client: httpx.Client, method: str, address: str, body: object = None) -> httpx.Response:
    """Return the answer; one that only says that the server's database is busy is waited out."""
    for pause in BUSY_PAUSES:
        answer = client.request(method, address, json=body)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            return answer
        time.sleep(pause)
    return client.request(method, address, json=body)


def _told(pruned: Pruned) -> Pruned:
    if pruned.runs:
        log.info("forgotten in Prefect: %s runs, %s artifacts", pruned.runs, pruned.artifacts)
    return pruned
