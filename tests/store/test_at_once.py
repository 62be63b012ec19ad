"""What several do at the same moment is done once: on SQLite, and on PostgreSQL where they really overlap."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from models.errors import DondocError
from models.journal import StatusChange
from models.obligation import Obligation
from models.reminder import Message, Reminder
from store.database import keeping_books, opened_for_books, reading, writing
from store.messages import NewMessage, put_words, queue_message
from store.sending import claim_next, record_sent
from tasks.reminding import claim_reminders
from tests.cast import Cast, item

pytestmark = pytest.mark.both_databases

Found = TypeVar("Found")
DAY = date(2026, 11, 9)
SENDERS, LETTERS = 4, 40


@pytest.fixture
def province(cast: Cast) -> Cast:
    cast.settle_province()
    return cast


def together(*works: Callable[[], Found]) -> list[Found | DondocError]:
    """Let all begin at the same moment; return what each found, or the sentence with which it was refused."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Found]) -> Found | DondocError:
        gate.wait()
        try:
            return work()
        except DondocError as refused:
            return refused

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def letters(cast: Cast) -> None:
    with writing(cast.engine) as session:
        for number in range(LETTERS):
            asked = NewMessage("refusal", 1, 1, DAY, "localhost", cast.at(DAY), obligation_id=number)
            row = queue_message(session, asked, now=cast.at(DAY))
            assert row is not None
            put_words(session, row, subject="Việc", text="Việc", html="<p>Việc</p>")


def test_many_senders_claim_each_message_once(province: Cast) -> None:
    letters(province)

    def send(name: str) -> list[int]:
        sent = []
        with opened_for_books(province.engine) as connection:
            while True:
                with keeping_books(connection, is_flushed=True) as books:
                    found = claim_next(books, claimant=name, now=province.at(DAY))
                if found is None:
                    return sent
                with keeping_books(connection, is_flushed=True) as books:
                    assert record_sent(books, found, now=province.at(DAY))
                sent.append(found.message_id)

    by_sender = together(*(lambda n=n: send(f"host:{n}:1") for n in range(SENDERS)))
    claimed = Counter(key for one in by_sender for key in one)
    assert len(claimed) == LETTERS and set(claimed.values()) == {1}
    with reading(province.engine) as session:
        states = session.exec(select(Message.state, func.count()).group_by(Message.state)).all()
        assert session.exec(select(func.max(Message.attempts))).one() == 1
    assert [tuple(row) for row in states] == [("sent", LETTERS)]


def test_two_mornings_at_once_remind_once(province: Cast) -> None:
    for _ in range(3):
        province.tracked_plan(*(item(f"Việc {n}", due=date(2026, 11, 5)) for n in range(10)))
    made = together(*[lambda: claim_reminders(province.engine, province.office, as_of=DAY)] * 3)
    assert sum(n for n in made if isinstance(n, int)) == 30
    with reading(province.engine) as session:
        assert session.exec(select(func.count()).select_from(Reminder)).one() == 30
        assert set(session.exec(select(Obligation.last_looked_on))) == {DAY}


def test_of_two_who_move_one_obligation_one_moves_it(province: Cast) -> None:
    plan_id = province.tracked_plan(item("Việc", due=date(2026, 12, 1)))
    (mine,) = province.obligations(plan_id)
    found = together(
        lambda: province.move(mine, "acknowledged", on=DAY),
        lambda: province.move(mine, "acknowledged", on=DAY),
    )
    assert sum(isinstance(one, Obligation) for one in found) == 1
    with reading(province.engine) as session:
        journal = select(StatusChange.to_status).where(StatusChange.obligation_id == mine.id)
        steps = session.exec(journal.order_by(col(StatusChange.id))).all()
    assert steps == ["assigned", "acknowledged"]


def test_of_two_activations_of_a_plan_one_gives_out_the_work(province: Cast) -> None:
    plan_id = province.draft(
        *(item(f"Việc {n}", "Sở Y tế", "Sở Nội vụ", due=date(2026, 12, 1)) for n in range(5))
    )
    found = together(lambda: province.activate(plan_id), lambda: province.activate(plan_id))
    assert [one for one in found if isinstance(one, int)] == [10]
    assert len(province.obligations(plan_id)) == 10


def test_who_writes_alone_waits_for_those_who_write_beside_each_other(province: Cast) -> None:
    order: list[str] = []
    inside = threading.Event()

    def beside() -> None:
        with writing(province.engine, beside=True) as session:
            session.connection().execute(text("UPDATE agency SET name = name"))
            inside.set()
            threading.Event().wait(0.2)
            order.append("beside")

    def alone() -> None:
        assert inside.wait(10)
        with writing(province.engine):
            order.append("alone")

    together(beside, alone)
    assert order == ["beside", "alone"]


def test_a_reader_sees_one_moment(province: Cast) -> None:
    """What is stored between two of its queries shows in neither: sums of one page agree."""
    count = select(func.count()).select_from(Obligation)
    with reading(province.engine) as session:
        assert session.exec(count).one() == 0
        province.tracked_plan(item("Việc", due=date(2026, 12, 1)))
        assert session.exec(count).one() == 0
    with reading(province.engine) as session:
        assert session.exec(count).one() == 1
