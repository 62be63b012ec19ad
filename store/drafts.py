"""Storing a document and what was read in it as a draft plan."""

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models.assignment import Assignment, AssignmentParty
from models.document import Blob, SourceDocument
from models.draft import DraftItem, DraftPlan, SourceText
from models.errors import BadDocument
from models.plan import Plan
from rules.urgency import is_urgent
from store.audit import note
from store.registry import find_name


def put_blob(session: Session, content: bytes, media_type: str) -> str:
    """Store bytes once and return their SHA-256 (hex)."""
    digest = hashlib.sha256(content).hexdigest()
    if session.get(Blob, digest) is None:
        # Somebody else may store the same file between the look and this: then it is there.
        with contextlib.suppress(IntegrityError), session.begin_nested():
            session.add(Blob(sha256=digest, size=len(content), media_type=media_type, content=content))
    return digest


def store_draft(
    session: Session,
    *,
    draft: DraftPlan,
    source: SourceText,
    data: bytes,
    filename: str,
    media_type: str,
    now: datetime,
    by: str,
) -> int:
    """Store the document and its draft, and return the new plan's id; nobody is notified.

    Raises BadDocument when the same bytes already stand under tracking: two trackings of one plan
    would count everything twice.
    """
    document = keep_document(
        session,
        source=source,
        notes=draft.notes,
        data=data,
        filename=filename,
        media_type=media_type,
        now=now,
        by=by,
    )
    urgent = is_urgent(draft.form, source.lines)
    return keep_plan(session, draft, document, is_urgent=urgent, now=now, by=by)[0]


def keep_document(
    session: Session,
    *,
    source: SourceText,
    notes: Sequence[str],
    data: bytes,
    filename: str,
    media_type: str,
    now: datetime,
    by: str,
) -> SourceDocument:
    """Store a document and return its row; raises BadDocument where its bytes stand under tracking."""
    digest = put_blob(session, data, media_type)
    _refuse_twice(session, digest)
    document = SourceDocument(
        sha256=digest,
        filename=filename,
        kind=source.kind,
        lines=[[line.text, line.page] for line in source.lines],
        notes=[*source.notes, *notes],
        received_at=now,
        received_by=by,
    )
    session.add(document)
    session.flush()
    return document


def keep_plan(
    session: Session, draft: DraftPlan, document: SourceDocument, *, is_urgent: bool, now: datetime, by: str
) -> tuple[int, list[int]]:
    """Store a draft of that document and return the plan's id and those of its items, in their order."""
    plan = _plan_row(session, draft, document.id or 0, now, is_urgent=is_urgent)
    session.add(plan)
    session.flush()
    plan_id = plan.id or 0
    ids = [
        _store_item(session, plan_id, position, item, on=draft.issued_on)
        for position, item in enumerate(draft.items)
    ]
    note(
        session,
        what="plan.ingested",
        by=by,
        now=now,
        plan_id=plan_id,
        items=len(draft.items),
        sha256=document.sha256,
    )
    return plan_id, ids


def _refuse_twice(session: Session, digest: str) -> None:
    known = session.exec(
        select(Plan)
        .join(SourceDocument, Plan.document_id == SourceDocument.id)  # type: ignore[arg-type]
        .where(SourceDocument.sha256 == digest, Plan.state != "dropped")
    ).first()
    if known is not None:
        raise BadDocument(
            f"Văn bản này đã có trong hệ thống: kế hoạch “{known.label}” (mã {known.id}).",
            hint="Mở kế hoạch đó để xem, hoặc nạp tệp khác.",
        )


def _plan_row(
    session: Session, draft: DraftPlan, document_id: int, now: datetime, *, is_urgent: bool
) -> Plan:
    lead = find_name(session, draft.lead_agency, on=draft.issued_on) if draft.lead_agency else None
    return Plan(
        document_id=document_id,
        form=draft.form,
        number=draft.number,
        title=draft.title or "",
        issuer=draft.issuer,
        place=draft.place,
        issued_on=draft.issued_on,
        signer=draft.signer,
        event_on=draft.event_on,
        period_from=draft.period[0] if draft.period else None,
        period_to=draft.period[1] if draft.period else None,
        lead_name=draft.lead_agency,
        lead_agency_id=lead.agency_id if lead else None,
        reports_to=draft.reports_to,
        reports_via=draft.reports_via,
        is_urgent=is_urgent,
        leftovers=[{"text": w.text, "lines": list(w.lines), "reason": w.reason} for w in draft.leftovers],
        upper=[
            {"number": u.number, "issued_on": u.issued_on and u.issued_on.isoformat(), "issuer": u.issuer}
            for u in draft.upper
        ],
        created_at=now,
    )


def _store_item(session: Session, plan_id: int, position: int, item: DraftItem, *, on: date | None) -> int:
    deadline = item.deadline
    row = Assignment(
        plan_id=plan_id,
        position=position,
        ref=item.ref,
        text=item.text,
        role=item.role,
        deadline_raw=deadline.raw,
        deadline_kind=deadline.kind,
        due_on=deadline.due_on,
        deadline_rule=deadline.rule,
        deadline_law=deadline.law,
        deadline_literal=deadline.literal,
        provenance=deadline.provenance,
        question=deadline.question,
        rhythm=asdict(deadline.rhythm) if deadline.rhythm else None,
        deliverable=item.deliverable,
        details=item.details,
        line_first=item.lines[0],
        line_last=item.lines[1],
        page=item.page,
        confidence=item.confidence,
        flags=list(item.flags),
    )
    session.add(row)
    session.flush()
    add_parties(session, row.id or 0, "owner", item.owners, on=on)
    add_parties(session, row.id or 0, "coordinator", item.coordinators, on=on)
    return row.id or 0


def rematch(session: Session, plan: Plan) -> int:
    """Look up a draft's unmatched names once more (the registry may have grown); return how many fit now."""
    parties = session.exec(
        select(AssignmentParty)
        .join(Assignment, col(Assignment.id) == col(AssignmentParty.assignment_id))
        .where(
            Assignment.plan_id == plan.id,
            col(AssignmentParty.agency_id).is_(None),
            col(AssignmentParty.group_id).is_(None),
        )
    ).all()
    found = 0
    for party in parties:
        match = find_name(session, party.name, on=plan.issued_on)
        if match.how:
            party.agency_id, party.group_id, party.matched_by = match.agency_id, match.group_id, match.how
            session.add(party)
            found += 1
    if plan.lead_name and plan.lead_agency_id is None:
        plan.lead_agency_id = find_name(session, plan.lead_name, on=plan.issued_on).agency_id
        session.add(plan)
    session.flush()
    return found


def rematch_drafts(session: Session) -> int:
    """Look up the unmatched names of every draft once more; return how many fit now."""
    drafts = session.exec(select(Plan).where(Plan.state == "draft")).all()
    return sum(rematch(session, plan) for plan in drafts)


def add_parties(
    session: Session, assignment_id: int, part: str, names: tuple[str, ...], *, on: date | None
) -> None:
    """Store the bodies that an item names, each matched to the registry as of the plan's day."""
    for position, name in enumerate(names):
        match = find_name(session, name, on=on)
        session.add(
            AssignmentParty(
                assignment_id=assignment_id,
                part=part,
                position=position,
                name=name,
                agency_id=match.agency_id,
                group_id=match.group_id,
                matched_by=match.how,
            )
        )
    session.flush()
