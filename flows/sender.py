"""The sender beside workers of a pool, as a process of its own: ``python -m flows.sender``."""

import os
import signal
import threading

from config.logs import set_up_logs
from flows.serve import working_beside
from tasks.steps import here


def main() -> None:
    """Send what is due, tell Prefect of changes and give signs of life until told to stop."""
    os.umask(0o077)
    set_up_logs(here()[0])
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with working_beside():
        stop.wait()


if __name__ == "__main__":
    main()
