"""More time: asked by the agency, decided by the lead with a document; the first day is never lost."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from models.errors import Refused
from models.extension import Extension
from models.obligation import Obligation
from store import extensions, obligations
from store.boards import rollup_by_agency
from store.database import reading, writing
from tests.cast import Cast, item

DUE = date(2026, 11, 20)
LATER = date(2026, 12, 4)


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Nộp báo cáo", "Sở Nội vụ", due=DUE))
    return cast.obligations(plan_id)[0]


def ask(cast: Cast, owed: Obligation, *, proposed: date = LATER, on: date = date(2026, 11, 18)) -> int:
    with writing(cast.engine) as session:
        request = extensions.ask_extension(
            session,
            obligation_id=owed.id or 0,
            proposed_on=proposed,
            reason="Chờ số liệu của các xã.",
            by="đầu mối",
            now=cast.at(on),
            today=on,
        )
        return request.id or 0


def grant(cast: Cast, extension_id: int, *, to: date = LATER, number: str = "512/SYT-KHTC") -> Obligation:
    on = date(2026, 11, 19)
    with writing(cast.engine) as session:
        return extensions.grant_extension(
            session,
            extension_id=extension_id,
            granted_on=to,
            number=number,
            by="chuyên viên",
            now=cast.at(on),
            today=on,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
        )


def test_a_grant_moves_the_day_and_keeps_the_first(cast: Cast, owed: Obligation) -> None:
    moved = grant(cast, ask(cast, owed))
    assert (moved.due_on, moved.first_due_on, moved.status) == (LATER, DUE, "assigned")
    assert moved.revision == owed.revision + 1
    with reading(cast.engine) as session:
        told = [c.why for c in obligations.history(session, owed.id or 0)]
    assert "đề nghị gia hạn đến 04/12/2026" in told[1]
    assert told[2] == "gia hạn đến 04/12/2026 theo văn bản 512/SYT-KHTC"


def test_both_on_time_rates_are_told_apart(cast: Cast, owed: Obligation) -> None:
    grant(cast, ask(cast, owed))
    cast.finish(owed, on=date(2026, 12, 1))
    with reading(cast.engine) as session:
        total = rollup_by_agency(session, today=date(2026, 12, 2)).sum
    assert (total.done_on_time, total.done_by_first_day) == (1, 0)


def test_reminders_follow_the_new_day(cast: Cast, owed: Obligation) -> None:
    cast.look(date(2026, 11, 18))
    grant(cast, ask(cast, owed))
    assert cast.look(date(2026, 11, 23)) == []
    assert cast.look(LATER) == [(owed.id, "due-day")]


def test_work_whose_day_has_passed_may_still_ask_and_report(cast: Cast, owed: Obligation) -> None:
    on = date(2026, 11, 25)
    assert ask(cast, owed, on=on)
    assert cast.move(owed, "reported", on=on, text="Xong.").status == "reported"


@pytest.mark.parametrize("proposed", [DUE, date(2026, 11, 10)])
def test_a_day_that_gives_no_more_time_is_refused(cast: Cast, owed: Obligation, proposed: date) -> None:
    with pytest.raises(Refused, match="phải sau hạn hiện nay 20/11/2026"):
        ask(cast, owed, proposed=proposed)


def test_one_request_waits_at_a_time(cast: Cast, owed: Obligation) -> None:
    ask(cast, owed)
    with pytest.raises(Refused, match="đang chờ quyết định"):
        ask(cast, owed)
    with pytest.raises(IntegrityError), writing(cast.engine) as session:
        session.add(
            Extension(
                obligation_id=owed.id or 0, asked_at=cast.at(DUE), asked_by="x", proposed_on=LATER, reason="y"
            )
        )
        session.flush()


def test_a_grant_needs_the_number_of_its_document(cast: Cast, owed: Obligation) -> None:
    request = ask(cast, owed)
    with pytest.raises(Refused, match="số văn bản"):
        grant(cast, request, number=" ")
    with reading(cast.engine) as session:
        assert obligations.get_obligation(session, owed.id or 0).due_on == DUE


def test_a_decided_request_is_not_decided_again(cast: Cast, owed: Obligation) -> None:
    request = ask(cast, owed)
    grant(cast, request)
    with pytest.raises(Refused, match="đã được quyết định"):
        grant(cast, request)


def test_a_refusal_needs_a_reason_and_leaves_the_day(cast: Cast, owed: Obligation) -> None:
    request = ask(cast, owed)
    now = cast.at(DUE)
    with pytest.raises(Refused, match="lý do"), writing(cast.engine) as session:
        extensions.refuse_extension(session, extension_id=request, note="", by="x", now=now)
    with writing(cast.engine) as session:
        extensions.refuse_extension(session, extension_id=request, note="Không có căn cứ.", by="x", now=now)
    with reading(cast.engine) as session:
        assert obligations.get_obligation(session, owed.id or 0).due_on == DUE
        assert extensions.waiting_extensions(session) == []
    assert ask(cast, owed)


def test_undated_and_closed_work_cannot_ask(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Không hạn", "Sở Nội vụ"), item("Có hạn", "Sở Y tế", due=DUE))
    undated, dated = cast.obligations(plan_id)
    with pytest.raises(Refused, match="chưa có thời hạn"):
        ask(cast, undated)
    cast.finish(dated, on=date(2026, 11, 10))
    with pytest.raises(Refused, match="đã báo cáo hoặc đã đóng"):
        ask(cast, dated)


def test_work_reported_late_does_not_become_punctual_by_a_grant(cast: Cast, owed: Obligation) -> None:
    request = ask(cast, owed)
    cast.finish(owed, on=date(2026, 11, 27))
    with pytest.raises(Refused, match="không gia hạn nữa"):
        grant(cast, request)
    with reading(cast.engine) as session:
        assert extensions.waiting_extensions(session) == []
        assert rollup_by_agency(session, today=date(2026, 12, 1)).sum.done_late == 1
