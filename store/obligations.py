"""Moving an obligation's status: the only place where it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select, update

from models.document import Blob
from models.errors import NotFound, OutOfDate, Refused
from models.journal import Attachment, ProgressReport, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from rules.ladder import LadderRules
from rules.status import OPEN, Actor, check_move
from rules.workday import WorkCalendar
from store.drafts import put_blob
from store.journal import entry
from store.looking import later_look_at

# From these, a move into an open status puts the work back into the agency's hands.
_OUT_OF_HAND = frozenset({"reported", "refused", "suspended", "done", "withdrawn"})


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came with a report, its type told by its content."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What an agency reports; ``says`` is acknowledged, in_progress or reported."""

    says: str
    text: str
    reporter: str
    product: str = ""
    via: str = "web"
    files: tuple[UploadedFile, ...] = ()


def get_obligation(session: Session, obligation_id: int) -> Obligation:
    """Return the obligation; raises NotFound."""
    row = session.get(Obligation, obligation_id)
    if row is None:
        raise NotFound("Không có phần việc này.", hint="Quay lại danh sách.")
    return row


def move(
    session: Session,
    *,
    obligation_id: int,
    target: str,
    actor: str,
    actor_role: Actor,
    now: datetime,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
    why: str = "",
    report: ReportInput | None = None,
    revision: int | None = None,
) -> Obligation:
    """Move an obligation to another status and return it as it stands afterwards.

    Checks the table of transitions, stores the report and its files, writes the journal row and sets
    the next look, all in the caller's transaction. Raises Refused for a forbidden move and for files
    without a report's text, and OutOfDate when ``revision`` is not the current one.
    """
    row = get_obligation(session, obligation_id)
    plan = session.get_one(Plan, row.plan_id)
    if plan.state != "active":
        raise Refused("Kế hoạch này không còn được theo dõi.", hint="Liên hệ cơ quan chủ trì kế hoạch.")
    if revision is not None and revision != row.revision:
        raise _out_of_date()
    source = row.status
    has_report = report is not None and bool(report.text.strip())
    check_move(source, target, actor=actor_role, why=why, has_report=has_report)
    if report is not None and report.files and not has_report:
        # A file hangs on a report, and a report has words: silence would lose the file.
        raise Refused(
            "Có tệp gửi kèm nhưng chưa có nội dung báo cáo.", hint="Viết một câu về kết quả rồi gửi lại."
        )
    report_id = _store_report(session, obligation_id, report, now, today) if report and has_report else None
    _apply(row, source, target, today)
    row.next_look_at = later_look_at(row, calendar, ladder, today=today)
    compare_and_set(
        session,
        row,
        status=row.status,
        acknowledged_on=row.acknowledged_on,
        reported_on=row.reported_on,
        done_on=row.done_on,
        turned_on=row.turned_on,
        next_look_at=row.next_look_at,
    )
    session.add(entry(row, by=actor, role=actor_role, now=now, why=why, source=source, report_id=report_id))
    session.flush()
    return row


def _apply(row: Obligation, source: str, target: str, today: date) -> None:
    row.status = target
    if target in ("acknowledged", "in_progress", "reported") and row.acknowledged_on is None:
        row.acknowledged_on = today
    # Reopening is the lead's word, not a report: what the agency reported keeps its day.
    if target in ("in_progress", "reported") and source != "done":
        row.reported_on = today
    # Given again: the agency has to acknowledge anew.
    if target == "assigned":
        row.acknowledged_on = None
    row.done_on = today if target == "done" else None
    # What the agency has to hear of anew; its own word ends it.
    row.turned_on = today if source in _OUT_OF_HAND and target in OPEN else None


def compare_and_set(session: Session, row: Obligation, **values: Any) -> None:
    """Write values to an obligation only where nobody else has written it since it was read.

    Changes made to the row itself are thrown away; raises OutOfDate where somebody was first.
    """
    key, before = row.id, row.revision
    session.expire(row)
    result = session.exec(
        update(Obligation)
        .where(col(Obligation.id) == key, col(Obligation.revision) == before)
        .values(revision=before + 1, **values)
    )
    if result.rowcount != 1:
        raise _out_of_date()
    session.refresh(row)


def _out_of_date() -> OutOfDate:
    return OutOfDate("Phần việc này vừa được người khác cập nhật.", hint="Tải lại trang rồi làm lại.")


def _store_report(
    session: Session, obligation_id: int, report: ReportInput, now: datetime, today: date
) -> int:
    row = ProgressReport(
        obligation_id=obligation_id,
        at=now,
        reported_on=today,
        says=report.says,
        text=report.text.strip(),
        reporter=report.reporter.strip(),
        product=report.product.strip(),
        via=report.via,
    )
    session.add(row)
    session.flush()
    for file in report.files:
        session.add(
            Attachment(
                report_id=row.id or 0,
                sha256=put_blob(session, file.content, file.media_type),
                filename=file.filename,
                media_type=file.media_type,
                size=len(file.content),
            )
        )
    return row.id or 0


def history(session: Session, obligation_id: int) -> list[StatusChange]:
    """Return the obligation's journal, the oldest row first."""
    return list(
        session.exec(
            select(StatusChange)
            .where(StatusChange.obligation_id == obligation_id)
            .order_by(col(StatusChange.id))
        )
    )


def reports(session: Session, obligation_id: int) -> list[ProgressReport]:
    """Return the obligation's reports, the oldest first."""
    return list(
        session.exec(
            select(ProgressReport)
            .where(ProgressReport.obligation_id == obligation_id)
            .order_by(col(ProgressReport.id))
        )
    )


def attachments(session: Session, report_ids: Sequence[int]) -> list[Attachment]:
    """Return the files of those reports."""
    return list(
        session.exec(
            select(Attachment)
            .where(col(Attachment.report_id).in_(list(report_ids)))
            .order_by(col(Attachment.id))
        )
    )


def get_attachment(session: Session, attachment_id: int) -> tuple[Attachment, Blob, Obligation]:
    """Return a file with its bytes and the obligation it belongs to; raises NotFound."""
    row = session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound("Không có tệp này.", hint="Quay lại trang phần việc.")
    report = session.get_one(ProgressReport, row.report_id)
    return row, session.get_one(Blob, row.sha256), session.get_one(Obligation, report.obligation_id)
