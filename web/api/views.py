"""Rows of the store as the API shows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.event_body import AgencyRef, PlanRef
from models.journal import Attachment, ProgressReport, StatusChange
from models.plan import Plan
from models.standing import RollupCounts
from rules.standing import sentence
from rules.status import NAMES
from store.obligation_rows import ObligationRow
from web.api.schemas import (
    ChangeOut,
    Counts,
    FileOut,
    ObligationDetail,
    ObligationOut,
    PlanOut,
    ReportOut,
    StandingOut,
)


def counts_out(counts: RollupCounts) -> Counts:
    """Return counts as the API shows them."""
    return Counts(**{name: getattr(counts, name) for name in Counts.model_fields})


def plan_out(plan: Plan, counts: RollupCounts) -> PlanOut:
    """Return a plan as the API shows it."""
    facts: dict[str, Any] = {n: getattr(plan, n) for n in PlanOut.model_fields if hasattr(plan, n)}
    facts |= {"carries_out": plan.carries_out_id, "breaks_down": plan.breaks_down_id}
    return PlanOut(**facts, counts=counts_out(counts))


def _facts(row: ObligationRow) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ObligationOut.model_fields if hasattr(row, name)}
    return same | {
        "id": row.obligation_id,
        "plan": PlanRef(id=row.plan_id, label=row.plan_label),
        "agency": AgencyRef(id=row.agency_id, code=row.agency_code, name=row.agency_name),
        "group": row.group_name,
        "status_words": NAMES[row.status],
        "standing": StandingOut(name=row.standing.name, days=row.standing.days, words=sentence(row.standing)),
        "occurrence_on": date.fromisoformat(row.occurrence) if row.occurrence else None,
    }


def obligation_out(row: ObligationRow) -> ObligationOut:
    """Return an obligation as lists show it."""
    return ObligationOut(**_facts(row))


def detail_out(
    row: ObligationRow,
    changes: Sequence[StatusChange],
    reports: Sequence[ProgressReport],
    files: Mapping[int, Sequence[Attachment]],
) -> ObligationDetail:
    """Return an obligation with its journal and its reports."""
    return ObligationDetail(
        **_facts(row),
        journal=tuple(_change(one) for one in changes),
        reports=tuple(_report(one, files.get(one.id or 0, ())) for one in reports),
    )


def _change(row: StatusChange) -> ChangeOut:
    return ChangeOut(**{name: getattr(row, name) for name in ChangeOut.model_fields})


def _report(row: ProgressReport, files: Sequence[Attachment]) -> ReportOut:
    facts: dict[str, Any] = {n: getattr(row, n) for n in ReportOut.model_fields if n != "files"}
    shown = tuple(file_out(file) for file in files)
    return ReportOut(**facts, files=shown)


def file_out(file: Attachment) -> FileOut:
    """Return a file as the API shows it."""
    key = file.id or 0
    return FileOut(
        id=key,
        url=f"/api/v1/files/{key}",
        filename=file.filename,
        media_type=file.media_type,
        size=file.size,
    )
