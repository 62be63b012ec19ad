"""A lead agency hears at once of a work that its agency declines: one letter, however often asked for."""

import os
import signal
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from models.obligation import Obligation
from models.reminder import Message, OutboxEntry
from store.database import reading
from tests.cast import Cast, item
from tests.flows.prefects_side import ask, until

ON = date(2026, 11, 20)
REASON = "Việc này thuộc chức năng của Sở Tài chính"


@pytest.fixture
def refused(province: Cast) -> Obligation:
    """A work that its agency declined on Friday; the programs' day is the Monday after."""
    plan = province.tracked_plan(
        item("Lập dự toán kinh phí", "Sở Nội vụ", due=date(2026, 12, 18), ref="IV.7"), number="81/KH-UBND"
    )
    (one,) = province.obligations(plan)
    return province.move(one, "refused", on=ON, why=REASON)


def letters(cast: Cast) -> list[Message]:
    with reading(cast.engine) as session:
        return list(session.exec(select(Message).where(Message.kind == "refusal")))


def delivered(cast: Cast) -> list[OutboxEntry]:
    with reading(cast.engine) as session:
        return list(session.exec(select(OutboxEntry).where(OutboxEntry.mailbox == "so-y-te")))


def test_the_lead_reads_which_work_whose_why_and_where_to_decide(province: Cast, refused: Obligation) -> None:
    from flows.tell_lead import tell_lead

    state = tell_lead(refused.id or 0, return_state=True)
    assert (state.name, state.message) == ("Đã soạn thư báo", "1 thư")
    (letter,) = delivered(province)
    assert letter.subject == "[Đôn đốc] Sở Nội vụ đề nghị không nhận việc: 81/KH-UBND, mục IV.7"
    for words in (
        "Kính gửi: Sở Y tế",
        "thứ Sáu, 20/11/2026",
        "Lập dự toán kinh phí",
        "thứ Sáu, 18/12/2026",
        REASON,
        f"http://127.0.0.1:8000/phan-viec/{refused.id}",
    ):
        assert words in letter.body


def test_twice_on_one_day_is_one_letter(province: Cast, refused: Obligation) -> None:
    from flows.tell_lead import tell_lead

    tell_lead(refused.id or 0, return_state=True)
    state = tell_lead(refused.id or 0, return_state=True)
    assert state.is_completed()
    assert state.name == "Không có thư mới"
    assert len(letters(province)) == len(delivered(province)) == 1


def test_two_works_declined_on_one_day_are_two_letters(province: Cast, refused: Obligation) -> None:
    from flows.tell_lead import tell_lead

    plan = province.tracked_plan(item("Tuyên truyền", "Sở Nội vụ", due=date(2026, 12, 1)))
    (other,) = province.obligations(plan)
    province.move(other, "refused", on=ON, why="Không đủ người")
    tell_lead(refused.id or 0, return_state=True)
    tell_lead(other.id or 0, return_state=True)
    assert len(letters(province)) == len(delivered(province)) == 2


def test_what_is_decided_already_is_told_nobody(province: Cast, refused: Obligation) -> None:
    from flows.tell_lead import tell_lead

    province.move(refused, "withdrawn", on=date(2026, 11, 23), by="lead", why="Đồng ý")
    assert tell_lead(refused.id or 0, return_state=True).name == "Không có thư mới"
    assert tell_lead(987654, return_state=True).name == "Không có thư mới"
    assert letters(province) == []


def test_out_of_hours_the_letter_waits_for_the_next_working_morning(
    province: Cast, refused: Obligation
) -> None:
    from tasks.telling import tell_of_refusal

    saturday = province.at(date(2026, 11, 21), 9)
    made = tell_of_refusal(
        province.engine, province.settings, province.office, obligation_id=refused.id or 0, now=saturday
    )
    assert len(made) == 1
    (letter,) = letters(province)
    assert (letter.on, letter.not_before_at) == (date(2026, 11, 23), province.at(date(2026, 11, 23), 7, 30))


def runs_of(obligation_id: int) -> list[dict[str, Any]]:
    found = ask("/flow_runs/filter", {"flows": {"name": {"any_": ["tell_lead"]}}, "sort": "START_TIME_DESC"})
    return [
        run
        for run in found
        if run["parameters"] == {"obligation_id": obligation_id} and run["deployment_id"] is not None
    ]


def test_for_real_a_refusal_in_the_pages_becomes_a_letter(province: Cast) -> None:
    """The whole way: a journal row, the serving process, the event, the automation, the run, the letter."""
    from prefect.client.orchestration import get_client
    from prefect.settings import PREFECT_API_URL

    from store.announcing import cursor

    # Works before it, so that this obligation's number is not one that another test has used.
    items = [item(f"Việc {n}", "Sở Nội vụ", due=date(2026, 12, 18), ref=f"IV.{n}") for n in range(1, 13)]
    plan = province.tracked_plan(*items, number="82/KH-UBND")
    one = province.obligations(plan)[-1]
    environment = {
        **os.environ,
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    }
    log = province.settings.home / "runner.log"
    with log.open("wb") as out:
        serving = subprocess.Popen(
            [sys.executable, "-m", "flows.serve"],
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:

        def stands() -> bool:
            assert serving.poll() is None, log.read_text("utf-8")[-3000:]
            with reading(province.engine) as session:
                return cursor(session) is not None

        until(stands, seconds=60)
        province.move(one, "refused", on=ON, why=REASON)
        (letter,) = until(lambda: delivered(province), seconds=60)
        assert REASON in letter.body
        (run,) = until(lambda: [r for r in runs_of(one.id or 0) if r["state_type"] == "COMPLETED"])
        assert (run["name"], run["state_name"]) == (f"Phần việc {one.id} bị từ chối", "Đã soạn thư báo")
        assert [tag for tag in run["tags"] if tag == "dondoc"] == ["dondoc"]
    finally:
        serving.send_signal(signal.SIGINT)
        try:
            serving.wait(90)
        finally:
            # Whatever it started is in its session.
            try:
                os.killpg(serving.pid, signal.SIGKILL)
            except ProcessLookupError:
                serving.wait(5)
            # The server is the whole session's, and other tests kill senders.
            with get_client(sync_client=True) as client:
                client.delete_global_concurrency_limit_by_name("dondoc-mail")
    assert len(letters(province)) == 1
