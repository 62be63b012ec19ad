"""By what an operator finds the runs of a plan."""

from sqlalchemy import Engine

from models.agency import Agency
from models.plan import Plan
from store.database import reading

# A plan's number and its lead agency's code; the code is missing where no lead agency is known.
PlanTags = tuple[str, ...]


def plan_tags(engine: Engine, plan_id: int) -> PlanTags:
    """Return the plan's number (or short title) and its lead agency's code; nothing for an unknown plan."""
    with reading(engine) as session:
        plan = session.get(Plan, plan_id)
        if plan is None:
            return ()
        lead = session.get(Agency, plan.lead_agency_id) if plan.lead_agency_id is not None else None
        return (plan.label, lead.code) if lead is not None else (plan.label,)
