"""What a person decides of a letter that came: recorded as reports, or left with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.agency import Agency
from models.document import Blob
from models.errors import OutOfDate, Refused
from models.inbound import InboundMail
from models.journal import ProgressReport
from models.obligation import Obligation
from rules.civil import day_of
from rules.incoming.sides import may_decide
from store.audit import note
from store.child_plans import children_among, led_children
from store.inbound_lists import files_of, mail_for
from store.moving import Act
from store.obligations import ReportInput, UploadedFile, get_obligation, move

_AGAIN = "Tải lại trang thư đến."


@dataclass(frozen=True, slots=True)
class Recording:
    """What a letter says, as a person read it: ``says`` is in_progress or reported, of these obligations."""

    obligation_ids: tuple[int, ...]
    says: str
    text: str


def record_mail(
    session: Session,
    mail_id: int,
    recording: Recording,
    act: Act,
    *,
    username: str,
    agency_id: int | None = None,
) -> list[int]:
    """Make a report of each obligation out of a letter, with its files, and return the reports' ids.

    ``agency_id``: the officer of that agency records what its units answer, of the work that it broke down
    for them; None: the lead, of all other work. The obligation moves as by a report on the pages, entered by
    the lead of its plan; the report's day is the day on which the letter came. Raises NotFound, OutOfDate
    where somebody has recorded the letter already, or Refused for a letter that is for others to decide,
    no or foreign obligations, several agencies' at once, and a move that the table forbids.
    """
    mail = _mail_to_decide(session, mail_id, agency_id)
    if not recording.obligation_ids:
        raise Refused("Chưa chọn phần việc mà thư này nói tới.", hint="Đánh dấu ít nhất một phần việc.")
    rows = [get_obligation(session, key) for key in dict.fromkeys(recording.obligation_ids)]
    speaker_id = _one_agency(mail, rows)
    _refuse_work_of_others(session, rows, agency_id)
    if recording.says not in ("in_progress", "reported"):
        raise Refused("Chưa chọn tình trạng công việc.", hint="Chọn đang thực hiện hoặc đã hoàn thành.")
    speaker = session.get_one(Agency, speaker_id)
    report = ReportInput(
        recording.says,
        recording.text,
        f"{speaker.name} (thư trả lời)",
        via="mail",
        files=_files(session, mail),
    )
    received_on = min(day_of(mail.received_at), act.today)
    made = [_record(session, row, report, act, received_on) for row in rows]
    _decide(session, mail, "taken", act.now, by=act.by, report_id=made[0], agency_id=speaker_id)
    note(session, what="inbound.taken", by=username, now=act.now, mail=mail_id, reports=made)
    return made


def _one_agency(mail: InboundMail, rows: Sequence[Obligation]) -> int:
    agencies = {row.agency_id for row in rows}
    if mail.agency_id is not None and agencies != {mail.agency_id}:
        raise Refused("Phần việc này không thuộc cơ quan đã gửi thư.", hint=_AGAIN)
    if len(agencies) != 1:
        raise Refused("Các phần việc thuộc nhiều cơ quan khác nhau.", hint="Ghi nhận cho một cơ quan.")
    return next(iter(agencies))


def _mail_to_decide(session: Session, mail_id: int, agency_id: int | None) -> InboundMail:
    mail, sides = mail_for(session, mail_id, agency_id)
    if not may_decide(sides, agency_id):
        raise Refused(
            "Thư này nói về việc mà một cơ quan phân rã cho đơn vị của mình; cơ quan đó ghi nhận.",
            hint="Ở đây chỉ xem.",
        )
    return mail


def _refuse_work_of_others(session: Session, rows: Sequence[Obligation], agency_id: int | None) -> None:
    plan_ids = {row.plan_id for row in rows}
    if agency_id is not None:
        if plan_ids - led_children(session, plan_ids, agency_id):
            raise Refused("Phần việc này không do cơ quan bạn phân rã.", hint=_AGAIN)
    elif children_among(session, plan_ids):
        raise Refused(
            "Phần việc này do một cơ quan phân rã cho đơn vị của mình; cơ quan đó tự nhận báo cáo.",
            hint="Chuyển thư cho cơ quan đó, rồi để lại thư với lý do.",
        )


def _files(session: Session, mail: InboundMail) -> tuple[UploadedFile, ...]:
    return tuple(
        UploadedFile(file.filename, file.media_type, session.get_one(Blob, file.sha256).content)
        for file in files_of(session, mail.id or 0)
    )


def _record(session: Session, row: Obligation, report: ReportInput, act: Act, received_on: date) -> int:
    move(
        session,
        obligation_id=row.id or 0,
        target=report.says,
        actor=act.by,
        actor_role=act.role,
        now=act.now,
        today=act.today,
        calendar=act.calendar,
        ladder=act.ladder,
        report=report,
        said_on=received_on,
    )
    newest = (
        select(ProgressReport.id)
        .where(ProgressReport.obligation_id == row.id)
        .order_by(col(ProgressReport.id).desc())
    )
    return session.exec(newest).first() or 0


def leave_mail(
    session: Session,
    mail_id: int,
    *,
    why: str,
    by: str,
    username: str,
    now: datetime,
    agency_id: int | None = None,
) -> None:
    """Leave a letter with the reason, as the officer of that agency or as the lead (None).

    Raises NotFound, Refused without a reason and for a letter that others decide, OutOfDate where it is
    decided already.
    """
    mail = _mail_to_decide(session, mail_id, agency_id)
    reason = " ".join(why.split())[:300]
    if not reason:
        raise Refused("Phải ghi lý do khi để lại thư.", hint="Nhập lý do rồi gửi lại.")
    _decide(session, mail, "left", now, by=f"{by}: {reason}")
    note(session, what="inbound.left", by=username, now=now, mail=mail_id)


def _decide(session: Session, mail: InboundMail, state: str, now: datetime, **values: object) -> None:
    """Write a decision where the letter is as it was seen: a recorded one is recorded for good."""
    given = {"decided_by": values.pop("by"), **values}
    before = mail.state
    if before == "taken" or (state == "left" and before == "left"):
        raise _decided()
    changed = session.connection().execute(
        update(InboundMail)
        .where(col(InboundMail.id) == mail.id, col(InboundMail.state) == before)
        .values(state=state, decided_at=now, **given)
    )
    if changed.rowcount != 1:
        raise _decided()
    session.expire(mail)


def _decided() -> OutOfDate:
    return OutOfDate("Thư này vừa được người khác xử lý.", hint=_AGAIN)
