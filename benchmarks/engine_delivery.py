"""Delivery beside a bare smtplib loop: the same bytes to the same server, in turns within one run.

python -m benchmarks.engine_delivery sink

is the server in a process of its own: it takes every mail, keeps none and says its port first.
"""

import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import Engine, insert
from sqlmodel import select

from benchmarks.measure import Figure
from config.office import load_office
from config.settings import Settings
from models.agency import Contact
from models.reminder import Message
from notify.letter import Letter
from notify.mail import as_mail
from store.database import migrate, reading, writing
from store.sealing import open_with_key
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tests.cast import ISSUED_ON, Cast, item
from tests.notify.post_office import free_port

DIGESTS, TURNS = 5_000, 5
SENDER = ("Đôn đốc", "dondoc@tinh.example.vn")
NINE = datetime(2026, 11, 2, 2, tzinfo=UTC)


class _Taking:
    """Takes every mail and forgets it."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        return "250 OK"


def serve() -> None:
    """Run the server until the other side of the standard input ends."""
    controller = Controller(_Taking(), hostname="127.0.0.1", port=free_port())
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()


@contextmanager
def _sink() -> Iterator[int]:
    """Run the server in a process of its own and give its port."""
    command = [sys.executable, "-m", "benchmarks.engine_delivery", "sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield int(server.stdout.readline())
        assert server.stdin is not None
        server.stdin.close()


def run() -> list[Figure]:
    """Return the rate of both and the share of the bare loop's that is ours."""
    with tempfile.TemporaryDirectory() as folder, _sink() as port:
        home = Path(folder)
        settings = Settings(_env_file=None, home=home, mail_from=f"{SENDER[0]} <{SENDER[1]}>")
        engine = open_with_key(settings)
        migrate(engine)
        words = _one_digest(engine, settings)
        ours, bare = [], []
        each = DIGESTS // TURNS
        for turn in range(TURNS):
            letters = _queue(engine, words, port, turn * each, each)
            begun = time.perf_counter()
            tally = deliver_due(engine, settings, now=NINE)
            ours.append(each / (time.perf_counter() - begun))
            assert (tally.sent, tally.waiting) == (each, 0), tally
            bare.append(_bare(port, letters))
        engine.dispose()
    shares = [a / b for a, b in zip(ours, bare, strict=True)]
    return [
        _figure("digests per second to a local server, ours", ours, "/s"),
        _figure("the same bytes by a bare smtplib loop, one connection", bare, "/s"),
        _figure(f"ours of the bare loop's rate, {DIGESTS} digests in {TURNS} turns", shares, "×", "≥ 0.60"),
    ]


def _figure(name: str, values: list[float], unit: str, aim: str = "") -> Figure:
    return Figure(name, statistics.median(values), min(values), max(values), len(values), unit, aim)


def _one_digest(engine: Engine, settings: Settings) -> Message:
    """Return a digest of six items as it is composed, and leave nothing queued."""
    office = load_office(settings)
    cast = Cast(engine, settings, office)
    cast.settle_province()
    texts = "Rà soát, lập danh sách đối tượng thuộc diện của kế hoạch, tổng hợp và gửi báo cáo lần thứ"
    dues = (ISSUED_ON + timedelta(days=7 * n) for n in range(1, 7))
    cast.tracked_plan(*(item(f"{texts} {n}", ref=f"IV.{n}", due=d) for n, d in enumerate(dues, 1)))
    cast.look(ISSUED_ON)
    compose_digests(engine, settings, office, today=ISSUED_ON, now=NINE)
    with writing(engine) as session:
        found = session.exec(select(Message)).all()
        for one in found:
            one.state = "sent"
            session.add(one)
        return next(one for one in found if one.kind == "agency-digest")


def _queue(engine: Engine, words: Message, port: int, first: int, count: int) -> list[tuple[str, bytes]]:
    """Queue that many digests for as many contacts; return whom the bare loop sends which bytes."""
    contacts, rows, letters = [], [], []
    for number in range(first, first + count):
        to = f"co-quan-{number:05d}@tinh.example.vn"
        reference = f"<agency-digest.20261102.{number:016x}@tinh.example.vn>"
        key = 1_000_000 + number
        contacts.append(
            {
                "id": key, "agency_id": words.agency_id, "name": "Văn thư",
                "channel": f"mailto://127.0.0.1:{port}/?to={to}",
            }
        )  # fmt: skip
        rows.append(
            {
                "kind": words.kind, "recipient": f"contact:{key}", "agency_id": words.agency_id,
                "contact_id": key, "on": date(2026, 11, 2), "subject": words.subject,
                "body_text": words.body_text, "body_html": words.body_html, "reference": reference,
                "state": "queued", "created_at": NINE, "not_before_at": NINE,
            }
        )  # fmt: skip
        letter = Letter(reference, words.subject, words.body_text, words.body_html, NINE)
        letters.append((to, as_mail(letter, sender=SENDER, recipient=to)))
    with writing(engine) as session:
        session.execute(insert(Contact), contacts)
        session.execute(insert(Message), rows)
    with reading(engine) as session:
        assert session.exec(select(Message.id).where(Message.state == "queued")).first() is not None
    return letters


def _bare(port: int, letters: list[tuple[str, bytes]]) -> float:
    """Send all letters over one connection and return the rate."""
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for to, data in letters:
            line.sendmail(SENDER[1], [to], data)
    return len(letters) / (time.perf_counter() - begun)


if __name__ == "__main__":
    if sys.argv[1:] == ["sink"]:
        serve()
    else:
        for one in run():
            print(one.line())
