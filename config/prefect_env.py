"""The environment in which Prefect's server and client run beside us."""

from config.settings import SHIPPED, Settings

# Seconds between two signs of life of a run that stands by itself; three missed ones mark it as crashed.
HEARTBEAT_SECONDS = 60
DAY_SECONDS = 24 * 60 * 60


def prefect_environment(settings: Settings) -> dict[str, str]:
    """Return the environment variables for every process of ours that talks to Prefect.

    Nothing is reported to the outside, everything that Prefect keeps stands in the data folder, and
    the recorders write in larger batches, which is where Prefect's SQLite suffers.
    """
    home = (settings.home / "prefect").resolve()
    database = settings.prefect_database_url.get_secret_value()
    return {
        **({"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} if database else {}),
        "PREFECT_API_URL": settings.prefect_api,
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": settings.log_level,
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_CLIENT_METRICS_ENABLED": "false",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_SECONDS),
        # Seconds until a run that an automation asked for is started.
        "PREFECT_RUNNER_POLL_FREQUENCY": "5",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "2",
        # One transaction for many states of task runs instead of one each: half of the server's time.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "2",
        # Who holds a slot is kept in files: from memory, a power cut would leave slots taken for ever.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        # A hundred runs every morning: our server forgets them after days, as it does its events.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(settings.prefect_run_days * DAY_SECONDS),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{settings.prefect_event_days}D",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # The second generation of its pages asks a service of its makers for settings; the first asks nobody.
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        # Its pages are written out at the first start: the program's own folder is read-only in production.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
        # They are read through a tunnel, where the browser does not know the name that other parts use.
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_CLI_PROMPT": "false",
        # Every process of Prefect writes our lines, cleaned of what is personal.
        "PREFECT_LOGGING_SETTINGS_PATH": str(SHIPPED / "prefect_logging.yml"),
        "DONDOC_LOG_FORMAT": settings.log_format,
        "DONDOC_HOME": str(settings.home.resolve()),
    }
