"""A morning's reminders for 2,000 due items by each program: seconds, memory, and what a kill does."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from benchmarks.engine_morning import DUE, PLANS, fill
from benchmarks.flow import prefect_server
from config.office import load_office
from config.prefect_env import prefect_environment
from config.settings import Settings
from store.database import migrate
from store.sealing import open_with_key
from tests.conftest import ROOT
from tests.notify.post_office import free_port

HERE = Path(__file__).parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"
OURS = Path(sys.executable)
# A flow run takes a good part of a second: so many are measured, and the rest is reckoned from them.
FLOWS = 50
# A program is killed when such a share of its letters has arrived (the peers with fewer items), and then
# started again so often; seconds after which it is given up.
KILLED_AT, FEW, STARTS, PATIENCE = (0.25, 0.5, 0.75), 300, 2, 600


@dataclass
class Sink:
    """The mail server of all: its port, and the file of what it took."""

    port: int
    path: Path

    def taken(self) -> Counter[str]:
        """Return how often each Message-ID came in."""
        return Counter(self.path.read_text().split()) if self.path.exists() else Counter()

    def empty(self) -> None:
        """Forget what came in."""
        with self.path.open("r+b") as file:
            file.truncate(0)


@dataclass(frozen=True)
class Program:
    """One way to remind: its file, its interpreter, how many items it is given, what it takes besides."""

    name: str
    script: str
    python: Path
    items: int = DUE
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] | None = None

    @property
    def lines(self) -> int:
        """Return how many lines its set-up has, blank ones and comments left out."""
        text = (HERE / self.script).read_text("utf-8").splitlines()
        return sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in text)


@dataclass
class Outcome:
    """What one program did: whole process from start to end, letters, and after a kill."""

    name: str
    items: int
    lines: int
    seconds: list[float] = field(default_factory=list)
    # Of the processor, in this process: what else the machine does changes little.
    processor: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    letters: int = 0
    # Over all kills: letters that had arrived, letters lost, copies, copies under another Message-ID.
    killed_after: list[int] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    under_new_name: int = 0


@contextmanager
def open_sink(folder: Path) -> Iterator[Sink]:
    """Run the mail server in a process of its own."""
    path = folder / "taken.txt"
    path.touch()
    command = [sys.executable, "-m", "benchmarks.peers.sink", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield Sink(int(server.stdout.readline()), path)
        server.stdin.close()


def fill_items(path: Path, count: int) -> None:
    """Store that many due items, as the peers find them."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, mail TEXT, text TEXT, sent INTEGER DEFAULT 0)")
        words = "Rà soát, lập danh sách đối tượng thuộc diện của kế hoạch, tổng hợp và gửi báo cáo"
        rows = ((f"co-quan-{n % 150:03d}@tinh.example.vn", f"{words} lần {n}.\n" * 8) for n in range(count))
        db.executemany("INSERT INTO item (mail, text) VALUES (?, ?)", rows)


def fill_ours(home: Path, port: int) -> None:
    """Store 2,000 due of 10,000 open obligations of 150 bodies, written to by SMTP."""
    settings = Settings(_env_file=None, home=home)
    engine = open_with_key(settings)
    migrate(engine)
    engine.dispose()
    fill(home / "dondoc.db", load_office(settings), plans=PLANS, each=10)
    with closing(sqlite3.connect(home / "dondoc.db")) as db, db:
        channel = f"mailto://127.0.0.1:{port}/?to=co-quan-"
        db.execute("UPDATE contact SET channel = ? || agency_id || '@tinh.example.vn'", (channel,))


def measure(folder: Path, postgres: str, runs: int, say: Callable[[str], None]) -> list[Outcome]:
    """Return what every program does that is installed; the others are said with the reason."""
    found: list[Outcome] = []
    with ExitStack() as stack:
        sink = stack.enter_context(open_sink(folder))
        programs = [
            Program("ours, one digest per body", "ours.py", OURS),
            Program("bare SQL and smtplib, a letter per item", "bare.py", OURS),
        ]
        if PEERS.exists():
            programs.append(Program("APScheduler, a job per item", "scheduled.py", PEERS))
            programs.append(
                Program("procrastinate, a job per item", "queued.py", PEERS, arguments=(postgres,))
            )
        else:
            say("left out: APScheduler and procrastinate, .venv-peers is not there (make peers)")
        for one in programs:
            found.append(_measured(one, folder, sink, runs))
            say(_line(found[-1]))
        server = stack.enter_context(_prefect(folder))
        flows = Program("Prefect, a flow run per item", "flow_per_item.py", OURS, FLOWS, environment=server)
        found.append(_measured(flows, folder, sink, 1))
        say(_line(found[-1]))
    return found


@contextmanager
def _prefect(folder: Path) -> Iterator[dict[str, str]]:
    home = folder / "prefect"
    home.mkdir()
    settings = Settings(_env_file=None, home=home, prefect_port=free_port())
    environment = {**os.environ, **prefect_environment(settings)}
    with prefect_server(settings, environment):
        yield environment


def _measured(one: Program, folder: Path, sink: Sink, runs: int) -> Outcome:
    outcome = Outcome(one.name, one.items, one.lines)
    for _ in range(runs):
        with _prepared(one, folder, sink) as command:
            seconds, processor, megabytes = _run(command, one)
            outcome.seconds.append(seconds)
            outcome.processor.append(processor)
            outcome.megabytes = max(outcome.megabytes, megabytes)
            outcome.letters = sink.taken().total()
    for share in KILLED_AT:
        _try_a_kill(one, folder, sink, outcome, share)
    return outcome


def _try_a_kill(one: Program, folder: Path, sink: Sink, outcome: Outcome, share: float) -> None:
    """Kill a program when that share of its letters has arrived, start it again, and count."""
    few = one if one.script == "ours.py" else replace(one, items=min(one.items, FEW))
    letters = outcome.letters if few is one else few.items
    with _prepared(few, folder, sink) as command:
        killed_after = _killed(command, few, sink, int(letters * share))
        for _ in range(STARTS):
            _run(command, few)
        taken = sink.taken()
    told = {_told(reference) for reference in taken}
    outcome.killed_after.append(killed_after)
    outcome.lost += letters - len(told)
    outcome.doubled += taken.total() - len(told)
    outcome.under_new_name += len(taken) - len(told)


def _told(reference: str) -> str:
    """Return what a letter tells, by its Message-ID: the item, or of ours the kind, the day and the body."""
    return ".".join(reference.split(".")[:3])


@contextmanager
def _prepared(one: Program, folder: Path, sink: Sink) -> Iterator[Sequence[str]]:
    """Give the command of a program over items that nobody was reminded of."""
    sink.empty()
    with tempfile.TemporaryDirectory(dir=folder) as home:
        if one.script == "ours.py":
            fill_ours(Path(home), sink.port)
            yield [str(one.python), "-m", "benchmarks.peers.ours", home]
        else:
            path = Path(home) / "items.db"
            fill_items(path, one.items)
            for argument in one.arguments:
                _forget_jobs(argument)
            yield [str(one.python), str(HERE / one.script), str(path), str(sink.port), *one.arguments]


def _forget_jobs(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def _start(command: Sequence[str], one: Program) -> subprocess.Popen[bytes]:
    with Path(tempfile.gettempdir(), "bench-peers.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, env=one.environment, stdout=log, stderr=log)


def _run(command: Sequence[str], one: Program) -> tuple[float, float, float]:
    """Run a program to its end; return the seconds, those of the processor, and its most memory (MB)."""
    began = time.monotonic()
    process = _start(command, one)
    most = 0
    while True:
        most = max(most, _peak(process.pid))
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            break
        time.sleep(0.02)
        if time.monotonic() - began > PATIENCE:
            process.kill()
            process.wait()
            raise RuntimeError(f"{one.name} does not end")
    if process.returncode:
        raise RuntimeError(f"{one.name} ended with {process.returncode}")
    return time.monotonic() - began, used.ru_utime + used.ru_stime, most / 1024


def _peak(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(li.split()[1]) for li in status.splitlines() if li.startswith("VmHWM")), 0)


def _killed(command: Sequence[str], one: Program, sink: Sink, after: int) -> int:
    """Kill a program with SIGKILL once so many letters have arrived; return how many had."""
    process = _start(command, one)
    while process.poll() is None and sum(sink.taken().values()) < after:
        time.sleep(0.005)
    process.kill()
    process.wait()
    return sum(sink.taken().values())


def _line(one: Outcome) -> str:
    seconds, processor = (sorted(some)[len(some) // 2] for some in (one.seconds, one.processor))
    return (
        f"{one.name:40} {one.items:5} items {one.letters:5} letters {seconds:7.2f} s"
        f" (least {min(one.seconds):.2f}), processor {processor:6.2f} s, {one.megabytes:4.0f} MB,"
        f" {one.lines:3} lines; killed after {one.killed_after}:"
        f" {one.lost} lost, {one.doubled} doubled, {one.under_new_name} of them under another Message-ID"
    )
