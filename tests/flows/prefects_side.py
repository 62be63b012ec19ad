"""What Prefect knows, asked over its API as its pages ask it."""

import time
from collections.abc import Callable
from typing import Any

from prefect.client.orchestration import get_client


def ask(path: str, body: dict[str, Any]) -> Any:
    """Return the answer of a POST."""
    with get_client(sync_client=True) as client:
        answer = client.request("POST", path, json=body)  # type: ignore[arg-type]
        answer.raise_for_status()
        return answer.json()


def until(found: Callable[[], Any], *, seconds: float = 90) -> Any:
    """Return the first true answer; fail after that long."""
    end = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < end, "what was awaited did not come"
        time.sleep(0.1)
    return answer


def our_events(resource: str) -> list[dict[str, Any]]:
    """Return the events of ours about one resource, in the order in which they were told."""
    wanted = {"event": {"prefix": ["dondoc."]}, "resource": {"id": [resource]}, "order": "ASC"}
    return list(ask("/events/filter", {"filter": wanted, "limit": 50})["events"])
