"""Backups of a large database: seconds by the clock and of the processor, size, memory of each step.

python -m benchmarks.backups

100,000 open obligations with three rows of the journal each, 300 files of 1 MB and one of 20 MB; written in
the clear and encrypted, checked, restored. On SQLite.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from sqlite3 import connect

from benchmarks.engine_morning import OPEN, PLANS, fill
from config.office import load_office
from config.settings import Settings
from console.backup import read_backup, verify_backup, write_backup
from console.desk import open_desk
from store.database import migrate
from store.sealing import open_with_key

WORDS = "a passphrase of the measurement"
CHANGES, FILES, MEGABYTE = 3, 300, 1_000_000
STEPS = ("write", "write-encrypted", "verify", "verify-encrypted", "restore-encrypted")


def furnish(home: Path) -> None:
    """Make the database of that data folder."""
    settings = Settings(_env_file=None, home=home)  # type: ignore[call-arg]
    migrate(open_with_key(settings))
    fill(home / "dondoc.db", load_office(settings), plans=PLANS, each=OPEN // PLANS)
    chance = random.Random(7)
    with closing(connect(home / "dondoc.db", isolation_level=None)) as db:
        db.execute("BEGIN")
        # What was filled in names no real bytes.
        for (name,) in db.execute("SELECT sha256 FROM blob").fetchall():
            whole = f"document {name}".encode()
            true = sha256(whole).hexdigest()
            db.execute("UPDATE blob SET sha256 = ?, content = ? WHERE sha256 = ?", (true, whole, name))
            db.execute("UPDATE source_document SET sha256 = ? WHERE sha256 = ?", (true, name))
        for number in range(CHANGES):
            db.execute(
                "INSERT INTO status_change (obligation_id, at, actor, actor_role, to_status, why)"
                " SELECT id, '2026-10-01 01:02:03.000000', 'Văn thư', 'agency', 'in_progress', ?"
                " FROM obligation",
                (f"Đang làm, lần {number}",),
            )
        for size in [MEGABYTE] * FILES + [20 * MEGABYTE]:
            content = chance.randbytes(size)
            db.execute(
                "INSERT INTO blob (sha256, size, media_type, content) VALUES (?, ?, 'application/pdf', ?)",
                (sha256(content).hexdigest(), size, content),
            )
        db.execute("COMMIT")


def step(name: str, home: Path) -> None:
    """Do one step and print its seconds and the most memory of this process in MB, as JSON."""
    os.environ["DONDOC_HOME"] = str(home if not name.startswith("restore") else home / "restored")
    os.environ["DONDOC_BACKUP_KEY"] = WORDS
    encrypted = name.endswith("encrypted")
    file = home / ("made.zip.enc" if encrypted else "made.zip")
    began, cpu = time.perf_counter(), time.process_time()
    if name.startswith("write"):
        desk = open_desk(Settings(_env_file=None, home=home))  # type: ignore[call-arg]
        write_backup(desk, file, passphrase=WORDS if encrypted else "")
    elif name.startswith("verify"):
        verify_backup(file)
    else:
        read_backup(file, replace=False)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"step": name, "seconds": round(seconds, 1), "processor": round(cpu, 1), "peak_mb": round(peak)}
    print(json.dumps({**told, "file_mb": round(file.stat().st_size / MEGABYTE)}))


def main() -> None:
    """Furnish a folder and do every step in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        furnish(home)
        print(f"database: {(home / 'dondoc.db').stat().st_size / MEGABYTE:.0f} MB", flush=True)
        for name in STEPS:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.backups", name, str(home)],
                check=True,
                capture_output=True,
                text=True,
            )
            print(done.stdout.splitlines()[-1], flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        step(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
