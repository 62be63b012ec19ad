"""Tasks that wait for their labelled lines, and what each line says about them."""

from dataclasses import dataclass, field

from extract import collected as why
from extract.agencies import begins_body, read_bodies
from extract.collected import Collected, Found
from extract.duties import read_coordinators, read_role
from extract.labels import DOERS, DoerLine, Segment, read_doer, read_partners
from extract.lines import Paragraph
from extract.outline import ref_of
from extract.segments import read_segments
from extract.subjects import read_subject
from extract.tasktitles import is_value, next_of
from extract.unpointed import said_of_doers
from extract.verbs import PREDICATE
from extract.words import lowered, sentences

_REASONS = {
    "lead": why.LABEL_DOER,
    "doer": why.LABEL_DOER,
    "partner": why.LABEL_PARTNER,
    "time": why.LABEL_TIME,
    "product": why.LABEL_PRODUCT,
    "other": why.LABEL_OTHER,
    "aside": why.LABEL_OTHER,
    "content": why.INTRODUCES,
    "": why.DETAIL,
}


@dataclass(slots=True)
class OpenTasks:
    """The tasks since the last group of labelled lines; the next group speaks about all of them."""

    collected: Collected
    tasks: list[Found] = field(default_factory=list)
    is_labelled: bool = False
    # Labelled lines that stand above the tasks of their division.
    ahead: list[tuple[Paragraph, Segment]] = field(default_factory=list)
    # A label whose value stands on the lines after it.
    waiting: Segment | None = None
    # The label whose list of bodies is being read, and the tasks that it names the doers of.
    listing: Segment | None = None

    def add(self, found: Found) -> None:
        """Record a new task; behind a group of labelled lines it begins a new set."""
        if self.is_labelled:
            self._settle()
        self.collected.items.append(found)
        self.tasks.append(found)
        if found.source is not None:
            self.collected.seen.add(id(found.source))

    def close(self) -> None:
        """End the set; tasks that waited for a doer in vain are no assignments."""
        self._settle()
        self.ahead, self.waiting, self.listing = [], None, None

    def _settle(self) -> None:
        if self.ahead and self.tasks:
            self._apply_ahead()
        vain = {id(found) for found in self.tasks if not found.owners}
        if vain:
            self.collected.items = [item for item in self.collected.items if id(item) not in vain]
            self.collected.waiting += [found for found in self.tasks if id(found) in vain]
        self.tasks, self.is_labelled = [], False

    def _apply_ahead(self) -> None:
        targets = [found for found in self.tasks if not found.has_doer_line]
        for _, segment in self.ahead:
            if segment.kind in DOERS:
                set_doer(targets, read_doer(segment.text, is_lead=segment.kind == "lead"))
            for found in targets:
                _set(found, segment)

    def hold(self, node: Paragraph, segments: list[Segment]) -> bool:
        """Keep the labelled lines that stand above their tasks; False where they name no doer."""
        if not self.ahead:
            following = next_of(node)
            is_doer = segments[0].kind in DOERS and begins_body(segments[0].text, 0)
            if not is_doer or following is None:
                return False
        for segment in segments:
            self.ahead.append((node, segment))
            self.collected.leave(node, _REASONS[segment.kind], node.body[segment.start : segment.end])
        return True

    def apply(self, node: Paragraph, segment: Segment, own: list[Found] | None = None) -> None:
        """Apply a labelled stretch to the set, or to ``own`` where it stands in their own paragraph."""
        targets = self._targets(node, segment) if own is None else own
        if segment.kind in DOERS and segment.text:
            self._apply_doers(node, segment, targets)
        for found in targets:
            _set(found, segment)
        self.collected.leave(node, _REASONS[segment.kind], node.body[segment.start : segment.end])
        self.is_labelled = self.is_labelled or own is None
        self.listing = None

    def _apply_doers(self, node: Paragraph, segment: Segment, targets: list[Found]) -> None:
        """Apply a doer line: its first sentence names the doers, a later one orders work of its own."""
        spans = sentences(segment.text)
        set_doer(targets, read_doer(segment.text[: spans[0][1]], is_lead=segment.kind == "lead"))
        for start, end in spans[1:]:
            sentence = segment.text[start:end].strip()
            subject = read_subject(sentence)
            line = read_doer(sentence, is_lead=False)
            if subject.owners and subject.surety == 1.0:
                if lowered(sentence[subject.end :]).lstrip(" ,").startswith("phối hợp"):
                    for found in targets:
                        found.add_coordinators(subject.owners)
                else:
                    owned = DoerLine(subject.owners, line.role, read_coordinators(sentence))
                    self._add_own_task(node, sentence, owned, subject.end)
            else:
                for found in targets:
                    found.add_coordinators(read_coordinators(sentence))

    def apply_child(self, child: Paragraph, above: Segment) -> bool:
        """Apply what stands beneath a label ("Cơ quan thực hiện:"); False where it is work without a label.

        Serves labels of their own ("Đơn vị chủ trì: Sở X"), the names of bodies, and bodies with work of
        their own.
        """
        segments = read_segments(child.body)
        if segments[0].kind and (":" in child.body or above.kind not in DOERS):
            for segment in segments:
                self.apply(child, segment)
            for beneath in child.children:
                self.apply_child(beneath, segments[-1])
            return True
        if above.kind in DOERS:
            if not begins_body(child.body, 0):
                return False
            self._apply_listed_doer(child, above)
        elif above.kind == "partner":
            for found in self.tasks:
                _set_partners(found, read_partners(child.body))
        elif above.kind == "time" and self._is_order(child.body):
            subject = read_subject(child.body)
            own = DoerLine(subject.owners, "do", read_coordinators(child.body))
            self._add_own_task(child, child.body, own, subject.end)
            return True
        elif above.kind in ("time", "product"):
            for found in self._targets(child, above):
                _add_line(found, above, child.body)
        self.collected.leave(child, _REASONS[above.kind])
        for beneath in child.children:
            self.collected.leave(beneath, why.DETAIL)
        return True

    def _apply_listed_doer(self, child: Paragraph, above: Segment) -> None:
        line = read_doer(child.body, is_lead=above.kind == "lead")
        said = said_of_doers(child.body, lowered(child.body), 0)
        if line.is_task or (said is None and read_subject(child.body).surety == 1.0):
            self._add_own_task(child, child.body, line, 1)
            self.tasks.append(self.collected.items[-1])
        elif said == "phối hợp":
            for found in self.tasks:
                found.add_coordinators(read_bodies(child.body, 0, loose=True).names)
        elif self.listing is above:
            for found in self.tasks:
                found.owners = tuple(dict.fromkeys((*found.owners, *line.owners)))
                found.add_coordinators(line.coordinators)
        else:
            set_doer([found for found in self.tasks if not found.has_doer_line], line)
            self.listing = above

    def _is_order(self, text: str) -> bool:
        subject = read_subject(text)
        behind = lowered(text[subject.end :]).lstrip(" ,")
        return bool(subject.owners) and subject.surety == 1.0 and PREDICATE.match(behind) is not None

    def take(self, node: Paragraph) -> bool:
        """Take the paragraph for the value of the label before it; False where it is none."""
        above = self.waiting
        return above is not None and is_value(node, above) and self.apply_child(node, above)

    def _is_of_plan(self, node: Paragraph, segment: Segment) -> bool:
        """Whether a numbered time line stands beside the division of the tasks and not among them.

        "1. Sở X" with its bullets and then "2. Thời gian thực hiện: …": the time is that of the plan.
        """
        if segment.kind != "time" or node.mark is None or not node.mark.in_ref or not self.tasks:
            return False
        division = self.tasks[-1].source
        while division is not None and division.parent is not node.parent:
            division = division.parent
        return division is not None and read_segments(division.body)[0].kind != "content"

    def shares_lines(self, node: Paragraph) -> bool:
        """Return whether the unmarked lines beneath the last of several titles speak about all of them.

        Serves "1.1. …", "1.2. …" with "Cơ quan thực hiện: …" once, below the second.
        """
        if self.is_labelled or not self.tasks or any(child.mark is not None for child in node.children):
            return False
        above = [found.source for found in self.tasks]
        return all(source is not None and source.parent is node.parent for source in above)

    def _targets(self, node: Paragraph, segment: Segment) -> list[Found]:
        """Return the tasks that a labelled line speaks about: all of the set.

        A lone time line in an agency's block speaks about the last bullet and those beneath it.
        """
        if self._is_of_plan(node, segment):
            return []
        if segment.kind != "time" or not self.tasks or any(found.has_doer_line for found in self.tasks):
            return self.tasks
        top = self.tasks[-1].source
        while top is not None and any(found.source is top.parent for found in self.tasks):
            top = top.parent
        beneath = {id(paragraph) for paragraph in top.walk()} if top is not None else set()
        return [found for found in self.tasks if id(found.source) in beneath]

    def _add_own_task(self, node: Paragraph, text: str, line: DoerLine, start: int) -> None:
        self.collected.items.append(
            Found(
                ref=ref_of(node),
                text=text,
                owners=line.owners,
                coordinators=line.coordinators,
                role=read_role(text, start),
                lines=node.lines,
                page=node.page,
                source=node,
                has_doer_line=True,
            )
        )
        self.collected.seen.add(id(node))


def set_doer(targets: list[Found], line: DoerLine) -> None:
    """Give the tasks the doers of a labelled line: it beats a subject in the task's own words."""
    for found in targets:
        found.owners, found.role, found.has_doer_line, found.surety = line.owners, line.role, True, 1.0
        found.labelled = tuple(dict.fromkeys((*line.coordinators, *found.labelled)))
        found.coordinators = tuple(dict.fromkeys((*line.coordinators, *found.coordinators)))


def _set_partners(found: Found, names: tuple[str, ...]) -> None:
    """Give a task the bodies of its partner line, which beats those named in the task's own words."""
    if names and found.has_doer_line:
        found.labelled = found.coordinators = tuple(dict.fromkeys((*found.labelled, *names)))
    else:
        found.add_coordinators(names)


def _set(found: Found, segment: Segment) -> None:
    if segment.kind == "partner":
        _set_partners(found, read_partners(segment.text))
    elif segment.kind == "time":
        found.time_text = found.time_text or segment.text
    elif segment.kind == "product":
        found.deliverable = segment.text.rstrip(".;")


def _add_line(found: Found, segment: Segment, text: str) -> None:
    """Add one of the lines beneath "Thời gian:" or "Sản phẩm:"."""
    if segment.kind == "time":
        found.time_text = "; ".join(filter(None, (found.time_text, text.rstrip(".;"))))
    else:
        found.deliverable = "; ".join(filter(None, (found.deliverable, text.rstrip(".;"))))
