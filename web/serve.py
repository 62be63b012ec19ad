"""The pages as a process of their own: ``python -m web.serve``."""

import os
import time
import urllib.request

import uvicorn

from config.clock import Clock
from config.logs import set_up_logs
from config.office import OfficeFiles
from config.settings import RUNNER_SIGN, Settings, load_settings
from config.tracing import start_tracing
from store.sealed_rows import seal_stored
from store.sealing import open_with_key
from store.upgrades import upgrade
from tasks.ingesting import ingest
from web.app import create_app
from web.patience import PatientProtocol

# Seconds without a sign of life after which the runner counts as down.
RUNNER_SILENCE = 60


def prefect_answers(settings: Settings) -> None:
    """Raise OSError when the Prefect API does not answer."""
    with urllib.request.urlopen(f"{settings.prefect_api}/health", timeout=2) as reply:  # noqa: S310
        if reply.status != 200:
            raise OSError(f"Prefect answers {reply.status}")


def runner_lives(settings: Settings) -> None:
    """Raise OSError when the runner has given no sign of life for a minute."""
    age = time.time() - (settings.home / RUNNER_SIGN).stat().st_mtime
    if age > RUNNER_SILENCE:
        raise OSError(f"the runner has been silent for {age:.0f} s")


def main() -> None:
    """Serve the pages until stopped."""
    os.umask(0o077)
    settings = load_settings()
    set_up_logs(settings)
    engine = open_with_key(settings)
    start_tracing(settings, engine, part="web")
    upgrade(engine, now=Clock().now())
    seal_stored(engine)
    office = OfficeFiles(settings)
    clock = Clock(settings.today)
    app = create_app(
        settings,
        clock,
        office,
        ingest=lambda data, filename, by, tell: ingest(
            engine, office(), data, filename, by=by, now=clock.now(), tell=tell
        ),
        health={
            "Prefect": lambda: prefect_answers(settings),
            "runner": lambda: runner_lives(settings),
        },
    )
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        http=PatientProtocol,
        log_level="warning",
        # No handlers of its own: what it says goes the way of all our logs.
        log_config=None,
        access_log=False,
        server_header=False,
        # Whoever asks is counted and logged by the address that these, and only these, hand on.
        forwarded_allow_ips=settings.proxies,
    )


if __name__ == "__main__":
    main()
