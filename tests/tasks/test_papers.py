"""Whom the papers of a plan urge on, with what, and under whose letterhead."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook
from sqlmodel import select

from models.errors import Refused
from models.reminder import Message, Reminder
from report.letters import MEDIA_TYPE, URGING, ZIP_TYPE
from store.boards import Filters
from store.database import reading, writing
from store.messages import NewMessage, queue_message
from store.plans import get_plan
from tasks.papers import (
    annex_paper,
    course_paper,
    letterhead,
    plan_words,
    template_path,
    urging_letters,
    urging_paper,
)
from tasks.workbooks import item_lines, plan_workbook
from tests.cast import Cast, item

TODAY, ANSWER = date(2026, 11, 23), date(2026, 11, 30)
DUE = date(2026, 11, 16)


@pytest.fixture
def plan_id(cast: Cast) -> int:
    """A plan in which two bodies are late, one waits for the lead, one has time, one helps."""
    cast.settle_province()
    found = cast.tracked_plan(
        item("Rà soát danh sách", "Sở Nội vụ", due=DUE, ref="IV.1", coordinators=("Sở Tài chính",)),
        item("Bố trí kinh phí", "Sở Tài chính", due=DUE, ref="IV.2"),
        item("Vận động đoàn viên", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", due=DUE, ref="IV.3"),
        item("Tổng hợp", "Sở Nội vụ", due=date(2026, 12, 1), ref="IV.4"),
        item("Theo dõi", "Sở Y tế", kind="ongoing", ref="IV.5"),
    )
    reported = next(o for o in cast.obligations(found, "Sở Tài chính") if o.part == "owner")
    cast.move(reported, "reported", on=date(2026, 11, 20), text="Đã xong")
    return found


def letter_to_mend(cast: Cast, plan_id: int) -> None:
    """Remind of the first obligation on a day and send the letter."""
    first = cast.obligations(plan_id, "Sở Nội vụ")[0]
    with writing(cast.engine) as session:
        now = cast.at(date(2026, 11, 18))
        new = NewMessage("agency-digest", 1, first.agency_id, date(2026, 11, 18), "localhost", now)
        message = queue_message(session, new, now=now)
        assert message is not None
        message.state = "sent"
        for number, message_id in ((1, message.id), (2, None)):
            session.add(
                Reminder(
                    obligation_id=first.id or 0,
                    rule=f"overdue-{number}",
                    step_on=date(2026, 11, 16 + number),
                    looked_on=date(2026, 11, 16 + number),
                    number=number,
                    message_id=message_id,
                )
            )
        session.add(message)


def test_a_letter_goes_to_each_owner_that_is_late_and_has_not_reported(cast: Cast, plan_id: int) -> None:
    letter_to_mend(cast, plan_id)
    with reading(cast.engine) as session:
        found = urging_letters(session, today=TODAY, answer_by=ANSWER, plan_id=plan_id)
        assert session.exec(select(Message)).one().state == "sent"
    assert [(one.recipient, len(one.items)) for one in found] == [
        ("Sở Nội vụ", 1),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", 1),
    ]
    late = found[0].items[0]
    assert (late.ref, late.due_on, late.days_late) == ("IV.1", DUE, 7)
    # Only what really went out is held against anybody.
    assert late.reminders == ((1, date(2026, 11, 18)),)
    assert (found[0].letterhead.superior, found[0].letterhead.agency) == (
        "Ủy ban nhân dân tỉnh Lam Giang",
        "Sở Y tế",
    )


def test_plans_of_one_lead_share_a_letter_and_those_of_another_have_theirs(cast: Cast, plan_id: int) -> None:
    cast.tracked_plan(item("Việc hai", "Sở Nội vụ", due=DUE), title="Kế hoạch hai")
    cast.tracked_plan(item("Việc ba", "Sở Nội vụ", due=DUE), lead="Sở Tài chính", title="Kế hoạch ba")
    with reading(cast.engine) as session:
        found = urging_letters(session, today=TODAY, answer_by=ANSWER)
    mine = [one for one in found if one.recipient == "Sở Nội vụ"]
    assert sorted((one.letterhead.agency, len(one.items), len(one.plans)) for one in mine) == [
        ("Sở Tài chính", 1, 1),
        ("Sở Y tế", 2, 2),
    ]


def test_one_letter_is_a_word_file_and_several_are_a_zip(cast: Cast, plan_id: int) -> None:
    own = cast.obligations(plan_id, "Sở Nội vụ")[0].agency_id
    with reading(cast.engine) as session:
        ask = {"today": TODAY, "answer_by": ANSWER, "plan_id": plan_id}
        content, name, kind = urging_paper(session, cast.settings, agency_id=own, **ask)  # type: ignore[arg-type]
        assert (name, kind) == ("CV-don-doc_so-noi-vu_20261123.docx", MEDIA_TYPE)
        assert "Sở Nội vụ" in "".join(p.text for p in Document(io.BytesIO(content)).paragraphs)
        content, name, kind = urging_paper(session, cast.settings, **ask)  # type: ignore[arg-type]
        assert (name, kind) == ("CV-don-doc_20261123.zip", ZIP_TYPE)
        assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == 2


def test_there_is_no_letter_without_anybody_late_nor_with_a_day_gone_by(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        with pytest.raises(Refused, match="không ở phía trước"):
            urging_paper(session, cast.settings, today=TODAY, answer_by=TODAY, plan_id=plan_id)
        with pytest.raises(Refused, match="Không có việc quá hạn"):
            urging_paper(session, cast.settings, today=DUE, answer_by=ANSWER, plan_id=plan_id)


def test_a_report_proposes_what_the_counts_ask_for(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        plan = get_plan(session, plan_id)
        content, name, _ = course_paper(session, cast.settings, plan, today=TODAY, fresh_days=30)
        assert plan_words(plan) == (
            "Kế hoạch số 01/KH-UBND ngày 02/11/2026 của Ủy ban nhân dân tỉnh Lam Giang "
            "“Triển khai công tác năm”"
        )
        assert letterhead(session, plan).agency == "Sở Y tế"
    document = Document(io.BytesIO(content))
    text = "\n".join(p.text for p in document.paragraphs)
    # What was reported late and waits for the lead is late too: the official classes count it so.
    assert "1. Đề nghị Ủy ban nhân dân tỉnh Lam Giang chỉ đạo 3 cơ quan, đơn vị có nhiệm vụ quá hạn" in text
    assert len(document.tables[1].rows) == 4
    assert name == f"BC-tinh-hinh_ke-hoach-{plan_id}_20261123.docx"


def test_a_phu_luc_names_owners_coordinators_and_days_of_a_confirmed_plan(cast: Cast, plan_id: int) -> None:
    with reading(cast.engine) as session:
        content, _, _ = annex_paper(session, cast.settings, get_plan(session, plan_id))
    rows = [[c.text for c in row.cells] for row in Document(io.BytesIO(content)).tables[0].rows]
    assert rows[1] == ["IV.1", "Rà soát danh sách", "Sở Nội vụ", "Sở Tài chính", "16/11/2026", "", ""]
    assert rows[5][4] == "Thường xuyên"
    draft = cast.draft(item("Việc", "Sở Nội vụ"))
    with reading(cast.engine) as session:
        plan = get_plan(session, draft)
        with pytest.raises(Refused, match="chưa được kích hoạt"):
            annex_paper(session, cast.settings, plan)
        with pytest.raises(Refused, match="chưa được kích hoạt"):
            course_paper(session, cast.settings, plan, today=TODAY, fresh_days=30)


def test_an_offices_own_template_stands_before_the_shipped_one(cast: Cast) -> None:
    shipped = template_path(cast.settings, URGING)
    assert shipped.exists()
    own = cast.settings.office_folder / "word" / URGING
    own.parent.mkdir(parents=True)
    own.write_bytes(shipped.read_bytes())
    assert template_path(cast.settings, URGING) == own


def test_a_plans_workbook_holds_every_obligation_and_every_reminder(cast: Cast, plan_id: int) -> None:
    letter_to_mend(cast, plan_id)
    with reading(cast.engine) as session:
        plan = get_plan(session, plan_id)
        book = load_workbook(io.BytesIO(plan_workbook(session, plan, today=TODAY, fresh_days=30)))
        lines = list(item_lines(session, today=TODAY, filters=Filters(plan_id=plan_id)))
    assert len(lines) == 6
    assert book["Danh sách việc"].max_row == 4 + 6
    assert {one.part for one in lines} == {"chủ trì", "phối hợp"}
    beside = {(one.ref, one.part): one.beside for one in lines}
    assert beside["IV.1", "chủ trì"] == "Sở Tài chính" and beside["IV.2", "chủ trì"] == ""
    assert beside["IV.1", "phối hợp"] == "chủ trì: Sở Nội vụ"
    helping = [[cell.value for cell in row] for row in book["Phối hợp"].iter_rows(min_row=5)]
    assert [(row[1], row[2]) for row in helping] == [("Sở Tài chính", 1), ("Tổng cộng", 1)]
    told = next(one for one in lines if one.agency == "Sở Tài chính" and one.part == "chủ trì")
    assert told.last_report == (date(2026, 11, 20), "Đã xong")
    ledger = [[cell.value for cell in row] for row in book["Sổ đôn đốc"].iter_rows(min_row=5)]
    assert [(row[1], row[2], row[6]) for row in ledger] == [
        ("IV.1. Rà soát danh sách", 2, "Chưa có thư"),
        ("IV.1. Rà soát danh sách", 1, "Đã gửi"),
    ]
    summary = [[cell.value for cell in row] for row in book["Tổng hợp"].iter_rows(min_row=5)]
    # Owners are counted, helpers are not: five of the six.
    assert (summary[-1][1], summary[-1][2]) == ("Tổng cộng", 5)
