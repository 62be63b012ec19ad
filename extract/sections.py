"""Which divisions of a document give orders: by their titles, or because they go agency by agency."""

import re
from collections.abc import Iterator

from extract.lines import Paragraph
from extract.outline import Part
from extract.subjects import read_heading, read_subject
from extract.words import bare, is_upper, lowered

# Titles of sections that say who does what (the usual ones; Nghị định 30/2020 prescribes none).
_ORDERS = re.compile(
    r"(?:(?:phan cong|to chuc|trach nhiem)(?: va)? )?(?:to chuc )?(?:phan cong |trach nhiem "
    r"|to chuc |che do )"
    r"(?:to chuc |trien khai |va |cua |cac |nhiem vu |trach nhiem )*(?:thuc hien|trien khai"
    r"|nhiem vu|thi hanh|trach nhiem"
    r"|co quan|don vi|so|bao cao|thong tin bao cao|thong tin, bao cao|cap|nganh|ubnd|uy ban)"
    r"|nhiem vu (?:cu the )?cua cac|phan cong$|to chuc thuc hien|trach nhiem va"
    r"|thong tin,? bao cao|(?:cong tac |che do )bao cao"
    r"|phan cong thuc hien|trien khai thuc hien$"
    r"|(?:to chuc )?(?:theo doi|kiem tra|giam sat|don doc)\b.*\bbao cao"
    r"|to chuc (?:theo doi|kiem tra|giam sat)"
)
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
    """Return whether the title names an implementation section ("Tổ chức thực hiện", "Phân công …")."""
    title = bare(paragraph.body).strip(" :.")
    if len(title) > 140 or (paragraph.mark is not None and paragraph.mark.kind == "bullet"):
        return False
    if paragraph.mark is None and not is_upper(paragraph.body):
        return False
    return bool(_ORDERS.match(title)) and not re.match(r"to chuc (?:hoi nghi|le|cac)", title)


def order_sections(part: Part) -> list[Paragraph]:
    """Return the implementation sections: by their titles, or because they go agency by agency."""
    return list(_find(part.root))


def _find(node: Paragraph, *, describes: bool = False) -> Iterator[Paragraph]:
    for child in node.children:
        inner = describes or _is_descriptive(child)
        is_titled = is_order_title(child) and (child.children or len(child.body) < 60)
        if is_titled or (not inner and goes_by_agency(child)):
            yield child
        else:
            yield from _find(child, describes=inner)


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
