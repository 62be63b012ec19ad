"""The whole morning as real processes: killed in the middle, and two at once; each digest goes out once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from models.agency import Contact
from models.reminder import Message, Reminder
from store.database import reading, writing
from tests.cast import Cast, item
from tests.notify.post_office import PostOffice, open_post_office

DONDOC = str(Path(sys.executable).with_name("dondoc"))
DAY = "2026-11-23"


def start_morning(cast: Cast) -> subprocess.Popen[str]:
    """Start ``dondoc morning`` for the day, against the session's Prefect server."""
    from prefect.settings import PREFECT_API_URL

    environment = {
        **os.environ,
        "DONDOC_HOME": str(cast.settings.home),
        "DONDOC_TODAY": DAY,
        "DONDOC_PREFECT_API_URL": str(PREFECT_API_URL.value()),
    }
    return subprocess.Popen(
        [DONDOC, "morning"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def finish(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=150)
    assert process.returncode == 0, said
    return said


def late_province(cast: Cast, office: PostOffice) -> int:
    """Give every agency something late and let its mail go to that server; return how many agencies."""
    with writing(cast.engine) as session:
        for contact in session.exec(select(Contact)):
            contact.channel = office.url(f"co-quan-{contact.agency_id}@tinh.example.vn")
            session.add(contact)
    names = ("Sở Y tế", "Sở Nội vụ", "Sở Tài chính", "UBND các xã, phường")
    cast.tracked_plan(*(item(f"Việc của {n}", n, due=date(2026, 11, 20)) for n in names))
    cast.tracked_plan(*(item(f"Việc khác của {n}", n, due=date(2026, 11, 19)) for n in names[:3]))
    return 6


def digests(cast: Cast) -> list[Message]:
    with reading(cast.engine) as session:
        return list(session.exec(select(Message).order_by(col(Message.id))))


class StrikeAt:
    """Kills a process with SIGKILL when the mail server hears to whom the n-th letter goes.

    That is told only once the letter is claimed and the outcome of the one before is stored; who sends it
    the server may hear while that is being stored (docs/delivery.md).
    """

    def __init__(self, number: int) -> None:
        self.left = number
        self.victim: subprocess.Popen[str] | None = None

    def __call__(self, session: Any) -> str | None:
        self.left -= 1
        if self.left == 0 and self.victim is not None:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait(10)
            return "421 too late"
        return None


@pytest.mark.parametrize("moment", [1, 4])
def test_a_morning_killed_while_sending_is_finished_by_the_next_one(province: Cast, moment: int) -> None:
    strike = StrikeAt(moment)
    with open_post_office(PostOffice(at_recipient=strike)) as office:
        agencies = late_province(province, office)
        strike.victim = start_morning(province)
        strike.victim.communicate(timeout=150)
        assert strike.victim.returncode == -signal.SIGKILL
        assert len(office.mails) == moment - 1
        assert [m.state for m in digests(province)].count("sending") == 1

        finish(start_morning(province))
        sent = Counter(office.references)
        finish(start_morning(province))

    assert Counter(office.references) == sent
    assert set(sent.values()) == {1}
    assert sorted(sent) == sorted(m.reference for m in digests(province))
    assert len([m for m in digests(province) if m.kind == "agency-digest"]) == agencies
    assert {m.state for m in digests(province)} == {"sent"}


def test_two_mornings_at_the_same_time_send_each_digest_once(province: Cast) -> None:
    with open_post_office(PostOffice()) as office:
        agencies = late_province(province, office)
        both = [start_morning(province) for _ in range(2)]
        for one in both:
            finish(one)
    assert set(Counter(office.references).values()) == {1}
    stored = digests(province)
    assert sorted(office.references) == sorted(m.reference for m in stored)
    assert len([m for m in stored if m.kind == "agency-digest"]) == agencies
    with reading(province.engine) as session:
        reminders = session.exec(select(Reminder)).all()
    assert len({(r.obligation_id, r.rule, r.step_on) for r in reminders}) == len(reminders) == 9
