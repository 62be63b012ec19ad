"""A draft beside the plan that it amends: what they hold, who has it, and which plans it may amend."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.assignment import AssignmentParty
from models.document import SourceDocument
from models.errors import Refused
from models.journal import AuditEvent
from models.plan import Plan
from rules.amending_words import KnownPlan, Named, default_mode, proposed
from rules.amendment import Body, Comparison, Mode, Terms, VersionItem, compare
from rules.amendment_effects import Held
from rules.deadline import rhythm_of
from rules.naming import agency_key
from store.audit import note
from store.drafts import rematch
from store.holders import Heirs, held_work
from store.plans import ReviewItem, draft_items, get_plan


def tracked_plans(session: Session) -> list[Plan]:
    """Return the plans in force, which a draft may amend, the newest first."""
    # What breaks an obligation down belongs to its agency and is amended by no document of the lead's.
    query = select(Plan).where(Plan.state == "active", col(Plan.breaks_down_id).is_(None))
    return list(session.exec(query.order_by(col(Plan.id).desc())))


def proposal(session: Session, draft: Plan, plans: Sequence[Plan]) -> Named | None:
    """Return which of those plans the draft's document says it amends, and its words, if any."""
    known = [KnownPlan(p.id or 0, p.number, p.title, p.issued_on) for p in plans]
    found = proposed(draft.title, document_lines(session, draft), known)
    return found[0] if found else None


def document_lines(session: Session, plan: Plan) -> list[str]:
    """Return the lines of a plan's document."""
    document = session.get_one(SourceDocument, plan.document_id)
    return [str(line[0]) for line in document.lines]


def set_amends(session: Session, *, draft_id: int, plan_id: int | None, by: str, now: datetime) -> Plan:
    """Store which plan a draft amends (None: it amends none) and return the draft.

    Raises Refused unless the one is a draft and the other is in force.
    """
    draft = get_plan(session, draft_id)
    if draft.state != "draft":
        raise Refused("Chỉ dự thảo mới ghi được là sửa đổi kế hoạch nào.", hint="Xem trang của văn bản.")
    if plan_id is not None:
        plan = get_plan(session, plan_id)
        if plan.state != "active" or plan.breaks_down_id is not None:
            raise Refused(
                f"{plan.label} không phải kế hoạch đang được theo dõi nên không nhận sửa đổi.",
                hint="Chọn kế hoạch khác.",
            )
        rematch(session, draft)
    if draft.amends_id != plan_id:
        draft.amends_id = plan_id
        session.add(draft)
        note(session, what="plan.amends-set", by=by, now=now, plan_id=draft_id, amends=plan_id)
    return draft


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Both versions with what each item holds, the work under the old items, and their comparison.

    ``stamp`` is another one as soon as anything changes on which an officer's choice rests.
    """

    draft: Plan
    plan: Plan
    mode: Mode
    said_mode: Mode
    comparison: Comparison
    old: dict[int, ReviewItem]
    new: dict[int, ReviewItem]
    held: dict[int, list[Held]]
    stamp: str

    @property
    def name(self) -> str:
        """Return how people name the amending document."""
        return f"văn bản số {self.draft.number}" if self.draft.number else f"văn bản “{self.draft.label}”"


def side_by_side(session: Session, draft_id: int, mode: Mode | None = None) -> SideBySide:
    """Return a draft beside the plan that it amends, in the mode of the document's words or in that given.

    Raises Refused where it amends none, or one that is no longer in force.
    """
    draft = get_plan(session, draft_id)
    if draft.amends_id is None:
        raise Refused("Chưa chọn kế hoạch mà văn bản này sửa đổi.", hint="Chọn ở trang rà soát.")
    plan = get_plan(session, draft.amends_id)
    if plan.state != "active":
        raise Refused(f"{plan.label} không còn được theo dõi nên không nhận sửa đổi.")
    heirs = Heirs(session)
    old = {i.assignment.id or 0: i for i in draft_items(session, plan.id or 0, with_dropped=False)}
    new = {i.assignment.id or 0: i for i in draft_items(session, draft_id, with_dropped=False)}
    keys = _Keys(heirs, old.values())
    comparison = compare([_version(i, keys) for i in old.values()], [_version(i, keys) for i in new.values()])
    held = held_work(session, plan.id or 0, heirs)
    said = default_mode(draft.title, document_lines(session, draft))
    return SideBySide(
        draft, plan, mode or said, said, comparison, old, new, held, _stamp(plan, draft, comparison, held)
    )


def _stamp(plan: Plan, draft: Plan, comparison: Comparison, held: dict[int, list[Held]]) -> str:
    """Return a digest of the comparison and of the work that is finished, withdrawn or of another day.

    That an agency acknowledges its work or reports progress in the meantime is no reason to start again.
    """
    ended = sorted(
        (one.obligation_id, one.status if one.status in _TELLING else "", str(one.due_on))
        for rows in held.values()
        for one in rows
    )
    facts = (plan.id, draft.id, draft.number, repr(comparison), ended)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


_TELLING = frozenset({"reported", "done", "withdrawn", "refused"})


class _Keys:
    """One key for one body, by whatever name: what the registry knows, else the name itself."""

    def __init__(self, heirs: Heirs, old: Iterable[ReviewItem]) -> None:
        self._heirs = heirs
        parties = [p for item in old for p in (*item.owners, *item.coordinators)]
        self._by_name = {agency_key(p.name): self._known(p) for p in parties if p.is_known}

    def _known(self, party: AssignmentParty) -> str:
        if party.group_id is not None:
            return f"group:{party.group_id}"
        return f"agency:{self._heirs.of(party.agency_id or 0)}"

    def of(self, party: AssignmentParty) -> Body:
        if party.is_known:
            return Body(self._known(party), party.name)
        name = agency_key(party.name)
        return Body(self._by_name.get(name, name), party.name)


def _version(item: ReviewItem, keys: _Keys) -> VersionItem:
    row = item.assignment
    return VersionItem(
        key=row.id or 0,
        text=row.text,
        owners=tuple(keys.of(p) for p in item.owners),
        ref=row.ref,
        coordinators=tuple(keys.of(p) for p in item.coordinators),
        terms=Terms(
            kind=row.deadline_kind,
            due_on=row.due_on,
            rhythm=rhythm_of(row.rhythm) if row.rhythm else None,
            raw=row.deadline_raw or "",
            by_person=row.provenance == "lead" or row.event_on is not None,
        ),
        deliverable=row.deliverable,
    )


@dataclass(frozen=True, slots=True)
class Version:
    """One document of a plan: the first, or one whose changes were taken into it, and what it changed."""

    document: Plan
    taken_at: datetime | None = None
    says: str = ""


def versions_of(session: Session, plan: Plan, events: Sequence[AuditEvent]) -> list[Version]:
    """Return the documents of a plan in the order in which they were taken; ``events`` are the plan's."""
    merged = session.exec(select(Plan).where(Plan.amends_id == plan.id, Plan.state == "merged")).all()
    taken = {e.detail.get("document"): e for e in events if e.what == "plan.amended"}
    later = [
        Version(one, event.at, str(event.detail.get("says", "")))
        for one in merged
        if (event := taken.get(one.id)) is not None
    ]
    return [Version(plan), *sorted(later, key=lambda v: v.taken_at or plan.created_at)]


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """How an item read before a document changed it."""

    at: datetime
    by_document: str
    changed: tuple[str, ...]
    text: str
    owners: tuple[str, ...]
    deadline: str


def earlier_words(session: Session, plan_id: int, assignment_id: int) -> list[EarlierWords]:
    """Return how an item read before each document that changed it, the latest change first."""
    rows = session.exec(
        select(AuditEvent)
        .where(AuditEvent.plan_id == plan_id, AuditEvent.what == "plan.item-amended")
        .order_by(col(AuditEvent.id).desc())
    )
    return [_earlier(row) for row in rows if row.detail.get("item") == assignment_id]


def _earlier(row: AuditEvent) -> EarlierWords:
    before = row.detail["before"]
    assert isinstance(before, dict)  # noqa: S101 - written by store.amendments alone
    due_on = before["due_on"]
    return EarlierWords(
        at=row.at,
        by_document=str(row.detail["name"]),
        changed=tuple(str(name) for name in row.detail["changed"]),  # type: ignore[attr-defined]
        text=str(before["text"]),
        owners=tuple(before["owners"]),
        deadline=f"{date.fromisoformat(due_on):%d/%m/%Y}" if due_on else str(before["deadline_raw"] or ""),
    )
