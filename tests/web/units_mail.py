"""A unit's answer by mail about work that its agency broke down for it, in the furnished office."""

from dataclasses import dataclass

from sqlmodel import select

from models.agency import Contact
from models.obligation import Obligation
from models.reminder import Reminder
from store.child_plans import UnitWork, activate_breakdown, save_breakdown
from store.database import writing
from store.inbound import Answered, NewLetter, keep_letter
from store.inbound_lists import files_of
from store.messages import NewMessage, put_words, queue_message
from store.moving import Act
from store.obligations import UploadedFile
from tests.cast import Cast
from tests.web.conftest import TODAY, Furniture

UNIT, WORK = "Phòng Công chức", "Kiểm đếm hồ sơ"


@dataclass(frozen=True)
class UnitsMail:
    """The plan by which Sở Nội vụ breaks a work down, the unit's share, our letter, and its answer."""

    plan: int
    share: int
    message: int
    mail: int
    file: int


def answered_below(cast: Cast, furniture: Furniture) -> UnitsMail:
    """Break the officer's last work down, tell the unit of it, and store what it answers with a file."""
    above = cast.obligations(furniture.active_plan, "Sở Nội vụ")[-1].id or 0
    own = {"obligation_id": above, "agency_id": furniture.own_agency}
    act = Act("cán bộ", "lead", cast.at(TODAY, 7), TODAY, cast.office.calendar, cast.office.ladder)
    with writing(cast.engine) as session:
        rows = (UnitWork(WORK, (UNIT,)),)
        plan = save_breakdown(session, **own, rows=rows, by="cán bộ", now=cast.at(TODAY, 6), today=TODAY)
        activate_breakdown(session, plan_id=plan.id or 0, **own, act=act)
        (share,) = session.exec(select(Obligation).where(Obligation.plan_id == plan.id)).all()
        session.add(Contact(agency_id=furniture.own_unit, name="Văn thư", channel="outbox://phong"))
        shares = [share.id or 0]
    message = tell(cast, furniture.own_unit, shares)
    mail, file = answer(cast, message, furniture.own_unit, shares[0])
    return UnitsMail(plan.id or 0, shares[0], message, mail, file)


def tell(cast: Cast, agency_id: int, shares: list[int], kind: str = "agency-digest") -> int:
    """Write a letter to an agency's contact that reminds of these obligations; return its id."""
    now = cast.at(TODAY, 7)
    with writing(cast.engine) as session:
        contact = session.exec(select(Contact).where(Contact.agency_id == agency_id)).one()
        new = NewMessage(kind, contact.id or 0, agency_id, TODAY, "localhost", now)
        row = queue_message(session, new, now=now)
        assert row is not None
        put_words(session, row, subject=f"Việc của {UNIT}", text="Kính gửi", html="<p>Kính gửi</p>")
        for number, share in enumerate(shares, 1):
            session.add(
                Reminder(
                    obligation_id=share,
                    rule=f"thu-{kind[:8]}",
                    step_on=TODAY,
                    looked_on=TODAY,
                    number=number,
                    message_id=row.id,
                )
            )
        return row.id or 0


def answer(
    cast: Cast,
    message_id: int | None,
    agency_id: int | None,
    obligation_id: int | None,
    *,
    name: str = "phong",
) -> tuple[int, int]:
    """Store an answer to that letter with a file; return both ids."""
    at = cast.at(TODAY, 9)
    new = NewLetter(
        reference=f"<{name}@snv.example.vn>",
        answered=Answered(message_id, agency_id),
        subject=f"Re: Việc của {UNIT}",
        text=f"Phòng đã kiểm đếm xong ({name}).",
        received_at=at,
        obligation_id=obligation_id,
        files=(UploadedFile("Biên bản.txt", "text/plain", b"bien ban"),),
    )
    with writing(cast.engine) as session:
        mail_id = keep_letter(session, new, now=at) or 0
        return mail_id, files_of(session, mail_id)[0].id or 0
