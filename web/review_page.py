"""A draft at review: the document beside the table, what hinders activation, what is left to look at."""

from dataclasses import dataclass

from fastapi import Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.assignment import AssignmentParty
from models.errors import Refused
from models.plan import Plan
from rules.access import may
from store.accounts import Person
from store.database import reading
from store.hindrances import problems
from store.mirrors import links, proposals
from store.plans import LARGE_GROUP, ReviewItem, draft_items, get_document, get_plan, members_of_party
from store.registry import agencies
from web.amendments import amends_panel
from web.dates import plan_dates
from web.desk import Desk
from web.doubts import doubts, is_left, is_undated
from web.lineage import upper_panel
from web.paper import shown_pieces
from web.render import page
from web.review_view import IN_DOCUMENT, LEFT, UNDATED, View, as_stored, as_typed, scopes, view_of


@dataclass(frozen=True, slots=True)
class GroupInPlan:
    """A group that the plan names: one of its mentions, how often by part, its members on the plan's day."""

    party: AssignmentParty
    as_owner: int
    as_coordinator: int
    member_count: int

    @property
    def is_large(self) -> bool:
        """Return whether opening it has to be confirmed."""
        return self.member_count > LARGE_GROUP


def review_page(
    request: Request,
    desk: Desk,
    session: Session,
    plan: Plan,
    person: Person,
    *,
    fault: Refused | None = None,
    form: FormData | None = None,
    which: str = "",
) -> Response:
    """Show a draft; with a fault (409), what was typed in the form ``which`` stands in its fields."""
    plan_id = plan.id or 0
    view = view_of(form if form is not None else request.query_params)
    items = draft_items(session, plan_id)
    kept = [i for i in items if not i.assignment.is_dropped]
    shown = view.shown(kept)
    document, _ = get_document(session, plan_id)
    return page(
        request,
        "review.html",
        status_code=409 if fault else 200,
        plan=plan,
        document=document,
        pieces=shown_pieces(document, [i.assignment for i in kept]),
        items=kept,
        shown=shown,
        last_left=max((n for n, i in enumerate(shown, 1) if is_left(i)), default=0),
        dropped=[i for i in items if i.assignment.is_dropped],
        doubts={i.assignment.id: doubts(i) for i in items},
        left={i.assignment.id for i in kept if is_left(i)},
        undated_count=sum(is_undated(i) for i in kept),
        view=view,
        views=_views(view),
        scopes=scopes(kept),
        typed=as_typed(plan, form, which) if fault and form is not None else as_stored(plan),
        fault=fault,
        which=which if fault else "",
        groups=_groups(session, plan_id, kept),
        problems=problems(session, plan_id, today=desk.today),
        dates=plan_dates(session, plan, person),
        agency_names={a.id or 0: a.name for a in agencies(session)},
        can_review=may(person.role, "review_plan") and not plan.breaks_down_id,
        can_activate=may(person.role, "activate_plan") and not plan.breaks_down_id,
        **upper_panel(request, session, plan, person),
        **amends_panel(session, plan, person),
        mirror_links=links(kept),
        mirror_proposals=proposals(session, plan_id, kept),
    )


def review_again(
    request: Request, desk: Desk, plan_id: int, person: Person, form: FormData, which: str, fault: Refused
) -> Response:
    """Show the review with what was typed and why it could not be taken; raises the fault for no draft."""
    with reading(desk.engine) as session:
        plan = get_plan(session, plan_id)
        if plan.state != "draft":
            raise fault
        return review_page(request, desk, session, plan, person, fault=fault, form=form, which=which)


def _views(view: View) -> dict[str, View]:
    return {
        "all": View(view.order),
        "left": View(view.order, LEFT),
        "undated": View(view.order, UNDATED),
        "doubtful": View("", view.only),
        "document": View(IN_DOCUMENT, view.only),
    }


def _groups(session: Session, plan_id: int, items: list[ReviewItem]) -> list[GroupInPlan]:
    named: dict[int, list[AssignmentParty]] = {}
    for item in items:
        for party in (*item.owners, *item.coordinators):
            if party.group_id is not None:
                named.setdefault(party.group_id, []).append(party)
    return [
        GroupInPlan(
            mentions[0],
            sum(p.part == "owner" for p in mentions),
            sum(p.part == "coordinator" for p in mentions),
            len(members_of_party(session, plan_id, mentions[0].id or 0)),
        )
        for mentions in named.values()
    ]
