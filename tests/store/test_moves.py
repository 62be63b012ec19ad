"""Every move leaves a row; two people cannot overwrite each other; nothing is half stored."""

from datetime import date

import pytest
from sqlmodel import select

from models.errors import OutOfDate, Refused
from models.journal import Attachment, ProgressReport, StatusChange
from store import obligations
from store.database import reading, writing
from tests.cast import Cast, item

DUE = date(2026, 11, 20)


@pytest.fixture
def plan(cast: Cast) -> int:
    cast.settle_province()
    return cast.tracked_plan(item("Nộp báo cáo", "Sở Nội vụ", due=DUE))


def journal(cast: Cast, obligation_id: int) -> list[tuple[str | None, str, str]]:
    with reading(cast.engine) as session:
        return [
            (c.from_status, c.to_status, c.actor_role) for c in obligations.history(session, obligation_id)
        ]


def test_the_way_from_assignment_to_confirmation_is_written_down(cast: Cast, plan: int) -> None:
    one = cast.obligations(plan)[0]
    cast.move(one, "acknowledged", on=date(2026, 11, 4))
    cast.move(one, "in_progress", on=date(2026, 11, 10), text="Đã làm một nửa.")
    cast.move(one, "reported", on=date(2026, 11, 18), text="Đã xong.")
    cast.move(one, "returned", on=date(2026, 11, 19), by="lead", why="Thiếu phụ lục.")
    cast.move(one, "reported", on=date(2026, 11, 20), text="Đã bổ sung.")
    done = cast.move(one, "done", on=date(2026, 11, 25), by="lead")
    assert journal(cast, one.id or 0) == [
        (None, "assigned", "lead"),
        ("assigned", "acknowledged", "agency"),
        ("acknowledged", "in_progress", "agency"),
        ("in_progress", "reported", "agency"),
        ("reported", "returned", "lead"),
        ("returned", "reported", "agency"),
        ("reported", "done", "lead"),
    ]
    assert (done.reported_on, done.done_on, done.next_look_at) == (
        date(2026, 11, 20),
        date(2026, 11, 25),
        None,
    )


def test_a_refused_move_stores_nothing(cast: Cast, plan: int) -> None:
    one = cast.obligations(plan)[0]
    with pytest.raises(Refused):
        cast.move(one, "done", on=DUE, by="agency", text="tự xác nhận")
    with reading(cast.engine) as session:
        assert len(session.exec(select(StatusChange)).all()) == 1
        assert session.exec(select(ProgressReport)).all() == []


def test_the_second_of_two_people_is_told_to_reload(cast: Cast, plan: int) -> None:
    one = cast.obligations(plan)[0]
    cast.move(one, "acknowledged", on=DUE)
    with pytest.raises(OutOfDate, match="vừa được người khác cập nhật"), writing(cast.engine) as session:
        obligations.move(
            session,
            obligation_id=one.id or 0,
            target="refused",
            actor="a",
            actor_role="agency",
            now=cast.at(DUE),
            today=DUE,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
            why="không thuộc chức năng",
            revision=one.revision,
        )


def test_a_report_keeps_its_file(cast: Cast, plan: int) -> None:
    one = cast.obligations(plan)[0]
    file = obligations.UploadedFile("bao-cao.pdf", "application/pdf", b"%PDF-1.4 noi dung")
    report = obligations.ReportInput("reported", "Xong.", "Người nộp", files=(file, file))
    with writing(cast.engine) as session:
        obligations.move(
            session,
            obligation_id=one.id or 0,
            target="reported",
            actor="a",
            actor_role="agency",
            now=cast.at(DUE),
            today=DUE,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
            report=report,
        )
    with reading(cast.engine) as session:
        stored = session.exec(select(Attachment)).all()
        assert [a.filename for a in stored] == ["bao-cao.pdf", "bao-cao.pdf"]
        _, blob, owner = obligations.get_attachment(session, stored[0].id or 0)
        assert (blob.content, owner.id) == (file.content, one.id)


def test_reopened_work_is_looked_at_again(cast: Cast, plan: int) -> None:
    one = cast.obligations(plan)[0]
    cast.finish(one, on=date(2026, 11, 10))
    again = cast.move(one, "in_progress", on=date(2026, 11, 12), by="lead", why="làm lại", text="mở lại")
    assert again.next_look_at is not None
    assert again.done_on is None


def test_files_without_words_are_refused_and_not_dropped(cast: Cast, plan: int) -> None:
    (one,) = cast.obligations(plan)
    files = (obligations.UploadedFile("bien-ban.pdf", "application/pdf", b"%PDF-1.7"),)
    with writing(cast.engine) as session, pytest.raises(Refused, match="tệp gửi kèm"):
        obligations.move(
            session,
            obligation_id=one.id or 0,
            target="acknowledged",
            actor="người thử",
            actor_role="agency",
            now=cast.at(DUE),
            today=DUE,
            calendar=cast.office.calendar,
            ladder=cast.office.ladder,
            report=obligations.ReportInput("acknowledged", "  ", "Người báo cáo", files=files),
        )
    with reading(cast.engine) as session:
        assert session.exec(select(Attachment)).all() == []
        assert [o.status for o in cast.obligations(plan)] == ["assigned"]


def test_reopening_keeps_the_day_of_the_agencys_report(cast: Cast, plan: int) -> None:
    (one,) = cast.obligations(plan)
    cast.finish(one, on=date(2026, 11, 18))
    opened = cast.move(one, "in_progress", on=date(2026, 12, 10), by="lead", why="Số liệu sai.")
    assert (opened.status, opened.reported_on, opened.done_on) == ("in_progress", date(2026, 11, 18), None)
    told = cast.move(one, "in_progress", on=date(2026, 12, 11), by="lead", text="Báo qua điện thoại.")
    assert told.reported_on == date(2026, 12, 11)
    assert cast.move(one, "reported", on=date(2026, 12, 14), text="Đã sửa.").reported_on == date(2026, 12, 14)
