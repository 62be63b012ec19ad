"""``dondoc morning``: the morning flow, now, in this process."""

import os

from config.prefect_env import prefect_environment
from console.desk import Desk, parse_day
from console.up import answers
from models.errors import DondocError


def run_morning(desk: Desk, *, as_of: str) -> int:
    """Run the morning flow for a day and return the exit code; uses the running Prefect server if any.

    Without one Prefect starts a server for the time of the run. Raises DondocError, after noting the
    morning as failed, where Prefect falls out before the flow begins.
    """
    day = parse_day(as_of) if as_of else desk.clock.today()
    environment = prefect_environment(desk.settings)
    if not answers(f"{desk.settings.prefect_api}/health"):
        del environment["PREFECT_API_URL"]
    # Before Prefect is imported: it reads its settings once.
    os.environ.update(environment)
    from tasks.watching import newest_id, note_that_none_began

    before = newest_id(desk.engine)
    try:
        from flows.morning import morning

        state = morning(day, return_state=True)
    except Exception as fault:
        note_that_none_began(desk.engine, desk.settings, desk.clock, on=day, before=before, fault=fault)
        raise DondocError(
            f"Buổi sáng không chạy được: Prefect gặp lỗi {type(fault).__name__}.",
            hint="Xem nhật ký của Prefect rồi chạy lại; chạy lại không gửi trùng.",
        ) from fault
    print(f"{state.name}: {state.message}")
    return 0 if state.is_completed() else 1
