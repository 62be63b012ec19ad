"""Fields of the plan itself, from the printed form of a document (Nghị định 30/2020, Phụ lục I)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.lines import Line, Paragraph
from extract.words import bare, is_upper, lowered, squeeze

_KIND = re.compile(
    r"(?P<kind>ke hoach|quyet dinh|chi thi|cong dien|thong bao|huong dan|chuong trinh|phuong an"
    r"|de an|nghi quyet|ket luan)(?: lien (?:nganh|tich|co quan|so)| phoi hop| hanh dong)?\s*:?$"
)
_FORMS = {"ke hoach": "kế hoạch", "quyet dinh": "quyết định", "chi thi": "chỉ thị", "cong dien": "công điện"}
_CODE = r"[A-ZĐ][A-ZĐa-z&]*(?:[-–][A-ZĐ][A-ZĐa-z&]*)+"
# Bodies of the Party print the kind before the stroke ("15-KH/TU").
_NUMBER = re.compile(
    rf"(?P<no>\d[\wƒ]{{0,6}}\s?/?\s?(?:\d{{4}}/)?{_CODE}"
    r"|\d{1,4}\s?[-–]\s?(?:KH|CTr|CTHĐ|CT|QĐ|NQ|CV|TB|HD|ĐA|KL)/[A-ZĐ][\w/-]{1,12})"
)
_NUMBER_LINE = re.compile(r"^\W*s[oốồóôõ]\s*[:;.,]?\s*", re.I)
_NUMBER_INLINE = re.compile(r"(?<!\w)S[ốồ]\s*[:;]\s*", re.I)
_FULL_DATE = re.compile(
    r"ng[àa]y\s*(?P<d>\d{1,2})\s*(?:th[áa]ng|/)\s*(?P<m>\d{1,2})\s*(?:n[ăa]m|/)\s*(?P<y>\d{4})", re.I
)
_PLACE_DATE = re.compile(
    r"(?P<place>[A-ZĐÀ-Ỹ][\wÀ-ỹ'’"
    r" .\-]{1,40}?)\s*,\s*(?P<date>ng[\wÀ-ỹ]{0,10}?.{0,14}?\s*th[áa]ng.{0,18}n[ăa]m\s*\d{4})",
    re.I,
)
_ABOUT = re.compile(r"^(?:v[/\\w]?[/]?\s?v|về việc)\s*:?\s*", re.I)
_PREAMBLE = re.compile(
    r"^(?:căn cứ|thực hiện (?!quyết định số \d+/qđ-ttg ngày [\d/]+ của thủ tướng chính phủ ban"
    r" hành$)|nhân dịp|nhằm|theo|để|hưởng ứng|xét|do |triển khai|tiếp tục|trong|sau|ủy ban"
    r"|ubnd|sở|bộ|chủ tịch|ngày|thời gian|kính gửi|đại hội|qua)"
)


# Openings of a preamble that a wrapped title has only in small letters.
_TELLS = re.compile(
    r"(?:từ (?:đầu|ngày|tháng|năm|khi)|hiện nay|thời gian (?:qua|gần đây)|những (?:năm|tháng|ngày)"
    r"|trước (?:tình hình|diễn biến)|trên cơ sở|với mục)(?!\w)|năm \d{4},"
    r"|(?:trung tâm|bệnh viện|phòng|ban|công an|hội|liên ngành|trường|chi cục|cục|văn phòng)(?!\w)"
    r".{2,120}(?<!\w)(?:xây dựng|ban hành|lập)(?: và triển khai)? (?:kế hoạch|phương án)"
)


@dataclass(slots=True)
class Head:
    """What the head of the document says."""

    number: str | None = None
    place: str | None = None
    issued_on: date | None = None
    title: str | None = None
    form: str = "kế hoạch"


def read_head(lines: Sequence[Line]) -> Head:
    """Return number, place, day and title from the lines before the first division."""
    top = _top(lines)
    head = Head(number=_number(top))
    head.place, head.issued_on = _place_and_day(top)
    head.form, at = _form(top)
    head.title = _title(top, at) if at is not None else None
    if at is None:
        head.title = _about(top)
        addressed = any(bare(line.text).startswith("kinh gui") for line in top)
        head.form = "công văn" if head.title or addressed else "kế hoạch"
    elif head.title is None:
        head.title = _about(top)
    return head


def _top(lines: Sequence[Line]) -> list[Line]:
    from extract.numbering import read_mark

    found: list[Line] = []
    for line in lines[:120]:
        mark = read_mark(line.text)
        if mark is not None and (
            mark.kind in ("roman", "article") or (mark.kind == "number" and len(found) > 6)
        ):
            break
        found.append(line)
    return found


def _number(top: Sequence[Line]) -> str | None:
    for line in top[:30]:
        if bare(line.text).startswith(("can cu", "thuc hien", "theo")) or lowered(line.text).startswith(
            "(kèm"
        ):
            return None
        labelled = _NUMBER_LINE.match(line.text) or _NUMBER_INLINE.search(line.text)
        rest = line.text[labelled.end() :] if labelled else line.text
        match = _NUMBER.search(rest)
        if match and (labelled or match.start() < 6):
            return squeeze(match["no"])
        if labelled and rest.startswith("/"):
            return None
    return None


_BEFORE_PLACE = re.compile(
    r"(?:[Hh]ạnh )?phúc\b|_{2,}|[-–—]{2,}|\d|\s[-–]\s"
    r"|\S*\b[A-ZĐ]{2,}[A-Za-zĐđ&]*(?:[-–][A-ZĐ][A-ZĐa-zđ&]*)+\s"
)


def _without_capitals(place: str) -> str:
    """Return the place without the words in capitals that a letterhead prints before it."""
    words = place.split()
    while len(words) > 1 and len(words[0]) > 1 and words[0].isupper() and words[0] not in ("TP", "TP."):
        if all(word.isupper() for word in words):
            break
        words.pop(0)
    return " ".join(words)


def _place_and_day(top: Sequence[Line]) -> tuple[str | None, date | None]:
    text = " ".join(line.text for line in top[:40])
    first_basis = re.search(r"\b(?:Căn cứ|Thực hiện|Nhân dịp|KẾ HOẠCH|QUYẾT ĐỊNH)\b", text)
    for match in _PLACE_DATE.finditer(text[: first_basis.start() + 200 if first_basis else 900]):
        place = squeeze(match["place"])
        # A rule line, the end of "Hạnh phúc" or the document's number may stand before the place.
        place = _BEFORE_PLACE.split(place)[-1].strip(" -*")
        place = _without_capitals(place)
        if place:
            return place, day_in(match["date"])
    return None, None


def day_in(text: str) -> date | None:
    """Return the full day in "ngày 05 tháng 01 năm 2020" or "ngày 5/1/2020", None where blank or misread."""
    match = _FULL_DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _form(top: Sequence[Line]) -> tuple[str, int | None]:
    for index, line in enumerate(top):
        match = _KIND.match(bare(line.text))
        if match and (is_upper(line.text) or len(line.text) < 14):
            return _FORMS.get(match["kind"], match["kind"] and lowered(line.text).strip(" :")), index
    return "công văn", None


def _title(top: Sequence[Line], at: int) -> str | None:
    """Return the lines beneath the name of the kind, up to the preamble."""
    words: list[str] = []
    for line in top[at + 1 :]:
        if words and (
            (line.gap and _begins_preamble(line.text, words)) or _begins_preamble(line.text, words)
        ):
            break
        if words and line.gap and not (line.is_bold or is_upper(line.text)):
            break
        if line.noise or (line.text.startswith("(") and not is_upper(line.text)):
            if words:
                break
            continue
        words.append(line.text)
        if len(words) > 12:
            break
    return squeeze(" ".join(words)) or None


def _begins_preamble(text: str, words: list[str]) -> bool:
    if not re.search(r"[^\W\d_]", text):
        # The end of a span of years that the layout has broken: "… GIAI ĐOẠN 2026 - / 2030".
        return False
    if is_upper(text) and is_upper(words[-1]):
        return False
    if is_upper(words[-1]) and len(" ".join(words)) > 12:
        return True
    if text[0].isupper() and (_TELLS.match(lowered(text)) or text[-1] in ".;"):
        return True
    return bool(_PREAMBLE.match(lowered(text)))


def _about(top: Sequence[Line]) -> str | None:
    """Return the subject of an official letter ("V/v …"): its lines up to the place, date or addressee."""
    words: list[str] = []
    for line in top:
        if not words:
            match = re.search(r"(?:^v\W{0,2}[vw]\w?|^vwv|^về việc|\bV/v|\bVWv)\s*:?\s+", line.text, re.I)
            if match:
                words.append(line.text[match.end() :])
            continue
        if re.match(
            r"(?:kính gửi|nơi nhận|cộng h|chủ nghĩa|độc lập|số\s*:)", lowered(line.text)
        ) or _PLACE_DATE.search(line.text):
            break
        if line.gap and line.text[0].isupper() and words:
            break
        words.append(line.text)
        if len(words) > 8:
            break
    return squeeze(" ".join(words)) or None


def read_annexed(paragraphs: Sequence[Paragraph]) -> tuple[str | None, date | None, str | None]:
    """Return number, day and issuer that an annex gives for the plan it belongs to.

    "(Kèm theo Kế hoạch số 12/KH-UBND ngày 18 tháng 11 năm 2021 của UBND tỉnh …)".
    """
    for paragraph in paragraphs:
        plain = bare(paragraph.text)
        match = re.search(
            r"(?:kem theo|gui kem|dinh kem|ban hanh kem)[^()]{0,20}(?:ke hoach|quyet dinh"
            r"|cong van)[^()]{0,8}so",
            plain,
        )
        if match is None:
            continue
        words = paragraph.text[match.end() :]
        number = _NUMBER.search(words[:40])
        owner = re.search(r"của\s+([^()]{4,80})", words)
        return (
            squeeze(number["no"]) if number else None,
            day_in(words[:90]),
            owner[1].strip(" ).;*") if owner else None,
        )
    return None, None, None


_POSTS = re.compile(
    r"(?:.*\b)?(?:chu tich|giam doc|bo truong|thu truong|truong ban|cuc truong|chanh van phong"
    r"|pho chu tich|pho giam doc|truong phong|tong giam doc|vien truong|chi cuc truong"
    r"|hieu truong|bi thu)\s*$"
)
_NAME = re.compile(r"^\W*((?:[A-ZĐÀ-Ỹ][a-zà-ỹ]{1,6}\s+){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹ]{1,6})\W*$")
# Names of the highlands: a part of one letter, an apostrophe inside ("Y Thanh Niê", "H’Nuêr Ayun").
_HIGHLAND = re.compile(
    r"^\W*((?:(?:Y|A|K|H|Ma|Ha)['’]?\s?)[A-ZĐÀ-Ỹ][a-zà-ỹ]{1,7}(?:[ \-][A-ZĐÀ-Ỹ][\wà-ỹ'’]{1,7}){0,3})\W*$"
)


_SURNAME = (
    r"(?:Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Đoàn|Trịnh|Trương|Lâm|Mai"
    r"|Đào|Cao|Hà|Tạ|Lương|Thái|Tống|Phùng|Vương|Quách|Tô|Châu|Chu|Giàng|Lò|Quàng|Nông|Triệu|Hứa|Lưu|La|Kiều"
    r"|Nghiêm|Từ|Văn|Tôn|Khuất|Bạch|Thạch|Sơn|Danh|Y|Ma|Vừ|Sùng|Thào|Hầu|Bế|Hoa|Chữ|Doãn|Đàm|Đồng|Viên|Ông)"
)
# A recipient and, printed beside it, the name beneath the signature: "- UBND các xã;      Lê Văn A".
_BESIDE = re.compile(
    rf"^\s*[-+•].*(?:[;.,]\s+|\s{{3,}}|\t)({_SURNAME}(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹ]{{1,6}}){{2,4}})\W*$"
)


def read_signer(lines: Sequence[Line]) -> str | None:
    """Return the name beneath the signer's post, None where it is not legible.

    Where no line holds the name alone, that beside a recipient ("- Lưu: VT.    Lê Văn A") counts.
    """
    signed = 0
    beside: str | None = None
    for line in lines:
        signed = max(0, signed - 1)
        plain = bare(line.text)
        if re.match(r"noi nhan", plain):
            signed = 40
        if is_upper(line.text) and (_POSTS.match(plain) or plain.startswith(("tm.", "kt.", "tl."))):
            signed = 12
            continue
        text = line.text
        if line.cells:
            text = next((c for cell in line.cells for c in cell.split("\n") if _NAME.match(c.strip())), "")
        if (
            signed
            and (match := _NAME.match(text.strip()) or _HIGHLAND.match(text.strip()))
            and not _is_recipient(line.text, match[1])
        ):
            return squeeze(match[1])
        if signed and beside is None and (row := _BESIDE.search(line.text)) and row[1] != "Hồ Chí Minh":
            beside = squeeze(row[1])
        if signed and line.cells:
            inner = re.search(r"((?:[A-ZĐÀ-Ỹ][a-zà-ỹ]{1,6}\s+){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹ]{1,6})\s*$", line.text)
            if inner and "CHỦ TỊCH" in line.text.upper() + "GIÁM ĐỐC":
                return squeeze(inner[1])
    return beside


def _is_recipient(text: str, name: str) -> bool:
    return name == "Việt Nam" or text.startswith(("-", "+", "•")) or text.rstrip().endswith((";", ","))
