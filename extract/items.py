"""The orders of an implementation section: which paragraphs are assignments, and whose."""

import re
from dataclasses import replace

from extract import collected as why
from extract.assignments import assignment
from extract.closings import (
    is_about_document,
    is_closing,
    is_group,
    leaves_to_rules,
    read_closing,
    read_closing_role,
)
from extract.collected import Collected, Found
from extract.duties import (
    read_coordinators,
    read_part,
    read_role,
)
from extract.headings import Heading, class_before_colon, heading_of, names_before
from extract.labelled import OpenTasks
from extract.labels import Segment
from extract.leadins import (
    breaks_off,
    introduces_siblings,
    is_bare_name,
    labelled_heading,
    leads_in_work,
    orders_behind_part,
    orders_by_itself,
)
from extract.lines import Paragraph
from extract.outline import ref_of
from extract.owners import resolve_owners
from extract.scopes import Scope, beneath_order, lead_scope, reach_of
from extract.segments import read_segments
from extract.splitting import Piece, split_item
from extract.subjects import is_open_class, read_subject
from extract.tasktitles import (
    has_doer_line,
    holds_tasks,
    is_aside,
    is_line,
    is_task_content,
    is_task_title,
)
from extract.words import lowered
from models.draft import Role

_NOTE = re.compile(r"^\(.*\)[./\s\-—_]*$")
_ENFORCEMENT = re.compile(r"chịu trách nhiệm (?:thi hành|thực hiện) (?:quyết định|chỉ thị|nghị quyết) này")
_LONGEST_THEME = 260


class Reader:
    """Walks the tree of a section and fills ``collected``; ``issuer`` is the body that gives the orders."""

    def __init__(self, collected: Collected, issuer: str = "") -> None:
        self.collected = collected
        self.issuer = issuer
        self.open = OpenTasks(collected)
        self.sections: set[int] = set()

    def read_section(self, section: Paragraph, scope: Scope) -> None:
        """Read a section with its title, which may carry its own paragraph ("VII. Báo cáo: Các sở …")."""
        self.sections.add(id(section))
        body = section.body
        cut = body.find(":")
        if 0 < cut < len(body) - 25 and not section.children:
            self.collected.heading(section, section.text[: len(section.text) - len(body) + cut + 1])
            self._item(section, body[cut + 1 :].strip(), scope)
        else:
            self.collected.heading(section)
        self.open.close()
        self._children(section, scope)
        self.open.close()

    def read_measure(self, node: Paragraph, scope: Scope) -> None:
        """Read one measure of a letter or directive with what stands beneath it."""
        self.open.close()
        self._paragraph(node, scope, None)
        self.open.close()

    def read_closing(self, node: Paragraph) -> None:
        """Read a closing paragraph that stands behind the last section."""
        self._closing(node, node.text)

    def _children(self, node: Paragraph, scope: Scope) -> None:
        led_in: Scope | None = None
        for index, child in enumerate(node.children):
            following = node.children[index + 1] if index + 1 < len(node.children) else None
            if led_in is not None and not led_in.reaches(child):
                led_in = None
            led_in = self._paragraph(child, led_in or scope, following) or led_in

    def _paragraph(self, node: Paragraph, scope: Scope, following: Paragraph | None) -> Scope | None:
        """Read one paragraph and what hangs on it; return a scope where it leads in its siblings."""
        body = node.body.strip()
        if not body:
            self._children(node, scope)
        if not body or id(node) in self.sections:
            return None
        segments = [Segment("", body, 0, len(body))] if orders_behind_part(body) else read_segments(body)
        if len(segments) == 1 and (headed := labelled_heading(node, segments[0])) is not None:
            self._agency(node, Heading(headed[0]), scope, headed[1])
            return None
        is_label = segments[0].kind and not leads_in_work(node, following)
        if (not segments[0].kind or ":" not in body) and self.open.take(node):
            return None
        if is_label and self._labels(node, segments, scope):
            return None
        if not segments[0].kind and is_aside(node):
            self.collected.leave(node, why.LABEL_OTHER)
            return None
        self.open.waiting = None
        if (heading := heading_of(node)).owners:
            self._agency(node, heading, scope)
        elif owners := names_before(node, following):
            self.collected.heading(node)
            return replace(scope, owners=owners, has_agency=True, leads="all")
        elif node.children and read_part(body, read_subject(body).end):
            self.collected.heading(node)
            self._children(node, lead_scope(body, scope))
        elif (
            self._is_theme(node, body)
            or (scope.needs_doer_line and holds_tasks(node))
            or (has_doer_line(node) and is_task_title(node))
        ):
            self._theme(node, scope)
        elif introduces_siblings(node, following):
            self.collected.heading(node)
            return replace(lead_scope(body, scope), leads=reach_of(following))
        elif node.children and (body.endswith(":") or breaks_off(body)):
            self._lead_in(node, body, scope)
        else:
            self._order(node, segments, scope)
        return None

    # Headings

    def _agency(self, node: Paragraph, heading: Heading, scope: Scope, role: Role | None = None) -> None:
        self.collected.heading(node)
        self.open.close()
        inner = replace(scope, owners=heading.owners, role=role, coordinators=(), has_agency=True)
        self._children(node, replace(inner, is_guess=heading.is_guess))
        self.open.close()

    def _is_theme(self, node: Paragraph, body: str) -> bool:
        """Return whether the paragraph is a title without a doer: marked, unfinished, with text beneath."""
        if node.mark is None or not node.children or node.mark.kind == "bullet":
            return False
        if (body[-1] in ".;" and len(body) > 60) or (body.endswith(":") and len(body) > 90):
            return False
        if read_subject(body).owners:
            return False
        if body.endswith(":") and (read_role(body) == "lead" or read_coordinators(body)):
            return False
        return len(body) < (_LONGEST_THEME if node.mark.in_ref else 90)

    def _theme(self, node: Paragraph, scope: Scope) -> None:
        is_task = is_task_title(node)
        if not (is_task and self.open.shares_lines(node)):
            self.open.close()
        if is_task:
            self._emit(node, Piece(node.body.rstrip(": "), 0), replace(scope, needs_doer_line=True))
        else:
            self.collected.heading(node)
        self._children(node, scope)
        self.open.close()

    # Lead-ins

    def _lead_in(self, node: Paragraph, body: str, scope: Scope) -> None:
        if orders_by_itself(body, node.children):
            found = self._emit_text(node, body, scope)
            owners = scope.owners or resolve_owners(read_subject(body), (), body)
            self._details(node, replace(scope, owners=owners), found)
        else:
            self.collected.heading(node)
            self._children(node, lead_scope(body, scope))

    # Orders

    def _order(self, node: Paragraph, segments: list[Segment], scope: Scope) -> None:
        first = segments[0]
        # A label with nothing behind it is left over as it stands.
        found = self._item(node, first.text or node.body[first.start : first.end], scope)
        for segment in segments[1:]:
            self.open.apply(node, segment, found)
        if node.children:
            self._details(node, scope if scope.owners or not found else beneath_order(scope, found), found)

    def _details(self, node: Paragraph, scope: Scope, above: list[Found]) -> None:
        """Read the bullets beneath an order: items where each orders work, details of it otherwise."""
        for index, child in enumerate(node.children):
            following = node.children[index + 1] if index + 1 < len(node.children) else None
            if above and self._is_detail(child):
                self.collected.leave(child, why.DETAIL)
                above[-1].details = "\n".join(filter(None, (above[-1].details, child.text)))
            else:
                self._paragraph(child, scope, following)

    def _is_detail(self, child: Paragraph) -> bool:
        if child.mark is None or child.mark.in_ref or child.children:
            return False
        return is_bare_name(child.body.strip()) and not read_segments(child.body)[0].kind

    def _item(self, node: Paragraph, text: str, scope: Scope) -> list[Found]:
        """Emit the paragraph's items, or leave it with the reason; return what was emitted."""
        if is_closing(node, text, has_agency=scope.has_agency, is_letter=scope.is_letter):
            return self._closing(node, text, is_letter=scope.is_letter)
        if _NOTE.match(text):
            self.collected.leave(node, why.NOTE, text)
        elif (
            _ENFORCEMENT.search(lowered(text))
            or (node.mark is None and is_about_document(text))
            or leaves_to_rules(node, text)
        ):
            self.collected.leave(node, why.FORMULA, text)
        elif is_open_class(text) and (scope.is_letter or not scope.owners):
            if not scope.is_letter and (owners := class_before_colon(node)):
                return self._emit_text(node, text, replace(scope, owners=owners, is_guess=True))
            self.collected.leave(node, why.CONDUCT, text)
        else:
            return self._emit_text(node, text, scope)
        return []

    def _closing(self, node: Paragraph, text: str, *, is_letter: bool = False) -> list[Found]:
        kept, left = read_closing(text, self.issuer, self._last_group())
        # The closing of a plan stands in its last section, that of a letter in no measure.
        ref = "" if is_letter else ref_of(node).split(".")[0]
        found = [
            Found(
                ref=ref,
                text=sentence,
                owners=owners,
                coordinators=read_coordinators(sentence),
                role=read_closing_role(sentence),
                lines=node.lines,
                page=node.page,
                source=node,
            )
            for sentence, owners in kept
        ]
        self.collected.items += found
        for words, reason in left:
            self.collected.leave(node, reason, words)
        self.collected.seen.add(id(node))
        return found

    def _last_group(self) -> tuple[str, ...]:
        """Return the owners of the last item that speaks to a group: a closing without a doer means them."""
        owners = (found.owners for found in reversed(self.collected.items))
        return next((names for names in owners if any(map(is_group, names))), ())

    def _emit_text(self, node: Paragraph, text: str, scope: Scope) -> list[Found]:
        return [self._emit(node, piece, scope) for piece in split_item(text, scope.owners)]

    def _emit(self, node: Paragraph, piece: Piece, scope: Scope) -> Found:
        found = assignment(node, piece, scope)
        self.open.add(found)
        return found

    # Labelled lines

    def _labels(self, node: Paragraph, segments: list[Segment], scope: Scope) -> bool:
        """Apply a paragraph that begins with a label; False where nothing waits for it."""
        kind = segments[0].kind
        if kind == "content":
            return self._content(node, segments, scope)
        if (kind == "aside" and not is_aside(node)) or not is_line(node, segments[0]):
            return False
        if segments[0].is_bare and scope.has_agency and scope.owners:
            return False
        if not self.open.tasks and self.open.hold(node, segments):
            return True
        if not self.open.tasks and scope.needs_doer_line and not node.children:
            # A line about an event or the plan as a whole, no order.
            self.collected.leave(node, why.LABEL_OTHER)
            return True
        if kind != "time" and not self.open.tasks:
            if node.children and not segments[0].text and ":" not in node.body:
                self.collected.heading(node)
                self._children(node, scope)
                return True
            return False
        for segment in segments:
            self.open.apply(node, segment)
        for child in node.children:
            if not self.open.apply_child(child, segments[-1]):
                self._paragraph(child, scope, None)
        self.open.waiting = segments[-1] if not segments[-1].text and not node.children else None
        return True

    def _content(self, node: Paragraph, segments: list[Segment], scope: Scope) -> bool:
        """Read "Nội dung: X" as the task itself; "Nội dung:" with bullets leads them in."""
        describes = not is_task_content(node, segments[0]) and has_doer_line(node.parent)
        if not segments[0].text and not describes:
            self.collected.heading(node)
            self._children(node, scope)
            return True
        if not has_doer_line(node.parent):
            return False
        if describes:
            for paragraph in node.walk():
                self.collected.leave(paragraph, why.DETAIL)
            return True
        if segments[0].text.endswith(":") and node.children:
            self._lead_in(node, segments[0].text, scope)
            return True
        found = self._item(node, segments[0].text, scope)
        self.collected.leave(node, why.INTRODUCES, node.body.split(":", 1)[0] + ":")
        for segment in segments[1:]:
            self.open.apply(node, segment, found)
        if node.children:
            self._details(node, scope, found)
        return True
