"""One assignment from a stretch of a paragraph and what holds for it from above."""

from extract.collected import Found
from extract.duties import read_coordinators, read_first_partners, read_role
from extract.lines import Paragraph
from extract.outline import ref_of
from extract.owners import resolve_owners
from extract.scopes import Scope
from extract.splitting import Piece
from extract.subjects import NOBODY, Subject, read_encouraged, read_subject
from extract.tasktitles import is_task_among_tasks
from extract.words import lowered


def assignment(node: Paragraph, piece: Piece, scope: Scope) -> Found:
    """Return the assignment in a stretch of a paragraph: whose it is, its part and its partners.

    The stretch's own words go before what ``scope`` passes on; a task that needs a doer line has none yet.
    """
    subject, partners = read_subject(piece.text), scope.coordinators
    if not subject.owners and not scope.owners:
        subject = read_encouraged(piece.text)
    if scope.begins_with_partners and (first := read_first_partners(piece.text)):
        subject, partners = NOBODY, (*partners, *first)
    above = scope.owners
    if piece.owners and not subject.owners:
        above = resolve_owners(Subject(piece.owners, 1), scope.owners, piece.text)
    owners = resolve_owners(subject, above, piece.text)
    if subject.owners and owners != scope.owners:
        # A body of its own has the part and the partners that its own words give it.
        partners = ()
    role = read_role(piece.text, subject.end if subject.owners else 0)
    if scope.role is not None and not subject.owners and role == "do":
        role = scope.role
    return Found(
        ref=ref_of(node),
        text=piece.text,
        owners=() if scope.needs_doer_line and not _orders_by_name(node, subject) else owners,
        coordinators=_once((*partners, *read_coordinators(piece.text))),
        role=role,
        lines=node.lines,
        page=node.page,
        surety=subject.surety
        if subject.owners and owners != scope.owners
        else 0.6
        if scope.is_guess
        else 1.0,
        source=node,
    )


def _once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names in order, each once; capitals make no other name ("các Sở, ngành")."""
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(lowered(name), name)
    return tuple(known.values())


def _orders_by_name(node: Paragraph, subject: Subject) -> bool:
    """Return whether a task without any labelled doer names its doer in its own words."""
    if subject.surety < 1.0 or not subject.owners:
        return False
    task = node
    while task.parent is not None and not (task.mark is not None and task.mark.in_ref):
        task = task.parent
    return task.mark is not None and is_task_among_tasks(task)
