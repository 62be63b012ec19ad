"""The engine, sessions and migrations of the program's own database."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from models.columns import SEAL_OF_DIALECT, TextSeal
from models.errors import BadSettings, Refused
from store import wordindex as wordindex

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parent / "migrations"
# Seconds that a writer waits for another; long, because a morning writes in one go. An address may say
# otherwise: ``sqlite:///…?timeout=5``.
BUSY_SECONDS = 30

# Copied from the log into the database after 4,000 pages (16 MB) instead of 1,000: a message that is sent
# changes its row twice, and so its pages are copied once for many messages.
SETTINGS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "wal_autocheckpoint=4000")

# The address itself is not repeated: it may hold a password.
_ADDRESSES = "Bỏ trống để dùng SQLite, hoặc viết postgresql+psycopg://tên:mật-khẩu@máy-chủ/tên-cơ-sở-dữ-liệu."


def open_database(url: str, *, seal: TextSeal | None = None) -> Engine:
    """Return the engine for that URL, the same one for the same URL in one process.

    ``seal`` seals and opens what is secret from then on; without one that another caller gave, secrets
    can be neither stored nor read.

    SQLite runs in WAL with foreign keys on, and every transaction that writes begins at once
    (``BEGIN IMMEDIATE`` through ``writing``), so that two writers wait instead of failing; on PostgreSQL a
    lock does the same (``store.postgres``). Errors name the statement without its values: those are
    personal data and would reach the log.

    Raises BadSettings for an address that is none, or whose driver is not installed.
    """
    engine = _opened(url)
    if seal is not None:
        give_seal(engine, seal)
    return engine


def give_seal(engine: Engine, seal: TextSeal) -> None:
    """Let this database's secrets be sealed and opened with that seal from now on."""
    setattr(engine.dialect, SEAL_OF_DIALECT, seal)


@lru_cache(maxsize=8)
def _opened(url: str) -> Engine:
    try:
        return _engine(url)
    except (ArgumentError, ValueError) as fault:
        raise BadSettings("DONDOC_DATABASE_URL không phải địa chỉ cơ sở dữ liệu.", hint=_ADDRESSES) from fault
    except (NoSuchModuleError, ModuleNotFoundError) as fault:
        raise BadSettings(
            "DONDOC_DATABASE_URL cần một trình điều khiển chưa cài.", hint=_ADDRESSES
        ) from fault


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            # Personal data: for the account that runs us.
            Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        waits = {} if "timeout" in parsed.query else {"timeout": BUSY_SECONDS}
        engine = create_engine(url, connect_args={"check_same_thread": False, **waits}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        from store.postgres import open_postgres

        return open_postgres(parsed)
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


def _prepare_sqlite(connection: object, record: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN is switched off: it would start a read that cannot be raised to a write.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in SETTINGS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: object) -> None:
    options = connection.get_execution_options()  # type: ignore[attr-defined]
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")  # type: ignore[attr-defined]


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session for reading; whatever is changed in it is thrown away.

    All its queries see one moment: the database as it was at the first of them.
    """
    with Session(engine, expire_on_commit=False) as session:
        if engine.dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        # Closing rolls back, and detaches what was read without expiring it.
        yield session


@contextmanager
def writing(engine: Engine, *, beside: bool = False) -> Iterator[Session]:
    """Give a session whose changes are all stored at the end, or none of them where it raises.

    One at a time: what is read in it stays true until its end. With ``beside`` others of that kind may
    write at the same time on PostgreSQL: only for work that locks the rows it decides by.
    """
    with (
        engine.connect().execution_options(writing="beside" if beside else True) as connection,
        connection.begin(),
        Session(bind=connection, expire_on_commit=False) as session,
    ):
        yield session
        session.flush()


@contextmanager
def keeping_books(connection: Connection, *, is_flushed: bool) -> Iterator[Connection]:
    """Give a connection (opened with ``opened_for_books``) in a transaction like that of ``writing``.

    On PostgreSQL several may keep books beside each other.

    Without ``is_flushed`` SQLite does not wait for the disk. Every process sees such changes at once and
    none is lost with a process that is killed; only a machine that loses its power may forget the latest
    of them, all that came after the last flushed ones. The database stays whole.
    """
    _wait_for_disk(connection, waits=is_flushed)
    with connection.begin():
        yield connection


@contextmanager
def opened_for_books(engine: Engine) -> Iterator[Connection]:
    """Give a connection for many small transactions, one after the other."""
    with engine.connect().execution_options(writing="beside") as connection:
        try:
            yield connection
        finally:
            _wait_for_disk(connection, waits=True)


def _wait_for_disk(connection: Connection, *, waits: bool) -> None:
    """Let the connection's transactions wait for the disk, or not; it must be in none."""
    if connection.dialect.name != "sqlite" or connection.info.get("waits", True) == waits:
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA synchronous=FULL" if waits else "PRAGMA synchronous=NORMAL")
    connection.info["waits"] = waits


def flush(engine: Engine) -> None:
    """Wait until the disk has all that ``keeping_books`` stored without waiting for it."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        (number,) = driver.execute("PRAGMA user_version").fetchone()
        # Nobody uses this number. Storing it is a transaction that waits, and with it all before it.
        driver.execute(f"PRAGMA user_version = {number}")


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the database to that revision; safe to run by several processes at once.

    One that stands there already is only read, so that commands that only read wait for no writer.
    Raises Refused for a database that a newer program has made.
    """
    from alembic import command

    stands = current_revision(engine)
    if stands == (head_revision() if revision == "head" else revision):
        return
    if stands is not None and stands not in known_revisions():
        raise Refused(
            "Cơ sở dữ liệu do phiên bản mới hơn của chương trình tạo ra.",
            hint="Cài phiên bản mới của chương trình, hoặc phục hồi bản sao lưu cũ vào chỗ khác.",
        )
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        _let_it_take_long(connection)
        command.upgrade(alembic_config(connection), revision)


def _let_it_take_long(connection: Connection) -> None:
    """Let the transaction's statements take as long as a large table needs."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def go_to(engine: Engine, revision: str) -> None:
    """Bring an empty database to that revision, up or down; going down drops what newer ones made."""
    from alembic import command

    known = known_revisions()
    if (stands := current_revision(engine)) in known and known.index(revision) < known.index(stands):
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            _let_it_take_long(connection)
            command.downgrade(alembic_config(connection), revision)
    migrate(engine, revision)


def alembic_config(connection: object | None = None) -> "Config":
    """Return Alembic's configuration over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def current_revision(engine: Engine) -> str | None:
    """Return the revision that the database stands at, or None for an empty one."""
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """Return the newest revision that this program brings."""
    head = _migrations().get_current_head()
    if head is None:
        raise BadSettings("Không tìm thấy bước nâng cấp cơ sở dữ liệu nào.", hint="Cài lại chương trình.")
    return head


def known_revisions() -> list[str]:
    """Return the revisions that this program brings, the oldest first."""
    return [r.revision for r in reversed(list(_migrations().walk_revisions()))]


@lru_cache(maxsize=1)
def _migrations() -> "ScriptDirectory":
    """Return the migrations as Alembic reads them: once, they come with the program."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(MIGRATIONS))
