"""Which divisions of a document give orders: by their titles, or because they go agency by agency."""

import re
from collections.abc import Iterator

from extract.labels import DOERS
from extract.lines import Paragraph
from extract.outline import Part
from extract.segments import read_segments
from extract.subjects import read_heading, read_subject
from extract.words import bare, is_upper, lowered

_BODIES = (
    r"(?:co quan|don vi|so|ban|bo|nganh|cap|dia phuong|to chuc|thanh vien|phong|luc luong|tieu ban|ubnd"
    r"|uy ban|to)"
)
# What the titles of sections that say who does what begin with; Nghị định 30/2020 prescribes none.
_ORDERS = re.compile(
    r"(?:cong tac |bien phap |giai phap |phuong an |ke hoach )?"
    r"to chuc (?:va )?(?:trien khai(?: va)? )?thuc hien\b"
    r"|(?:to chuc )?trien khai(?: va)? thuc hien$|to chuc,? (?:va )?(?:trien khai$|phan cong)"
    r"|to chuc trien khai(?:$| ke hoach)|phan cong\b|giao nhiem vu\b"
    r"|trach nhiem(?:$|,? (?:va )?(?:quyen han|nhiem vu|thuc hien|trien khai|to chuc|thi hanh|phoi hop|cua"
    r"|cac)\b)"
    rf"|nhiem vu (?:cu the )?(?:cua |cho )?(?:cac|tung) {_BODIES}\b"
    r"|(?:cong tac |che do )bao cao|(?:che do )?thong tin,? (?:va )?bao cao"
)
# Of divisions: titles on following up, and "KINH PHÍ VÀ TỔ CHỨC THỰC HIỆN", whose words stand behind.
_FOLLOWS_UP = re.compile(
    r"(?:to chuc )?(?:theo doi|kiem tra|giam sat|don doc)\b.*\bbao cao|to chuc (?:theo doi|kiem tra|giam sat)"
    r"|(?:thuc hien )?(?:che do )?bao cao(?:$|,| ket qua| dinh ky| va )"
)
_WITH_ORDERS = re.compile(
    r"(?:,|\bva) (?:bien phap |trach nhiem )?(?:to chuc (?:trien khai )?thuc hien|to chuc trien khai"
    r"|phan cong|trach nhiem (?:thuc hien|trien khai|cua|cac)|che do (?:thong tin,? )?bao cao)"
)
# Elsewhere a matter of its own is organised, as a part of the body: "6. Tổ chức thực hiện Chiến lược …".
_OF_MATTER = re.compile(
    r"to chuc (?:trien khai )?(?:va )?(?:trien khai |thuc hien )+(?!ke hoach\b|nhu sau|va )\w"
    r"|phan cong (?!nhiem vu|trach nhiem|thuc hien|cu the|cho (?:cac|tung)|cong (?:viec|tac)|to chuc|va )\w"
)
_LONGEST_TITLE = 140
# Divisions that say what is wanted, measured, rewarded or paid, and to whom it applies: what they list
# body by body are standards and shares, no orders.
_DESCRIBES = re.compile(
    r"(?:muc dich|muc tieu|chi tieu|yeu cau(?! (?:doi voi|cac|cua))|quan diem|nguyen tac|tieu chi"
    r"|tieu chuan|dieu kien|doi tuong|pham vi|thanh phan|hinh thuc|kinh phi"
    r"|nguon (?:kinh phi|von|luc)|du toan|co che tai chinh"
    r"|(?:cong tac )?khen thuong|(?:danh gia, )?xep loai|thang diem|cham diem|bang khen|giay khen"
    r"|so luong|co cau|giai thuong|ho so|thu tuc|thoi gian|dia diem|hien trang|thuc trang|tinh hinh"
    r"|ket qua|can cu|su can thiet|noi dung[\w ,-]{0,60}(?:thi dua|tieu chi|chi tieu|khen thuong))\b"
)
_ASSIGNS = re.compile(r"\b(?:nhiem vu|giai phap|phan cong|trach nhiem|to chuc|trien khai|che do bao cao)\b")


def is_order_title(paragraph: Paragraph) -> bool:
    """Return whether the title names an implementation section ("Tổ chức thực hiện", "Phân công …").

    But in a division it must not go on with a matter of its own.
    """
    title = _title_of(paragraph)
    if _is_division(paragraph):
        return bool(_ORDERS.match(title) or _FOLLOWS_UP.match(title))
    return bool(_ORDERS.match(title)) and not _OF_MATTER.match(title)


def _title_of(paragraph: Paragraph) -> str:
    """Return the title's bare words, "" for what can be no title; its paragraph may follow a colon."""
    if paragraph.mark is not None and paragraph.mark.kind == "bullet":
        return ""
    if paragraph.mark is None and not is_upper(paragraph.body):
        return ""
    body, colon, _ = paragraph.body.partition(": ")
    is_sentence = body.rstrip().endswith((".", ";")) and not is_upper(body)
    return "" if len(body) > _LONGEST_TITLE or (is_sentence and not colon) else bare(body).strip(" :.")


def _is_division(paragraph: Paragraph) -> bool:
    """Whether the paragraph opens a division of the document, which no mere number or letter does."""
    if paragraph.mark is None:
        return paragraph.parent is None or paragraph.parent.parent is None
    return paragraph.mark.kind in ("part", "chapter", "capital", "roman", "article")


def order_sections(part: Part) -> list[Paragraph]:
    """Return the implementation sections: by their titles, or because they go agency by agency."""
    return list(_find(part.root))


def _find(node: Paragraph, *, describes: bool = False) -> Iterator[Paragraph]:
    for child in node.children:
        inner = describes or _is_descriptive(child)
        if (is_order_title(child) and _has_text(child)) or (not inner and goes_by_agency(child)):
            yield child
            continue
        beneath = list(_find(child, describes=inner))
        if not beneath and _also_orders(child):
            yield child
        yield from beneath


def _has_text(node: Paragraph) -> bool:
    """Whether something stands beneath the title or, in a division, behind it on its line."""
    return bool(node.children) or len(node.body) < 60 or (_is_division(node) and ": " in node.body)


def _also_orders(node: Paragraph) -> bool:
    """Whether a division that is also about orders has them; tasks with doer lines are read as tasks."""
    if not node.children or not _is_division(node) or not _WITH_ORDERS.search(_title_of(node)):
        return False
    return not any(read_segments(paragraph.body)[0].kind in DOERS for paragraph in node.walk())


def _is_descriptive(node: Paragraph) -> bool:
    """Whether the title is about aims, criteria, awards, money or circumstances and about nobody's work."""
    title = bare(node.body)
    return bool(_DESCRIBES.match(title)) and not _ASSIGNS.search(title[:140])


def goes_by_agency(node: Paragraph) -> bool:
    """Return whether the numbered children go agency by agency.

    At least two and half of them are agency headings with orders beneath them; or at least three, and
    three quarters, are sentences that each order a body by name.
    """
    numbered = [c for c in node.children if c.mark and c.mark.kind in ("number", "letter", "roman")]
    named = [c for c in numbered if c.children and len(c.body) < 250 and is_agency_heading(c)]
    if len(named) >= 2 and 2 * len(named) >= len(numbered):
        return True
    ordered = [c for c in numbered if (s := read_subject(c.body)).owners and s.surety == 1.0]
    return len(ordered) >= 3 and 4 * len(ordered) >= 3 * len(numbered)


def is_agency_heading(paragraph: Paragraph) -> bool:
    """Return whether the paragraph is nothing but the name of bodies."""
    return bool(read_heading(paragraph.body)) and not lowered(paragraph.body).startswith("đại biểu")
