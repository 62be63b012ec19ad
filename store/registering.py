"""What a person changes in the registry by hand: bodies, their other names, memberships, merging."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session, select

from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember
from models.assignment import AssignmentParty
from models.errors import NotFound, Refused
from rules.agency_sheet import LEVELS as LEVELS
from rules.ladder import LadderRules
from rules.naming import ASKED_KINDS, agency_key, kind_of
from rules.workday import WorkCalendar
from store.audit import note
from store.drafts import rematch_drafts
from store.succession import replace_agency
from store.succession_plan import Succession, unfinished_shares

_CODE = re.compile(r"[a-z0-9]+([-/][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class AgencyFields:
    """What a person may say of a body; the days are both counted, None where open."""

    name: str
    kind: str
    level: str
    is_ordered: bool
    valid_from: date | None = None
    valid_to: date | None = None


def get_agency(session: Session, agency_id: int) -> Agency:
    """Return the agency; raises NotFound."""
    row = session.get(Agency, agency_id)
    if row is None:
        raise NotFound("Không có cơ quan này.", hint="Quay lại danh bạ.")
    return row


def get_group(session: Session, group_id: int) -> AgencyGroup:
    """Return the group; raises NotFound."""
    row = session.get(AgencyGroup, group_id)
    if row is None:
        raise NotFound("Không có khối cơ quan này.", hint="Quay lại danh sách khối.")
    return row


def add_agency(session: Session, *, code: str, name: str, by: str, now: datetime) -> Agency:
    """Store a new body and return it; raises Refused for a bad or taken code and for a known name."""
    code, name = code.strip(), _one_line(name)
    if not _CODE.fullmatch(code) or len(code) > 80:
        raise Refused(
            "Mã cơ quan gồm chữ thường không dấu, số và gạch nối.", hint="Ví dụ: so-dan-toc-ton-giao."
        )
    if session.exec(select(Agency.id).where(Agency.code == code)).first() is not None:
        raise Refused(f"Mã “{code}” đã có.", hint="Chọn mã khác: mã không dùng lại.")
    kind = kind_of(name)
    row = Agency(code=code, name=name, folded=agency_key(name), kind=kind, is_ordered=kind not in ASKED_KINDS)
    _refuse_namesake(session, row)
    session.add(row)
    session.flush()
    note(session, what="agency.added", by=by, now=now, agency=code)
    rematch_drafts(session)
    return row


def _refuse_namesake(session: Session, row: Agency) -> None:
    known = session.exec(select(Agency).where(Agency.folded == row.folded)).all()
    for one in known:
        if one.id != row.id and one.name == row.name and one.valid_to is None and row.valid_to is None:
            raise Refused(
                f"Danh bạ đã có “{one.name}” (mã {one.code}).", hint="Mở cơ quan đó để sửa hoặc xác nhận."
            )


def _one_line(name: str) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not agency_key(text):
        raise Refused("Chưa ghi tên cơ quan.", hint="Ghi tên đầy đủ.")
    if len(text) > 300:
        raise Refused("Tên cơ quan dài hơn 300 ký tự.", hint="Ghi ngắn hơn.")
    return text


def edit_agency(
    session: Session, agency_id: int, wanted: AgencyFields, *, by: str, now: datetime, today: date
) -> Agency:
    """Change a body's own facts and return it.

    Raises Refused for days in disorder, and where it would end with work unfinished: that work needs a
    successor first.
    """
    row = get_agency(session, agency_id)
    if wanted.level not in LEVELS:
        raise Refused("Cấp của cơ quan không đúng.", hint="Chọn lại trong danh sách.")
    if wanted.valid_from and wanted.valid_to and wanted.valid_to < wanted.valid_from:
        raise Refused("Ngày kết thúc đứng trước ngày bắt đầu.", hint="Sửa ngày rồi lưu lại.")
    if wanted.valid_to is not None and wanted.valid_to < today and wanted.valid_to != row.valid_to:
        open_count = len(unfinished_shares(session, agency_id))
        if open_count:
            raise Refused(
                f"Cơ quan này còn {open_count} phần việc chưa xong.",
                hint="Dùng “Thay bằng cơ quan khác” để chuyển việc trước.",
            )
    name = _one_line(wanted.name)
    values = {
        "name": name,
        "folded": agency_key(name),
        "kind": wanted.kind.strip() or "khac",
        "level": wanted.level,
        "is_ordered": wanted.is_ordered,
        "valid_from": wanted.valid_from,
        "valid_to": wanted.valid_to,
    }
    changed = [field for field, value in values.items() if getattr(row, field) != value]
    if changed:
        for field in changed:
            setattr(row, field, values[field])
        _refuse_namesake(session, row)
        session.add(row)
        session.flush()
        note(session, what="agency.edited", by=by, now=now, agency=row.code, on=changed)
    return row


def confirm_agency(session: Session, agency_id: int, *, by: str, now: datetime) -> Agency:
    """Mark a body that came from a plan's words as a real one, and return it."""
    row = get_agency(session, agency_id)
    if not row.is_confirmed:
        row.is_confirmed = True
        session.add(row)
        session.flush()
        note(session, what="agency.confirmed", by=by, now=now, agency=row.code)
    return row


def merge_agency(
    session: Session,
    agency_id: int,
    into_id: int,
    *,
    by: str,
    now: datetime,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
    role: Literal["lead", "operator"] = "operator",
) -> Succession:
    """Merge a body made from a plan's words into a known one, and return what was done.

    Its work goes to the known body at once, and its name becomes an alias, so that the next plan finds
    it. Raises Refused for a confirmed body (that one is replaced, from a day) or into an unconfirmed one.
    """
    row, into = get_agency(session, agency_id), get_agency(session, into_id)
    if row.is_confirmed:
        raise Refused(
            "Chỉ gộp được cơ quan chưa xác nhận.", hint="Cơ quan có thật thì dùng “Thay bằng cơ quan khác”."
        )
    if not into.is_confirmed:
        raise Refused("Cơ quan nhận chưa được xác nhận.", hint="Xác nhận cơ quan đó trước, rồi gộp.")
    done = replace_agency(
        session,
        agency_id,
        into_id,
        on=today,
        by=by,
        now=now,
        today=today,
        calendar=calendar,
        ladder=ladder,
        role=role,
    )
    if _put_alias(session, into_id, row.name):
        note(session, what="agency.merged", by=by, now=now, agency=row.code, successor=into.code)
    session.flush()
    rematch_drafts(session)
    return done


def add_alias(session: Session, agency_id: int, text: str, *, by: str, now: datetime) -> bool:
    """Store another name of a body; return False where it has it already.

    Raises Refused where the name already means another body: a name that fits two bodies fits none.
    """
    row = get_agency(session, agency_id)
    name = _one_line(text)
    key = agency_key(name)
    others = session.exec(select(Agency).where(Agency.folded == key, Agency.id != agency_id)).all()
    others += session.exec(  # type: ignore[operator]
        select(Agency)
        .join(AgencyAlias, AgencyAlias.agency_id == Agency.id)  # type: ignore[arg-type]
        .where(AgencyAlias.folded == key, Agency.id != agency_id)
    ).all()
    if taken := next((a for a in others if a.valid_to is None), None):
        raise Refused(
            f"“{name}” đang là tên của “{taken.name}”.",
            hint="Một tên chỉ trỏ tới một cơ quan; gộp hai cơ quan nếu chúng là một.",
        )
    if key == row.folded or not _put_alias(session, agency_id, name):
        return False
    session.flush()
    note(session, what="agency.alias-added", by=by, now=now, agency=row.code, alias=name)
    rematch_drafts(session)
    return True


def _put_alias(session: Session, agency_id: int, text: str) -> bool:
    key = agency_key(text)
    known = session.exec(
        select(AgencyAlias.id).where(AgencyAlias.folded == key, AgencyAlias.agency_id == agency_id)
    ).first()
    if known is None:
        session.add(AgencyAlias(text=text, folded=key, agency_id=agency_id))
    return known is None


def remove_alias(session: Session, agency_id: int, alias_id: int, *, by: str, now: datetime) -> None:
    """Take a name from a body; what was matched by it stays as it is. Raises NotFound."""
    row = session.get(AgencyAlias, alias_id)
    if row is None or row.agency_id != agency_id:
        raise NotFound("Không có tên gọi này.", hint="Tải lại trang cơ quan.")
    agency = get_agency(session, agency_id)
    session.delete(row)
    session.flush()
    note(session, what="agency.alias-removed", by=by, now=now, agency=agency.code, alias=row.text)


def add_member(
    session: Session, group_id: int, agency_id: int, *, valid_from: date | None, by: str, now: datetime
) -> AgencyGroupMember:
    """Let a body join a group from a day (from ever where None), and return the membership.

    A membership that had ended goes on. Raises Refused where it is a member already.
    """
    group, agency = get_group(session, group_id), get_agency(session, agency_id)
    member = session.get(AgencyGroupMember, (group_id, agency_id))
    if member is not None and member.valid_to is None:
        raise Refused(f"{agency.name} đã ở trong khối này.", hint="Xem danh sách thành viên.")
    if member is None:
        member = AgencyGroupMember(group_id=group_id, agency_id=agency_id, valid_from=valid_from)
    else:
        member.valid_to = None
    session.add(member)
    session.flush()
    note(session, what="group.member-added", by=by, now=now, group=group.code, agency=agency.code)
    return member


def end_member(
    session: Session, group_id: int, agency_id: int, *, last_on: date, by: str, now: datetime
) -> AgencyGroupMember:
    """End a membership with a last day and return it; plans issued until then still reach the body."""
    member = session.get(AgencyGroupMember, (group_id, agency_id))
    if member is None:
        raise NotFound("Cơ quan này không ở trong khối.", hint="Tải lại trang khối.")
    if member.valid_from is not None and last_on < member.valid_from:
        raise Refused(
            f"Ngày cuối đứng trước ngày vào khối ({member.valid_from:%d/%m/%Y}).",
            hint="Sửa ngày rồi lưu lại.",
        )
    if member.valid_to != last_on:
        member.valid_to = last_on
        session.add(member)
        session.flush()
        group, agency = get_group(session, group_id), get_agency(session, agency_id)
        note(
            session,
            what="group.member-ended",
            by=by,
            now=now,
            group=group.code,
            agency=agency.code,
            last_on=last_on.isoformat(),
        )
    return member


def pin_party(session: Session, assignment_id: int, part: str, name: str, agency_id: int) -> None:
    """Say which body a name in an item of a draft means: a person chose it, also among namesakes."""
    for party in session.exec(
        select(AssignmentParty).where(
            AssignmentParty.assignment_id == assignment_id,
            AssignmentParty.part == part,
            AssignmentParty.name == name,
        )
    ):
        party.agency_id, party.group_id, party.matched_by = agency_id, None, "person"
        party.is_expanded = False
        session.add(party)
    session.flush()
