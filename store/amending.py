"""One acceptance at work: the items' words, then the work under them, then the story of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, delete, select

from models.assignment import Assignment, AssignmentParty
from models.obligation import Obligation
from rules.amendment import Facet, Mode, Pair
from rules.amendment_effects import Effects, Fated
from rules.amendment_wording import reason
from rules.status import OPEN, check_move
from store.activation import give
from store.audit import note
from store.following import follow_work
from store.holders import Heirs, Holders
from store.journal import entry
from store.looking import later_look_at
from store.moving import Act, carry_out, compare_and_set
from store.plans import ReviewItem
from store.versions import SideBySide


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer takes of a comparison.

    ``take``: new items (changed or added) by their id in the draft. ``drop``: old items by their id in the
    plan. ``reopen``: old items whose finished work is to be done anew. ``stamp``: of the comparison that
    the officer saw; "" where nobody has looked in between.
    """

    mode: Mode
    take: frozenset[int]
    drop: frozenset[int] = frozenset()
    reopen: frozenset[int] = frozenset()
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a decision does to the work given out: effects by item, added items under minus their id."""

    items: dict[int, Effects] = field(default_factory=dict)
    says: str = ""


def places(side: SideBySide) -> dict[int, int]:
    """Return, for every item of the draft, the key under which it stands in the plan."""
    pairs = [*side.comparison.same, *side.comparison.changed]
    return {p.new.key: p.old.key for p in pairs} | {one.key: -one.key for one in side.comparison.added}


class Accepting:
    """Puts an officer's decision into the books; everything is checked before."""

    def __init__(self, session: Session, side: SideBySide, decision: Decision, act: Act) -> None:
        self.session, self.side, self.decision, self.act = session, side, decision, act
        self.opened = Holders(session, Heirs(session), [*side.old.values(), *side.new.values()]).opened
        self.made: dict[int, Assignment] = {}

    def run(self, found: Consequences) -> None:
        """Do everything that the decision means."""
        taken = [p for p in self.side.comparison.changed if p.new.key in self.decision.take]
        for pair in taken:
            self._amend(pair)
        for added in (one for one in self.side.comparison.added if one.key in self.decision.take):
            self.made[-added.key] = self._add(self.side.new[added.key])
        for key in sorted(self.decision.drop):
            self._drop(self.side.old[key].assignment)
        if self.decision.mode == "whole":
            self._renumber()
        self._link_mirrors()
        self.session.flush()
        changed = {p.old.key: p.changed for p in taken}
        for key, one in found.items.items():
            self._settle(key, one, changed.get(key, ()))
        for key in (key for key in found.items if key not in self.decision.drop):
            follow_work(self.session, self._row(key).id or 0, self.act)
        self._tell(found)

    def _row(self, key: int) -> Assignment:
        return self.made[key] if key < 0 else self.side.old[key].assignment

    def _amend(self, pair: Pair) -> None:
        """Put the new words in place of the old ones, which the audit row keeps."""
        old, new = self.side.old[pair.old.key], self.side.new[pair.new.key]
        row, source = old.assignment, new.assignment
        self._note(
            "plan.item-amended",
            item=row.id,
            changed=list(pair.changed),
            before=_words(old),
            name=self.side.name,
        )
        row.text, row.role, row.deliverable, row.details = (
            source.text,
            source.role,
            source.deliverable,
            source.details,
        )
        row.confidence, row.flags = source.confidence, list(source.flags)
        if "deadline" in pair.changed or not pair.old.terms.by_person:
            copy_deadline(row, source)
        if self.decision.mode == "whole":
            row.ref = source.ref
        self._stands_in_new(row, source)
        for part, parties in (("owner", new.owners), ("coordinator", new.coordinators)):
            facet: Facet = "owners" if part == "owner" else "coordinators"
            if facet in pair.changed:
                self.session.exec(
                    delete(AssignmentParty).where(
                        col(AssignmentParty.assignment_id) == row.id, col(AssignmentParty.part) == part
                    )
                )
                self._copy_parties(row, parties)

    def _stands_in_new(self, row: Assignment, source: Assignment) -> None:
        """Mark that the item's words stand in the new document, and where."""
        row.amended_by_id = self.side.draft.id
        row.line_first, row.line_last, row.page = source.line_first, source.line_last, source.page
        self.session.add(row)

    def _copy_parties(self, row: Assignment, parties: Iterable[AssignmentParty]) -> None:
        for one in parties:
            self.session.add(
                AssignmentParty(
                    assignment_id=row.id or 0,
                    part=one.part,
                    position=one.position,
                    name=one.name,
                    agency_id=one.agency_id,
                    group_id=one.group_id,
                    is_expanded=one.is_expanded or one.group_id in self.opened,
                    matched_by=one.matched_by,
                )
            )

    def _add(self, item: ReviewItem) -> Assignment:
        """Return a copy of a new item in the plan; the document keeps its own."""
        source = item.assignment
        last = max((i.assignment.position for i in self.side.old.values()), default=-1)
        row = Assignment(
            plan_id=self.side.plan.id or 0,
            position=last + 1 + len(self.made),
            ref=source.ref,
            text=source.text,
            role=source.role,
            deliverable=source.deliverable,
            details=source.details,
            confidence=source.confidence,
            flags=list(source.flags),
        )
        copy_deadline(row, source)
        self._stands_in_new(row, source)
        self.session.flush()
        self._copy_parties(row, [*item.owners, *item.coordinators])
        self._note("plan.item-added", item=row.id, name=self.side.name)
        return row

    def _drop(self, row: Assignment) -> None:
        row.is_dropped = True
        self.session.add(row)
        self._note("plan.item-withdrawn", item=row.id, name=self.side.name)

    def _renumber(self) -> None:
        """Give the plan the order and the numbers of the document that stands in its place."""
        place = places(self.side)
        ordered: list[Assignment] = []
        for key in self.side.new:
            at = place[key]
            if at >= 0 or at in self.made:
                ordered.append(self._row(at))
        for pair in self.side.comparison.same:
            row, source = self.side.old[pair.old.key].assignment, self.side.new[pair.new.key].assignment
            if row.ref != source.ref:
                row.ref = source.ref
                self._stands_in_new(row, source)
        rest = self.session.exec(
            select(Assignment)
            .where(Assignment.plan_id == self.side.plan.id)
            .order_by(col(Assignment.position))
        ).all()
        known = {row.id for row in ordered}
        for position, row in enumerate([*ordered, *(r for r in rest if r.id not in known)]):
            row.position = position
            self.session.add(row)

    def _link_mirrors(self) -> None:
        """Link added items as the draft links them, and let go of links to what was dropped."""
        place = places(self.side)
        for key, row in self.made.items():
            mirror = place.get(self.side.new[-key].assignment.mirror_of_id or 0)
            if mirror is not None and (mirror >= 0 or mirror in self.made):
                row.mirror_of_id = self._row(mirror).id
        for item in self.side.old.values():
            if item.assignment.mirror_of_id in self.decision.drop:
                item.assignment.mirror_of_id = None
                self.session.add(item.assignment)

    def _settle(self, key: int, found: Effects, changed: tuple[Facet, ...]) -> None:
        for fated in found.fates:
            why = reason(self.side.name, fated, changed, is_dropped=key in self.decision.drop)
            self._apply(fated, why)
        if found.made:
            row = self._row(key)
            give(self.session, self.side.plan, row, found.made, self.act, why=f"theo {self.side.name}")

    def _apply(self, fated: Fated, why: str) -> None:
        row = self.session.get_one(Obligation, fated.held.obligation_id)
        targets = {"withdraw": "withdrawn", "restore": "assigned"}
        if fated.fate == "reopen":
            targets["reopen"] = "in_progress" if row.status == "done" else "returned"
        if (target := targets.get(fated.fate)) is not None:
            check_move(row.status, target, actor="lead", why=why)
            days: dict[str, Any] = {} if fated.fate == "withdraw" else self._days(row, fated)
            carry_out(self.session, row, target, self.act, why=why, **days)
            return
        if fated.fate == "change":
            self._redate(row, fated)
        self.session.add(entry(row, by=self.act.by, role=self.act.role, now=self.act.now, why=why))

    def _days(self, row: Obligation, fated: Fated) -> dict[str, Any]:
        """Return the day and kind of an obligation as columns; its first day stays once it has one."""
        return {"kind": fated.kind, "due_on": fated.due_on, "first_due_on": row.first_due_on or fated.due_on}

    def _redate(self, row: Obligation, fated: Fated) -> None:
        values = self._days(row, fated)
        values["turned_on"] = self.act.today if row.status in OPEN else row.turned_on
        for name, value in values.items():
            setattr(row, name, value)
        values["next_look_at"] = later_look_at(row, self.act.calendar, self.act.ladder, today=self.act.today)
        compare_and_set(self.session, row, **values)

    def _tell(self, found: Consequences) -> None:
        draft, plan = self.side.draft, self.side.plan
        kinds = {"mode": self.decision.mode, "says": found.says, "number": draft.number}
        self._note("plan.amended", **kinds)
        note(
            self.session,
            what="plan.merged",
            by=self.act.by,
            now=self.act.now,
            plan_id=draft.id,
            into=plan.id,
            **kinds,
        )

    def _note(self, what: str, **detail: object) -> None:
        note(
            self.session,
            what=what,
            by=self.act.by,
            now=self.act.now,
            plan_id=self.side.plan.id,
            document=self.side.draft.id,
            **detail,
        )


def copy_deadline(row: Assignment, source: Assignment) -> None:
    """Give an item another one's deadline, with where it comes from."""
    row.deadline_raw, row.deadline_kind, row.due_on = source.deadline_raw, source.deadline_kind, source.due_on
    row.deadline_rule, row.deadline_law = source.deadline_rule, source.deadline_law
    row.deadline_literal, row.provenance = source.deadline_literal, source.provenance
    row.question, row.rhythm, row.event_on = source.question, source.rhythm, source.event_on


def _words(item: ReviewItem) -> dict[str, object]:
    """Return an item's words as they stand, ready for JSON."""
    row = item.assignment
    return {
        "ref": row.ref,
        "text": row.text,
        "owners": [p.name for p in item.owners],
        "coordinators": [p.name for p in item.coordinators],
        "deadline_raw": row.deadline_raw,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "deliverable": row.deliverable,
        "document": row.amended_by_id,
    }
