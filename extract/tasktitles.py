"""Titles of tasks with labelled lines beneath them: whether the title or a line "Nội dung: …" is the task."""

import re

from extract.agencies import begins_body, read_bodies
from extract.labels import DOERS, Segment
from extract.leadins import orders_work
from extract.lines import Paragraph
from extract.segments import read_segments
from extract.subjects import BASIS, read_subject
from extract.timing import has_time_words
from extract.verbs import PREDICATE
from extract.words import bare, lowered

# "Nội dung: quy định chi tiết …", "Nội dung: bao gồm …": says what the thing holds and orders nothing.
_DESCRIBES = re.compile(
    r"(?:quy định|bao gồm|gồm|là|nêu|có|được|trong đó|theo|căn cứ|như|tại|chi tiết|cụ thể tại)(?!\w)"
)
# A title that names what is to be made orders its making: "Nghị định quy định …", "Đề án …".
_DOCUMENT = re.compile(
    r"(?:các\s+)?(?:nghị định|nghị quyết|quyết định|thông tư|chỉ thị|đề án|kế hoạch|chương trình|quy chế"
    r"|quy định|dự án|báo cáo|luật|pháp lệnh|hướng dẫn|bộ tiêu chí|tài liệu)(?!\w)"
)
_PARTS = ("chủ trì", "phối hợp", "thực hiện")
# A value on the line after its label is no longer than this.
_LONGEST_VALUE = 300
_UNKNOWN_LABEL = re.compile(r"[A-ZĐÀ-Ỹ][^:.;,()\d]{2,45}:\s+(?=\S)")
# Titles of what an event or a plan is like ("Thời gian, địa điểm, thành phần"), of a chapter, of a programme.
_CIRCUMSTANCES = re.compile(
    r"(?:thoi gian|dia diem|thanh phan|doi tuong|pham vi|muc dich|muc tieu|yeu cau|hinh thuc|kinh phi|quy mo"
    r"|thong tin chung)\b"
    r"|(?:noi dung|nhiem vu|giai phap|cong tac to chuc|to chuc thuc hien)"
    r"(?:(?:,| va)? (?:thuc hien|chu yeu|chinh|ke hoach|cu the|trien khai|nhiem vu|giai phap))*\W*$"
)
_PROGRAMME = re.compile(
    r"(?:noi dung,? |du kien )?(?:chuong trinh|kich ban|tien trinh)"
    r"(?: (?:hoi nghi|le|buoi le|chi tiet|du kien))*\W*$"
)
_TITLE_WORDS = re.compile(r"(?:về\s+)?(?:việc\s+|công tác\s+)?")


def is_programme(node: Paragraph) -> bool:
    """Return whether the title is that of an event's programme, whose points name who speaks and no doer."""
    return _PROGRAMME.match(bare(node.body)) is not None


def has_doer_line(node: Paragraph | None) -> bool:
    """Return whether a labelled doer line stands directly beneath the paragraph."""
    return node is not None and any(names_doers(child) for child in node.children)


def names_doers(node: Paragraph) -> bool:
    """Return whether the paragraph begins with a labelled doer line that has its value, here or below.

    "Chủ trì:" before orders is none.
    """
    segment = read_segments(node.body)[0]
    if segment.kind not in DOERS or segment.text:
        return segment.kind in DOERS and is_line(node, segment)
    first = node.children[0] if node.children else next_of(node)
    return first is not None and (bool(read_segments(first.body)[0].kind) or is_value(first, segment))


def is_line(node: Paragraph, segment: Segment) -> bool:
    """Return whether the paragraph may be a line about a task: one without a label is no division."""
    if node.children and ":" not in node.body and segment.text:
        return False
    if not segment.is_bare or node.mark is None or node.mark.kind == "bullet":
        return True
    return node.mark.kind == "letter" and ":" in node.body


def next_of(node: Paragraph) -> Paragraph | None:
    """Return the paragraph that follows at the same level, None for the last one."""
    siblings = node.parent.children if node.parent is not None else []
    at = next((index for index, sibling in enumerate(siblings) if sibling is node), len(siblings))
    return siblings[at + 1] if at + 1 < len(siblings) else None


def holds_doer_line(node: Paragraph) -> bool:
    """Return whether a doer line stands within the paragraph or anywhere beneath it."""
    return any(map(says_doers, node.walk()))


def is_task_among_tasks(node: Paragraph) -> bool:
    """Return whether the numbered task stands without a doer line among tasks that mostly have one."""
    if node.parent is None or holds_doer_line(node):
        return False
    tasks = [child for child in node.parent.children if child.mark is not None]
    return 2 * sum(map(holds_doer_line, tasks)) >= len(tasks)


def says_doers(node: Paragraph) -> bool:
    """Return whether a labelled doer stands anywhere in the paragraph itself."""
    later = read_segments(node.body)[1:]
    return names_doers(node) or any(segment.kind in DOERS and segment.text for segment in later)


def holds_tasks(node: Paragraph) -> bool:
    """Return whether a numbered title has bullets of work beneath it beside its labelled lines."""
    return bool(node.mark and node.mark.in_ref) and any(
        child.mark is not None and not read_segments(child.body)[0].kind for child in node.children
    )


def is_task_title(node: Paragraph) -> bool:
    """Return whether nothing but labelled lines stands beneath a title: then the title is the task.

    A line "Nội dung: …" that orders work is the task itself and leaves the title a title.
    """
    if _CIRCUMSTANCES.match(bare(node.body)):
        return False
    waiting: Segment | None = None
    for child in node.children:
        segments = read_segments(child.body)
        segment = segments[0]
        if not segment.kind and waiting is not None and is_value(child, waiting):
            continue
        waiting = segments[-1] if not segments[-1].text and not child.children else None
        if not (segment.kind or is_aside(child)) or (segment.kind == "aside" and not has_doer_line(node)):
            return False
        if segment.kind == "content" and is_task_content(child, segment):
            return False
    return True


def is_aside(node: Paragraph) -> bool:
    """Return whether a line beside a doer line says something about the task under a label of its own.

    Serves "Mục tiêu: …" and labels that no list holds ("Đối tượng thụ hưởng: …"): words without a verb or a
    body before the colon, and no order behind it.
    """
    if not has_doer_line(node.parent) or node.children:
        return False
    kind = read_segments(node.body)[0].kind
    match = _UNKNOWN_LABEL.match(node.body)
    if kind or match is None:
        return kind == "aside" or (not kind and _only_details(node.parent))
    low = lowered(node.body)
    if PREDICATE.match(low) or PREDICATE.match(low, match.end()) or read_subject(node.body).owners:
        return False
    return not begins_body(node.body, 0) and not read_subject(node.body[match.end() :]).owners


def _only_details(title: Paragraph | None) -> bool:
    """Whether a title orders its work and what stands beneath it beside the labelled lines orders nothing.

    Serves "1. Mở lớp tập huấn" above "- Lớp cho y sĩ: 50 người"; the names of documents to be made, and
    whatever is numbered, are tasks.
    """
    if title is None or title.body.rstrip().endswith(":") or not _orders(title.body):
        return False
    plain = [child for child in title.children if not read_segments(child.body)[0].kind]
    return all(_is_detail(child) for child in plain)


def _is_detail(node: Paragraph) -> bool:
    low = lowered(node.body.strip())
    if node.children or (node.mark is not None and node.mark.in_ref):
        return False
    return not (orders_work(node.body.strip()) or BASIS.match(low) or _DOCUMENT.match(low))


def is_value(node: Paragraph, label: Segment) -> bool:
    """Return whether the paragraph is nothing but the value of the label on the line before it."""
    text = node.body.strip()
    if node.children or len(text) > _LONGEST_VALUE:
        return False
    if label.kind in (*DOERS, "partner"):
        bodies = read_bodies(text, 0, loose=True)
        behind = lowered(text[bodies.end :]).strip(" .;")
        return bool(bodies.entries) and (not PREDICATE.match(behind) or behind.startswith(_PARTS))
    if label.kind == "product":
        return not PREDICATE.match(lowered(text))
    return label.kind == "time" and has_time_words(text) and not PREDICATE.match(lowered(text))


def is_task_content(node: Paragraph, segment: Segment) -> bool:
    """Return whether the words behind "Nội dung:" order the work; others describe what the title orders."""
    if not segment.text:
        return any(_is_work(child) for child in node.children)
    low = lowered(segment.text)
    if _DESCRIBES.match(low):
        return False
    if PREDICATE.match(low) or read_subject(segment.text).surety == 1.0:
        return True
    return node.parent is None or not _orders(node.parent.body)


def _is_work(node: Paragraph) -> bool:
    """Whether a bullet beneath "Nội dung:" orders work; a mere topic is what the title's work is about."""
    return bool(node.children) or orders_work(node.body.strip())


def _orders(title: str) -> bool:
    low = lowered(title)
    opening = _TITLE_WORDS.match(low)
    return bool(
        PREDICATE.match(low) or _DOCUMENT.match(low) or (opening and PREDICATE.match(low, opening.end()))
    )
