"""Titles that only their place among agency headings tells to be names: unknown kinds, long names."""

import re

from extract.agencies import read_bodies
from extract.lines import Paragraph
from extract.sections import is_agency_heading
from extract.subjects import strip_order
from extract.verbs import PREDICATE
from extract.words import bare, is_upper, lowered

_NO_NAME = re.compile(
    r"(?:cong tac|ve |che do|kinh phi|noi dung|nhiem vu|giai phap|thoi gian|muc |yeu cau|to chuc"
    r"|cac (?:nhiem vu|giai phap|noi dung)"
    r"|tuyen|trach nhiem chung|trach nhiem cu the|hoat dong|quy dinh|bao cao|kiem tra|giam sat"
    r"|nguon|doi tuong|dia diem|phuong an|co che|quy che|quy trinh|quan he|phuong thuc|phuong phap"
    r"|nguyen tac|phoi hop|khen thuong|thi dua|xu ly|che tai|danh gia|theo doi|tien do|lo trinh|thu tuc"
    r"|ho so|du toan|phan cong|trien khai|mot so|dieu khoan|hieu luc)"
)


def stands_among_agencies(paragraph: Paragraph) -> bool:
    """Return whether most of the paragraph's numbered siblings, two at least, are agency headings.

    Beside a title that can hardly be but a name ("Ga Lam Giang") one is enough, where it is half of them.
    """
    siblings = [p for p in (paragraph.parent.children if paragraph.parent else []) if p is not paragraph]
    titles = [p for p in siblings if p.mark and p.mark.in_ref and p.children and len(p.body) < 250]
    named = sum(is_agency_heading(title) for title in titles)
    if named >= 2 and 3 * named >= 2 * len(titles):
        return True
    return named >= 1 and 2 * named >= len(titles) and _is_proper_name(paragraph.body)


_NO_MARK = re.compile(r"[\d:;]")
_TITLE_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 9
# Named in capitals, and no bodies.
_THING = re.compile(
    r"(?:chuong trinh|de an|du an|phong trao|chien dich|giai doan|linh vuc|thang|quy|nam|ngay|tuan|dot|luat"
    r"|nghi quyet|quyet dinh|chi thi|ke hoach|phu luc|hoi nghi|le|nguon|nhan luc|khu vuc|dia ban|cap)(?!\w)"
)


def _is_proper_name(title: str) -> bool:
    """Whether the title is short, has no verb, and has a further word in capitals or ends in a tier."""
    words = list(_TITLE_WORD.finditer(title))
    if (
        not 1 < len(words) <= _LONGEST_NAME
        or is_upper(title)
        or _NO_MARK.search(title)
        or _THING.match(bare(title))
    ):
        return False
    low = lowered(title)
    if any(title[w.start()].islower() and PREDICATE.match(low, w.start()) for w in words):
        return False
    return words[-1][0][0].isupper() or low.rstrip(" .").endswith((" tỉnh", " huyện", " xã", " phường"))


def may_name_body(title: str) -> bool:
    """Return whether a title can be a name: it begins with a capital, with no verb and no word of themes."""
    return title[:1].isupper() and not PREDICATE.match(lowered(title)) and not _NO_NAME.match(bare(title))


# Verbs that order: a line that goes on with one of them leads in its bullets.
_ORDERS = re.compile(
    r"(?:(?:thường xuyên|tiếp tục|chủ động|tích cực|kịp thời|khẩn trương|tăng cường|đẩy mạnh|tập trung"
    r"|nghiêm túc|phối hợp|tham mưu|triển khai|căn cứ|trên cơ sở|theo|theo dõi|báo cáo|tổng hợp|rà soát"
    r"|hướng dẫn|chỉ đạo|đôn đốc|kiểm tra|giám sát|tuyên truyền|phổ biến|quán triệt|bố trí|cử|lập|ban hành"
    r"|đảm bảo|bảo đảm|phân công|giao|là|làm|cần|phải|có (?:trách nhiệm|nhiệm vụ)|chịu trách nhiệm)"
    r"|chủ trì,?(?: và)? phối hợp|tổ chức (?:thực hiện|triển khai)"
    r"|xây dựng (?:kế hoạch|chương trình|phương án)"
    r"|thực hiện (?:các|những|một số|nhiệm vụ|tốt|nghiêm|theo|việc))(?!\w)"
)
_LONGEST_CLAUSE = 30


def read_long_name(title: str) -> tuple[str, ...]:
    """Return the bodies of a title whose last name goes on with verbs, () where it orders or names nobody.

    Serves "Các cơ sở sản xuất đang hoạt động trong khu công nghiệp" and "Trung tâm Xúc tiến đầu tư và hỗ
    trợ doanh nghiệp": a clause that says which bodies are meant, or a field that is a verb as well. To be
    read only among agency headings, with bullets beneath.
    """
    title = strip_order(title) if title.rstrip()[-1:] not in ".;" else ""
    bodies = read_bodies(title, 0, loose=True, short=True)
    if not bodies.entries or is_upper(title):
        return ()
    rest = lowered(title[bodies.end :]).lstrip(" ,")
    if not rest or ":" in rest or _ORDERS.match(rest) or len(rest.split()) > _LONGEST_CLAUSE:
        return ()
    return (*bodies.names[:-1], title[bodies.entries[-1].start :].strip())
