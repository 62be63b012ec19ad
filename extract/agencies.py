"""Names of bodies in running words: where a name begins, where it ends, how a list of them splits."""

import re
from dataclasses import dataclass
from functools import lru_cache

from extract import vocabulary as v
from extract.words import bare, is_upper, lowered, squeeze

_WORD = re.compile(r"\s*([\wĐđ&'’]+(?:[./](?=[A-ZĐ])[\wĐđ&'’]+)*(?:/\w+)?)")
_DASH = re.compile(r"\s*[-–—]\s*(?=\w)")
_COMMA = re.compile(r"\s*,\s*(?=\w)")
_DESCRIBES = re.compile(r"(?:là\s+)?(?:cơ quan|đơn vị|bộ phận) (?:thường trực|đầu mối|chủ trì)|thường trực")
_EACH = r"(?:(?:tất cả|toàn bộ|toàn thể)\s+)?(?:các|những|từng|mỗi)\s+"
_PERSON = re.compile(rf"(?:{v._either(v.PERSONS)})(?!\w)")
_WHOLE = re.compile(rf"(?:{v._either(v.WHOLE_KINDS)})(?!\w)")
_GENERIC = re.compile(rf"(?:{v._either(v.GENERIC)})(?!\w)")
_NAMED = re.compile(rf"(?:{v._either(v.NAMED_KINDS)})(?=\s)")
_NAMED_NEXT = {kind: re.compile(rf"\s+(?:{more})(?!\w)") for kind, more in v.NAMED_KINDS.items() if more}
_GROUP = re.compile(_EACH)
# After "các": anything but these opens a group; they are things and not bodies.
_NOT_BODIES = re.compile(
    r"(?:nội dung|nhiệm vụ|giải pháp|biện pháp|hoạt động|quy định|văn bản|chương trình|kế hoạch|chính sách|dự án|đề án"
    r"|mục tiêu|chỉ tiêu|công việc|điều kiện|trường hợp|vấn đề|khó khăn|nguồn|hình thức|lĩnh vực|dịch vụ|vụ việc|hành vi"
    r"|tài liệu|sản phẩm|báo cáo|thủ tục|quy trình|phương án|khu vực|địa điểm|địa bàn|đợt|ngày|năm|thông tin|kết quả"
    r"|bước|tình huống|chế độ|giống|loại|bệnh(?! viện| viên)|mặt hàng|công trình|tiêu chí|mô hình|phong trào|cuộc|kỹ năng|kiến thức"
    r"|thiết bị|cơ chế|trang thiết bị|ca bệnh|ổ dịch|nền tảng|hệ thống|nhóm|đại biểu|phương tiện|mối|quyền|yếu tố|luật"
    r"|nghị quyết|nghị định|chỉ thị|quyết định|tác|khâu|cấp độ|di tích|khoản|mức|dịch bệnh|thành phần|số liệu|phần mềm|cơ sở dữ liệu"
    r"|nghi|sự kiện|ý kiến|kiến nghị|lễ hội|tai nạn|giấy|chủ trương|đối thoại|chuyên mục|tin|bài|hộ|yêu cầu|tổ chức thực hiện)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Body:
    """One entry of a list: its words as written and their span."""

    name: str
    start: int
    end: int
    # group: "các …" and bare nouns; named: a body of its own; person: who stands for a body.
    kind: str


@dataclass(frozen=True, slots=True)
class Bodies:
    """A list of bodies and where it ends; ``entries`` is empty where none begins."""

    entries: tuple[Body, ...]
    end: int

    @property
    def names(self) -> tuple[str, ...]:
        """The entries as written, a shared prefix supplied."""
        return tuple(body.name for body in self.entries)


def read_bodies(text: str, start: int = 0, *, loose: bool = False) -> Bodies:
    """Return the bodies named from ``start`` on, split into entries (gold form: one agency or group each).

    ``loose``: bare group nouns without "các" count as well ("đơn vị", "báo, đài"), as they do after
    "phối hợp với" and in a doer cell.
    """
    low = lowered(text)
    entries: list[Body] = []
    position = start
    while True:
        head = _one(text, low, position, loose or bool(entries))
        if head is None:
            break
        new, position = head
        entries.extend(new)
        following = _SEPARATOR.match(low, position)
        if following is None or _one(text, low, following.end(), True) is None:
            break
        position = following.end()
    return Bodies(tuple(entries), position if entries else start)


_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:và\s+|cùng\s+)?|và\s+|cùng với\s+|cùng\s+|&\s+)?\s*(?=\S)")


def begins_body(text: str, position: int, *, loose: bool = True) -> bool:
    """Return whether the name of a body begins at ``position``."""
    return _one(text, lowered(text), position, loose) is not None


@lru_cache(maxsize=8192)
def _one(text: str, low: str, start: int, loose: bool) -> tuple[tuple[Body, ...], int] | None:
    """Return the entry (several after a shared prefix) that begins at ``start``, and its end."""
    while start < len(low) and low[start].isspace():
        start += 1
    kind, head_end = _head(text, low, start, loose)
    if not kind:
        return None
    end = _tail(text, low, start, head_end, kind)
    end = _bracket(text, low, end)
    colon = _shared_prefix(text, low, start, end)
    if colon is not None:
        return colon
    return _tiers_apart(text, low, start, end, kind), end


def _head(text: str, low: str, start: int, loose: bool) -> tuple[str, int]:
    """Return what kind of name begins at ``start`` ("" for none) and where its first words end."""
    if start >= len(low) or not low[start].isalpha() or (start and (low[start - 1].isalnum())):
        return "", start
    if match := _PERSON.match(low, start):
        return _person(text, low, match)
    if match := _WHOLE.match(low, start):
        return "named", match.end()
    if match := _GROUP.match(low, start):
        after = match.end()
        if after >= len(low) or not low[after].isalpha() or _NOT_BODIES.match(low, after):
            return "", start
        inner, end = _head(text, low, after, True)
        if inner:
            return ("tiers" if inner == "tiers" else "group"), end
        word = _WORD.match(low, after)
        if word and (text[after].isupper() or _PLURAL_NOUN.match(low, after)):
            return "group", word.end()
        return "", start
    if match := _NAMED.match(low, start):
        found = _named(text, low, match)
        if found:
            return found
    if match := v.TIER_LIST.match(low, start):
        if (loose or text[start].isupper()) and re.search("[,/]", match[0]):
            return "tiers", match.end()
    if match := _GENERIC.match(low, start):
        if (loose or text[start].isupper()) and not _is_verb_use(low, match):
            return "group", match.end()
    return "", start


_PLURAL_NOUN = re.compile(
    r"(?:đại sứ quán|bộ|ban|phòng|hội|viện|cục|vụ|khoa|cấp|nhà|hãng|chợ|khu|huyện|xã|phường|quận|tỉnh|thành phố|thị xã"
    r"|chuyên gia|chủ|tập thể|cá nhân|trạm|đội|tổ|chi|ngân hàng|công ty|hiệp hội|chức sắc|đảng bộ|chi bộ|cơ|nhân viên|đoàn"
    r"|điểm|đồng chí|trung tâm|học viện|báo|đài|đảng|cộng đồng|tuyến|trường)(?!\w)"
)


def _is_verb_use(low: str, match: re.Match[str]) -> bool:
    """ "tổ chức hội nghị", "báo cáo", "đài thọ", "cơ sở vật chất" are no bodies."""
    word, after = match[0], low[match.end() : match.end() + 24].lstrip()
    if word == "tổ chức":
        return not re.match(
            r"(?:chính trị|xã hội|đoàn thể|[,;:]|có liên quan|liên quan|đảng|hội (?:đoàn|quần)|tôn giáo|quốc tế|kinh tế)",
            after,
        )
    if word in ("báo", "đài"):
        return not re.match(r",|và đài", after)
    if word == "cơ sở":
        return bool(
            re.match(r"(?:vật chất|dữ liệu|hạ tầng|pháp lý|đó|đề xuất|hướng dẫn|khoa học|,|$)", after)
        )
    if word == "sở":
        return not re.match(r",|ban|ngành", after)
    return word == "đối tượng" and not after


def _person(text: str, low: str, match: re.Match[str]) -> tuple[str, int]:
    after = low[match.end() : match.end() + 30].lstrip()
    if match[0] == "lãnh đạo" and v.PREDICATE.match(after) and not text[match.start()].isupper():
        return "", match.start()
    if match[0] == "lãnh đạo" and re.match(r"(?:,|và )?(?:chỉ đạo|công tác|việc|,)", after):
        return "", match.start()
    return "person", match.end()


def _named(text: str, low: str, match: re.Match[str]) -> tuple[str, int] | None:
    kind, end = match[0], match.end()
    if kind in ("sở", "bộ", "phòng", "ban") and (field := v.FIELD.match(low, end + 1)):
        if text[end + 1].isupper() or kind in ("sở", "phòng"):
            return "field", field.end()
    if more := _NAMED_NEXT.get(kind):
        if (found := more.match(low, end)) and _is_name(text, low, match, found):
            return "named", found.end()
    follower = text[end:].lstrip()[:1]
    is_title = is_upper(text[match.start() : match.start() + 40])
    if follower.isupper() and (not is_title or kind in ("sở", "bộ", "phòng", "trung tâm", "bệnh viện")):
        if kind in ("tổ", "báo", "hội", "đoàn", "đội") and not text[match.start()].isupper():
            return None
        return "named", end
    return None


def _is_name(text: str, low: str, match: re.Match[str], found: re.Match[str]) -> bool:
    # "Trường học", "đoàn thể", "công an các xã" are bodies in small letters too; "Ban tổ chức" and the
    # like need their capital, because "ban" and "tổ" begin verbs and other words.
    kind = match[0]
    if kind in ("tổ", "ban", "hội", "báo", "bộ", "vụ", "quỹ") and not text[match.start()].isupper():
        return found[0].strip() in (
            "chỉ đạo",
            "chỉ huy",
            "quản lý",
            "phụ nữ",
            "nông dân",
            "covid",
            "công tác",
            "phận",
        )
    if kind == "phòng" and found[0].strip() in ("ban", "khám") and not text[match.start()].isupper():
        return True
    if kind == "đoàn" and found[0].strip() == "thể":
        return True
    return True


def _tail(text: str, low: str, start: int, end: int, kind: str) -> int:
    """Return where the name ends that began at ``start`` and whose head ends at ``end``."""
    if kind == "field":
        return _place(text, low, end)
    first = True
    caps = is_upper(text[start : start + 40])
    while end < len(low):
        if (tiers := _tiers_at(low, end)) is not None:
            end, first = tiers, False
            continue
        if (dash := _DASH.match(low, end)) and not _DESCRIBES.match(low, dash.end()):
            if (
                low[end:].lstrip()[:2] in ("- ", "– ")
                and begins_named(text, low, dash.end())
                and kind != "group"
            ):
                if not re.search(r"(?:quốc hội|thành ủy|hđnd|nhân dân)\s*$", low[start:end]):
                    return end
            word = _WORD.match(low, dash.end())
            end, first = (word.end() if word else dash.end()), False
            continue
        if (comma := _COMMA.match(low, end)) is not None:
            if not _goes_on(text, low, start, end, comma.end(), kind):
                return end
            word = _WORD.match(low, comma.end())
            more = v.GROUP_MORE.match(low, comma.end()) or v.SOCIAL_MORE.match(low, comma.end())
            end = max(word.end() if word else comma.end(), more.end() if more else 0)
            first = False
            continue
        if (kept := _KEPT.match(low, end)) is not None:
            end, first = kept.end(), False
            continue
        word = _WORD.match(low, end)
        if word is None or not low[end : word.start(1)].isspace():
            return end
        at = word.start(1)
        if word[1] in ("và", "hoặc"):
            if not _and_goes_on(text, low, start, word.end(), kind):
                return end
        elif _stops(text, low, at, end, first, kind, caps, start):
            return end
        end, first = word.end(), False
    return end


# Behind a place or "liên quan" a word in small letters goes on with the sentence and not with the name.
_PLACED = re.compile(
    r"(?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã|thị trấn|đặc khu|liên quan|việt nam)\s+$"
)
_KEPT = re.compile(r"\s+" + v.KEPT_STOPS.pattern)


def begins_named(text: str, low: str, position: int) -> bool:
    """Return whether a body in its own right, not a bare group noun, begins at ``position``."""
    return _head(text, low, position, False)[0] in ("field", "named", "group", "person", "tiers")


def _tiers_at(low: str, end: int) -> int | None:
    if end >= len(low) or not low[end].isspace():
        return None
    match = v.TIER_LIST.match(low, end + 1)
    if match is None or re.match(r"(?:thành phố|tỉnh)\s+(?:và|hoặc)", match[0]):
        return None
    return match.end() if re.search(r"[,/]| và ", match[0]) else None


def _place(text: str, low: str, end: int) -> int:
    """Return the end of the place that may follow a department's name ("tỉnh Hà Nam", "Thành phố")."""
    match = _PLACE_WORD.match(low, end)
    if match:
        end = match.end()
    while (word := _WORD.match(text, end)) and text[end : word.start(1)].isspace():
        if (
            not word[1][0].isupper()
            or begins_named(text, low, word.start(1))
            or (not match and word[1].isupper())
        ):
            break
        if not match and v.PREDICATE.match(low, word.start(1)):
            break
        end = word.end()
    return end


_PLACE_WORD = re.compile(
    r"\s+(?:tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|trung ương đảng|tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|cấp tỉnh|cấp huyện|cấp xã|trung ương|các tỉnh, thành phố(?: trực thuộc trung ương)?"
    r"|các huyện, thành phố|các (?:huyện|quận|xã|tỉnh)(?:\s*,\s*(?:thành phố|thị xã|huyện|phường))*|phường/xã|quận/huyện)(?!\w)"
)


def _stops(text: str, low: str, at: int, end: int, first: bool, kind: str, caps: bool, start: int) -> bool:
    if not caps and text[at].isupper():
        return kind != "group" and begins_named(text, low, at) and not _nested(low, start, at)
    if v.KEPT_STOPS.match(low, at) or low[:at].endswith((" các ", " những ")):
        return False
    if v.ROLE_NAMES.match(low, at) and re.search(r"(?:^|\s)(?:ban|tổ|đội|bộ)\s$", low[start:at]):
        return False
    if first and v.ROLE_NAMES.match(low, at) and _takes_work(low, start, at):
        return False
    if not caps and _PLACED.search(low[start:at]) and not v.AFTER_PLACE.match(low, at):
        return True
    return bool(v.PREDICATE.match(low, at) or v.STOP.match(low, at) or v.BARE_PREDICATE.match(bare(text), at))


def _takes_work(low: str, start: int, at: int) -> bool:
    """Whether the head before ``at`` takes a verb as its name: "cơ quan quản lý", "Trung tâm kiểm soát"."""
    head = low[start:at].strip()
    if head.endswith(
        ("cơ quan", "bộ phận", "đội", "ban", "tổ", "trung tâm", "hội đồng", "cơ sở", "quan quan", "phòng")
    ):
        return not re.match(r"tổ chức|thực hiện|tuyên truyền", low[at:]) or head.endswith("ban")
    if head.endswith(("đơn vị", "lực lượng", "chi cục", "cục", "tổ chức")):
        return bool(
            re.match(r"quản lý (?!chặt|tốt)|chức năng|chuyên môn|vận chuyển|cung|sự nghiệp|tư vấn", low[at:])
        )
    return False


def _nested(low: str, start: int, at: int) -> bool:
    """Whether the name so far takes another body as its own: "Văn phòng UBND", "Phòng … Sở Y tế", "Chủ tịch UBND"."""
    head = low[start:at].strip()
    return bool(
        re.match(
            r"(?:văn phòng|vp|phòng|thanh tra|chủ tịch|phó chủ tịch|giám đốc|thủ trưởng|lãnh đạo|bí thư|đảng ủy|công đoàn"
            r"|trung tâm|trưởng|thành viên|đại diện|ban thường|thường trực|người đứng|chánh|hội đồng|viện|các|ban|ủy ban|báo|đài"
            r"|bộ|hội|đoàn|đồng chí|tổ|chi cục|cục|liên|bệnh viện|hiệp hội)",
            head,
        )
    ) and not re.search(r"(?:y tế|tài chính|nội vụ|thương|xã hội)$", head[:0])


def _goes_on(text: str, low: str, start: int, comma: int, after: int, kind: str) -> bool:
    """Whether the entry goes on behind a comma: bare group words, tiers, set phrases."""
    if v.is_set_comma(low, comma, after):
        return True
    if kind not in ("group", "person", "tiers"):
        return False
    if v.SOCIAL.match(low[start:comma]) and v.SOCIAL_MORE.match(low, after):
        return True
    more = v.GROUP_MORE.match(low, after)
    return more is not None and _is_group_list(low, start, comma) and _is_bare(low, more.end())


def _is_group_list(low: str, start: int, comma: int) -> bool:
    words = low[start:comma]
    return not re.search(r"\b(?:ubnd|ủy ban nhân dân|ngoại giao|quốc tế|chính trị)\b", words)


def _is_bare(low: str, end: int) -> bool:
    """Whether nothing that would make it a body of its own follows the group word."""
    rest = low[end:].lstrip(" ")
    if not rest or rest[0] in ",;.:)(/" or re.match(r"(?:và|hoặc|cùng|[-–])\s", rest):
        return True
    at = len(low) - len(rest)
    return bool(v.QUALIFIER.match(low, at) or v.PREDICATE.match(low, at) or v.STOP.match(low, at))


def _and_goes_on(text: str, low: str, start: int, after: int, kind: str) -> bool:
    """Whether "và" stands inside the name: "Giáo dục và Đào tạo", "Thành viên Ban A và Tổ B"."""
    while after < len(low) and low[after].isspace():
        after += 1
    if after >= len(low):
        return False
    head = low[start:after]
    if re.match(r"(?:các\s+)?thành viên\b", head) or re.match(r"(?:văn phòng|vp) đoàn\b", head):
        return True
    if head.startswith("ban quản lý") and re.match(r"(?:các )?(?:khu|cụm)\b", low[after:]):
        return True
    if _head(text, low, after, True)[0]:
        return False
    if kind in ("group", "tiers") and re.match(r"(?:cá nhân|các cá nhân|người lao động)(?!\w)", low[after:]):
        return True
    if v.PREDICATE.match(low, after) and not text[after].isupper():
        return False
    if v.STOP.match(low, after):
        return False
    return text[after].isupper() or kind in ("named", "group", "person")


def _bracket(text: str, low: str, end: int) -> int:
    """Return the end of the entry with a bracket that names the acting unit or says which bodies are meant."""
    match = re.match(r"\s*\(([^()]{2,200})\)", text[end:])
    if match is None:
        return end
    inner = match[1].strip()
    if _DESCRIBES.match(lowered(inner)) or re.match(r"(?:gọi tắt|viết tắt|sau đây|gồm)", lowered(inner)):
        return end
    if re.match(r"bao gồm", lowered(inner)) or _head(inner, lowered(inner), 0, False)[0]:
        return end + match.end()
    return end


def _tiers_apart(text: str, low: str, start: int, end: int, kind: str) -> tuple[Body, ...]:
    """Split "UBND các quận, huyện, thị xã và xã, phường, thị trấn" into its two tiers (gold: two groups)."""
    name = low[start:end]
    match = re.match(r"((?:ubnd|ủy ban nhân dân)\s+(?:các\s+)?)(.*?)\s+và\s+((?:các\s+)?.*)$", name)
    if (
        match
        and v.DISTRICT.search(match[2])
        and v.COMMUNE.search(match[3])
        and not v.COMMUNE.search(re.sub(r"thị xã", "", match[2]))
    ):
        if not v.DISTRICT.search(match[3]):
            prefix = text[start : start + match.end(1)]
            second = text[start + match.start(3) : end]
            second = re.sub(r"^các\s+", "", second)
            return (
                Body(squeeze(text[start : start + match.end(2)]), start, start + match.end(2), kind),
                Body(squeeze(prefix + second), start + match.start(3), end, kind),
            )
    return (Body(squeeze(text[start:end]), start, end, kind),)


_PREFIXED = re.compile(
    r"(?:các|những)\s+(báo|sở, ban, ngành|sở, ngành|sở|huyện|xã|phường|quận|bộ|ban|trường|bệnh viện|trung tâm)$"
)
_UNDER = re.compile(r"((?:ubnd|ủy ban nhân dân)\s+)các\s+([\w ,]+)$")
_TOWNS = re.compile(r"(?:các\s+)?(tỉnh, thành phố|huyện, thị xã, thành phố|huyện, thành phố)$")
_PLACE_ITEM = re.compile(r"\s*([A-ZĐÀ-Ỹ][\w'’]*(?:[ \-][A-ZĐÀ-Ỹ][\w'’]*)*)")


def _shared_prefix(text: str, low: str, start: int, end: int) -> tuple[tuple[Body, ...], int] | None:
    """Read "các Báo: A, B" and "UBND các huyện: A, B": each gets the shared word (gold form)."""
    colon = re.match(r"\s*:\s*(?=[A-ZĐÀ-Ỹ])", text[end:])
    if colon is None:
        return None
    head = low[start:end]
    after = end + colon.end()
    if match := _UNDER.search(head):
        prefix = text[start : start + match.end(1)] + match[2].split(",")[0].strip() + " "
        return _list_of(text, low, after, prefix, places=True)
    if match := _PREFIXED.search(head):
        word = match[1].split(",")[0]
        kind = text[start + match.start(1) : start + match.start(1) + len(word)]
        places = word in ("huyện", "xã", "phường", "quận")
        prefix = (kind if places else kind[:1].upper() + kind[1:]) + " "
        return _list_of(text, low, after, prefix, places=places)
    return None


def _list_of(
    text: str, low: str, position: int, prefix: str, *, places: bool
) -> tuple[tuple[Body, ...], int] | None:
    entries: list[Body] = []
    end = position
    while True:
        if not places and (inner := _head(text, low, position, False))[0]:
            found = _one(text, low, position, False)
            if found is None:
                break
            entries.extend(found[0])
            end = found[1]
        else:
            field = v.FIELD.match(low, position) if prefix in ("Sở ", "Bộ ", "Phòng ", "Ban ") else None
            match = _PLACE_ITEM.match(text, position)
            stop = field.end() if field else _loose_name(text, low, position, match)
            if stop is None:
                break
            entries.append(Body(squeeze(prefix + text[position:stop]), position, stop, "named"))
            end = stop
        following = re.compile(r"\s*(?:,|;|và)\s*(?=[A-ZĐÀ-Ỹ])").match(text, end)
        if following is None:
            break
        position = following.end()
    return (tuple(entries), end) if entries else None


def _loose_name(text: str, low: str, position: int, match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    end = match.end()
    while (word := re.compile(r"\s+(?:và\s+(?=[A-ZĐÀ-Ỹ]))?([\w'’]+)").match(text, end)) is not None:
        if text[word.start(1)].islower() and (
            v.PREDICATE.match(low, word.start(1)) or v.STOP.match(low, word.start(1)) or word[1] == "và"
        ):
            break
        if " và " in word[0] and _head(text, low, word.start(1), False)[0]:
            break
        end = word.end()
    return end
