"""The people of a soak: what lead and agencies do on one day, by chance, as the pages do it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from benchmarks.soak_papers import Written, changed, invent, plan_text
from config.clock import instant
from config.office import Office
from config.settings import Settings
from models.agency import Agency
from models.errors import DondocError
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message
from rules.incoming.wording import note_line
from store import activation, plans
from store.amendments import accept, default_decision
from store.comments import add_comment
from store.database import reading, writing
from store.extensions import ask_extension, grant_extension, refuse_extension, waiting_extensions
from store.inbound import Answered, NewLetter, keep_letter
from store.inbound_decisions import Recording, record_mail
from store.moving import Act
from store.obligations import ReportInput, move
from store.replanning import set_plan_ladder
from store.succession import replace_agency
from store.versions import set_amends, side_by_side
from tasks.ingesting import ingest
from tasks.telling import tell_of_refusal

LEAD, OFFICER = "chuyên viên", "văn thư"
# A plan is amended once, later on; after so many days it is replaced by one without its recurring work.
AMENDED_FROM, ENDED_FROM = timedelta(days=20), timedelta(days=150)
# What a lead lays over the office's ladder for one plan.
RUNGS: tuple[dict[str, object] | None, ...] = (
    None,
    {"before": [7, 2]},
    {"overdue_every": 5},
    {"escalate_head": 3},
)


@dataclass
class Tracked:
    """A plan as the province remembers it."""

    plan_id: int
    number: str
    issued_on: date
    works: list[Written]
    is_amended: bool = False


@dataclass
class People:
    """Lead and agencies of a province, their chances, and what was done so far."""

    engine: Engine
    settings: Settings
    office: Office
    chance: random.Random
    tracked: list[Tracked] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)
    issued: int = 0
    letters: int = 0

    def live(self, day: date) -> None:
        """Do what people do on a day: on a day off next to nothing."""
        is_working = self.office.calendar.is_working(day)
        if is_working and (not self.tracked or self.chance.random() < 0.1):
            self._do("plan issued", self._issue, day)
        if is_working and self.chance.random() < 0.06:
            self._do("plan amended", self._amend, day)
        if is_working and self.chance.random() < 0.02:
            self._do("body replaced", self._replace, day)
        if self.chance.random() < 0.02:
            self._do("rungs set", self._set_rungs, day)
        self._act_on_work(day, share=0.09 if is_working else 0.005)
        if is_working:
            self._decide_extensions(day)

    def act(self, day: date, role: Any, hour: int = 10) -> Act:
        """Return who acts: lead or agency, at an hour of that day."""
        now = instant(day, time(hour, self.chance.randrange(60)))
        name = LEAD if role == "lead" else OFFICER
        return Act(name, role, now, day, self.office.calendar, self.office.ladder)

    def _do(self, what: str, deed: Callable[[date], bool], day: date) -> None:
        """Do it and count it; what the program refuses with a sentence is counted apart."""
        try:
            if deed(day):
                self.acts[what] += 1
        except DondocError:
            self.acts[f"{what}, refused"] += 1

    # Plans.

    def _issue(self, day: date) -> bool:
        self.issued += 1
        number = f"{self.issued}/KH-UBND"
        works = invent(self.chance, day, self.issued)
        urgent = self.chance.random() < 0.06
        title = f"Triển khai công tác đợt {self.issued} năm {day.year}"
        data = plan_text(number, day, title, works, is_urgent=urgent)
        plan_id = self._ingest(data, number, day)
        act = self.act(day, "lead", 9)
        with writing(self.engine) as session:
            self._confirm(session, plan_id, act)
            activation.activate(
                session,
                plan_id=plan_id,
                by=act.by,
                now=act.now,
                today=day,
                calendar=act.calendar,
                ladder=act.ladder,
            )
        self.tracked.append(Tracked(plan_id, number, day, works))
        return True

    def _ingest(self, data: bytes, number: str, day: date) -> int:
        name = f"{number.replace('/', '-')}.txt"
        now = self.act(day, "lead", 8).now
        return ingest(self.engine, self.office, data, name, by=LEAD, now=now)

    def _confirm(self, session: Session, plan_id: int, act: Act) -> None:
        """Give half of what has no day one, and open every group, as an officer does at review."""
        items = plans.draft_items(session, plan_id)
        bare = [i.assignment.id or 0 for i in items if i.assignment.deadline_kind == "none"]
        if chosen := bare[::2]:
            due = act.calendar.next_working(act.today + timedelta(days=self.chance.randint(20, 60)))
            plans.set_due(session, plan_id=plan_id, assignment_ids=chosen, due_on=due, by=act.by, now=act.now)
        for one in items:
            for party in (*one.owners, *one.coordinators):
                if party.group_id is not None:
                    plans.set_expanded(
                        session,
                        plan_id=plan_id,
                        party_id=party.id or 0,
                        expanded=True,
                        by=act.by,
                        now=act.now,
                    )

    def _amend(self, day: date) -> bool:
        """Amend a plan, or end an old one's recurring work by a plan that stands in its place."""
        old = [t for t in self.tracked if t.issued_on + ENDED_FROM <= day]
        young = [t for t in self.tracked if not t.is_amended and t.issued_on + AMENDED_FROM <= day]
        if not old and not young:
            return False
        one = (old or young)[0]
        if old:
            self.tracked.remove(one)
            works = [
                w for w in one.works if "hằng tháng" not in w.deadline and "thường xuyên" not in w.deadline
            ]
        else:
            works = changed(self.chance, one.works, day)
        one.is_amended = True
        if not works:
            return False
        self.issued += 1
        number = f"{self.issued}/KH-UBND"
        title = f"Thay thế Kế hoạch số {one.number} ngày {one.issued_on:%d/%m/%Y}"
        draft_id = self._ingest(plan_text(number, day, title, works), number, day)
        act = self.act(day, "lead", 9)
        with writing(self.engine) as session:
            set_amends(session, draft_id=draft_id, plan_id=one.plan_id, by=act.by, now=act.now)
            self._confirm(session, draft_id, act)
        with writing(self.engine) as session:
            side = side_by_side(
                session, draft_id, "whole" if old or self.chance.random() < 0.5 else "partial"
            )
            accept(session, draft_id=draft_id, decision=default_decision(side), act=act)
        return True

    def _set_rungs(self, day: date) -> bool:
        if not self.tracked:
            return False
        one = self.chance.choice(self.tracked)
        own = self.chance.choice(RUNGS)
        act = self.act(day, "lead")
        with writing(self.engine) as session:
            set_plan_ladder(
                session,
                plan_id=one.plan_id,
                overrides=own,
                by=act.by,
                now=act.now,
                calendar=act.calendar,
                ladder=act.ladder,
            )
        return True

    def _replace(self, day: date) -> bool:
        """Let one body take over all of another's work in one plan."""
        if not self.tracked:
            return False
        one = self.chance.choice(self.tracked)
        act = self.act(day, "lead")
        with writing(self.engine) as session:
            holders = select(Obligation.agency_id).where(Obligation.plan_id == one.plan_id).distinct()
            having = sorted(session.exec(holders))
            others = sorted(
                a.id or 0
                for a in session.exec(select(Agency).where(Agency.is_confirmed))
                if a.id not in having
            )
            if not having or not others:
                return False
            replace_agency(
                session,
                self.chance.choice(having),
                self.chance.choice(others),
                on=day,
                by=act.by,
                now=act.now,
                today=day,
                calendar=act.calendar,
                ladder=act.ladder,
                scope=f"công việc của kế hoạch số {one.number}",
                plan_ids=[one.plan_id],
            )
        return True

    # Work.

    def _act_on_work(self, day: date, *, share: float) -> None:
        query: Any = (
            select_columns(
                col(Obligation.id),
                col(Obligation.status),
                col(Obligation.part),
                col(Obligation.kind),
                col(Obligation.due_on),
            )
            .join(Plan, col(Plan.id) == col(Obligation.plan_id))
            .where(col(Plan.state) == "active", col(Obligation.status).not_in(("done", "withdrawn")))
            .order_by(col(Obligation.id))
        )
        with reading(self.engine) as session:
            rows = session.execute(query).all()
        for key, status, _, kind, due_on in rows:
            # What is near its day or past it is acted on more often.
            near = due_on is not None and due_on <= day + timedelta(days=5)
            if self.chance.random() < share * (2 if near else 1):
                self._act_on(key, status, kind, due_on, day)
        if rows and share > 0.05 and self.chance.random() < 0.05:
            # Something finished turns out not to be.
            self._reopen(day)

    def _act_on(self, key: int, status: str, kind: str, due_on: date | None, day: date) -> None:
        luck = self.chance.random()
        if luck < 0.06:
            self._do("comment", partial(self._comment, key), day)
        elif luck < 0.12 and due_on is not None:
            self._do("extension asked", partial(self._ask_time, key, due_on), day)
        elif luck < 0.18:
            self._do("letter recorded", partial(self._letter, key), day)
        else:
            target, role = self._next_move(status, kind)
            self._do(f"{status} -> {target}", partial(self._move, key, target, role), day)

    def _next_move(self, status: str, kind: str) -> tuple[str, str]:
        """Return where an obligation goes next and who moves it; some of it the table refuses."""
        chance = self.chance.random()
        if status == "reported":
            return ("done" if chance < 0.85 else "returned"), "lead"
        if status == "refused":
            return ("assigned" if chance < 0.6 else "withdrawn"), "lead"
        if status == "suspended":
            return ("assigned" if chance < 0.8 else "withdrawn"), "lead"
        if chance < 0.02:
            return "suspended", "lead"
        if chance < 0.03:
            return "withdrawn", "lead"
        if status == "assigned":
            return ("refused", "agency") if chance < 0.09 else ("acknowledged", "agency")
        return ("in_progress" if chance < (0.8 if kind == "ongoing" else 0.45) else "reported"), "agency"

    def _move(self, key: int, target: str, role: str, day: date, why: str = "theo đề nghị") -> bool:
        act = self.act(day, role, 14)
        says = target if target in ("in_progress", "reported") and role == "agency" else ""
        report = ReportInput(says, "Đã thực hiện theo kế hoạch.", OFFICER) if says else None
        with writing(self.engine) as session:
            move(
                session,
                obligation_id=key,
                target=target,
                actor=act.by,
                actor_role=act.role,
                now=act.now,
                today=day,
                calendar=act.calendar,
                ladder=act.ladder,
                why=why,
                report=report,
            )
        if target == "refused":
            tell_of_refusal(self.engine, self.settings, self.office, obligation_id=key, now=act.now)
        return True

    def _reopen(self, day: date) -> None:
        query = select(Obligation.id).where(Obligation.status == "done", Obligation.part == "owner")
        with reading(self.engine) as session:
            done = session.exec(query.order_by(col(Obligation.id).desc()).limit(50)).all()
        if done:
            key = self.chance.choice(done) or 0
            self._do("done -> in_progress", partial(self._move, key, "in_progress", "lead"), day)

    def _comment(self, key: int, day: date) -> bool:
        side: Any = self.chance.choice(("lead", "agency"))
        act = self.act(day, side, 11)
        said = f"Đề nghị cho biết tiến độ ({day:%d/%m/%Y})."
        with writing(self.engine) as session:
            add_comment(session, obligation_id=key, text=said, actor=act.by, side=side, now=act.now)
        return True

    def _ask_time(self, key: int, due_on: date, day: date) -> bool:
        act = self.act(day, "agency", 11)
        until = max(due_on, day) + timedelta(days=self.chance.randint(3, 30))
        with writing(self.engine) as session:
            ask_extension(
                session,
                obligation_id=key,
                proposed_on=until,
                reason="chờ số liệu của các đơn vị",
                by=act.by,
                now=act.now,
                today=day,
            )
        return True

    def _decide_extensions(self, day: date) -> None:
        with reading(self.engine) as session:
            waiting = [(e.id or 0, e.proposed_on) for e, _ in waiting_extensions(session)]
        for key, proposed_on in waiting:
            if self.chance.random() < 0.4:
                self._do("extension decided", partial(self._decide, key, proposed_on), day)

    def _decide(self, key: int, proposed_on: date, day: date) -> bool:
        act = self.act(day, "lead", 15)
        with writing(self.engine) as session:
            if self.chance.random() < 0.7:
                grant_extension(
                    session,
                    extension_id=key,
                    granted_on=proposed_on,
                    number=f"{key}/CV-SYT",
                    by=act.by,
                    now=act.now,
                    today=day,
                    calendar=act.calendar,
                    ladder=act.ladder,
                )
            else:
                refuse_extension(session, extension_id=key, note="đủ thời gian", by=act.by, now=act.now)
        return True

    def _letter(self, key: int, day: date) -> bool:
        """Let an answer by mail come in and a person record it; where no letter was sent, none comes."""
        act = self.act(day, "lead", 13)
        self.letters += 1
        with writing(self.engine) as session:
            agency = session.get_one(Obligation, key).agency_id
            query = select(Message.id).where(Message.agency_id == agency, Message.state == "sent")
            told = session.exec(query.order_by(col(Message.id).desc()).limit(1)).first()
            if told is None:
                return False
            new = NewLetter(
                reference=f"<tra-loi-{self.letters}@co-quan.example.vn>",
                answered=Answered(told, agency),
                subject="Trả lời",
                text=note_line("Thư trả lời.") + "\nĐã hoàn thành.",
                received_at=act.now,
                obligation_id=key,
            )
            mail_id = keep_letter(session, new, now=act.now)
            says = self.chance.choice(("in_progress", "reported"))
            recording = Recording((key,), says, "Đã hoàn thành một phần.")
            record_mail(session, mail_id or 0, recording, act, username="chuyen-vien")
        return True
