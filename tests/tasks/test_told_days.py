"""What a letter says of a due day: where it comes from, and the period that a report is about."""

from datetime import date

from sqlmodel import col, select

from models.draft import Rhythm
from models.reminder import Message
from store.database import reading, writing
from store.dates import set_day
from store.moving import Act
from tasks.composing import compose_digests
from tests.cast import ISSUED_ON, Cast, item


def letter(cast: Cast, day: date) -> str:
    cast.look(day)
    ids = compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, 8))
    with reading(cast.engine) as session:
        rows = session.exec(select(Message).where(col(Message.id).in_(ids)))
        return "\n".join(m.body_text for m in rows if m.kind == "agency-digest")


def test_the_letter_names_the_period_and_that_the_document_says_the_day(cast: Cast) -> None:
    cast.settle_province()
    cast.tracked_plan(item("Báo cáo hằng tháng", "Sở Nội vụ", rhythm=Rhythm("month", day=25)))
    told = letter(cast, ISSUED_ON)
    assert "Hạn: thứ Tư, 25/11/2026 (theo văn bản); kỳ báo cáo tháng 11/2026: 01/11–30/11" in told


def test_a_day_set_by_the_lead_is_told_with_the_next_letter(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("Kiện toàn tổ công tác", "Sở Nội vụ"))
    letter(cast, ISSUED_ON)
    on = date(2026, 11, 3)
    with writing(cast.engine) as session:
        set_day(
            session,
            plan_id=plan_id,
            obligation_ids=[o.id or 0 for o in cast.obligations(plan_id)],
            due_on=date(2026, 12, 31),
            act=Act("chuyên viên", "lead", cast.at(on), on, cast.office.calendar, cast.office.ladder),
        )
    told = letter(cast, date(2026, 11, 4))
    assert "Hạn: thứ Năm, 31/12/2026 (do cơ quan chủ trì ấn định)" in told
