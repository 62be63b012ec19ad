"""The tree of a document: its parts, and their divisions by the printed numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.lines import Paragraph
from extract.words import bare, is_upper

_RECIPIENTS = re.compile(r"noi nhan\b")
_SIGNATURE = re.compile(
    r"(?:tm\. ?|kt\. ?|tl\. ?|tuq\. ?|q\. ?)(?:[A-Za-zÀ-ỹ ]+)$|(?:pho )?(?:chu tich|giam doc"
    r"|bo truong|truong ban|cuc truong)$"
)
_NEW_PART = re.compile(
    r"(?:phu luc|ke hoach|quy che|quy dinh|huong dan|danh muc|chuong trinh|bang phan cong"
    r"|phan cong|de an|phuong an)\b"
)
_END_MARK = re.compile(r"\./\.\W*$")
# Titles of divisions that some documents print in capitals without a number.
_TITLE = re.compile(
    r"(?:muc dich|muc tieu|yeu cau|noi dung|nhiem vu|giai phap|kinh phi|thoi gian|phan cong"
    r"|to chuc thuc hien|trach nhiem"
    r"|che do (?:thong tin|bao cao)|doi tuong|pham vi|quan diem|thanh phan|chuong trinh)\b.{0,90}$"
)
_ROMAN = 3
_LONGEST_TITLE = 160


@dataclass(slots=True)
class Part:
    """A document within the file: its root (the tree), and the rows of tables with their place."""

    root: Paragraph
    is_annex: bool = False
    tables: list[list[Paragraph]] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    # What stands between the end of the body and the recipients: notes, in no tree.
    notes: list[Paragraph] = field(default_factory=list)

    @property
    def has_sections(self) -> bool:
        """Whether the part is divided by Roman numbers, as plans are and short letters are not."""
        return any(
            p.mark and p.mark.kind in ("roman", "part", "chapter", "capital") for p in self.root.children
        )


def read_parts(paragraphs: Sequence[Paragraph]) -> list[Part]:
    """Return the parts in order, each as a tree.

    A part ends with "Nơi nhận" or the signature; the next begins with an annex or plan title in
    capitals, with a first Roman number, or with a table.
    """
    groups: list[list[Paragraph]] = [[]]
    annex = [False]
    notes: list[list[Paragraph]] = [[]]
    is_tail = is_signed = False
    for index, paragraph in enumerate(paragraphs):
        if not is_tail and _is_finished(paragraphs, index):
            groups[-1].append(paragraph)
            is_tail = True
            continue
        starts = _starts_part(paragraph, is_tail, paragraphs, index)
        if starts and groups[-1]:
            groups.append([])
            notes.append([])
            annex.append(
                bare(paragraph.text).startswith(("phu luc", "danh muc", "bang")) or bool(paragraph.cells)
            )
        if starts:
            is_tail = is_signed = False
        elif _ends_part(paragraph):
            is_tail = is_signed = True
        if not is_tail:
            groups[-1].append(paragraph)
        elif not is_signed and not paragraph.noise:
            notes[-1].append(paragraph)
    return [
        Part(build_tree(group), is_annex, _tables(group), group, after)
        for group, is_annex, after in zip(groups, annex, notes, strict=True)
        if group
    ]


def _is_finished(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether the paragraph ends the body: "./." closes it, unless numbered divisions go on behind it."""
    if not _END_MARK.search(paragraphs[index].text) or paragraphs[index].cells:
        return False
    for later in paragraphs[index + 1 : index + 4]:
        if later.mark is not None and later.mark.kind in ("number", "roman", "article", "letter"):
            return False
        if _ends_part(later) or later.cells:
            break
    return True


def _ends_part(paragraph: Paragraph) -> bool:
    first = paragraph.cells[0] if paragraph.cells else paragraph.text
    plain = bare(first)
    if _RECIPIENTS.match(plain):
        return True
    return paragraph.mark is None and is_upper(first) and bool(_SIGNATURE.match(plain))


def _starts_part(paragraph: Paragraph, is_tail: bool, all_of: Sequence[Paragraph], index: int) -> bool:
    plain = bare(paragraph.text)
    if plain.startswith("phu luc") and len(plain) < 200 and paragraph.text[:7].isupper():
        return True
    if not is_tail:
        return False
    if paragraph.mark is None and is_upper(paragraph.text[:40]) and _NEW_PART.match(plain):
        return True
    if paragraph.cells:
        return len(paragraph.cells) >= 3 and len(all_of) > index + 1
    mark = paragraph.mark
    return mark is not None and mark.kind == "roman" and mark.number == "I" and is_upper(paragraph.body)


def _tables(group: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Return the runs of table rows; a line between two rows (a group title, dots) belongs to the run."""
    runs: list[list[Paragraph]] = []
    current: list[Paragraph] = []
    between: list[Paragraph] = []
    for paragraph in group:
        if paragraph.cells:
            current += [*between, paragraph] if current else [paragraph]
            between = []
        elif current:
            between.append(paragraph)
            if len(between) > 3 or sum(len(p.text) for p in between) > 400:
                runs.append(current)
                current, between = [], []
    if current:
        runs.append(current)
    return runs


def build_tree(paragraphs: Sequence[Paragraph]) -> Paragraph:
    """Return a root whose descendants are the paragraphs, ranked by their printed marks alone."""
    for paragraph in reversed(paragraphs):
        if not paragraph.noise:
            if paragraph.mark is not None or paragraph.cells:
                break
            paragraph.is_last = True
    root = Paragraph("", (0, 0), 1)
    stack: list[tuple[int, Paragraph]] = [(-1, root)]
    for paragraph in paragraphs:
        if paragraph.noise or paragraph.cells:
            continue
        rank = _rank(paragraph, stack)
        while stack[-1][0] >= rank:
            stack.pop()
        paragraph.parent = stack[-1][1]
        paragraph.parent.children.append(paragraph)
        if paragraph.mark is not None or rank == _ROMAN:
            stack.append((rank, paragraph))
    return root


def _rank(paragraph: Paragraph, stack: list[tuple[int, Paragraph]]) -> int:
    mark = paragraph.mark
    if mark is None:
        if is_upper(paragraph.text) and _TITLE.match(bare(paragraph.text)):
            return _ROMAN
        return _rank_unmarked(stack)
    if mark.kind == "bracket":
        return _rank_bracket(stack)
    if mark.kind != "bullet":
        return mark.rank
    return _rank_bullet(mark.number, stack)


def _rank_unmarked(stack: list[tuple[int, Paragraph]]) -> int:
    """Stand beside the bullets: below the last number, and below a letter that is a mere title."""
    for rank, paragraph in reversed(stack):
        if rank >= 30:
            continue
        if rank in (20, 25) and _is_whole_order(paragraph.text):
            return rank
        return rank + 1
    return 0


def _is_whole_order(text: str) -> bool:
    """Whether the words of a letter are an order and no title: closed by a mark, or too long for a title."""
    return text[-1] in ".;…!?" or (len(text) > _LONGEST_TITLE and text[-1] != ":")


def _rank_bracket(stack: list[tuple[int, Paragraph]]) -> int:
    """Stand above the bullets, but beneath a bullet with a colon and beside an open "(1)"."""
    for rank, paragraph in reversed(stack):
        if paragraph.mark is not None and paragraph.mark.kind == "bracket":
            return rank
        if rank >= 30 and paragraph.text.endswith(":"):
            return rank + 1
        if rank < 25:
            break
    return 25


def _rank_bullet(sign: str, stack: list[tuple[int, Paragraph]]) -> int:
    """A sign seen in the block keeps its level; a new "+" or a new sign after ":" opens one."""
    open_bullets = [(rank, p) for rank, p in stack if rank >= 30]
    for rank, paragraph in open_bullets:
        if paragraph.mark and paragraph.mark.number == sign:
            return rank
    if not open_bullets:
        return 30
    top = open_bullets[-1]
    if sign == "+" or top[1].text.endswith(":") or (top[1].mark and top[1].mark.number in "*•●"):
        return top[0] + 1
    return open_bullets[0][0]


def ref_of(paragraph: Paragraph) -> str:
    """Return the printed number path ("III.2", "IV.1.1"); letters and bullets do not enter it."""
    steps: list[str] = []
    node: Paragraph | None = paragraph
    number = ""
    while node is not None:
        mark = node.mark
        if mark is not None and mark.kind == "number":
            number = number or mark.number
        elif mark is not None and mark.kind in ("roman", "capital"):
            steps.append(mark.number)
        elif mark is not None and mark.kind == "article":
            steps.append(f"Điều {mark.number}")
        node = node.parent
    return ".".join([*reversed(steps), *([number] if number else [])])


def section_of(paragraph: Paragraph) -> Paragraph:
    """Return the division of the first level that the paragraph stands in."""
    node = paragraph
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return node
