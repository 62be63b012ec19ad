"""The orders of an implementation section: which paragraphs are assignments, and whose."""

import re
from dataclasses import dataclass, field, replace

from extract import collected as why
from extract.closings import is_closing, read_closing
from extract.collected import Collected, Found
from extract.duties import read_coordinators, read_role
from extract.labels import DoerLine, Segment, read_doer, read_partners, read_segments
from extract.lines import Paragraph
from extract.outline import ref_of
from extract.owners import resolve_owners
from extract.splitting import Piece, split_item
from extract.subjects import Subject, is_open_class, read_heading, read_subject
from extract.verbs import BARE_PREDICATE, PREDICATE
from extract.words import bare, lowered
from models.draft import Role

_COMPLETE_LEADIN = re.compile(
    r"(?:trong đó|trên cơ sở đó|cụ thể|cụ thể như sau|bao gồm|gồm|như sau|tập trung"
    r"|với các nội dung|trong đó tập trung)\s*:$"
)
_ONLY_INTRODUCES = re.compile(
    r"(?:(?:là|làm) (?:cơ quan|đơn vị) (?:thường trực|đầu mối)|(?:thực hiện|triển khai"
    r"|tổ chức thực hiện|có)?\s*(?:tốt )?"
    r"(?:một số|các) (?:nội dung|nhiệm vụ|công việc|giải pháp|biện pháp|hoạt động))"
)
_NOTE = re.compile(r"^\(.*\)[./\s\-—_]*$")
_ENFORCEMENT = re.compile(r"chịu trách nhiệm (?:thi hành|thực hiện) (?:quyết định|chỉ thị|nghị quyết) này")


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for the paragraphs beneath a heading or a lead-in."""

    owners: tuple[str, ...] = ()
    # From a lead-in that runs on into its bullets.
    role: Role | None = None
    coordinators: tuple[str, ...] = ()
    # A body task counts only with a doer line of its own.
    needs_doer_line: bool = False
    # Whole letters and directives, where rules of conduct stand among the orders.
    is_letter: bool = False
    has_agency: bool = False


@dataclass(slots=True)
class Reader:
    """Walks the tree of a section and fills ``collected``."""

    collected: Collected
    issuer: str = ""
    # Items since the last group of labelled lines, which those lines speak about.
    open: list[Found] = field(default_factory=list)
    labelled: bool = False

    def read_section(self, section: Paragraph, scope: Scope) -> None:
        """Read everything beneath the section's title."""
        self._title(section, scope)
        self._reset()
        self._children(section, scope)
        self._reset()

    def read_measure(self, node: Paragraph, scope: Scope) -> None:
        """Read one measure of a letter or directive with what stands beneath it."""
        self._reset()
        self._paragraph(node, scope, None)
        self._reset()

    def read_closing(self, node: Paragraph) -> None:
        """Read a closing paragraph that stands behind the last section."""
        self._closing(node, node.text, Scope())

    def _title(self, section: Paragraph, scope: Scope) -> None:
        """A title may carry its own paragraph ("VII. Chế độ báo cáo: Các sở … gửi báo cáo …")."""
        body = section.body
        cut = body.find(":")
        if 0 < cut < len(body) - 25 and not section.children:
            self.collected.heading(section, section.text[: len(section.text) - len(body) + cut + 1])
            self._item(section, body[cut + 1 :].strip(), scope)
        else:
            self.collected.heading(section)

    def _reset(self) -> None:
        self._settle()
        self.open, self.labelled = [], False

    def _settle(self) -> None:
        """Drop the open tasks that waited for a doer line in vain."""
        for found in self.open:
            if found.source is not None and not found.owners and found in self.collected.items:
                self.collected.items.remove(found)
                self.collected.leave(found.source, why.NO_DOER, found.text)

    def _children(self, node: Paragraph, scope: Scope) -> None:
        run_on: Scope | None = None
        for index, child in enumerate(node.children):
            following = node.children[index + 1] if index + 1 < len(node.children) else None
            if run_on is not None and not (child.mark and not child.mark.in_ref):
                run_on = None
            run_on = self._paragraph(child, run_on or scope, following) or run_on

    def _paragraph(self, node: Paragraph, scope: Scope, following: Paragraph | None) -> Scope | None:
        """Read one paragraph and what hangs on it; return a scope where it leads in its siblings."""
        body = node.body.strip()
        if not body:
            self._children(node, scope)
            return None
        segments = read_segments(body)
        if segments[0].kind and self._labels(node, segments, scope):
            return None
        is_title = body.endswith(":") and bool(node.children) and bool(node.mark and node.mark.in_ref)
        owners = read_heading(body, is_title=is_title) if self._may_head(node, body) else ()
        if owners:
            self._agency(node, owners, scope)
            return None
        if self._is_theme(node, body) or (scope.needs_doer_line and _holds_tasks(node)):
            self._theme(node, scope)
            return None
        if self._introduces_siblings(node, body, following):
            self.collected.heading(node)
            return self._lead_scope(body, scope, complete=False)
        if body.endswith(":") and node.children:
            self._lead_in(node, body, scope)
            return None
        self._order(node, segments, scope)
        return None

    # Headings

    def _may_head(self, node: Paragraph, body: str) -> bool:
        if len(body) > 320 or body.endswith((".", ";")) and not node.children:
            return False
        if node.mark is None:
            return bool(node.children) and body.endswith(":")
        return node.mark.in_ref or bool(node.children) or node.mark.kind == "letter"

    def _agency(self, node: Paragraph, owners: tuple[str, ...], scope: Scope) -> None:
        self.collected.heading(node)
        self._reset()
        inner = replace(scope, owners=owners, role=None, coordinators=(), has_agency=True)
        self._children(node, inner)
        self._reset()

    def _is_theme(self, node: Paragraph, body: str) -> bool:
        """A title without a doer: marked, unfinished, with paragraphs beneath it."""
        if node.mark is None or not node.children or node.mark.kind == "bullet":
            return False
        if body[-1] in ".;" and len(body) > 60 or body.endswith(":") and len(body) > 90:
            return False
        subject = read_subject(body)
        if subject.owners:
            return False
        return len(body) < 260 and (node.mark.in_ref or len(body) < 90)

    def _theme(self, node: Paragraph, scope: Scope) -> None:
        self._reset()
        before = len(self.collected.items)
        if all(read_segments(child.body)[0].kind not in ("", "content") for child in node.children):
            self._emit(node, Piece(node.body.rstrip(": "), 0), replace(scope, needs_doer_line=True))
            self._children(node, scope)
        else:
            self.collected.heading(node)
            self._children(node, scope)
        del before
        self._reset()

    # Lead-ins

    def _introduces_siblings(self, node: Paragraph, body: str, following: Paragraph | None) -> bool:
        """An unmarked lead-in ("Trên cơ sở …", "Tập trung …:") stands before bullets of its own level."""
        if node.mark is not None or following is None or following.mark is None or following.mark.in_ref:
            return False
        if body.endswith(":"):
            return not self._orders_by_itself(body)
        return (
            body[-1] not in ".;!?"
            and re.match(r"(?:trên cơ sở|căn cứ|theo|trong phạm vi)\b", lowered(body)) is not None
        )

    def _orders_by_itself(self, body: str) -> bool:
        """Whether the lead-in orders work that its bullets do not repeat (gold: then it is an item)."""
        low = lowered(body)
        head, _, last = low.rpartition(". ")
        if head and len(head) > 40:
            return True
        tail = _COMPLETE_LEADIN.search(low)
        if tail is None:
            return False
        clause = low[: tail.start()].rstrip(" ,;.")
        if _ONLY_INTRODUCES.search(clause) or len(clause) < 25:
            return False
        subject = read_subject(body)
        opening = low[subject.end :] if subject.owners else low
        return (
            "trên cơ sở đó" in tail[0]
            or "trong đó" in tail[0]
            or bool(PREDICATE.match(opening.lstrip(" ,")) and "như sau" not in tail[0])
        )

    def _lead_in(self, node: Paragraph, body: str, scope: Scope) -> None:
        if self._orders_by_itself(body):
            found = self._emit_text(node, body, scope)
            inner = self._lead_scope(body, scope, complete=True)
            self._details(node, inner, found)
            return
        self.collected.heading(node)
        self._children(node, self._lead_scope(body, scope, complete=False))

    def _lead_scope(self, body: str, scope: Scope, *, complete: bool) -> Scope:
        """Return the scope of the bullets: a lead-in that runs on gives its owner, role and coordinators."""
        subject = read_subject(body)
        owners = resolve_owners(subject, scope.owners, body) if subject.owners else scope.owners
        more = _clause_owners(body) if subject.owners else ()
        if more and owners == subject.owners:
            owners = tuple(dict.fromkeys((*owners, *more)))
        if complete:
            return replace(scope, owners=owners if not scope.owners else scope.owners)
        start = subject.end if subject.owners else 0
        coordinators = read_coordinators(body)
        role = read_role(body, start)
        if not coordinators and role == "do":
            return replace(scope, owners=owners)
        return replace(scope, owners=owners, role=role, coordinators=coordinators)

    # Orders

    def _order(self, node: Paragraph, segments: list[Segment], scope: Scope) -> None:
        text = segments[0].text
        found = self._item(node, text, scope)
        for segment in segments[1:]:
            self._apply(node, segment, scope, own=found)
        if node.children:
            self._details(node, scope, found)

    def _details(self, node: Paragraph, scope: Scope, above: list[Found]) -> None:
        """Read the bullets beneath an order: items where each orders work, details of it otherwise."""
        for index, child in enumerate(node.children):
            body = child.body.strip()
            following = node.children[index + 1] if index + 1 < len(node.children) else None
            if (
                child.mark is not None
                and child.mark.kind in ("bullet", "letter")
                and not child.children
                and above
                and not _orders_work(body)
                and not read_segments(body)[0].kind
            ):
                self.collected.leave(child, why.DETAIL)
                above[-1].details = "\n".join(filter(None, (above[-1].details, child.text)))
                continue
            self._paragraph(child, scope, following)

    def _item(self, node: Paragraph, text: str, scope: Scope) -> list[Found]:
        """Emit the paragraph's items, or leave it with the reason; return what was emitted."""
        low = lowered(text)
        if _NOTE.match(text):
            self.collected.leave(node, why.NOTE, text)
            return []
        if _ENFORCEMENT.search(low):
            self.collected.leave(node, why.FORMULA, text)
            return []
        if is_closing(node, text, has_agency=scope.has_agency, is_letter=scope.is_letter):
            return self._closing(node, text, scope)
        if is_open_class(text) and (scope.is_letter or not scope.owners):
            self.collected.leave(node, why.CONDUCT, text)
            return []
        return self._emit_text(node, text, scope)

    def _closing(self, node: Paragraph, text: str, scope: Scope) -> list[Found]:
        kept, left = read_closing(text, self.issuer)
        found = [
            Found(
                ref=ref_of(node).split(".")[0] if not node.mark else ref_of(node),
                text=sentence,
                owners=owners,
                coordinators=read_coordinators(sentence),
                lines=node.lines,
                page=node.page,
                source=node,
                flags=[] if owners else ["no_owner"],
            )
            for sentence, owners in kept
        ]
        self.collected.items += found
        for words, reason in left:
            self.collected.leave(node, reason, words)
        self.collected.seen.add(id(node))
        return found

    def _emit_text(self, node: Paragraph, text: str, scope: Scope) -> list[Found]:
        return [item for piece in split_item(text, scope.owners) for item in self._emit(node, piece, scope)]

    def _emit(self, node: Paragraph, piece: Piece, scope: Scope) -> list[Found]:
        text = piece.text
        subject = read_subject(text)
        above = scope.owners
        if piece.owners and not subject.owners:
            above = resolve_owners(Subject(piece.owners, 1), scope.owners, text)
        owners = resolve_owners(subject, above, text)
        names_own = bool(subject.owners) and (subject.is_ordered or subject.end > 0)
        role = read_role(text, subject.end if names_own else 0)
        if scope.role is not None and not names_own and role == "do":
            role = scope.role
        coordinators = tuple(dict.fromkeys((*scope.coordinators, *read_coordinators(text))))
        if self.labelled:
            self._settle()
            self.open, self.labelled = [], False
        found = Found(
            ref=ref_of(node),
            text=text,
            owners=owners,
            coordinators=coordinators,
            role=role,
            lines=node.lines,
            page=node.page,
            surety=subject.surety if subject.owners and owners != scope.owners else 1.0,
            source=node,
        )
        if not owners or scope.needs_doer_line:
            found.owners = () if scope.needs_doer_line else owners
        self.collected.seen.add(id(node))
        self.collected.items.append(found)
        self.open.append(found)
        return [found]

    # Labelled lines

    def _labels(self, node: Paragraph, segments: list[Segment], scope: Scope) -> bool:
        """Apply a paragraph that begins with a label; False where the label is none here."""
        if segments[0].kind == "content":
            return self._content(node, segments, scope)
        if segments[0].kind == "other" and not self.open:
            return False
        if segments[0].kind in ("lead", "partner", "product", "doer") and not self.open:
            return False
        for segment in segments:
            self._apply(node, segment, scope, own=None)
        for child in node.children:
            self._label_child(child, segments[-1], scope)
        return True

    def _content(self, node: Paragraph, segments: list[Segment], scope: Scope) -> bool:
        """ "Nội dung: X": the task itself, its label left out; "Nội dung:" with bullets leads them in."""
        label = node.body[: len(node.body) - len(node.body.split(":", 1)[1])]
        if not segments[0].text:
            self.collected.heading(node)
            self._children(node, scope)
            return True
        if not _has_labels(node.parent):
            return False
        found = self._item(node, segments[0].text, scope)
        self.collected.leave(node, why.INTRODUCES, label)
        for segment in segments[1:]:
            self._apply(node, segment, scope, own=found)
        if node.children:
            self._details(node, scope, found)
        return True

    def _apply(self, node: Paragraph, segment: Segment, scope: Scope, *, own: list[Found] | None) -> None:
        words = node.body[segment.start : segment.end].strip()
        targets = own if own is not None else self._targets(segment)
        if segment.kind in ("lead", "doer"):
            if segment.text:
                line = read_doer(segment.text, is_lead=segment.kind == "lead")
                self._set_doer(node, line, segment.text, scope, targets)
            self.collected.leave(node, why.LABEL_DOER, words)
        elif segment.kind == "partner":
            for found in targets:
                found.coordinators = tuple(dict.fromkeys((*found.coordinators, *read_partners(segment.text))))
            self.collected.leave(node, why.LABEL_PARTNER, words)
        elif segment.kind == "time":
            for found in targets:
                found.time_text = found.time_text or segment.text
            self.collected.leave(node, why.LABEL_TIME, words)
        elif segment.kind == "product":
            for found in targets:
                found.deliverable = segment.text.rstrip(".;")
            self.collected.leave(node, why.LABEL_PRODUCT, words)
        else:
            self.collected.leave(node, why.LABEL_OTHER if segment.kind else why.DETAIL, words)
        if own is None:
            self.labelled = True

    def _targets(self, segment: Segment) -> list[Found]:
        """Return the items a labelled line speaks about: all since the last such group of lines.

        A lone time line in an agency's block speaks about the last bullet and those beneath it.
        """
        if segment.kind != "time" or any(found.has_doer_line for found in self.open):
            return self.open
        if not self.open:
            return []
        last = self.open[-1].source
        top = last
        while top is not None and top.parent is not None and any(f.source is top.parent for f in self.open):
            top = top.parent
        beneath = {id(p) for p in top.walk()} if top is not None else set()
        return [found for found in self.open if id(found.source) in beneath]

    def _set_doer(
        self, node: Paragraph, line: DoerLine, value: str, scope: Scope, targets: list[Found]
    ) -> None:
        if line.is_task:
            targets = targets or []
        for found in targets:
            found.owners, found.role, found.has_doer_line = line.owners, line.role, True
            found.surety = 1.0
            found.coordinators = tuple(dict.fromkeys((*line.coordinators, *found.coordinators)))

    def _label_child(self, child: Paragraph, above: Segment, scope: Scope) -> None:
        """Read a bullet beneath "Cơ quan thực hiện:": a doer, or a body with work of its own."""
        if above.kind in ("lead", "doer"):
            line = read_doer(child.body, is_lead=above.kind == "lead")
            if line.is_task and line.owners:
                self._emit_labelled_task(child, line, scope)
                return
            self._set_doer(child, line, child.body, scope, [f for f in self.open if not f.has_doer_line])
            self.collected.leave(child, why.LABEL_DOER)
        elif above.kind == "partner":
            for found in self.open:
                found.coordinators = tuple(dict.fromkeys((*found.coordinators, *read_partners(child.body))))
            self.collected.leave(child, why.LABEL_PARTNER)
        elif above.kind == "time":
            self.collected.leave(child, why.LABEL_TIME)
        else:
            self.collected.leave(child, why.LABEL_PRODUCT if above.kind == "product" else why.LABEL_OTHER)

    def _emit_labelled_task(self, child: Paragraph, line: DoerLine, scope: Scope) -> None:
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


def _has_labels(node: Paragraph | None) -> bool:
    return node is not None and any(
        read_segments(child.body)[0].kind in ("lead", "doer") for child in node.children
    )


def _holds_tasks(node: Paragraph) -> bool:
    """Whether a numbered task title has bullets of work beneath it beside its labelled lines."""
    return bool(node.mark and node.mark.in_ref) and any(
        child.mark is not None and not read_segments(child.body)[0].kind for child in node.children
    )


def _orders_work(body: str) -> bool:
    """Whether a detail orders separate work: it begins with a verb of duty or names a doer."""
    low = lowered(body)
    if PREDICATE.match(low) or read_subject(body).owners:
        return True
    return bool(BARE_PREDICATE.match(bare(body)))


def _clause_owners(body: str) -> tuple[str, ...]:
    """Return the doers of further clauses of a lead-in ("A chỉ đạo; B có trách nhiệm:")."""
    found: list[str] = []
    for clause in body.split(";")[1:]:
        found.extend(read_subject(clause.strip()).owners)
    return tuple(found)
