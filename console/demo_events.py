"""What the demonstration has besides reminders: work broken down, letters, requests, a lower plan.

As in ``console.demo_story`` everything goes through the functions of real work, each with its own day.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from sqlmodel import Session, col, select

from config.clock import instant
from console.desk import Desk
from models.agency import Agency
from models.plan import Plan
from models.reminder import Message
from notify.channels import check_channel
from notify.mailbox import FetchedLetter
from rules.status import OPEN
from store.boards import Filters, obligation_rows
from store.child_plans import UnitWork, activate_breakdown, child_rows, save_breakdown
from store.comments import add_comment
from store.contacts import add_contact
from store.database import reading, writing
from store.extensions import ask_extension
from store.moving import Act
from store.obligation_rows import ObligationRow
from store.obligations import ReportInput, move
from store.registry import agency_by_code
from store.webhooks import add_webhook, switch
from tasks.ingesting import ingest
from tasks.mailroom import take_in

LOWER_PLAN = "ke-hoach-trien-khai-so-y-te.docx"
# Who breaks its work down, and who writes: the first has an account in the demonstration.
SPLITTER, WRITER = "so-noi-vu", "so-vhttdl"
SPLIT_BY = "Cán bộ Sở Nội vụ"
# What, by which unit, what comes of it, after how many days.
UNIT_WORK = (
    ("Hướng dẫn lập hồ sơ đề nghị khen thưởng", "Phòng Thi đua - Khen thưởng", "Văn bản hướng dẫn", 14),
    ("Tổng hợp số liệu, dự thảo báo cáo tổng kết", "Văn phòng Sở", "Dự thảo báo cáo", 10),
    ("Thẩm định hồ sơ, lập danh sách trình Hội đồng", "Phòng Thi đua - Khen thưởng", "Danh sách", 49),
)
# A reserved name that nobody can own; the address is switched off, so that nothing is sent to it.
WEBHOOK = "https://dieu-hanh.lam-giang.example/su-kien"
ANSWER = (
    "Kính gửi Sở Y tế,\n\nMục {ref}: Sở đã hoàn thành và nghiệm thu sản phẩm ngày {day:%d/%m/%Y}, đang gửi "
    "các đài truyền thanh xã phát sóng. Văn bản báo cáo sẽ gửi qua trục liên thông.\n\nTrân trọng."
)
STRANGER = "Đơn vị đã nhận được thư, đang tổng hợp số liệu và sẽ báo cáo trong tuần."
QUESTION = (
    "Tài liệu hướng dẫn dùng chung mẫu của Sở Y tế hay mỗi cơ quan tự thiết kế? Đề nghị cho biết để đặt in."
)


def break_down(desk: Desk, day: date) -> None:
    """Let an agency give its longest work to units of its own, and one unit report before its day."""
    with writing(desk.engine) as session:
        agency = agency_by_code(session, SPLITTER)
        share = max(_open(session, agency, day), key=lambda row: row.due_on or date.min)
        rows = [
            UnitWork(text, (unit,), product, desk.office.calendar.next_working(day + timedelta(days=days)))
            for text, unit, product, days in UNIT_WORK
        ]
        plan = save_breakdown(
            session,
            obligation_id=share.obligation_id,
            agency_id=agency.id or 0,
            rows=rows,
            by=SPLIT_BY,
            now=_at(day, 9),
            today=day,
        )
        activate_breakdown(
            session,
            plan_id=plan.id or 0,
            obligation_id=share.obligation_id,
            agency_id=agency.id or 0,
            act=_act(desk, day, 10),
        )
        _reach(session, agency, day)


def reports_of_units(desk: Desk, day: date) -> None:
    """Let the units acknowledge, the first report its work, and the agency that gave it confirm."""
    with writing(desk.engine) as session:
        for row in _unit_rows(session, day):
            if row.text != UNIT_WORK[0][0]:
                _move_unit(session, desk, row, "acknowledged", day, hour=9)
                continue
            text = f"Đã trình Giám đốc Sở ký, phát hành ngày {day:%d/%m/%Y}."
            _move_unit(session, desk, row, "reported", day, hour=14, text=text)
            _move_unit(session, desk, row, "done", day, hour=16)


def _move_unit(
    session: Session, desk: Desk, row: ObligationRow, target: str, day: date, *, hour: int, text: str = ""
) -> None:
    is_lead = target == "done"
    move(
        session,
        obligation_id=row.obligation_id,
        target=target,
        actor=SPLIT_BY if is_lead else row.agency_name,
        actor_role="lead" if is_lead else "agency",
        now=_at(day, hour),
        today=day,
        calendar=desk.office.calendar,
        ladder=desk.office.ladder,
        report=ReportInput(target, text, row.agency_name, via="link") if text else None,
    )


def last_evening(desk: Desk, samples: Path, day: date) -> None:
    """Bring what waits for the lead officer on the next morning."""
    _write_letters(desk, day)
    with writing(desk.engine) as session:
        rows = _open(session, agency_by_code(session, WRITER), day)
        dated = sorted(
            (row for row in rows if row.due_on is not None and row.due_on >= day),
            key=lambda row: row.due_on or date.max,
        )
        # The soonest is told of by letter.
        last = (dated[1:] or dated or rows)[0]
        if last.due_on is not None:
            ask_extension(
                session,
                obligation_id=last.obligation_id,
                proposed_on=desk.office.calendar.next_working(max(last.due_on, day) + timedelta(days=14)),
                reason="Nhà in giao chậm, cần thêm thời gian nghiệm thu.",
                by=last.agency_name,
                now=_at(day, 15),
                today=day,
            )
        add_comment(
            session,
            obligation_id=last.obligation_id,
            text=QUESTION,
            actor=last.agency_name,
            side="agency",
            now=_at(day, 15, 10),
        )
        hook, _ = add_webhook(session, url=WEBHOOK, events=(), by="Người vận hành", now=_at(day, 16))
        switch(session, hook.id or 0, on=False, by="Người vận hành", now=_at(day, 16, 5))
    data = (samples / LOWER_PLAN).read_bytes()
    ingest(desk.engine, desk.office, data, LOWER_PLAN, by="chuyên viên Sở Y tế", now=_at(day, 16, 30))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return instant(day, time(hour, minute))


def _act(desk: Desk, day: date, hour: int) -> Act:
    return Act(
        by=SPLIT_BY,
        role="lead",
        now=_at(day, hour),
        today=day,
        calendar=desk.office.calendar,
        ladder=desk.office.ladder,
    )


def _open(session: Session, agency: Agency, day: date) -> list[ObligationRow]:
    rows = obligation_rows(session, today=day, filters=Filters(agency_id=agency.id, part="owner"))
    return [row for row in rows if row.status in OPEN]


def _unit_rows(session: Session, day: date) -> Sequence[ObligationRow]:
    (plan,) = session.exec(select(Plan).where(col(Plan.breaks_down_id).is_not(None))).all()
    return child_rows(session, plan.breaks_down_id or 0, today=day)


def _reach(session: Session, agency: Agency, day: date) -> None:
    """Give each unit a contact whose letters stay in the demonstration's own box."""
    units = session.exec(select(Agency).where(Agency.parent_id == agency.id).order_by(col(Agency.id)))
    for number, unit in enumerate(units.all(), start=1):
        add_contact(
            session,
            unit.id or 0,
            name=f"Đầu mối {unit.name}"[:120],
            role="officer",
            channel=f"outbox://{agency.code}-don-vi-{number}",
            check_channel=check_channel,
            by=SPLIT_BY,
            now=_at(day, 11),
        )


def _write_letters(desk: Desk, day: date) -> None:
    """Let one agency answer its newest letter, and somebody write under the subject of another's."""
    with reading(desk.engine) as session:
        told = _newest(session, agency_by_code(session, WRITER))
        other = _newest(session, agency_by_code(session, SPLITTER))
        rows = _open(session, agency_by_code(session, WRITER), day)
    if told is None or other is None or not rows:
        raise AssertionError("the demonstration's agencies must have had letters by now")
    soonest = min(rows, key=lambda row: row.due_on or date.max)
    answer = _letter(f"Re: {told.subject}", ANSWER.format(ref=soonest.ref, day=day))
    answer["In-Reply-To"] = told.reference
    for hour, letter in ((15, answer), (16, _letter(f"Re: {other.subject}", STRANGER))):
        at = _at(day, hour, 20)
        take_in(desk.engine, desk.settings, FetchedLetter(str(hour), bytes(letter), at, True), now=at)


def _newest(session: Session, agency: Agency) -> Message | None:
    query = select(Message).where(Message.agency_id == agency.id, Message.kind == "agency-digest")
    return session.exec(query.order_by(col(Message.id).desc())).first()


def _letter(subject: str, words: str) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = subject, "van-thu@so.example", "don-doc@so.example"
    letter["Message-ID"] = make_msgid(domain="so.example")
    letter.set_content(words)
    return letter
