"""One body takes over from another, in one transaction.

What is finished stays with the old body, under its old name; every unfinished share moves with a
journal row of its own. Doing the same twice does nothing the second time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlmodel import Session

from models.agency import AgencyGroupMember, AgencySuccessor
from models.obligation import Obligation
from rules.ladder import LadderRules
from rules.status import OPEN, check_move
from rules.succession import Passing, last_day, reason
from rules.workday import WorkCalendar
from store.audit import note
from store.following import follow_work
from store.journal import entry
from store.looking import look_instant
from store.moving import Act, compare_and_set
from store.succession_plan import Succession, plan_succession


def replace_agency(
    session: Session,
    agency_id: int,
    successor_id: int,
    *,
    on: date,
    by: str,
    now: datetime,
    today: date,
    calendar: WorkCalendar,
    ladder: LadderRules,
    role: Literal["lead", "operator"] = "operator",
    scope: str = "",
    obligation_ids: Collection[int] | None = None,
    plan_ids: Collection[int] | None = None,
) -> Succession:
    """Let the successor take over from ``on`` and return what was done; see ``plan_succession``.

    Statuses stay as they are: what the old body acknowledged, the new one does not acknowledge anew, but
    it is told of it with its next digest (``turned_on``). All happens in the caller's transaction.
    """
    plan = plan_succession(
        session,
        agency_id,
        successor_id,
        on=on,
        today=today,
        now=now,
        scope=scope,
        obligation_ids=obligation_ids,
        plan_ids=plan_ids,
    )
    if not plan.is_needed:
        return plan
    hand = _Hand(session, plan, by, now, today, calendar, role)
    # The rows are written one by one, each guarded; their journal goes to the database in one go.
    with session.no_autoflush:
        for passing in plan.passings:
            hand.pass_one(passing)
    session.flush()
    # Where an owner's share ended or began again, the coordinators of that work follow.
    act = Act(by, "lead", now, today, calendar, ladder)
    for assignment_id in sorted({p.share.assignment_id for p in plan.passings if p.into is not None}):
        follow_work(session, assignment_id, act)
    hand.move_plans()
    if plan.is_whole:
        hand.end_old_body()
    hand.link()
    note(
        session,
        what="agency.replaced",
        by=by,
        now=now,
        agency=plan.old.code,
        successor=plan.new.code,
        from_on=on.isoformat(),
        scope=plan.scope,
        whole=plan.is_whole,
        moved=len(plan.having("move")),
        joined=len(plan.having("join")),
        restored=len(plan.having("restore")),
        links_revoked=len(plan.report_links),
    )
    session.flush()
    return plan


@dataclass(frozen=True, slots=True)
class _Hand:
    """Does what a succession says."""

    session: Session
    plan: Succession
    by: str
    now: datetime
    today: date
    calendar: WorkCalendar
    role: str

    @property
    def why(self) -> str:
        return reason(self.plan.old.name, self.plan.new.name, self.plan.on, self.plan.scope)

    def pass_one(self, passing: Passing) -> None:
        row = self.session.get_one(Obligation, passing.share.obligation_id)
        if passing.into is None:
            self._move(row)
            return
        other = self.session.get_one(Obligation, passing.into.obligation_id)
        if passing.fate == "restore":
            self._restore(other, row)
        else:
            # The successor's own share grows by this one: the story of that share says so.
            self._write(other, f"{self.why}; nhận thêm phần của {self.plan.old.name}")
        self._withdraw(row, other)

    def _move(self, row: Obligation) -> None:
        told = {"turned_on": self.today, "next_look_at": self._next_look(row)} if row.status in OPEN else {}
        self._write(row, self.why, agency_id=self.plan.new.id, **told)

    def _restore(self, other: Obligation, row: Obligation) -> None:
        self._write(
            other,
            f"{self.why}; khôi phục vì còn phần việc chưa xong của {self.plan.old.name}",
            status="assigned",
            acknowledged_on=None,
            done_on=None,
            due_on=row.due_on,
            turned_on=self.today,
            next_look_at=self._next_look(row),
        )

    def _withdraw(self, row: Obligation, other: Obligation) -> None:
        if row.status == "reported":
            # The table knows no way from a report to a withdrawal but by the lead's return.
            self._write(row, f"{self.why}; báo cáo chưa được xác nhận", status="returned")
        self._write(
            row,
            f"{self.why}; {self.plan.new.name} đã có phần việc này (phần việc số {other.id})",
            status="withdrawn",
            turned_on=None,
            next_look_at=None,
        )

    def _next_look(self, row: Obligation) -> datetime:
        # The morning after, whatever else waits: the ladder then tells the successor and looks further.
        morning = look_instant(self.calendar.next_working(self.today + timedelta(days=1)))
        return min(morning, row.next_look_at or morning)

    def _write(self, row: Obligation, why: str, **values: Any) -> None:
        source = row.status
        target = values.get("status", source)
        if target != source:
            check_move(source, target, actor="lead", why=why)
        compare_and_set(self.session, row, **values)
        self.session.add(entry(row, by=self.by, role=self.role, now=self.now, why=why, source=source))

    def move_plans(self) -> None:
        new_id = self.plan.new.id
        for field, plans in (("lead_agency_id", self.plan.led), ("issuer_agency_id", self.plan.issued)):
            for one in plans:
                setattr(one, field, new_id)
                self.session.add(one)
                what = "plan.lead-replaced" if field == "lead_agency_id" else "plan.issuer-replaced"
                note(
                    self.session,
                    what=what,
                    by=self.by,
                    now=self.now,
                    plan_id=one.id,
                    agency=self.plan.old.code,
                    successor=self.plan.new.code,
                )
        for party in self.plan.parties:
            party.agency_id, party.matched_by = new_id, "successor"
            self.session.add(party)

    def end_old_body(self) -> None:
        old, new = self.plan.old, self.plan.new
        if self.plan.ends_on is not None:
            old.valid_to = self.plan.ends_on
            self.session.add(old)
        for one in self.plan.memberships:
            _end_membership(self.session, one.group_id, old.id or 0, self.plan.on)
            if one.joins:
                _join(self.session, one.group_id, new.id or 0, self.plan.on)
        for link in self.plan.report_links:
            link.revoked_at = self.now
            self.session.add(link)

    def link(self) -> None:
        key = (self.plan.old.id or 0, self.plan.new.id or 0)
        known = self.session.get(AgencySuccessor, key)
        if known is None:
            known = AgencySuccessor(
                agency_id=key[0], successor_id=key[1], scope=self.plan.scope, from_on=self.plan.on
            )
        elif self.plan.scope and self.plan.scope not in known.scope.split("; "):
            known.scope = "; ".join(s for s in (known.scope, self.plan.scope) if s)
        known.from_on = known.from_on or self.plan.on
        self.session.add(known)


def _end_membership(session: Session, group_id: int, agency_id: int, on: date) -> None:
    member = session.get_one(AgencyGroupMember, (group_id, agency_id))
    if member.valid_from is not None and member.valid_from >= on:
        # It was to begin only then: it never held.
        session.delete(member)
        return
    member.valid_to = last_day(member.valid_to, on)
    session.add(member)


def _join(session: Session, group_id: int, agency_id: int, on: date) -> None:
    member = session.get(AgencyGroupMember, (group_id, agency_id))
    if member is None:
        session.add(AgencyGroupMember(group_id=group_id, agency_id=agency_id, valid_from=on))
        return
    if member.valid_to is not None:
        member.valid_to = None
    if member.valid_from is not None and member.valid_from > on:
        member.valid_from = on
    session.add(member)
