"""Letters that came in as people see them: lists, single ones, their files."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.agency import Agency
from models.document import Blob
from models.errors import NotFound
from models.inbound import InboundFile, InboundMail

# What people choose among: by state, and those that came back.
VIEWS = ("new", "taken", "left", "returned")


@dataclass(frozen=True, slots=True)
class MailRow:
    """One letter in the list, with the name of the agency that speaks ("" where nobody knows)."""

    mail: InboundMail
    agency: str
    file_count: int


def mail_rows(session: Session, view: str, *, limit: int, offset: int = 0) -> list[MailRow]:
    """Return letters of one view, the newest first."""
    files = (
        select_columns(func.count())
        .where(col(InboundFile.mail_id) == col(InboundMail.id))
        .correlate(InboundMail)
        .scalar_subquery()
    )
    query: Any = (
        select_columns(InboundMail, col(Agency.name), files)
        .outerjoin(Agency, col(Agency.id) == col(InboundMail.agency_id))
        .where(_in_view(view))
        .order_by(col(InboundMail.received_at).desc(), col(InboundMail.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [MailRow(mail, agency or "", int(count)) for mail, agency, count in session.execute(query)]


def _in_view(view: str) -> Any:
    if view == "returned":
        return col(InboundMail.is_bounce).is_(True)
    state = col(InboundMail.state) == view
    # What came back and is known waits for nobody; one that fits no message of ours does.
    return state & col(InboundMail.is_bounce).is_(False) if view == "left" else state


def count_mails(session: Session) -> dict[str, int]:
    """Return how many letters stand in each view."""
    return {view: _count(session, _in_view(view)) for view in VIEWS}


def new_count(session: Session) -> int:
    """Return how many letters wait for somebody."""
    return _count(session, _in_view("new"))


def _count(session: Session, where: Any) -> int:
    return int(session.exec(select(func.count()).select_from(InboundMail).where(where)).one())


def get_mail(session: Session, mail_id: int) -> InboundMail:
    """Return the letter; raises NotFound."""
    row = session.get(InboundMail, mail_id)
    if row is None:
        raise NotFound("Không có thư này.", hint="Quay lại danh sách thư đến.")
    return row


def answers_to(session: Session, message_id: int) -> list[InboundMail]:
    """Return the answers to a message, the oldest first; not what only brought it back."""
    is_answer = col(InboundMail.is_bounce).is_(False)
    query = select(InboundMail).where(InboundMail.message_id == message_id, is_answer)
    return list(session.exec(query.order_by(col(InboundMail.id))))


def files_of(session: Session, mail_id: int) -> list[InboundFile]:
    """Return the files of a letter."""
    query = select(InboundFile).where(InboundFile.mail_id == mail_id).order_by(col(InboundFile.id))
    return list(session.exec(query))


def get_file(session: Session, file_id: int) -> tuple[InboundFile, Blob]:
    """Return a file of a letter with its bytes; raises NotFound."""
    row = session.get(InboundFile, file_id)
    if row is None:
        raise NotFound("Không có tệp này.", hint="Quay lại danh sách thư đến.")
    return row, session.get_one(Blob, row.sha256)
