"""Connections to PostgreSQL: what every session begins with, the lock of writers, refusals in sentences."""

import psycopg
from psycopg import errors as refusals
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event

from models.errors import NotFound, Refused

# The lock of those who write: whoever holds it whole writes alone, as on SQLite; whoever shares it writes
# beside others and keeps to the rows that it has locked.
WRITERS = 7301
_ALONE = f"SELECT pg_advisory_xact_lock({WRITERS})"
_BESIDE = f"SELECT pg_advisory_xact_lock_shared({WRITERS})"
# Of every session; an address may say otherwise (``?options=-c lock_timeout=5s``). The program reckons in
# UTC, whatever the server's zone is. No statement of ours takes minutes, but for those of migrations; a
# transaction that nobody goes on with is one whose process is gone.
SETTINGS = {
    "timezone": "UTC",
    "datestyle": "ISO",
    "lock_timeout": "30s",
    "statement_timeout": "5min",
    "idle_in_transaction_session_timeout": "15min",
}
# Seconds: a server that does not answer by then is down; a connection older than that is made anew.
CONNECT_SECONDS, RECYCLE_SECONDS = 10, 1800
# Connections kept open, and how many more there may be for a while: pages are drawn by up to 40 threads.
POOL, POOL_MORE = 5, 35
_NUL = "NUL"


def open_postgres(url: URL) -> Engine:
    """Return an engine for that URL; a connection is tried before it is used, so that a restarted server
    is no fault.
    """
    engine = create_engine(
        url,
        connect_args=_arguments(url),
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=POOL_MORE,
        pool_recycle=RECYCLE_SECONDS,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _tell)
    return engine


def _arguments(url: URL) -> dict[str, object]:
    """Return what every connection begins with, but for what the address itself says."""
    usual = {"application_name": "dondoc", "connect_timeout": CONNECT_SECONDS}
    options = [f"-c {name}={value}" for name, value in SETTINGS.items()]
    # Of two that say the same the later one holds.
    own = url.query.get("options", ())
    options += [own] if isinstance(own, str) else own
    return {k: v for k, v in usual.items() if k not in url.query} | {"options": " ".join(options)}


def _begin(connection: Connection) -> None:
    match connection.get_execution_options().get("writing"):
        case "beside":
            connection.exec_driver_sql(_BESIDE)
        case True:
            connection.exec_driver_sql(_ALONE)


def _tell(context: ExceptionContext) -> None:
    """Say in a sentence what PostgreSQL does not take from people, and SQLite would.

    Raises Refused for a text that is longer than its column or holds a NUL, and NotFound where a number
    is larger than any that was ever given: it comes from an address that somebody has typed.
    """
    fault = context.original_exception
    if isinstance(fault, refusals.NumericValueOutOfRange):
        raise NotFound("Không tìm thấy.", hint="Kiểm tra lại địa chỉ hoặc mã số.") from fault
    is_nul = type(fault) is psycopg.DataError and _NUL in str(fault)
    if is_nul or isinstance(fault, refusals.StringDataRightTruncation):
        raise Refused(
            "Có nội dung quá dài hoặc chứa ký tự không lưu được.", hint="Rút ngắn, xóa ký tự lạ rồi gửi lại."
        ) from fault
