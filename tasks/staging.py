"""What surrounds the obligations that a rehearsal plays: the plan's own rungs, who leads, who is reached."""

from datetime import date
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from models.agency import Agency, Contact
from models.draft import DraftPlan, SourceText
from rules.rehearsal import Stage
from rules.urgency import is_urgent
from store.digests import recipients_of
from store.plans import get_plan
from store.unwritten import plan_desks


def stage_of_plan(session: Session, plan_id: int, *, on: date) -> Stage:
    """Return what surrounds a stored plan, with the contacts as they are on a day.

    Of an agency that has no contact yet it is taken that it will have both officers and heads; an issuer
    that the registry does not know hears nothing.
    """
    plan = get_plan(session, plan_id)
    desks = plan_desks(session, [plan_id])[plan_id]
    query: Any = (
        select_columns(col(Agency.id), col(Agency.name))
        .join(Contact, col(Contact.agency_id) == col(Agency.id))
        .where(col(Contact.is_active).is_(True))
    )
    names: dict[int, str] = dict(session.execute(query).all())
    known = recipients_of(session, names, on=on)
    return Stage(
        lead=_name(session, desks.lead_id) or plan.lead_name,
        issuer=_name(session, desks.issuer_id),
        is_urgent=plan.is_urgent,
        overrides=plan.ladder,
        reach={names[key]: found.reach for key, found in known.items()},
    )


def _name(session: Session, agency_id: int | None) -> str | None:
    found = session.get(Agency, agency_id) if agency_id is not None else None
    return found.name if found is not None else None


def stage_of_document(draft: DraftPlan, source: SourceText) -> Stage:
    """Return what surrounds a document's draft, where every body can be reached."""
    return Stage(
        lead=draft.lead_agency,
        issuer=draft.issuer,
        is_urgent=is_urgent(draft.form, source.lines),
    )
