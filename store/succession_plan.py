"""What replacing one body by another would do: read, decided, nothing stored."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models.account import User
from models.agency import Agency, AgencyGroup, AgencyGroupMember, AgencySuccessor, Contact
from models.assignment import Assignment, AssignmentParty
from models.errors import NotFound, Refused
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import ReportLink
from rules.directory import Body
from rules.succession import FINISHED, Existence, Passing, Share, belongs, check_succession, last_day, pass_on

# Of a closed plan nothing is expected any more: its rows are history.
_TRACKED = ("draft", "active")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Membership:
    """What becomes of one group's membership; ``joins`` False: the successor is no such body."""

    group_id: int
    name: str
    joins: bool


@dataclass(frozen=True, slots=True)
class Succession:
    """What replacing one body by another would do; nothing is stored yet.

    ``is_whole`` False: only the chosen work moves and the old body goes on. ``counts`` are the moved
    shares by plan id; ``ends_on`` is the old body's last day where it changes.
    """

    old: Agency
    new: Agency
    on: date
    scope: str
    is_whole: bool
    passings: tuple[Passing, ...]
    plans: tuple[Plan, ...]
    links_from: date | None
    ends_on: date | None
    memberships: tuple[Membership, ...]
    led: tuple[Plan, ...]
    issued: tuple[Plan, ...]
    parties: tuple[AssignmentParty, ...]
    report_links: tuple[ReportLink, ...]
    users: tuple[str, ...]
    new_has_contact: bool

    def having(self, fate: str) -> list[Passing]:
        """Return the shares of which that becomes: move, join, restore."""
        return [p for p in self.passings if p.fate == fate]

    @property
    def counts(self) -> dict[int, int]:
        """Return how many shares of each plan leave the old body."""
        found: dict[int, int] = {}
        for one in self.passings:
            found[one.share.plan_id] = found.get(one.share.plan_id, 0) + 1
        return found

    @property
    def is_needed(self) -> bool:
        """Return whether anything would change."""
        return bool(
            self.passings
            or self.links_from
            or self.ends_on
            or self.memberships
            or self.led
            or self.issued
            or self.parties
            or self.report_links
        )


def plan_succession(
    session: Session,
    agency_id: int,
    successor_id: int,
    *,
    on: date,
    today: date,
    now: datetime,
    scope: str = "",
    obligation_ids: Collection[int] | None = None,
    plan_ids: Collection[int] | None = None,
) -> Succession:
    """Return what replacing an agency from a day would do.

    Without ``obligation_ids`` and ``plan_ids`` the whole body is replaced; with them only that work
    moves, and for the chosen plans also their lead and the names in their drafts. Raises NotFound, and
    Refused as ``rules.succession.check_succession`` does or where the chosen work is not the agency's.
    """
    old, new = _agency(session, agency_id), _agency(session, successor_id)
    check_succession(_days(old), _days(new), same=agency_id == successor_id, on=on, today=today)
    is_whole = obligation_ids is None and plan_ids is None
    scope = " ".join(scope.split())
    if scope and is_whole:
        raise Refused(
            "Thay theo phạm vi thì phải chọn phần việc hoặc kế hoạch được chuyển.",
            hint="Chọn kế hoạch, hoặc bỏ phạm vi để thay toàn bộ.",
        )
    plans = {p.id or 0: p for p in session.exec(select(Plan).where(col(Plan.state).in_(_TRACKED)))}
    chosen = _chosen(session, agency_id, successor_id, plans, obligation_ids, plan_ids)
    reach = set(plans) if is_whole else set(plan_ids or ()) & set(plans)
    passings = pass_on(chosen, _known(session, successor_id, {s.assignment_id for s in chosen}))
    return Succession(
        old=old,
        new=new,
        on=on,
        scope=scope,
        is_whole=is_whole,
        passings=tuple(passings),
        plans=tuple(plans[i] for i in sorted({p.share.plan_id for p in passings})),
        links_from=_links_from(session, old, new, on, scope, whole=is_whole, moves=bool(passings)),
        ends_on=_ends_on(old, on) if is_whole else None,
        memberships=tuple(_memberships(session, old, new, on)) if is_whole else (),
        led=tuple(plans[i] for i in sorted(reach) if plans[i].lead_agency_id == agency_id),
        issued=tuple(p for p in plans.values() if is_whole and p.issuer_agency_id == agency_id),
        parties=tuple(_draft_parties(session, agency_id, [i for i in reach if plans[i].state == "draft"])),
        report_links=tuple(_live_links(session, agency_id, now)) if is_whole else (),
        users=_users(session, agency_id) if is_whole else (),
        new_has_contact=_has_contact(session, successor_id),
    )


def sentences(seen: Succession) -> list[str]:
    """Return what a succession does besides moving work, one sentence each."""
    join, restore = seen.having("join"), seen.having("restore")
    done = sum(p.into is not None and p.into.status == "done" for p in join)
    found = []
    if join:
        found.append(f"{len(join)} phần việc cơ quan mới đã có: bản của cơ quan cũ được rút.")
    if done:
        found.append(f"Trong đó {done} phần việc cơ quan mới đã hoàn thành: xem có cần mở lại không.")
    if restore:
        found.append(f"{len(restore)} phần việc đã rút ở cơ quan mới được khôi phục.")
    if seen.ends_on:
        found.append(f"Ngày cuối của cơ quan cũ: {seen.ends_on:%d/%m/%Y}.")
    for one in seen.memberships:
        joins = "cơ quan mới vào thay" if one.joins else "cơ quan mới không vào (khác loại)"
        found.append(f"Khối “{one.name}”: cơ quan cũ thôi, {joins}.")
    if seen.led:
        found.append(f"{len(seen.led)} kế hoạch đổi cơ quan thường trực.")
    if seen.parties:
        found.append(f"{len(seen.parties)} chỗ nêu tên trong dự thảo đổi sang cơ quan mới.")
    if seen.report_links:
        found.append(f"{len(seen.report_links)} đường dẫn báo cáo của cơ quan cũ bị thu hồi.")
    if seen.users:
        found.append(f"Tài khoản còn ở cơ quan cũ, cần người vận hành chuyển: {', '.join(seen.users)}.")
    if not seen.new_has_contact:
        found.append("Cơ quan mới chưa có địa chỉ liên hệ: sẽ không ai nhận được thư.")
    return found


def current_bodies(session: Session, agency_ids: Collection[int], *, on: date) -> dict[int, int]:
    """Return for each body the one that has its work on that day: itself while it exists, else its successor.

    The successor is the one that took over the whole, or the only one. Where a person would have to
    choose between several, the ended body stays: the registry's list shows it as ended with open work.
    """
    found = {}
    for agency_id in agency_ids:
        body, seen = session.get_one(Agency, agency_id), {agency_id}
        while body.has_ended(on):
            links = session.exec(select(AgencySuccessor).where(AgencySuccessor.agency_id == body.id)).all()
            heirs = [x for x in links if not x.scope] or links
            if len(heirs) != 1 or heirs[0].successor_id in seen:
                break
            body = session.get_one(Agency, heirs[0].successor_id)
            seen.add(body.id or 0)
        found[agency_id] = body.id or 0
    return found


def _agency(session: Session, agency_id: int) -> Agency:
    row = session.get(Agency, agency_id)
    if row is None:
        raise NotFound("Không có cơ quan này.", hint="Quay lại danh bạ.")
    return row


def _days(agency: Agency) -> Existence:
    return Existence(agency.valid_from, agency.valid_to)


def _shares(session: Session, *where: Any) -> list[Share]:
    rows = session.exec(select(Obligation).where(*where).order_by(col(Obligation.id))).all()
    return [Share(o.id or 0, o.plan_id, o.assignment_id, o.part, o.occurrence, o.status) for o in rows]


def unfinished_shares(session: Session, agency_id: int) -> list[Share]:
    """Return what an agency has not finished under plans that are tracked, in the order of the books."""
    tracked = select(Plan.id).where(col(Plan.state).in_(_TRACKED))
    return _shares(
        session,
        Obligation.agency_id == agency_id,
        col(Obligation.status).not_in(sorted(FINISHED)),
        col(Obligation.plan_id).in_(tracked),
    )


def _chosen(
    session: Session,
    agency_id: int,
    successor_id: int,
    plans: dict[int, Plan],
    obligation_ids: Collection[int] | None,
    plan_ids: Collection[int] | None,
) -> list[Share]:
    whole = unfinished_shares(session, agency_id)
    if obligation_ids is None and plan_ids is None:
        return whole
    if strange := set(plan_ids or ()) - set(plans):
        raise Refused(f"Kế hoạch mã {min(strange)} không còn được theo dõi.", hint="Chọn lại kế hoạch.")
    # What was handed on before, or is finished by now, is no fault: doing it twice does nothing.
    if set(obligation_ids or ()) - _held_by(session, obligation_ids or (), (agency_id, successor_id)):
        raise Refused("Có phần việc đã chọn không phải của cơ quan này.", hint="Tải lại trang rồi chọn.")
    return [
        s for s in whole if s.plan_id in set(plan_ids or ()) or s.obligation_id in set(obligation_ids or ())
    ]


def _held_by(session: Session, ids: Collection[int], agency_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(ids):
        query = select(Obligation.id).where(
            col(Obligation.id).in_(part), col(Obligation.agency_id).in_(list(agency_ids))
        )
        found |= {i or 0 for i in session.exec(query)}
    return found


def _known(session: Session, agency_id: int, assignment_ids: Collection[int]) -> list[Share]:
    return [
        share
        for part in _parts(assignment_ids)
        for share in _shares(
            session, Obligation.agency_id == agency_id, col(Obligation.assignment_id).in_(part)
        )
    ]


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    whole = sorted(ids)
    for start in range(0, len(whole), _CHUNK):
        yield whole[start : start + _CHUNK]


def _links_from(
    session: Session, old: Agency, new: Agency, on: date, scope: str, *, whole: bool, moves: bool
) -> date | None:
    """Return the day from which the successor is noted, where that note is new."""
    known = session.get(AgencySuccessor, (old.id, new.id))
    if known is None:
        return on if whole or moves else None
    is_new = known.from_on is None or bool(scope and moves and scope not in known.scope.split("; "))
    return on if is_new else None


def _ends_on(old: Agency, on: date) -> date | None:
    ends = last_day(old.valid_to, on)
    return None if ends == old.valid_to else ends


def _memberships(session: Session, old: Agency, new: Agency, on: date) -> list[Membership]:
    rows = session.exec(
        select(AgencyGroup, AgencyGroupMember)
        .join(AgencyGroupMember, col(AgencyGroupMember.group_id) == col(AgencyGroup.id))
        .where(AgencyGroupMember.agency_id == old.id)
        .order_by(AgencyGroup.name)
    ).all()
    unit = Body(new.id or 0, (new.name,), new.level).unit_kind
    return [
        Membership(group.id or 0, group.name, belongs(group.name, unit))
        for group, member in rows
        if member.valid_to is None or member.valid_to >= on
    ]


def _draft_parties(session: Session, agency_id: int, plan_ids: Iterable[int]) -> list[AssignmentParty]:
    return [
        party
        for part in _parts(plan_ids)
        for party in session.exec(
            select(AssignmentParty)
            .join(Assignment, col(Assignment.id) == col(AssignmentParty.assignment_id))
            .where(AssignmentParty.agency_id == agency_id, col(Assignment.plan_id).in_(part))
        )
    ]


def _live_links(session: Session, agency_id: int, now: datetime) -> Sequence[ReportLink]:
    return session.exec(
        select(ReportLink).where(
            ReportLink.agency_id == agency_id,
            col(ReportLink.revoked_at).is_(None),
            col(ReportLink.expires_at) > now,
        )
    ).all()


def _users(session: Session, agency_id: int) -> tuple[str, ...]:
    query = select(User.username).where(User.agency_id == agency_id, col(User.is_active))
    return tuple(session.exec(query.order_by(User.username)))


def _has_contact(session: Session, agency_id: int) -> bool:
    query = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.agency_id == agency_id, col(Contact.is_active))
    )
    return session.exec(query).one() > 0
