"""Clauses behind a group that say which bodies are meant ("các đơn vị được giao chủ trì")."""

import re

from extract.heads import read_head
from extract.verbs import PREDICATE, STOP

_WORD = re.compile(r"\s+(\w[\w/\-]*)")
_FIRST = re.compile(r"(\w[\w/\-]*)")
# "các đơn vị được giao chủ trì", "đơn vị được lựa chọn quan trắc môi trường".
_GIVEN = re.compile(
    r"\s+(?:đã\s+)?được\s+(?:(?P<given>giao|phân công|giao nhiệm vụ|phân cấp)|lựa chọn|chỉ định|ủy quyền"
    r"|ủy thác|thuê|thành lập|cấp phép)(?!\w)"
)
_PART = re.compile(
    r"\s+(?:(?:chủ trì|phối hợp)(?!\s+(?:với|cùng))(?:,?\s+(?:và\s+)?phối hợp(?!\s+(?:với|cùng)))?"
    r"|(?:làm\s+)?chủ đầu tư|nhiệm vụ)(?!\w)"
)
_DUTY = re.compile(
    r"\s+(?:tổ chức\s+|triển khai\s+)?(?:thực hiện|triển khai|phụ trách|theo dõi|quản lý|sử dụng)"
    r"(?=\s+(?:các\s+|những\s+)?(?:nhiệm vụ|nội dung|công việc|dự án|tiểu dự án|chương trình|đề án|chỉ tiêu"
    r"|kinh phí|vốn)(?!\w))"
)
# Inside such a clause: "nhiệm vụ được giao tại Kế hoạch này", "nhiệm vụ thuộc Chương trình".
_INSIDE = re.compile(
    r"\s+(?:(?:đã\s+)?được\s+(?:giao|phân công|phê duyệt)|(?:theo|tại|trong|của|nêu tại|quy định tại)"
    r"(?=\s+(?:các\s+)?(?:kế hoạch|chương trình|đề án|dự án|quyết định|chỉ thị|nghị quyết|phụ lục|mục"
    r"|danh mục|phần|khoản|điều)(?!\w)))(?!\w)"
)
_ADVERB = re.compile(
    r"(?:chủ động|khẩn trương|kịp thời|nghiêm túc|thường xuyên|tích cực|tiếp tục|tăng cường|có trách nhiệm"
    r"|có nhiệm vụ|chịu trách nhiệm|phải|cần|căn cứ|sẽ|không)(?!\w)"
)
_LONGEST_CLAUSE = 14


def clause_end(text: str, low: str, start: int, end: int, kind: str) -> int | None:
    """Return where the clause ends that begins at ``end`` behind a name begun at ``start``; None for none."""
    if not low.startswith(_OPENINGS, end):
        return None
    if low.endswith("liên quan", start, end) and (concerned := _CONCERNED.match(low, end)) is not None:
        return concerned.end()
    if low.endswith("liên quan", start, end) and (concerned := _CONCERNED.match(low, end)) is not None:
        return concerned.end()
    if (service := _SERVICE.match(low, end)) is not None:
        return service.end()
    if (where := _WHERE.match(low, end)) is not None:
        return _until_verb(low, where.end())
    if not _is_group(low, start, end, kind):
        return _matter_end(text, low, start, end)
    if (given := _GIVEN.match(low, end)) is not None:
        return _given_end(low, given)
    if (part := _OF_PART.match(low, end)) is not None and _HAS_PART.fullmatch(low, start, end):
        return part.end()
    if (owned := _OWNS.match(low, end)) is not None:
        behind = _until_verb(low, owned.end())
        return behind if _closes(low, behind) else None
    if (known := _MEMBERS.match(low, end)) is not None:
        return known.end()
    if (place := _AT_PLACE.match(low, end)) is not None:
        return _places_end(text, low, place.end())
    return _matter_end(text, low, start, end)


_FIRST_WORDS = "tới đến được đã tại ở đóng về dịch nơi có là sử chủ phối"
_OPENINGS = tuple(f" {word} " for word in _FIRST_WORDS.split())
# "các đơn vị cung cấp dịch vụ thanh toán": behind "dịch vụ" a verb names the service, but no general order.
_GENERAL_ORDER = (
    r"(?:thực hiện|tổ chức|triển khai|phối hợp|chủ động|chủ trì|có|chịu|tăng cường|tiếp tục|xây dựng"
    r"|kịp thời|khẩn trương|nghiêm túc|rà soát|báo cáo|tham gia|căn cứ|phải|cần|bảo đảm|đảm bảo|được|đã|sẽ"
    r"|không)(?!\w)"
)
_SERVICE = re.compile(rf"\s+dịch vụ\s+(?!{_GENERAL_ORDER}){PREDICATE.pattern}")


# "các sở, ngành liên quan đến việc thực hiện Kế hoạch này có trách nhiệm …": it is told what they owe.
_CONCERNED = re.compile(r"\s+(?:tới|đến)\s+[^,;:.]{3,90}?(?=\s+(?:có|chịu) (?:trách nhiệm|nhiệm vụ)(?!\w))")


# "các sở, ngành liên quan đến việc thực hiện Kế hoạch này có trách nhiệm …": it is told what they owe.
_CONCERNED = re.compile(r"\s+(?:tới|đến)\s+[^,;:.]{3,90}?(?=\s+(?:có|chịu) (?:trách nhiệm|nhiệm vụ)(?!\w))")


def _is_group(low: str, start: int, end: int, kind: str) -> bool:
    return kind in ("group", "tiers") or (kind != "field" and " các " in low[start:end])


def _given_end(low: str, given: re.Match[str]) -> int:
    """Return the end of "được giao …": with the part or the work given where a predicate follows it."""
    end = given.end()
    if part := _PART.match(low, end):
        end = part.end()
    work = _DUTY.match(low, end) or (None if given["given"] else _VERB.match(low, end))
    start = work.end() if work else end
    if work is None and not (part and _INSIDE.match(low, end)):
        return end
    return _object_end(low, start) or end


_VERB = re.compile(rf"\s+(?!{_ADVERB.pattern}){PREDICATE.pattern}")


def _object_end(low: str, start: int) -> int | None:
    """Return where the object of the clause's verb ends: before the predicate; None where none follows."""
    end = start
    for _ in range(_LONGEST_CLAUSE):
        if (inside := _INSIDE.match(low, end)) is not None:
            end = inside.end()
            continue
        word = _WORD.match(low, end)
        if word is None:
            return end if end > start and end >= len(low.rstrip(" .;")) else None
        if PREDICATE.match(low, word.start(1)):
            return end if end > start else None
        if word[1] != "này" and STOP.match(low, word.start(1)):
            return None
        end = word.end()
    return None


# "UBND các xã nơi có dự án đi qua", "Công an phường nơi trường đóng".
_WHERE = re.compile(rf"\s+nơi\s+(?:{PREDICATE.pattern})?")
# "các xã có rừng", "các sở, ngành có thủ tục hành chính": what they have in their charge.
_OWNS = re.compile(
    r"\s+có\s+(?:nhiều\s+)?(?=(?:rừng|biển|đê|đập|hồ|cảng|chợ|cửa khẩu|biên giới|đường biên|dịch|ổ dịch"
    r"|ca bệnh|dự án|công trình|nguy cơ|thủ tục hành chính|điều kiện|thành viên|đồng bào|người"
    r"|khu công nghiệp|cụm công nghiệp|khu du lịch|làng nghề|di tích|bể bơi|ký túc xá|giường bệnh|diện tích"
    r"|tàu|vùng|cơ sở|hoạt động|sản phẩm|tuyến|học sinh|lao động|đối tượng|hộ)(?!\w))"
)
# "phối hợp với cơ quan chủ trì", "các cơ quan phối hợp có trách nhiệm …": named by their part in the work.
_HAS_PART = re.compile(r"(?:các\s+)?(?:cơ quan|đơn vị|cơ quan, đơn vị)")
_OF_PART = re.compile(
    r"\s+(?:chủ trì|phối hợp)(?=\s+(?:có trách nhiệm|chịu trách nhiệm|phải|cần|được)(?!\w)|\s*(?:[.;:]|$))"
    r"|(?<!các cơ quan)(?<!các đơn vị)\s+chủ trì(?=\s+(?:thực hiện|để|trong|tổng hợp)(?!\w))"
)
_MEMBERS = re.compile(
    r"\s+(?:là\s+thành viên|sử dụng\s+(?:ngân sách(?: nhà nước)?|lao động|năng lượng trọng điểm))(?!\w)"
)


def _next_word(low: str, end: int) -> re.Match[str] | None:
    return (_FIRST if low[end : end + 1].isalnum() else _WORD).match(low, end)


def _until_verb(low: str, end: int) -> int:
    """Return where the words of a clause end: before a verb, a joining word or a mark."""
    while (word := _next_word(low, end)) is not None and not _ends_name(low, word.start(1)):
        end = word.end()
    return len(low[:end].rstrip())


def _closes(low: str, end: int) -> bool:
    """Whether a predicate, a mark of a list or the end of the heading follows."""
    word = _WORD.match(low, end)
    if word is None:
        return re.match(r"\s*(?:[,;:]|$)", low[end:]) is not None
    return PREDICATE.match(low, word.start(1)) is not None


# Where bodies are: "tại địa phương", "ở khu vực biên giới, cửa khẩu".
_PLACES = (
    r"(?:địa phương|cơ sở(?! vật chất)|khu vực|địa bàn|vùng|tuyến|cửa khẩu|biên giới|hải đảo|miền núi"
    r"|nước ngoài|nông thôn|đô thị|cộng đồng|ven biển|khu dân cư"
    r"|các (?:xã|phường|huyện|tỉnh|thôn|bản|khu|cửa khẩu|vùng|địa phương))"
)
_AT_PLACE = re.compile(rf"\s+(?:tại|ở|đóng tại|đóng trên)\s+{_PLACES}(?!\w)")
_MORE_PLACES = re.compile(rf"\s*(?:,|\s+và)\s+{_PLACES}(?!\w)")


def _places_end(text: str, low: str, end: int) -> int:
    """Return the end of the place: its further words and the places joined to it."""
    while True:
        if (more := _MORE_PLACES.match(low, end)) is not None:
            end = more.end()
            continue
        word = _WORD.match(low, end)
        if word is None or word[1] in ("và", "hoặc"):
            return end
        at = word.start(1)
        if _ends_name(low, at) or read_head(text, low, at, False)[0]:
            return end
        end = word.end()


# "cơ quan quản lý nhà nước về đất đai", "Ban Chỉ đạo tỉnh về chuyển đổi số".
_ABOUT = re.compile(
    r"\s+về\s+(?!(?:việc|kết quả|tình hình|tiến độ|nội dung|công tác|vấn đề|những|các|lĩnh vực|sở"
    r"|ubnd|ủy ban)(?!\w))(?=\w)"
)
_HAS_MATTER = re.compile(
    r"(?:quản lý nhà nước|ban chỉ đạo|tổ công tác|tổ giúp việc|hội đồng|ủy ban quốc gia|ban điều phối"
    r"|tổ điều phối|tiểu ban)(?:\s+(?:của\s+)?(?:tỉnh|thành phố|huyện|xã|phường|trung ương|quốc gia|chính phủ"
    r"|cấp tỉnh|cấp huyện|cấp xã|liên ngành))*$"
)
# Matters that begin with what is a verb elsewhere.
_MATTER = re.compile(
    r"(?:phát triển|phòng,?\s+chống|đổi mới(?: sáng tạo)?|cải cách(?: hành chính| tư pháp| thủ tục)?"
    r"|chuyển đổi(?: số| xanh)?|bảo vệ|quản lý|xây dựng|đầu tư|tổ chức|thực hiện|kiểm soát|ứng phó|giáo dục"
    r"|thi hành|hội nhập|hợp tác|tiêm chủng)(?!\w)"
)
_MATTER_JOINED = re.compile(r"\s*(?:,|\s+và|,\s+và)\s+(?=\w)")
_MATTER_SET = re.compile(
    r"(?:đổi mới sáng tạo|chuyển đổi số|chuyển đổi xanh|cải cách hành chính|phòng, chống|hội nhập quốc tế"
    r"|hợp tác quốc tế)(?!\w)"
)


def _matter_end(text: str, low: str, start: int, end: int) -> int | None:
    """Return the end of the matter behind "về" where the body is one that is named by its matter."""
    about = _ABOUT.match(low, end)
    if about is None or not _HAS_MATTER.search(low[start:end]):
        return None
    opening = _MATTER.match(low, about.end())
    end = opening.end() if opening else about.end()
    while True:
        joined = _MATTER_JOINED.match(low, end)
        if joined is not None:
            known = _MATTER_SET.match(low, joined.end())
            if known is None and (_ends_name(low, joined.end()) or text[joined.end()].isupper()):
                return end
            if known is None and read_head(text, low, joined.end(), True)[0]:
                return end
            end = known.end() if known else joined.end()
            continue
        word = _next_word(low, end)
        if word is None or _ends_name(low, word.start(1)):
            return end
        end = word.end()


def _ends_name(low: str, at: int) -> bool:
    return bool(PREDICATE.match(low, at) or STOP.match(low, at))
