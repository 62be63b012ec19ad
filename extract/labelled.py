"""Tasks that wait for their labelled lines, and what each line says about them."""

from dataclasses import dataclass, field

from extract import collected as why
from extract.collected import Collected, Found
from extract.duties import read_role
from extract.labels import DoerLine, Segment, read_doer, read_partners, read_segments
from extract.lines import Paragraph
from extract.outline import ref_of

_REASONS = {
    "lead": why.LABEL_DOER,
    "doer": why.LABEL_DOER,
    "partner": why.LABEL_PARTNER,
    "time": why.LABEL_TIME,
    "product": why.LABEL_PRODUCT,
    "other": why.LABEL_OTHER,
    "content": why.INTRODUCES,
    "": why.DETAIL,
}


@dataclass(slots=True)
class OpenTasks:
    """The tasks since the last group of labelled lines; the next group speaks about all of them."""

    collected: Collected
    tasks: list[Found] = field(default_factory=list)
    is_labelled: bool = False

    def add(self, found: Found) -> None:
        """Record a new task; behind a group of labelled lines it begins a new set."""
        if self.is_labelled:
            self.close()
        self.collected.items.append(found)
        self.tasks.append(found)
        if found.source is not None:
            self.collected.seen.add(id(found.source))

    def close(self) -> None:
        """End the set; tasks that waited for a doer in vain are no assignments."""
        vain = {id(found) for found in self.tasks if not found.owners}
        if vain:
            self.collected.items = [item for item in self.collected.items if id(item) not in vain]
            self.collected.waiting += [found for found in self.tasks if id(found) in vain]
        self.tasks, self.is_labelled = [], False

    def apply(self, node: Paragraph, segment: Segment, own: list[Found] | None = None) -> None:
        """Apply a labelled stretch to the set, or to ``own`` where it stands in their own paragraph."""
        targets = self._targets(segment) if own is None else own
        if segment.kind in ("lead", "doer") and segment.text:
            set_doer(targets, read_doer(segment.text, is_lead=segment.kind == "lead"))
        for found in targets:
            _set(found, segment)
        self.collected.leave(node, _REASONS[segment.kind], node.body[segment.start : segment.end])
        self.is_labelled = self.is_labelled or own is None

    def apply_child(self, child: Paragraph, above: Segment) -> None:
        """Apply a bullet beneath a label ("Cơ quan thực hiện:"): a doer, or a body with work of its own."""
        if above.kind in ("lead", "doer"):
            line = read_doer(child.body, is_lead=above.kind == "lead")
            if line.is_task:
                self._add_own_task(child, line)
                return
            set_doer([found for found in self.tasks if not found.has_doer_line], line)
        elif above.kind == "partner":
            for found in self.tasks:
                found.add_coordinators(read_partners(child.body))
        self.collected.leave(child, _REASONS[above.kind])

    def _targets(self, segment: Segment) -> list[Found]:
        """Return the tasks that a labelled line speaks about: all of the set.

        A lone time line in an agency's block speaks about the last bullet and those beneath it.
        """
        if segment.kind != "time" or not self.tasks or any(found.has_doer_line for found in self.tasks):
            return self.tasks
        top = self.tasks[-1].source
        while top is not None and any(found.source is top.parent for found in self.tasks):
            top = top.parent
        beneath = {id(paragraph) for paragraph in top.walk()} if top is not None else set()
        return [found for found in self.tasks if id(found.source) in beneath]

    def _add_own_task(self, child: Paragraph, line: DoerLine) -> None:
        self.collected.items.append(
            Found(
                ref=ref_of(child),
                text=child.body,
                owners=line.owners,
                coordinators=line.coordinators,
                role=read_role(child.body, 1),
                lines=child.lines,
                page=child.page,
                source=child,
                has_doer_line=True,
            )
        )
        self.collected.seen.add(id(child))


def set_doer(targets: list[Found], line: DoerLine) -> None:
    """Give the tasks the doers of a labelled line: it beats a subject in the task's own words."""
    for found in targets:
        found.owners, found.role, found.has_doer_line, found.surety = line.owners, line.role, True, 1.0
        found.coordinators = tuple(dict.fromkeys((*line.coordinators, *found.coordinators)))


def _set(found: Found, segment: Segment) -> None:
    if segment.kind == "partner":
        found.add_coordinators(read_partners(segment.text))
    elif segment.kind == "time":
        found.time_text = found.time_text or segment.text
    elif segment.kind == "product":
        found.deliverable = segment.text.rstrip(".;")


def has_doer_line(node: Paragraph | None) -> bool:
    """Return whether a labelled doer line stands directly beneath the paragraph."""
    return node is not None and any(
        read_segments(child.body)[0].kind in ("lead", "doer") for child in node.children
    )


def holds_tasks(node: Paragraph) -> bool:
    """Return whether a numbered title has bullets of work beneath it beside its labelled lines."""
    return bool(node.mark and node.mark.in_ref) and any(
        child.mark is not None and not read_segments(child.body)[0].kind for child in node.children
    )


def is_task_title(node: Paragraph) -> bool:
    """Return whether nothing but labelled lines stands beneath a title: then the title is the task."""
    return all(read_segments(child.body)[0].kind not in ("", "content") for child in node.children)
