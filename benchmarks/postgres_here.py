"""PostgreSQL for measurements: the system's own, started for the time of a run in a folder of its own.

It waits for the disk as an office's does (nothing is switched off), and has pg_trgm for Prefect.
"""

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.notify.post_office import free_port

_HOMES = Path("/usr/lib/postgresql")
# PostgreSQL starts under no superuser of the system; Debian's package makes this account.
_ACCOUNT = "postgres"


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server and give the start of its URLs, ``//postgres@127.0.0.1:PORT``."""
    homes = sorted(_HOMES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not homes:
        raise SystemExit("sudo apt-get install -y postgresql")
    binaries = homes[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="dondoc-bench-pg-"))
    as_account: list[str] = []
    if getpass.getuser() == "root":
        shutil.chown(folder, _ACCOUNT, _ACCOUNT)
        as_account = ["runuser", "-u", _ACCOUNT, "--"]
    port = free_port()
    data = folder / "data"
    control = [*as_account, str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    options = f"-c port={port} -c listen_addresses=127.0.0.1 -c max_connections=300 -k {folder}"
    try:
        _run([*as_account, str(binaries / "initdb"), "-D", str(data), "-U", _ACCOUNT, "-A", "trust"])
        _run([*control, "-o", options, "start"])
        try:
            yield f"//{_ACCOUNT}@127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "fast", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode("utf-8", "replace")[-2000:])
