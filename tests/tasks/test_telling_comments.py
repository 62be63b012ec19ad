"""Digests name what the other side wrote, once it has gone out never again."""

from datetime import date

from sqlmodel import col, select

from models.obligation import Obligation
from models.reminder import Message
from store.comments import add_comment
from store.database import reading, writing
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tests.cast import Cast, item

DUE = date(2026, 11, 20)
# Working days after the due day.
MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)


def owed(cast: Cast) -> Obligation:
    cast.settle_province()
    return cast.obligations(cast.tracked_plan(item("Rà soát danh sách", due=DUE)))[0]


def say(cast: Cast, row: Obligation, side: str, text: str, on: date = MONDAY) -> None:
    with writing(cast.engine) as session:
        add_comment(
            session,
            obligation_id=row.id or 0,
            text=text,
            actor="Bà Bí Mật",
            side=side,  # type: ignore[arg-type]
            now=cast.at(on, 6),
        )


def morning(cast: Cast, day: date) -> dict[str, Message]:
    """Let a morning write and send, and return the day's digests by kind."""
    cast.look(day)
    compose_digests(cast.engine, cast.settings, cast.office, today=day, now=cast.at(day, 7))
    deliver_due(cast.engine, cast.settings, now=cast.at(day, 7))
    with reading(cast.engine) as session:
        found = session.exec(select(Message).where(Message.on == day).order_by(col(Message.id)))
        return {row.kind: row for row in found}


def test_each_side_reads_the_other_in_its_next_digest_and_only_there(cast: Cast) -> None:
    row = owed(cast)
    say(cast, row, "agency", "Còn chờ <b>số liệu</b>")
    say(cast, row, "lead", "Gửi trước phần đã có")
    told = morning(cast, MONDAY)
    lead, agency = told["lead-digest"], told["agency-digest"]
    for body in (lead.body_text, lead.body_html):
        assert "Trao đổi mới (1 ý kiến)" in body and "Gửi trước" not in body
        assert "Bí Mật" not in body
    assert "Còn chờ <b>số liệu</b>" in lead.body_text and "&lt;b&gt;số liệu" in lead.body_html
    for body in (agency.body_text, agency.body_html):
        assert "Gửi trước phần đã có" in body and "số liệu" not in body
        assert "Bí Mật" not in body
    say(cast, row, "agency", "Đã có số liệu", on=WEDNESDAY)
    later = morning(cast, WEDNESDAY)["lead-digest"].body_text
    assert "Đã có số liệu" in later and "Còn chờ" not in later


def test_a_comment_alone_is_reason_enough_for_the_leads_digest(cast: Cast) -> None:
    cast.settle_province()
    row = cast.obligations(cast.tracked_plan(item("Rà soát danh sách", due=date(2027, 3, 1))))[0]
    cast.move(row, "acknowledged", on=date(2026, 11, 3))
    morning(cast, date(2026, 11, 3))
    assert morning(cast, MONDAY) == {}
    say(cast, row, "agency", "Xin hướng dẫn mẫu báo cáo", on=WEDNESDAY)
    (digest,) = morning(cast, WEDNESDAY).values()
    assert digest.kind == "lead-digest" and "Xin hướng dẫn mẫu báo cáo" in digest.body_text


def test_a_digest_without_news_has_no_such_heading(cast: Cast) -> None:
    owed(cast)
    for message in morning(cast, MONDAY).values():
        assert "Trao đổi mới" not in message.body_text + message.body_html
