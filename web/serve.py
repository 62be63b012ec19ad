"""The pages as a process of their own: ``python -m web.serve``."""

import urllib.request

import uvicorn

from config.clock import Clock
from config.office import load_office
from config.settings import Settings, load_settings
from store.database import migrate, open_database
from tasks.ingesting import ingest
from web.app import create_app


def prefect_answers(settings: Settings) -> None:
    """Raise OSError when the Prefect API does not answer."""
    with urllib.request.urlopen(f"{settings.prefect_api}/health", timeout=2) as reply:  # noqa: S310
        if reply.status != 200:
            raise OSError(f"Prefect answers {reply.status}")


def main() -> None:
    """Serve the pages until stopped."""
    settings = load_settings()
    engine = open_database(settings.database)
    migrate(engine)
    office = load_office(settings)
    clock = Clock(settings.today)
    app = create_app(
        settings,
        clock,
        office,
        ingest=lambda data, filename, by: ingest(engine, office, data, filename, by=by, now=clock.now()),
        health={"Prefect": lambda: prefect_answers(settings)},
    )
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
