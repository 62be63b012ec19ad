"""Moving an obligation's status: the only place where it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.document import Blob
from models.errors import NotFound, Refused
from models.journal import Attachment, ProgressReport, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from rules.ladder import LadderRules
from rules.status import Actor, check_move
from rules.workday import WorkCalendar
from store.drafts import put_blob
from store.following import follow_owners
from store.moving import Act, carry_out, compare_and_set, out_of_date

__all__ = [
    "ReportInput",
    "UploadedFile",
    "attachments",
    "compare_and_set",
    "get_attachment",
    "get_obligation",
    "history",
    "move",
    "reports",
]


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
    said_on: date | None = None,
) -> Obligation:
    """Move an obligation to another status and return it as it stands afterwards.

    Checks the table of transitions, stores the report and its files, writes the journal row and sets
    the next look, all in the caller's transaction; with an owner's move, the coordinators of the same work
    are closed or opened again. ``said_on`` is the day on which the agency said what is entered now, where
    that was earlier (a letter): timeliness is judged on it. Raises Refused for a forbidden move and for
    files without a report's text, and OutOfDate when ``revision`` is not the current one.
    """
    row = get_obligation(session, obligation_id)
    plan = session.get_one(Plan, row.plan_id)
    if plan.state != "active":
        raise Refused("Kế hoạch này không còn được theo dõi.", hint="Liên hệ cơ quan chủ trì kế hoạch.")
    if revision is not None and revision != row.revision:
        raise out_of_date()
    source = row.status
    has_report = report is not None and bool(report.text.strip())
    check_move(source, target, actor=actor_role, why=why, has_report=has_report)
    if report is not None and report.files and not has_report:
        # A file hangs on a report, and a report has words: silence would lose the file.
        raise Refused(
            "Có tệp gửi kèm nhưng chưa có nội dung báo cáo.", hint="Viết một câu về kết quả rồi gửi lại."
        )
    told_on = today if said_on is None else _told_on(row, said_on, today)
    report_id = _store_report(session, obligation_id, report, now, told_on) if report and has_report else None
    act = Act(actor, actor_role, now, today, calendar, ladder)
    facts = {"reported_on": told_on} if told_on != today and report_id is not None else {}
    carry_out(session, row, target, act, why=why, report_id=report_id, **facts)
    if row.part == "owner":
        follow_owners(session, row, source=source, act=act)
    return row


def _told_on(row: Obligation, said_on: date, today: date) -> date:
    """Return the day of an earlier word: not before the work was given, nor before what was said since."""
    return min(max(said_on, row.assigned_on, row.reported_on or said_on), today)


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
