"""What a whole morning writes to any log: lines with stable fields, and nothing about any person."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from config.prefect_env import prefect_environment
from models.agency import Contact
from models.reminder import Message
from store.database import reading, writing
from tests.cast import Cast, item
from tests.flows.prefects_side import ask
from tests.notify.post_office import PostOffice, open_post_office

DAY = date(2026, 11, 23)
NAMES = ("Nguyễn Thị Bí-Mật", "Hoa (0912 345 678)", "<script>Văn thư</script>")
# Parts of what the contacts hold; none may stand in any log.
PRIVATE = (
    "Bí-Mật",
    "Hoa (",
    # Four digits alone stand in many an id and instant.
    "0912 345",
    "0912345",
    "345 678",
    "bi-mat",
    "mat-khau",
    "kho-doan",
    "ten-dang-nhap",
    "<script>",
)


class Gossip(PostOffice):
    """A mail server that repeats addresses in what it answers, as many do."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if "tu-choi" in address:
            return f"550 5.1.1 <{address}>: nobody of that name, call 0912 345 678"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.fixture
def morning(province: Cast, tmp_path: Path) -> tuple[list[str], str]:
    """The lines of a morning's log, and all that it wrote anywhere."""
    office = Gossip()
    with open_post_office(office):
        plan = province.tracked_plan(
            item("Nộp báo cáo", "Sở Nội vụ", due=date(2026, 11, 20)),
            item("Bố trí kinh phí", "Sở Tài chính", due=date(2026, 11, 20)),
            item("Rà soát", "UBND xã An Bình", due=date(2026, 11, 20)),
        )
        assert plan
        channels = (
            office.url("bi-mat@so-noi-vu.example.vn"),
            office.url("bi-mat.tu-choi@so-tai-chinh.example.vn"),
            "mailto://ten-dang-nhap:kho-doan@127.0.0.1:1/?to=bi-mat@xa.example.vn",
        )
        with writing(province.engine) as session:
            for n, contact in enumerate(session.exec(select(Contact)).all()):
                contact.name, contact.channel = NAMES[n % 3], channels[n % 3]
                session.add(contact)
        done = _run(province)
    with reading(province.engine) as session:
        states = {m.state for m in session.exec(select(Message)).all()}
    assert states == {"sent", "refused", "queued"}, states
    told = ask("/logs/filter", {"limit": 200})
    assert told, "Prefect was told nothing"
    return done.stderr.splitlines(), done.stdout + done.stderr + json.dumps(told, ensure_ascii=False)


def _run(province: Cast) -> subprocess.CompletedProcess[str]:
    from prefect.settings import PREFECT_API_URL

    environment = {
        **os.environ,
        **prefect_environment(province.settings),
        "DONDOC_LOG_FORMAT": "json",
        "DONDOC_TODAY": DAY.isoformat(),
        "DONDOC_PREFECT_API_URL": str(PREFECT_API_URL.value()),
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
    }
    command = [str(Path(sys.executable).with_name("dondoc")), "morning"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_whole_morning_tells_no_log_of_any_person(morning: tuple[list[str], str]) -> None:
    lines, everything = morning
    assert [one for one in PRIVATE if one in everything] == []
    rows = [json.loads(line) for line in lines]
    assert all(list(row)[:4] == ["at", "level", "logger", "event"] for row in rows)
    by_logger: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_logger.setdefault(row["logger"], []).append(row)
    (began, ended) = by_logger["dondoc.morning"]
    assert began["run_id"] == ended["run_id"] > 0
    assert ended["outcome"] == "done" and ended["seconds"] > 0
    sent = [row for row in by_logger["dondoc.delivery"] if "sent" in row["event"]]
    assert sent and all(row["message_id"] > 0 and row["run_id"] == began["run_id"] for row in sent)
    assert any("refused" in row["event"] for row in by_logger["dondoc.delivery"])
    assert {"prefect.flow_runs", "prefect.task_runs"} <= set(by_logger)
