"""Lines of a document to its paragraphs: marks of Markdown and HTML off, broken lines joined."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.broken_names import breaks_dashed_name, breaks_name
from extract.furniture import is_bare_mark, noise_of, running_lines
from extract.numbering import Mark, read_mark
from extract.subjects import read_heading
from extract.verbs import PREDICATE
from extract.words import bare, is_upper, lowered, squeeze
from models.draft import SourceLine

_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>")
_HASHES = re.compile(r"^\s*#{1,6}\s+")
_TERMINAL = '.;:!?)”"…'
# Parts of the form that begin a line of their own, whatever stands before (Nghị định 30/2020, Phụ lục I).
_OPENS = re.compile(
    r"^(?:nơi nhận|kính gửi|tm\.|kt\.|tl\.|tuq\.|phụ lục\b|(?:ke|ké|kế) hoạch$|quyết định:?$"
    r"|chỉ thị$|công điện\b"
    r"|chủ tịch$|phó chủ tịch$|giám đốc$|phó giám đốc$|bộ trưởng$|thứ trưởng$|\(?kèm theo|\(?ban hành kèm)"
)
_DANGLING = re.compile(
    r"(?:,|-|–|/|\b(?:của|và|các|về|theo|với|tại|cho|trong|số|ngày|tháng|năm|do|từ|đến|để|là|được"
    r"|những|có))$|(?<!\w)(?-i:Ủy)$",
    re.I,
)
# A heading that ends in a kind of body waits for that body's name.
_UNFINISHED = re.compile(
    r"^\d.*(?:hội liên hiệp|(?<!thuộc )(?<!của )(?<!\w)sở|trung tâm|bệnh viện|ủy ban"
    r"|ủy ban mặt trận|liên đoàn|chi cục|công ty|(?<!\w)các|(?<!\w)và|,)$"
)
_BODY_START = re.compile(
    r"^(?:so|ban|bo|ubnd|uy ban|cong an|van phong|cac|de nghi|giao|trung tam|hoi|doan|phong|dai|bao)\b"
)


@dataclass(slots=True)
class Line:
    """A printed line without its markup."""

    text: str
    number: int
    page: int
    cells: tuple[str, ...]
    is_bold: bool
    # A stretch of bold (Markdown) that began on this line or before goes on behind it.
    leaves_bold_open: bool = False
    gap: int = 0
    noise: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph, a table row (``cells``) or a piece of page furniture (``noise`` says which).

    ``body`` is the text after the mark; ``lines`` are the first and the last line number.
    """

    text: str
    lines: tuple[int, int]
    page: int
    cells: tuple[str, ...] = ()
    is_bold: bool = False
    noise: str = ""
    mark: Mark | None = None
    body: str = ""
    children: list["Paragraph"] = field(default_factory=list, repr=False)
    parent: "Paragraph | None" = field(default=None, repr=False)
    # Only unmarked paragraphs follow it, up to the end of its part.
    is_last: bool = False

    @property
    def mark_in_ref(self) -> bool:
        """Whether the paragraph is numbered, before its mark has been set."""
        mark = read_mark(self.text)
        return mark is not None and mark.in_ref

    def walk(self) -> "list[Paragraph]":
        """Return the paragraph and everything beneath it, in order."""
        found = [self]
        for child in self.children:
            found.extend(child.walk())
        return found


def clean(text: str) -> str:
    """Return the text in NFC without marks of Markdown and HTML; a leading bullet "* " stays."""
    text = (
        unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    )
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _HASHES.sub("", text)
    if "*" in text:
        lead = re.match(r"\s*\*\s(?!\*)", text) if not re.match(r"\s*\*+[^*\n]*\*\s*$", text) else None
        text = ("* " if lead else "") + text[lead.end() if lead else 0 :].replace("*", "")
    return squeeze(text.replace("\\_", "_"))


def read_lines(source: Sequence[SourceLine]) -> list[Line]:
    """Return the lines that hold something, each with the count of empty lines before it."""
    found: list[Line] = []
    gap, is_open = 0, False
    for line in source:
        cells = line.cells or _tabbed(line.text)
        text = clean(line.text)
        if not text:
            gap, is_open = gap + 1, False
            continue
        is_open ^= line.text.count("**") % 2 == 1
        bold = line.text.strip().lstrip("# ")
        found.append(
            Line(
                text=text,
                number=line.number,
                page=line.page,
                cells=tuple(clean(cell) for cell in cells) if sum(bool(c.strip()) for c in cells) else (),
                is_bold=bold.startswith("**") or bold.endswith("**"),
                leaves_bold_open=is_open,
                gap=gap,
                noise="" if cells else noise_of(text),
            )
        )
        gap = 0
    _leave_running_heads(found)
    return found


def _leave_running_heads(lines: Sequence[Line]) -> None:
    """Mark as furniture the lines that recur beside the page numbers of a printed page."""
    numbers = [index for index, line in enumerate(lines) if line.noise == "page"]
    for index in running_lines([line.text for line in lines], numbers):
        if not lines[index].cells:
            lines[index].noise = "head"


def _tabbed(text: str) -> tuple[str, ...]:
    return tuple(text.split("\t")) if text.count("\t") >= 2 else ()


@dataclass(frozen=True, slots=True)
class Layout:
    """How the document breaks its lines: ``wrapped`` at ``width``, or a paragraph a line.

    ``spaced``: paragraphs of a wrapped document stand apart by empty lines.
    """

    wrapped: bool
    spaced: bool
    width: int


def read_layout(lines: Sequence[Line]) -> Layout:
    """Return how the lines are broken, judged from their lengths and from where small letters start."""
    plain = [line for line in lines if not line.cells and not line.noise]
    if not plain:
        return Layout(False, False, 0)
    lengths = sorted(len(line.text) for line in plain)
    long = sum(length > 130 for length in lengths)
    tight = [line for line in plain if not line.gap]
    small = sum(line.text[0].islower() for line in tight)
    wrapped = long <= 0.03 * len(plain) and small >= max(3, 0.08 * len(plain))
    marked = [line for line in plain if read_mark(line.text) is not None]
    apart = sum(line.gap > 0 for line in marked)
    return Layout(wrapped, apart >= 0.6 * len(marked), lengths[int(len(lengths) * 0.9)])


def read_paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Return the paragraphs in order; a line broken by the layout or by a page joins what it continues.

    Serves hard-wrapped text, one paragraph a line, OCR, and page breaks within a sentence: there the
    line before does not end a sentence and the next one begins with a small letter and no mark.
    """
    layout = read_layout(lines)
    paragraphs: list[Paragraph] = []
    before: Line | None = None
    for line in lines:
        if line.noise:
            paragraphs.append(Paragraph(line.text, (line.number,) * 2, line.page, noise=line.noise))
            if line.noise in ("dots", "rule"):
                before = None
            continue
        last = next((p for p in reversed(paragraphs) if not p.noise), None)
        if before is not None and last is not None and _continues(before, line, last, layout):
            last.text = f"{last.text} {line.text}"
            last.lines = (last.lines[0], line.number)
            last.is_bold = last.is_bold and line.is_bold
        else:
            paragraphs.append(Paragraph(line.text, (line.number,) * 2, line.page, line.cells, line.is_bold))
        before = line
    for paragraph in paragraphs:
        _set_mark(paragraph)
    return paragraphs


def _set_mark(paragraph: Paragraph) -> None:
    paragraph.mark = None if paragraph.cells or paragraph.noise else read_mark(paragraph.text)
    paragraph.body = paragraph.text[paragraph.mark.length :] if paragraph.mark else paragraph.text


def _continues(before: Line, line: Line, last: Paragraph, layout: Layout) -> bool:
    if before.cells or line.cells or _OPENS.match(lowered(line.text)) or _OPENS.match(lowered(before.text)):
        return False
    whole = last.text
    if is_bare_mark(whole):
        return True
    mark = read_mark(line.text)
    ended = before.text[-1] in _TERMINAL
    # "(2)" may go on with a list inside a sentence.
    may_go_on = mark is not None and mark.kind == "bracket" and not (line.gap and ended)
    if mark is not None and not may_go_on:
        return _is_broken_mark(before, line, mark, layout) or _describes_body(last, line, mark)
    starts_small = line.text[0].islower() or line.text[0].isdigit() or line.text[0] in "(,;)%"
    if line.gap == 0:
        return _continues_at_once(before, line, ended, starts_small, layout, whole)
    return _continues_after_gap(before, line, last, ended, starts_small, layout)


def _continues_at_once(
    before: Line, line: Line, ended: bool, starts_small: bool, layout: Layout, whole: str
) -> bool:
    if before.leaves_bold_open and not ended:
        # One stretch of bold is one title, whatever its next line begins with.
        return True
    if not ended and breaks_name(before.text, line.text):
        return True
    if not layout.wrapped:
        return starts_small and not ended and line.text[0] != "("
    if _is_order_beneath(line, whole):
        return False
    if layout.spaced:
        return True
    if ended:
        # A full line may end at a semicolon or a bracket inside its paragraph.
        return before.text[-1] not in ".!?" and line.text[0].islower() and _is_full(before, line, layout)
    if starts_small or _DANGLING.search(before.text):
        return True
    return _is_full(before, line, layout) and not is_upper(whole)


def _is_order_beneath(line: Line, whole: str) -> bool:
    """Whether the line opens with a verb of duty in a capital beneath the numbered name of a body."""
    if not line.text[0].isupper() or not PREDICATE.match(lowered(line.text)):
        return False
    mark = read_mark(whole)
    return mark is not None and mark.in_ref and bool(read_heading(whole[mark.length :]))


def _continues_after_gap(
    before: Line, line: Line, last: Paragraph, ended: bool, starts_small: bool, layout: Layout
) -> bool:
    if ended or line.gap > 4:
        return False
    if last.is_bold and line.is_bold and read_mark(last.text) and not is_upper(last.text):
        return True
    if _UNFINISHED.search(lowered(last.text)):
        return True
    if _is_heading_like(last):
        return False
    if line.text[0].islower() and not bare(line.text).startswith(("v/v", "ve viec")):
        return True
    is_long = len(before.text) >= (layout.width - 8 if layout.wrapped else 110)
    if not is_long or len(last.text) <= 60 or is_upper(line.text) or starts_small:
        return False
    # A new paragraph of orders opens with its verb; what a page break cut off goes on with a name.
    return not PREDICATE.match(lowered(line.text)) and not (
        last.mark_in_ref and bool(read_heading(line.text))
    )


def _is_broken_mark(before: Line, line: Line, mark: Mark, layout: Layout) -> bool:
    """A name or a span of years broken before its dash ("Lao động / - Thương binh", "2026 / - 2030")."""
    if mark.kind != "bullet" or mark.number != "-" or line.gap or not layout.wrapped:
        return False
    if before.text[-1] in _TERMINAL or before.text[-1] in ",":
        return False
    after = lowered(line.text[mark.length :])
    joined = breaks_dashed_name(before.text, after)
    return layout.spaced or after[:1].isdigit() or joined


_DESCRIPTION = re.compile(r"(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối)\s")
_LONG_SENTENCE = 160


def _describes_body(last: Paragraph, line: Line, mark: Mark) -> bool:
    """Whether a long sentence broke before the dash of "Cục A - Cơ quan thường trực Tổ công tác …"."""
    if mark.kind != "bullet" or mark.number != "-" or last.text[-1] in _TERMINAL:
        return False
    is_order = last.mark_in_ref and len(last.text) > _LONG_SENTENCE
    return is_order and _DESCRIPTION.match(lowered(line.text[mark.length :])) is not None


def _is_full(before: Line, line: Line, layout: Layout) -> bool:
    return len(before.text) + 1 + len(line.text.split()[0]) > layout.width - 3


def _is_heading_like(paragraph: Paragraph) -> bool:
    mark = read_mark(paragraph.text)
    body = paragraph.text[mark.length :] if mark else paragraph.text
    if is_upper(body):
        return True
    if mark is not None and mark.in_ref and len(body) < 120 and _BODY_START.match(bare(body)):
        return True
    return len(paragraph.text) < 60
