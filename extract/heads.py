"""Where the name of a body begins: its kind of body, a person who stands for it, a group."""

import re

from extract import vocabulary as v
from extract.abbreviations import known_end
from extract.verbs import PREDICATE
from extract.words import bare, either, is_upper

_WORD = re.compile(r"\s*(\w+)")
_EACH = r"(?:(?:tất cả|toàn bộ|toàn thể)\s+)?(?:các|cac|những|từng|mỗi)\s+"
_PERSON = re.compile(rf"(?:{either(v.PERSONS)})(?!\w)")
_WHOLE = re.compile(rf"(?:{either(v.WHOLE_KINDS)})(?!\w)")
_GENERIC = re.compile(rf"(?:{either(v.GENERIC)})(?!\w)")
_NAMED = re.compile(rf"(?:{either(v.NAMED_KINDS)})(?=\s)")
_NAMED_NEXT = {kind: re.compile(rf"\s+(?:{more})(?!\w)") for kind, more in v.NAMED_KINDS.items() if more}
GROUP_WORD = re.compile(_EACH)
# After "các": anything but these opens a group; they are things and not bodies.
_NOT_BODIES = re.compile(
    r"(?:nội dung|nhiệm vụ|giải pháp|biện pháp|hoạt động|quy định|văn bản|chương trình|kế hoạch"
    r"|chính sách|dự án|đề án"
    r"|mục tiêu|chỉ tiêu|công việc|điều kiện|trường hợp|vấn đề|khó khăn|nguồn|hình thức|lĩnh vực"
    r"|dịch vụ|vụ việc|hành vi"
    r"|tài liệu|sản phẩm|báo cáo|thủ tục|quy trình|phương án|khu vực|địa điểm|địa bàn|đợt|ngày|năm"
    r"|thông tin|kết quả"
    r"|bước|tình huống|chế độ|giống|loại|bệnh(?! viện| viên)|mặt hàng|công trình|tiêu chí|mô hình"
    r"|phong trào|cuộc|kỹ năng|kiến thức"
    r"|thiết bị|cơ chế|trang thiết bị|ca bệnh|ổ dịch|nền tảng|hệ thống|nhóm|đại biểu|phương tiện"
    r"|mối|quyền|yếu tố|luật"
    r"|nghị quyết|nghị định|chỉ thị|quyết định|tác|khâu|cấp độ|di tích|khoản|mức|dịch bệnh"
    r"|thành phần|số liệu|phần mềm|cơ sở dữ liệu"
    r"|nghi|sự kiện|ý kiến|kiến nghị|lễ hội|tai nạn|giấy|chủ trương|đối thoại|chuyên mục|tin|bài"
    r"|hộ|yêu cầu|tổ chức thực hiện)(?!\w)"
)


def read_head(text: str, low: str, start: int, loose: bool) -> tuple[str, int]:
    """Return what kind of name begins at ``start`` ("" for none) and where its first words end."""
    if start >= len(low) or not low[start].isalpha() or (start and (low[start - 1].isalnum())):
        return "", start
    if match := _PERSON.match(low, start):
        return _person(text, low, match)
    if match := _WHOLE.match(low, start):
        return "named", match.end()
    if (short := known_end(text, start)) is not None:
        return "named", short
    if match := GROUP_WORD.match(low, start):
        return _group(text, low, start, match.end())
    if (match := _NAMED.match(low, start)) and (found := _named(text, low, match)):
        return found
    if text[start].isupper() and (misread := _misread(text, start)):
        return misread
    if not loose and not text[start].isupper():
        return "", start
    if (match := v.TIER_LIST.match(low, start)) and re.search("[,/]", match[0]):
        return "tiers", match.end()
    if branch := _branch(text, low, start):
        return branch
    if (match := _GENERIC.match(low, start)) and not _is_verb_use(low, match):
        return "group", match.end()
    return "", start


# The same names without diacritics, which OCR loses; two syllables together stay telling.
_BARE_FIELD = re.compile(rf"(?:so|bo|phong|ban)\s+(?P<field>{either(bare(f) for f in v.FIELDS)})(?!\w)")
_BARE_WHOLE = re.compile(rf"(?:{either(bare(kind) for kind in v.WHOLE_KINDS if ' ' in kind)})(?!\w)")
_BARE_NAMED = re.compile(
    "(?:"
    + "|".join(
        rf"{bare(kind)}\s+(?:{bare(more)})" for kind, more in v.NAMED_KINDS.items() if " " in kind and more
    )
    + r")(?!\w)"
)


_FIRST_SYLLABLES = frozenset(
    bare(kind).split()[0]
    for kind in ("sở", "bộ", "phòng", "ban", *v.WHOLE_KINDS, *v.NAMED_KINDS)
    if " " in kind or kind in ("sở", "bộ", "phòng", "ban")
)
_SYLLABLE = re.compile(r"\w+")


def _misread(text: str, start: int) -> tuple[str, int] | None:
    """Read a name in capitals whose diacritics a scan has lost ("Sở Y tê", "Uy ban nhân dân")."""
    plain = bare(text)
    first = _SYLLABLE.match(plain, start)
    if first is None or first[0] not in _FIRST_SYLLABLES:
        return None
    field = _BARE_FIELD.match(plain, start)
    if field is not None and text[field.start("field")].isupper():
        return "field", field.end()
    whole = _BARE_WHOLE.match(plain, start) or _BARE_NAMED.match(plain, start)
    return ("named", whole.end()) if whole is not None else None


def _group(text: str, low: str, start: int, after: int) -> tuple[str, int]:
    """Read what follows "các": a body, a group noun, a name in capitals; things are no bodies."""
    if after >= len(low) or not low[after].isalpha() or _NOT_BODIES.match(low, after):
        return "", start
    if low.startswith("tổ chức", after):
        # Behind "các" it is no verb: "các tổ chức cung cấp dịch vụ".
        return "group", after + len("tổ chức")
    inner, end = read_head(text, low, after, True)
    if inner:
        return ("tiers" if inner == "tiers" else "group"), end
    word = _WORD.match(low, after)
    if word and (text[after].isupper() or _PLURAL_NOUN.match(low, after)):
        return "group", word.end()
    return "", start


_PLURAL_NOUN = re.compile(
    r"(?:đại sứ quán|sở|bộ|ban|phòng|hội|viện|cục|vụ|khoa|cấp|nhà|hãng|chợ|khu|huyện|xã|phường|quận"
    r"|tỉnh|thành phố|thị xã"
    r"|chuyên gia|chủ|tập thể|cá nhân|trạm|đội|tổ|chi|ngân hàng|công ty|hiệp hội|chức sắc|đảng bộ"
    r"|chi bộ|cơ|nhân viên|đoàn"
    r"|điểm|đồng chí|trung tâm|học viện|tập đoàn|tổng công ty|báo|đài|đảng|cộng đồng|tuyến|trường"
    r"|thôn|ấp|buôn|bon|làng(?! nghề)|khóm)(?!\w)"
)


_ORGANISATION = re.compile(
    r"(?:chính trị|xã hội|đoàn thể|[,;:]|có liên quan|liên quan|đảng|hội (?:đoàn|quần)|tôn giáo|quốc tế"
    r"|kinh tế|tín dụng|phi chính phủ|quần chúng|khoa học(?: và)? công nghệ|sự nghiệp|trong và ngoài)"
)
# "Tổ chức, tham gia các hoạt động": two verbs.
_JOINED_VERB = re.compile(rf"[,;]\s*{PREDICATE.pattern}")


def _is_verb_use(low: str, match: re.Match[str]) -> bool:
    """ "tổ chức hội nghị", "báo cáo", "đài thọ", "cơ sở vật chất" are no bodies."""
    word, after = match[0], low[match.end() : match.end() + 24].lstrip()
    if word == "tổ chức":
        return not _ORGANISATION.match(after) or _JOINED_VERB.match(after) is not None
    if word in ("báo", "đài"):
        return not re.match(r",|và đài", after)
    if word == "cơ sở":
        return bool(
            re.match(r"(?:vật chất|dữ liệu|hạ tầng|pháp lý|đó|đề xuất|hướng dẫn|khoa học|,|$)", after)
        )
    if word in ("trường", "khối"):
        return after.startswith(("hợp", "lượng"))
    if word == "sở":
        return not re.match(r",|ban|ngành", after)
    return word == "đối tượng" and not after


def _person(text: str, low: str, match: re.Match[str]) -> tuple[str, int]:
    """Read a person who stands for a body; "lãnh đạo" is a verb as often."""
    after = low[match.end() : match.end() + 30].lstrip()
    if match[0] == "lãnh đạo" and PREDICATE.match(after):
        return "", match.start()
    if match[0] == "lãnh đạo" and re.match(r"(?:,|và )?(?:chỉ đạo|công tác|việc|,)", after):
        return "", match.start()
    return "person", match.end()


def _named(text: str, low: str, match: re.Match[str]) -> tuple[str, int] | None:
    """Read a kind of body with what makes it a name: a field, a listed word, a capital."""
    kind, end = match[0], match.end()
    if kind in ("sở", "bộ", "phòng", "ban"):
        field = v.FIELD.match(low, end + 1)
        misread = _BARE_FIELD.match(bare(text), match.start()) if text[end + 1 : end + 2].isupper() else None
        if misread is not None and (field is None or misread.end() > field.end()):
            return "field", misread.end()
        if field is not None and (text[end + 1].isupper() or _is_small_field(low, kind, field)):
            return "field", _joined_fields(text, low, field.end())
    more = _NAMED_NEXT.get(kind)
    if more is not None and (found := more.match(low, end)) and _is_name(text, match, found):
        return "named", found.end()
    follower = text[end:].lstrip()[:1]
    is_title = is_upper(text[match.start() : match.start() + 40])
    if follower.isupper() and (not is_title or kind in ("sở", "bộ", "phòng", "trung tâm", "bệnh viện")):
        if (
            kind in ("tổ", "báo", "hội", "đoàn", "đội", "nhà", "hạt", "đồn")
            and not text[match.start()].isupper()
        ):
            return None
        return "named", end
    return None


def _is_small_field(low: str, kind: str, field: re.Match[str]) -> bool:
    """Whether a field in small letters is meant: "sở y tế" is, "các sở xây dựng kế hoạch" orders work.

    A field of several words ("giáo dục và đào tạo") is no verb; one that may be a verb needs its place
    or the end of the name behind it ("phòng giáo dục các huyện", "ngành giáo dục").
    """
    if kind not in ("sở", "phòng", "ngành"):
        return False
    if PREDICATE.match(low, field.start()) is None or re.search(r"[,&]|\bvà\b| - ", field[0]):
        return True
    if kind == "ngành" and field[0] == "giáo dục":
        return True
    return _ENDS_FIELD.match(low, field.end()) is not None


_ENDS_FIELD = re.compile(
    r"\s*(?:[.;:)]|$)|\s+(?:các\s+)?(?:quận|huyện|thị xã|thành phố|tỉnh|xã|phường|đặc khu|địa phương)(?!\w)"
)
_FIELD_DASH = re.compile(r"\s*[-–—]\s*")


def _joined_fields(text: str, low: str, end: int) -> int:
    """Return the end of a name whose fields a dash joins ("Sở Giao thông vận tải - Xây dựng")."""
    while dash := _FIELD_DASH.match(low, end):
        field = v.FIELD.match(low, dash.end())
        if field is None or not text[field.start()].isupper():
            break
        end = field.end()
    return end


_SCHOOLING = re.compile(r"giáo dục(?!\w)")


def _branch(text: str, low: str, start: int) -> tuple[str, int] | None:
    """Read a branch of administration by its field ("ngành Y tế", "ngành giáo dục và đào tạo")."""
    if not low.startswith("ngành ", start):
        return None
    field = v.FIELD.match(low, start + 6) or _SCHOOLING.match(low, start + 6)
    if field is None or not (text[start + 6].isupper() or _is_small_field(low, "ngành", field)):
        return None
    return "field", _joined_fields(text, low, field.end())


# Kinds that begin verbs and other words too, so that in small letters only these go on with a body.
_SMALL_KINDS = ("tổ", "ban", "hội", "báo", "bộ", "vụ", "quỹ", "nhà", "hạt")
_SMALL_NEXT = (
    "kiểm lâm",
    "công nghệ",
    "chỉ đạo",
    "chỉ huy",
    "quản lý",
    "phụ nữ",
    "nông dân",
    "covid",
    "công tác",
    "phận",
    "tín dụng",
)


def _is_name(text: str, match: re.Match[str], found: re.Match[str]) -> bool:
    """Whether kind and next word make a body: "trường học" does in small letters, "ban tổ chức" does not."""
    if match[0] in _SMALL_KINDS and not text[match.start()].isupper():
        return found[0].strip() in _SMALL_NEXT
    return True


def begins_named(text: str, low: str, position: int) -> bool:
    """Return whether a body in its own right, not a bare group noun, begins at ``position``."""
    return read_head(text, low, position, False)[0] in ("field", "named", "group", "person", "tiers")
