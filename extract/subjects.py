"""Who an order speaks to: the bodies that a sentence or a heading names as doers."""

import re
from dataclasses import dataclass

from extract.agencies import Bodies, read_bodies
from extract.duty_subjects import bound_body, end_before_colon
from extract.verbs import PREDICATE
from extract.words import brackets, inside, is_upper, lowered

# "Giao Sở X …", "Đề nghị …", "UBND tỉnh yêu cầu …": the words of the one who orders.
_ISSUER = (
    r"(?:(?:chủ tịch\s+)?(?:ubnd|ủy ban nhân dân|bộ|sở|ban|hđnd|thủ tướng)[\w ]{0,60}?\s+"
    r"(?=(?:giao|đề nghị|yêu cầu|phân công|kính đề nghị|trân trọng đề nghị)\b))?"
)
ORDER = re.compile(
    r"(?:trân trọng\s+|kính\s+)?(?:giao(?:\s+nhiệm vụ)?(?:\s+trách nhiệm)?(?:\s+cho)?|đề nghị"
    r"|yêu cầu|phân công nhiệm vụ cho"
    r"|ủy quyền(?:\s+cho)?)\s*:?\s+"
)
_OPENING_ORDER = re.compile(_ISSUER + ORDER.pattern)
# Clauses that come before the subject: basis, purpose, time, condition.
BASIS = re.compile(
    r"(?:căn cứ|trên cơ sở|theo|để|nhằm|trong|thực hiện|khi|sau khi|ngay sau khi|trước khi|nếu|với"
    r"|từ|qua|định kỳ"
    r"|h[àằ]ng (?:năm|quý|tháng|tuần|ngày)|trước ngày|chậm nhất|ngoài|bên cạnh|đồng thời|đối với"
    r"|tại|riêng|trường hợp|tùy|tuỳ"
    r"|giai đoạn|hết|kết thúc|năm|quý|tháng|ngày|việc|do|vì|dưới|cùng với|song song|quá trình"
    r"|(?:(?:mọi|những|các|có|gặp|còn) )?(?:khó khăn|vướng mắc|bất cập)|(?:mọi|có) (?:thông tin|kiến nghị"
    r"|vấn đề|phát sinh))(?!\w)"
)
_ADVERBS = re.compile(
    r"\s*(?:,\s*)?(?:(?:theo|căn cứ|trên cơ sở|trong) [^,.;:]{3,120},|\([^()]{2,120}\))?\s*"
)
# "Sở Y tế - Cơ quan thường trực Ban Chỉ đạo: Tham mưu …".
_STANDING = re.compile(r"\s*[-–—,]\s*(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối)[^:.;]{0,80}(?=:)")
_TITLES = re.compile(
    r"(?:trách nhiệm|nhiệm vụ|nhiệm vụ,? trách nhiệm|trách nhiệm,? nhiệm vụ|phân công nhiệm vụ"
    r"|đối với|về phía)"
    r"(?:\s+(?:của|cho|đối với|thực hiện của|cụ thể của))?\s*:?\s+"
)
# Behind "đối với", "nhiệm vụ", "trách nhiệm của" these name a matter and no body.
_MATTER = re.compile(
    rf"(?:(?:các|những|mỗi|từng)\s+)?(?:nhiệm vụ|nội dung|công tác|công việc|việc|hoạt động|lĩnh vực|vấn đề"
    rf"|dự án|đề án|chương trình|trường hợp|kinh phí|nguồn|mục tiêu|chỉ tiêu|giải pháp"
    rf"|vùng|khu vực|địa bàn|tuyến|mẫu|sản phẩm|hàng hóa|vật tư|thiết bị|công trình|hạ tầng|dịch bệnh|bệnh"
    rf"|loại|nhóm (?:sản phẩm|nhiệm vụ|chỉ tiêu|đối tượng)|văn bản|hồ sơ|thủ tục|số liệu|dữ liệu"
    rf"|{PREDICATE.pattern})(?!\w)"
)
_HEADS = re.compile(r"(?:giao|đề nghị|yêu cầu|phân công|kính đề nghị)\s*:?\s+(?:cho\s+)?")
_WORD_START = re.compile(r"(?<!\w)\w")
_OPEN_CLASS = re.compile(
    r"(?:(?:yêu cầu|đề nghị)\s+)?(?:tất cả\s+)?(?:mọi|những|các|toàn thể|tất cả|toàn bộ)?\s*"
    r"(?:người(?! đứng đầu| có thẩm quyền| phụ trách)|cá nhân|công dân|nhân dân|hộ gia đình"
    r"|hộ kinh doanh|chủ hộ|chủ phương tiện|chủ cơ sở|phân xưởng|nhà máy"
    r"|doanh nghiệp|chuyên gia|khách|đại biểu|học sinh|phụ huynh|lái xe|hành khách|chợ"
    r"|điểm kinh doanh|cửa hàng|nhà hàng"
    r"|quán(?! triệt)|siêu thị|cơ sở (?:kinh doanh|sản xuất|dịch vụ|lưu trú|tôn giáo)|đơn vị, tổ chức mời"
    r"|tổ chức, cá nhân|tại các chợ"
    r"|tại các điểm|tại các cơ sở)(?!\w)"
)

# A run-in title of the matter: "Về điều trị: Giao …", "Báo cáo nhanh: các đơn vị …", "Công tác hậu cần: …".
_TOPIC = re.compile(
    r"(?:về|đối với|công tác|báo cáo|chế độ|nhiệm vụ|nội dung|hoạt động|lĩnh vực)\s[^:.;()\d]{2,90}:\s+"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The doers a text names, where its predicate begins, and how sure the reading is (0 to 1)."""

    owners: tuple[str, ...]
    end: int
    surety: float = 1.0
    # "Giao …", "đề nghị …": the sentence orders somebody by name.
    is_ordered: bool = False


NOBODY = Subject((), 0, 0.0)


def is_open_class(text: str) -> bool:
    """Return whether the sentence speaks to the public or to private establishments: a rule of conduct."""
    return bool(_OPEN_CLASS.match(lowered(text)))


# Kinds of office that stand as a heading without a name: within one body each is known.
_ALONE = re.compile(
    r"(?:văn phòng|thanh tra|công đoàn|đoàn thanh niên|văn thư|tài vụ|kế toán|thư viện|y tế cơ quan)"
)
# A clause that says which bodies of a group are meant: "các sở, ngành có thành viên trong Ban Chỉ đạo".
_MEANT = re.compile(
    r"có\s+(?!trách nhiệm|nhiệm vụ|kế hoạch|phương án|giải pháp|biện pháp|văn bản|hướng dẫn|ý kiến|hình thức"
    r"|báo cáo)[^,.;:]{2,60}"
)


def read_heading(text: str, *, is_title: bool = False) -> tuple[str, ...]:
    """Return the bodies of an agency heading, () where the text is no such heading.

    Serves "1. Sở Y tế", "2. Giao UBND các huyện", "1.5. Trách nhiệm của …:", "Sở A - Cơ quan thường
    trực …", "Các cơ quan … (gồm các Sở: A, B)". Nothing but a description may follow the names;
    ``is_title``: bullets stand beneath the colon, so that a list of what the body manages belongs to
    its name.
    """
    is_sentence = text.rstrip().endswith((".", ";"))
    text = text.strip().rstrip(":.;, ")
    low = lowered(text)
    start = 0
    for pattern in (_HEADS, _TITLES, _HEADS):
        if match := pattern.match(low, start):
            start = match.end()
    titled = start > 0
    listed = re.search(r"\(\s*(?:bao\s+)?gồm(?:\s+có)?\s*:?\s+(?=các\s+[^()]*:)", low)
    if listed and (inner := read_bodies(text, listed.end())).entries and text.endswith(")"):
        return inner.names
    if _ALONE.fullmatch(low, start) and text[start].isupper():
        return (text[start:],)
    bodies = read_bodies(text, start, loose=True, short=not is_upper(text))
    rest = text[bodies.end :].strip(" :.")
    if bodies.entries and (not rest or _is_description(rest)):
        return bodies.names
    if bodies.entries and bodies.entries[-1].kind == "group" and not is_sentence and _MEANT.fullmatch(rest):
        return _merged(text, bodies, start)
    if bodies.entries and re.match(r"[,;]|và\s", rest) and (is_title or not _has_predicate(text, bodies.end)):
        return _merged(text, bodies, start)
    if titled and start < len(text) and not _HEADS.match(low) and not _MATTER.match(low, start):
        return (text[start:].strip(),)
    return ()


def strip_order(title: str) -> str:
    """Return the title without "Giao", "Đề nghị", "Trách nhiệm của" before it and the colon behind it."""
    title = title.strip().rstrip(":.;, ")
    low = lowered(title)
    start = 0
    for pattern in (_HEADS, _TITLES):
        if match := pattern.match(low, start):
            start = match.end()
    return title[start:]


def _merged(text: str, bodies: Bodies, start: int) -> tuple[str, ...]:
    rest = text[bodies.end :].strip()
    if rest.startswith(";"):
        # A semicolon parts entries, whatever they are: "Sở X; y tế các ngành".
        more = [part.strip() for part in rest.split(";") if part.strip()]
        return (*bodies.names, *(name for part in more for name in (read_heading(part) or (part,))))
    # What follows names no body of its own: it belongs to the last entry.
    last = bodies.entries[-1]
    return (*bodies.names[:-1], text[last.start :].strip())


def _has_predicate(text: str, start: int) -> bool:
    low = lowered(text)
    words = _WORD_START.finditer(text, start)
    return any(text[w.start()].islower() and PREDICATE.match(low, w.start()) for w in words)


# "Các sở, ngành theo chức năng, nhiệm vụ được giao": how they act, not which ones are meant.
_BY_DUTY = re.compile(
    r"(?:,\s*)?(?:căn cứ|theo|trong phạm vi)\s+(?:chức năng|nhiệm vụ|thẩm quyền|lĩnh vực|phạm vi)[^.:;]{0,60}"
)


def _is_description(rest: str) -> bool:
    low = lowered(rest)
    if low.startswith("(") and low.endswith(")"):
        return True
    if _BY_DUTY.fullmatch(low):
        return True
    if re.search(r":\s*\w", low):
        # "(cơ quan thường trực): Chủ trì theo dõi …" goes on to order work.
        return False
    return bool(
        re.match(r"[-–—,(]*\s*(?:là\s+)?(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối|chủ trì)", low)
    )


def read_subject(text: str) -> Subject:
    """Return the doers that the sentence names, with the place where its predicate begins.

    Serves "Công an tỉnh, UBND các xã …", "Giao Sở A …", "UBND tỉnh giao Sở A …", "Về điều trị: Sở A …"
    and sentences whose subject follows a clause ("Căn cứ …, Sở A xây dựng …", "Trong quá trình …, đề
    nghị các đơn vị …").
    """
    low = lowered(text)
    if match := _OPENING_ORDER.match(low):
        found = _at(text, low, match.end(), ordered=True)
        if found.owners:
            return _with_more_orders(text, low, found)
    found = _at(text, low, 0, ordered=False)
    if found.owners:
        return _after_issuer(text, low, found)
    if match := _TOPIC.match(low):
        order = _OPENING_ORDER.match(low, match.end())
        return _at(text, low, order.end() if order else match.end(), ordered=order is not None)
    if not BASIS.match(low):
        return NOBODY
    return _behind_clause(text, low)


def read_encouraged(text: str) -> Subject:
    """Return the bodies that a sentence only encourages or calls upon ("Khuyến khích Hội A phổ biến …").

    To be asked where no heading says whose the work is: under one, whoever encourages is the doer.
    """
    low = lowered(text)
    match = _ENCOURAGES.match(low)
    return _at(text, low, match.end(), ordered=True) if match else NOBODY


_ENCOURAGES = re.compile(r"(?:khuyến khích|kêu gọi|vận động|mời|trân trọng đề nghị)\s+")


def _after_issuer(text: str, low: str, found: Subject) -> Subject:
    """Return the ordered bodies where the first name is the one who orders ("UBND tỉnh yêu cầu X …")."""
    order = re.compile(r"\s*" + ORDER.pattern).match(low, found.end)
    if order:
        ordered = _at(text, low, order.end(), ordered=True)
        if ordered.owners:
            return _with_more_orders(text, low, ordered)
    return found


def _with_more_orders(text: str, low: str, found: Subject) -> Subject:
    """Add the bodies of further orders in the sentence ("đề nghị A; yêu cầu B triển khai …")."""
    owners, end = list(found.owners), found.end
    while match := re.compile(r"\s*;\s*" + ORDER.pattern).match(low, end):
        more = read_bodies(text, match.end(), loose=True)
        if not more.entries:
            break
        owners.extend(more.names)
        end = more.end
    is_ordered = found.is_ordered or len(owners) > len(found.owners)
    return Subject(tuple(owners), end, found.surety, is_ordered)


# "…, đơn vị chịu trách nhiệm giải trình": a duty is laid on whoever is concerned.
_IS_BOUND = re.compile(
    r"(?:đơn vị|cơ quan|địa phương|cơ quan, đơn vị|chủ đầu tư)(?:\s+(?!phải|có|chịu)\w+){0,4}"
    r"\s+(?:phải|có trách nhiệm|chịu trách nhiệm)(?!\w)"
)


def _at(text: str, low: str, start: int, *, ordered: bool) -> Subject:
    # "Giao", "phân công": a name in capitals is a doer, whatever its kind; "đề nghị" may ask for a thing.
    is_given = ordered and low[:start].rstrip(" :").endswith(("giao", "giao cho", "nhiệm vụ cho"))
    loose = ordered or _IS_BOUND.match(low, start) is not None
    bodies = read_bodies(text, start, loose=loose, unknown=is_given, short=True)
    if not bodies.entries:
        return NOBODY
    after = _STANDING.match(low, bodies.end) or _ADVERBS.match(low, bodies.end)
    position = after.end() if after else bodies.end
    if after and re.match(r":\s*\w", low[position:]):
        # "Công an tỉnh (cơ quan thường trực): Chủ trì …": the work follows the colon.
        return Subject(bodies.names, position, 1.0, ordered)
    if (
        _opens_predicate(low, position)
        or _opens_predicate(low, _skip(low, bodies.end))
        or re.match(r"\s*:", low[bodies.end :])
    ):
        return Subject(bodies.names, bodies.end, 1.0, ordered)
    if (colon := end_before_colon(low, bodies.end)) is not None:
        return Subject((*bodies.names[:-1], text[bodies.entries[-1].start : colon]), colon, 1.0, ordered)
    if ordered:
        return Subject(bodies.names, bodies.end, 0.8, True)
    rest = text[bodies.end :].strip()
    if rest[:1].islower() and bodies.entries[-1].kind not in ("group", "short"):
        return Subject(bodies.names, bodies.end, 0.7)
    return NOBODY


def _skip(low: str, position: int) -> int:
    while position < len(low) and low[position] in " ,":
        position += 1
    return position


def _opens_predicate(low: str, position: int) -> bool:
    if PREDICATE.match(low, position) or _LEADS_TO_VERB.match(low, position):
        return True
    when = _WHEN.match(low, _skip(low, position))
    return when is not None and PREDICATE.match(low, when.end()) is not None


_LEADS_TO_VERB = re.compile(r"(?:theo|căn cứ|trên cơ sở|trong phạm vi|để|định kỳ|h[àằ]ng)\s")
# An adverb between subject and verb: "Công an tỉnh trước ngày 15/4 cung cấp", "Hội Nông dân mỗi năm tổ chức".
_WHEN = re.compile(
    r"(?:(?:mỗi|từng)\s+(?:năm|quý|tháng|tuần|học kỳ|đợt|kỳ|đơn vị|tổ chức|địa phương|cơ quan|ngành|sở|hội"
    r"|huyện|xã|phường|trường)"
    r"|(?:trước|chậm nhất(?: là)?|muộn nhất(?: là)?|đến|đến hết|vào|trong|từ)\s+"
    r"(?:(?:ngày|tháng|quý|năm|tuần)\s+)?(?:\d{1,4}(?:[/.\-]\d{1,4}){0,2}|[ivx]{1,4})"
    r"(?:(?:\s+(?:tháng|năm|quý)\s+|/)\d{1,4}){0,2}(?:\s+h[àằ]ng\s+(?:năm|quý|tháng|tuần))?"
    r")\s+"
)


# A comma, an order; the comma is often forgotten behind the difficulties: "có vướng mắc các đơn vị …".
_CLAUSE_ENDS = re.compile(
    r",\s*|(?<!\w)(?:giao(?: cho)?|đề nghị|yêu cầu)\s+|(?:(?<=vướng mắc)|(?<=khó khăn)|(?<=bổ sung)"
    r"|(?<=điều chỉnh)|(?<=phát sinh))\s+(?=các\s)"
)


_BEGUN = re.compile(
    r"(?<=,)\s+(?:(?:chủ động |tiếp tục |tăng cường )?(?:phối hợp|chủ trì)"
    r"|chỉ đạo(?=\s+(?:các|những|hệ thống|đơn vị)\s))(?!\w)"
)


def _behind_clause(text: str, low: str) -> Subject:
    """Return the first subject that follows a comma (or "đề nghị", "giao") outside brackets."""
    closed = brackets(text)
    first_end = re.search(r"[.;](?:\s|$)", text)
    limit = first_end.start() if first_end else len(text)
    begun = _BEGUN.search(low, 0, limit)
    # Behind "…, phối hợp với A, B" and "…, chỉ đạo các cơ sở" the order has begun: they name no subject.
    for match in _CLAUSE_ENDS.finditer(low[: begun.start() if begun else limit]):
        if inside(closed, match.start()):
            continue
        ordered = "," not in match[0] and bool(match[0].strip())
        order = None if ordered else _OPENING_ORDER.match(low, match.end())
        start = order.end() if order else match.end()
        found = _at(text, low, start, ordered=ordered or order is not None)
        listed = _is_listed_before(low, match.start(), low[found.end : found.end + 2])
        if found.owners and found.surety > 0.75 and not listed:
            return _after_issuer(text, low, _with_more_orders(text, low, found))
        if not ordered and (end := bound_body(low, match.end())) is not None:
            return Subject((text[match.end() : end],), end)
    return NOBODY


_GIVEN_BY = re.compile(
    r"(?:của|với|cho|tới|đến|giữa)\s+(?:các\s+)?(?:bộ|sở|ubnd|ủy ban|ban|chính phủ)(?:(?! này\b)[\w \-–&])*$"
)
_GROUNDS = re.compile(r"(?:căn cứ|trên cơ sở|theo)[^,]*$")


def _is_listed_before(low: str, comma: int, behind: str) -> bool:
    """Whether the comma only parts a list that began before it ("theo hướng dẫn của Bộ A, Bộ B, …")."""
    if _GIVEN_BY.search(low[max(0, comma - 60) : comma]) is None:
        return False
    return behind.startswith(",") or _GROUNDS.search(low[max(0, comma - 300) : comma]) is None
