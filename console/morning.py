"""``dondoc morning``: the morning flow, now, in this process."""

import os

from config.prefect_env import prefect_environment
from console.desk import Desk, parse_day
from console.up import answers


def run_morning(desk: Desk, *, as_of: str) -> int:
    """Run the morning flow for a day and return the exit code; uses the running Prefect server if any.

    Without one Prefect starts a server for the time of the run.
    """
    day = parse_day(as_of) if as_of else desk.clock.today()
    environment = prefect_environment(desk.settings)
    if not answers(f"{desk.settings.prefect_api}/health"):
        del environment["PREFECT_API_URL"]
    # Before Prefect is imported: it reads its settings once.
    os.environ.update(environment)
    from flows.morning import morning

    state = morning(day, return_state=True)
    print(f"{state.name}: {state.message}")
    return 0 if state.is_completed() else 1
