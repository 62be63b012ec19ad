"""Letters that came in as people see them: lists, single ones, their files."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from models.agency import Agency
from models.document import Blob
from models.errors import NotFound
from models.inbound import InboundFile, InboundMail
from rules.incoming.sides import MailSides, may_decide, may_read
from store.inbound_sides import of_units, sides_of, units_letters

# What people choose among: by state, and those that came back.
VIEWS = ("new", "taken", "left", "returned")


@dataclass(frozen=True, slots=True)
class MailRow:
    """One letter in the list, with the name of the agency that speaks ("" where nobody knows)."""

    mail: InboundMail
    agency: str
    file_count: int
    sides: MailSides


def mail_rows(
    session: Session, view: str, *, limit: int, offset: int = 0, agency_id: int | None = None
) -> list[MailRow]:
    """Return letters of one view, the newest first.

    ``agency_id``: only those that units of that agency write about what it broke down for them.
    """
    files = (
        select_columns(func.count())
        .where(col(InboundFile.mail_id) == col(InboundMail.id))
        .correlate(InboundMail)
        .scalar_subquery()
    )
    query: Any = (
        select_columns(InboundMail, col(Agency.name), files)
        .outerjoin(Agency, col(Agency.id) == col(InboundMail.agency_id))
        .where(_in_view(view), *_of(agency_id))
        .order_by(col(InboundMail.received_at).desc(), col(InboundMail.id).desc())
        .limit(limit)
        .offset(offset)
    )
    found = [(mail, agency or "", int(count)) for mail, agency, count in session.execute(query)]
    sides = sides_of(session, [mail.id or 0 for mail, _, _ in found])
    return [MailRow(mail, agency, count, sides[mail.id or 0]) for mail, agency, count in found]


def _of(agency_id: int | None) -> list[Any]:
    return [] if agency_id is None else [of_units(agency_id)]


def _in_view(view: str) -> Any:
    if view == "returned":
        return col(InboundMail.is_bounce).is_(True)
    state = col(InboundMail.state) == view
    # What came back and is known waits for nobody; one that fits no message of ours does.
    return state & col(InboundMail.is_bounce).is_(False) if view == "left" else state


def count_mails(session: Session, agency_id: int | None = None) -> dict[str, int]:
    """Return how many letters stand in each view, of all or of an agency's units."""
    return {view: _count(session, _in_view(view), *_of(agency_id)) for view in VIEWS}


def new_count(session: Session, agency_id: int | None = None) -> int:
    """Return how many letters wait for the lead, or for that agency's officer."""
    waiting = _count(session, _in_view("new"), *_of(agency_id))
    if agency_id is not None or not waiting:
        return waiting
    sides = sides_of(session, units_letters(session, _in_view("new")))
    return waiting - sum(not may_decide(one, None) for one in sides.values())


def _count(session: Session, *where: Any) -> int:
    return int(session.exec(select(func.count()).select_from(InboundMail).where(*where)).one())


def get_mail(session: Session, mail_id: int) -> InboundMail:
    """Return the letter; raises NotFound."""
    row = session.get(InboundMail, mail_id)
    if row is None:
        raise NotFound("Không có thư này.", hint="Quay lại danh sách thư đến.")
    return row


def mail_for(session: Session, mail_id: int, agency_id: int | None) -> tuple[InboundMail, MailSides]:
    """Return a letter and whose it is, for that agency's officer or for the lead (None).

    Raises NotFound for one that is not there and for one that is somebody else's: the same answer.
    """
    mail, sides = get_mail(session, mail_id), _sides(session, mail_id)
    if not may_read(sides, agency_id):
        raise NotFound("Không có thư này.", hint="Quay lại danh sách thư đến.")
    return mail, sides


def _sides(session: Session, mail_id: int) -> MailSides:
    return sides_of(session, [mail_id])[mail_id]


def answers_to(session: Session, message_id: int) -> list[InboundMail]:
    """Return the answers to a message, the oldest first; not what only brought it back."""
    is_answer = col(InboundMail.is_bounce).is_(False)
    query = select(InboundMail).where(InboundMail.message_id == message_id, is_answer)
    return list(session.exec(query.order_by(col(InboundMail.id))))


def files_of(session: Session, mail_id: int) -> list[InboundFile]:
    """Return the files of a letter."""
    query = select(InboundFile).where(InboundFile.mail_id == mail_id).order_by(col(InboundFile.id))
    return list(session.exec(query))


def get_file(session: Session, file_id: int, agency_id: int | None = None) -> tuple[InboundFile, Blob]:
    """Return a file of a letter with its bytes, for that agency's officer or the lead; raises NotFound."""
    row = session.get(InboundFile, file_id)
    if row is None or not may_read(_sides(session, row.mail_id), agency_id):
        raise NotFound("Không có tệp này.", hint="Quay lại danh sách thư đến.")
    return row, session.get_one(Blob, row.sha256)
