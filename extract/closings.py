"""The closing paragraphs of a plan: mostly formulas; a sentence that says to whom to report is kept."""

import re

from extract import collected as why
from extract.agencies import read_bodies
from extract.duties import read_role
from extract.lines import Paragraph
from extract.subjects import read_subject
from extract.timing import time_mark
from extract.words import bare, lowered, sentences
from models.draft import Role

_START = re.compile(
    r"(?:tren day la|trong qua trinh|yeu cau|de nghi|can cu (?:noi dung )?(?:ke hoach|chi thi"
    r"|quyet dinh|cong van)|nhan duoc"
    r"|(?:chu tich )?(?:ubnd|uy ban nhan dan|so|bo|ban)[\w ]{0,60} (?:yeu cau|de nghi|giao)\b"
    r"|ke hoach nay|trong thoi gian"
    r"|dau moi|(?:moi )?(?:chi tiet|thong tin lien he)|moi (?:thong tin|vuong mac|kho khan|phan anh)"
    r"|neu (?:co|phat sinh|gap|con|can)|qua trinh"
    r"|(?:(?:khi|truong hop) )?(?:(?:co|gap|con|phat sinh) )?(?:(?:nhung|cac) )?(?:kho khan|vuong mac)"
    r"|chi thi nay"
    r"|quyet dinh nay|thu truong cac|noi dung nay"
    r"|giao so|cac (?:so|co quan|don vi)[\w, ]{0,120} can cu (?:noi dung )?ke hoach)"
)
_PERFORM = re.compile(
    r"(?:yeu cau|de nghi)[^.]{5,400}(?:thuc hien|trien khai|bao cao)|(?:nghiem tuc|khan truong"
    r"|to chuc|trien khai) (?:to chuc |trien khai )*thuc hien"
)
_DIFFICULTY = re.compile(
    r"kho khan|vuong mac|phat sinh|bat cap|kien nghi|van de chua|vuot tham quyen"
    r"|vuot qua tham quyen|ket qua|tinh hinh|sua doi|bo sung|dieu chinh|chua phu hop"
)
_REPORTS = re.compile(
    r"(?:bao cao|phan anh|phan hoi|lien he|kien nghi|thong tin|thong bao|gui|trao doi|de xuat)"
    r"(?: (?:ngay|kip thoi|bang van ban|truc tiep|ket qua|bao cao|va|som))*[^.;]{0,160}?"
)
_CONTACT = re.compile(
    r"dau moi lien he|chi tiet lien he|dien thoai|so dt|moi chi tiet|thong tin lien he|email"
)


# The issuer in short, in a capital: "báo cáo về Sở để xem xét".
_IN_SHORT = re.compile(
    r"(?:Sở|Bộ|Cục|Chi cục|Ban|Trung tâm|Bệnh viện|Văn phòng|Ủy ban|Viện|Nhà trường|Phòng|Công ty)"
    r"(?=\s+(?:để|xem|kịp|theo|biết|\()|\s*[,.;(/]|\s*$)"
)
# In a letter every paragraph is unmarked and orders somebody: only these close it.
_LETTER_END = re.compile(
    r"(?:trong qua trinh|tren day|neu co|nhan duoc|moi (?:kho khan|vuong mac))|(?:yeu cau"
    r"|de nghi)[^.]{0,300}(?:(?:nghiem tuc|khan truong)"
    r"[\w ]{0,30} thuc hien|thuc hien (?:nghiem tuc|nghiem chinh|khan truong)[ ./]*(?:$|\.))"
)


# "Chỉ thị này có hiệu lực kể từ ngày ký": the document is the subject, so nobody is ordered.
_OF_DOCUMENT = re.compile(
    r"(?:ke hoach|chi thi|quyet dinh|cong van|cong dien|quy che|quy dinh|chuong trinh|phuong an|de an"
    r"|huong dan|thong bao) nay (?:co hieu luc|thay the|het hieu luc|bai bo|(?:se )?duoc |ap dung|la can cu"
    r"|gom|va )"
)
_ORDERS = re.compile(
    r"\b(?:giao|yeu cau|de nghi) (?!ban)|(?:kho khan|vuong mac)[^.]{0,120} (?:phan anh|bao cao)"
)


def is_about_document(text: str) -> bool:
    """Return whether the sentence speaks of the document itself: its force, what it replaces.

    Serves "Chỉ thị này có hiệu lực kể từ ngày ký và thay thế Chỉ thị số …"; a sentence that goes on
    to order a body ("…; giao Sở X đôn đốc") does not count.
    """
    plain = bare(text)
    return bool(_OF_DOCUMENT.match(plain)) and not _ORDERS.search(plain)


# "Các nội dung khác … tiếp tục thực hiện theo Kế hoạch số …", "Chế độ báo cáo thực hiện theo quy định tại …".
_LEFT_TO_RULES = re.compile(
    r"(?:(?:cac|nhung|moi) )?(?:noi dung|nhiem vu|quy dinh|van de|che do|noi dung chi|muc chi|dinh muc"
    r"|thoi han|hinh thuc|mau bieu|trinh tu|thu tuc)(?: [^\s.;:]+){0,25}? (?:thuc hien|ap dung) theo"
    r" (?:dung )?(?:cac )?(?:noi dung )?(?:quy dinh|ke hoach|quyet dinh|thong tu|nghi dinh|nghi quyet"
    r"|cong van|huong dan|chi thi|van ban|luat|chuong trinh)\b"
    r"|(?:nguon )?kinh phi [^.;:]{0,80}?(?:duoc (?:bo tri|bao dam|dam bao|lay|can doi)|lay tu|su dung tu)\b"
)
_BY_SOMEBODY = re.compile(r"(?<!\w)(?:do|giao|yêu cầu|đề nghị)\s")


def leaves_to_rules(node: Paragraph, text: str) -> bool:
    """Return whether the paragraph, unmarked at the end, leaves a matter to another document's rules.

    Its subject is a thing ("Các nội dung khác …") and nobody is ordered; what stands first or alone beneath
    an agency heading is that agency's order.
    """
    if node.mark is not None or not node.is_last or node.parent is None or node.parent.children[0] is node:
        return False
    found = _LEFT_TO_RULES.match(bare(text))
    return found is not None and not _BY_SOMEBODY.search(lowered(text)) and not read_subject(text).owners


def is_closing(node: Paragraph, text: str, *, has_agency: bool, is_letter: bool = False) -> bool:
    """Return whether the paragraph closes the plan: unmarked, at the end, in the words of a closing.

    The only paragraph beneath an agency heading is that agency's order and no closing; so is the first
    one where it names nobody else ("Căn cứ Kế hoạch này, xây dựng …").
    """
    if node.mark is not None or not node.is_last:
        return False
    plain = bare(text)
    if is_letter:
        return bool(_LETTER_END.match(plain))
    only_child = node.parent is not None and len(node.parent.children) == 1
    is_first = node.parent is not None and node.parent.children[0] is node
    if is_first and has_agency and (only_child or not read_subject(text).owners):
        return plain.startswith(("tren day la", "trong qua trinh")) and bool(_PERFORM.search(plain))
    if _START.match(plain):
        return True
    if not is_first and _speaks_to_all(node, text):
        return True
    return not only_child and bool(_PERFORM.search(plain)) and not has_agency


def _speaks_to_all(node: Paragraph, text: str) -> bool:
    """Whether the paragraph, behind the last agency's bullets, tells a group to whom to report."""
    siblings = node.parent.children if node.parent is not None else []
    follows_bullets = any(child.mark is not None for child in siblings[: siblings.index(node)])
    if not follows_bullets or not _names_receiver(text):
        return False
    owners = read_subject(text).owners
    return bool(owners) and all(map(is_group, owners))


def is_group(name: str) -> bool:
    """Return whether the name is that of a group of bodies ("các sở, ban, ngành")."""
    return _GROUP.match(lowered(name)) is not None


_GROUP = re.compile(
    r"(?:tất cả\s+)?(?:các|những|thủ trưởng các|(?:ubnd|ủy ban nhân dân) (?:các|xã|phường|huyện|cấp))\b"
)


def read_closing(
    text: str, issuer: str, group: tuple[str, ...] = ()
) -> tuple[list[tuple[str, tuple[str, ...]]], list[tuple[str, str]]]:
    """Return (kept sentences with their owners, left words with the reason).

    Kept is the sentence that says to whom difficulties or results are reported; where it names no
    group, its owners are those of the sentence before it. A first sentence on difficulties that names
    nobody speaks to the ``group`` that the section has spoken to last.
    """
    kept: list[tuple[str, tuple[str, ...]]] = []
    left: list[tuple[str, str]] = []
    before: tuple[str, ...] = ()
    for start, end in sentences(text):
        sentence = text[start:end].strip()
        subject = read_subject(sentence)
        owners = () if _is_issuer(subject.owners, issuer) else subject.owners
        owners = _charged(sentence) or owners or _asked(sentence) or _in_trouble(sentence)
        plain = bare(sentence)
        if is_about_document(sentence):
            left.append((sentence, why.FORMULA))
        elif _CONTACT.search(plain) and not _names_receiver(sentence):
            left.append((sentence, why.CONTACT))
        elif (
            _names_receiver(sentence)
            and not _advises(plain, owners)
            and (spoken := owners or before or (group if _is_on_trouble(plain, subject.owners) else ()))
        ):
            kept.append((sentence, spoken))
        elif owners and (
            plain.startswith("giao ")
            or _charged(sentence)
            or time_mark(sentence).startswith(("date", "recurring"))
        ):
            kept.append((sentence, owners))
        else:
            left.append((sentence, why.CLOSING))
        before = owners or before
    return kept, left


def _advises(plain: str, owners: tuple[str, ...]) -> bool:
    """Whether one named body is to propose changes: its standing duty, not how everybody reports."""
    is_change = re.search(r"sua doi|bo sung|dieu chinh", plain) and not re.search(
        r"kho khan|vuong mac|phat sinh|ket qua|tinh hinh thuc hien", plain
    )
    return bool(is_change) and bool(owners) and not any(map(is_group, owners))


def _is_on_trouble(plain: str, named: tuple[str, ...]) -> bool:
    return not named and re.search(r"kho khan|vuong mac|phat sinh|bat cap|sua doi", plain) is not None


def read_closing_role(sentence: str) -> Role:
    """Return the part of the body that a closing charges ("Giao Sở X chủ trì theo dõi …")."""
    match = _CHARGE.search(sentence)
    clause = sentence[match.start() + 1 :].strip() if match else sentence
    subject = read_subject(clause)
    return read_role(clause, subject.end) if subject.owners else "do"


_CHARGE = re.compile(r"[;,]\s+giao\s+")


def _charged(sentence: str) -> tuple[str, ...]:
    """Return the bodies of a clause "…; giao Sở X theo dõi, đôn đốc, tổng hợp …" that follows the formula."""
    match = _CHARGE.search(sentence)
    return read_subject(sentence[match.start() + 1 :].strip()).owners if match else ()


def _asked(sentence: str) -> tuple[str, ...]:
    """Return the bodies that a formula asks in its course ("Trên đây là …, đề nghị các đơn vị …")."""
    match = re.search(
        r"[,;]\s+(?:(?:Chủ tịch\s+)?(?:UBND|Ủy ban nhân dân|Sở|Bộ|Ban)\s[^,;.]{0,50}?\s)?(?:đề nghị"
        r"|yêu cầu)\s+",
        sentence,
    )
    return read_bodies(sentence, match.end(), loose=True).names if match else ()


def _in_trouble(sentence: str) -> tuple[str, ...]:
    """Return the doers of a clause "…; nếu có vướng mắc, các đơn vị phản ánh …" behind another one."""
    match = re.search(r"[;,]\s+(?=(?:trong quá trình|quá trình|nếu|trường hợp|khi)\s)", sentence)
    return read_subject(sentence[match.end() :]).owners if match else ()


def _is_issuer(owners: tuple[str, ...], issuer: str) -> bool:
    return len(owners) == 1 and bool(issuer) and bare(owners[0]) in bare(issuer)


def _names_receiver(sentence: str) -> bool:
    """Whether the sentence says to which body difficulties (or results) are reported."""
    plain = bare(sentence)
    if not _DIFFICULTY.search(plain):
        return False
    for match in _REPORTS.finditer(plain):
        for word in re.finditer(
            r"\b(?:ve|cho|voi|toi|den|gui|bao cao|lien he|qua|de xuat"
            r"|kien nghi)\s+",
            plain[match.start() : match.start() + 260],
        ):
            at = match.start() + word.end()
            bodies = read_bodies(sentence, at)
            if any(body.kind != "group" for body in bodies.entries) or _IN_SHORT.match(sentence, at):
                return True
    return False
