"""What a heading or a lead-in says about the paragraphs beneath it: owners, part, partners."""

from dataclasses import dataclass, replace
from typing import Literal

from extract.collected import Found
from extract.duties import breaks_off_before_partners, read_coordinators, read_part, read_role
from extract.leadins import clause_owners, directed_owners
from extract.lines import Paragraph
from extract.owners import resolve_owners
from extract.subjects import read_subject
from models.draft import Role

Reach = Literal["bullets", "numbers", "all"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for the paragraphs beneath a heading or a lead-in."""

    owners: tuple[str, ...] = ()
    # From a lead-in that runs on into its bullets.
    role: Role | None = None
    coordinators: tuple[str, ...] = ()
    # The lead-in breaks off at "phối hợp với": the bodies that begin its bullets are the partners.
    begins_with_partners: bool = False
    # A body task counts only with a doer line of its own.
    needs_doer_line: bool = False
    # Whole letters and directives, where rules of conduct stand among the orders.
    is_letter: bool = False
    has_agency: bool = False
    # The owners are the words of a title that could not be read as the name of a known kind of body.
    is_guess: bool = False
    # Which of its siblings an unnumbered line leads in; a bare name also leads in paragraphs.
    leads: Reach = "bullets"

    def reaches(self, sibling: Paragraph) -> bool:
        """Return whether the scope of a line still holds for a paragraph at its level behind it."""
        if sibling.mark is None:
            return self.leads == "all"
        return not sibling.mark.in_ref or self.leads == "numbers"


def reach_of(following: Paragraph | None) -> Reach:
    """Return which siblings a line leads in that stands before ``following``, bullets lost or printed."""
    if following is None or following.mark is None:
        return "all"
    return "numbers" if following.mark.in_ref else "bullets"


def beneath_order(scope: Scope, found: list[Found]) -> Scope:
    """Return the scope of what stands beneath an order that names its own doer."""
    return replace(scope, owners=found[-1].owners)


def lead_scope(body: str, scope: Scope) -> Scope:
    """Return the scope of the bullets: a lead-in that runs on gives its owner, role and coordinators."""
    subject = read_subject(body)
    owners = resolve_owners(subject, scope.owners, body)
    if subject.owners and owners == subject.owners:
        owners = tuple(dict.fromkeys((*owners, *clause_owners(body))))
        if not scope.owners:
            owners = tuple(dict.fromkeys((*owners, *directed_owners(body, subject.end))))
    coordinators = read_coordinators(body)
    start = subject.end if subject.owners else 0
    role = read_part(body, start) or read_role(body, start)
    if not coordinators and role == "do":
        return replace(scope, owners=owners)
    waits = breaks_off_before_partners(body)
    return replace(scope, owners=owners, role=role, coordinators=coordinators, begins_with_partners=waits)
