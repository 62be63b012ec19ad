"""A morning's plans in batches, and how the runs that carry them stand: judged from what Prefect tells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# Plans of one batch: long enough that starting a process is little of it, short enough that a machine
# which dies costs half a minute of work.
BATCH_PLANS = 20
# Times that a run whose machine died is begun again before a person has to look.
AGAIN = 3
# A machine that has taken a run starts it within seconds; after this long it is gone.
TAKEN_LIMIT = timedelta(minutes=3)

_DONE, _ENDED, _CRASHED = "COMPLETED", ("FAILED", "CANCELLED"), "CRASHED"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run of a morning: the morning's own, or that of a batch.

    ``state`` is Prefect's state type and ``since`` the UTC instant at which it began; ``is_gone`` tells that
    the process which carries it is known to have ended; ``again`` how often it was begun again.
    """

    id: UUID
    name: str
    is_batch: bool
    state: str
    since: datetime
    is_gone: bool = False
    again: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done about a morning's runs, each by its id, and whether the morning is over.

    ``orphans`` are to be marked as crashed, ``retried`` to be begun again.
    """

    orphans: tuple[UUID, ...]
    retried: tuple[UUID, ...]
    faults: tuple[str, ...]
    is_over: bool


def divide(plan_ids: Sequence[int], *, size: int = BATCH_PLANS) -> list[list[int]]:
    """Return the plans in their order in as few batches of at most ``size`` as hold them, of like length."""
    count = -(-len(plan_ids) // size)
    return [
        list(plan_ids[len(plan_ids) * n // count : len(plan_ids) * (n + 1) // count]) for n in range(count)
    ]


def judge_runs(runs: Iterable[RunFacts], *, now: datetime) -> Verdict:
    """Return what a morning's runs ask for at a UTC instant.

    An orphan is a run whose process is gone, or that was taken and not begun for ``TAKEN_LIMIT``. It is
    begun again, ``AGAIN`` times at most. A batch that failed or was cancelled is a fault of the morning;
    why the morning's own run failed stands in its own account.
    """
    orphans: list[UUID] = []
    retried: list[UUID] = []
    faults: list[str] = []
    is_over = True
    for run in runs:
        is_orphan = (run.state == "RUNNING" and run.is_gone) or (
            run.state == "PENDING" and now - run.since > TAKEN_LIMIT
        )
        if is_orphan:
            orphans.append(run.id)
        if is_orphan or run.state == _CRASHED:
            if run.again < AGAIN:
                retried.append(run.id)
                is_over = False
            else:
                faults.append(f"{run.name}: máy chạy dừng giữa chừng {AGAIN + 1} lần")
        elif run.state in _ENDED:
            if run.is_batch:
                faults.append(f"{run.name}: {run.words}" if run.words else f"{run.name}: không xong")
        elif run.state != _DONE:
            is_over = False
    return Verdict(tuple(orphans), tuple(retried), tuple(faults), is_over)
