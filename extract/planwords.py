"""Fields of the plan that its sentences tell: issuer, upper documents, to whom reports go."""

import re
from collections.abc import Sequence

from extract.agencies import read_bodies
from extract.lines import Line, Paragraph
from extract.planfields import day_in
from extract.words import bare, is_upper, lowered, squeeze
from models.draft import UpperDocument

_ISSUES = re.compile(
    r"(?:ban hành|xây dựng|phát động|triển khai|tổ chức|đề nghị|yêu cầu|quyết định|chỉ thị|lập"
    r"|thông báo|hướng dẫn)\b"
)
_TIER = re.compile(r"\b(tỉnh|thành phố|huyện|quận|thị xã|xã|phường)$", re.I)
_HEADER_BODY = re.compile(
    r"^\W*(?:(?:chủ tịch\s+)?(?:ủy ban nhân|uỷ ban nhân|ubnd)|sở\s|bộ\s(?!trưởng)|chi cục|cục|trung tâm"
    r"|bệnh viện|ban\s(?!hành)|văn phòng|hội đồng|thủ tướng|chính phủ|ngân hàng nhà nước|viện\s|tòa án"
    r"|thanh tra|công an|tỉnh ủy|thành ủy|đảng ủy|tổng cục)",
    re.I,
)


# Bodies that issue a plan together: "Liên ngành Y tế - Giáo dục và Đào tạo tỉnh X xây dựng Kế hoạch …".
_JOINT = re.compile(
    r"(?:^|[,;]\s+)([Ll]iên (?:ngành|tịch|[Ss]ở|cơ quan):?\s[^,;:]{4,120}?)"
    r"(?=,?\s+(?:xây dựng|ban hành|thống nhất|tổ chức|triển khai|phối hợp)\b)"
)


def read_issuer(
    preamble: Sequence[Paragraph], header: Sequence[Line], place: str | None, form: str
) -> str | None:
    """Return the issuing body in the preamble's words, with its province where the document tells it.

    A decision's issuer is the authority printed above "QUYẾT ĐỊNH:" (Nghị định 30/2020, mẫu 1.2).
    """
    printed, tier = _printed_issuer(header), _upper_tier(header, place)
    if form == "quyết định":
        authority = _authority(preamble)
        if authority:
            return _with_place(_as_written(authority), printed, place, tier)
    named = _preamble_issuer(preamble)
    if named is None or (printed and form == "công văn" and not _is_tail_of(named, printed)):
        return printed
    return _with_place(named, printed, place, tier)


def _authority(preamble: Sequence[Paragraph]) -> str | None:
    """Return the authority that a decision prints in capitals above its bases."""
    capitals = [p.text for p in preamble if is_upper(p.text) and p.mark is None and len(p.text) < 120]
    persons = [t for t in capitals if _HEAD_OF_BODY.match(bare(t))]
    bodies = [t for t in capitals if re.match(r"(?:uy ban nhan dan|hoi dong nhan dan|ubnd)\s+\w", bare(t))]
    found = persons or bodies
    return found[-1] if found else None


# Who decides alone for a body, as printed above the bases (Nghị định 30/2020, mẫu 1.2, ghi chú 3).
_HEAD_OF_BODY = re.compile(
    r"(?:thu tuong chinh phu|chinh phu|chu tich|bo truong|giam doc|tong giam doc|chanh an|vien truong"
    r"|thong doc|(?:tong |chi )?cuc truong|chu nhiem|truong ban|truong phong|chanh thanh tra|tong thanh tra"
    r"|chanh van phong|hieu truong|tong kiem toan)(?:\s|\W*$)"
)


def _is_tail_of(named: str, printed: str) -> bool:
    return bare(printed).startswith(bare(named))


# Between the issuer and its verb: "(sau đây gọi tắt là Ban Chỉ đạo)", ", sau đây viết tắt là BCĐ,".
_CALLED = re.compile(
    r"[ ,]*(?:\([^()]{2,160}\)[ ,]*|(?:sau đây|dưới đây)?\s*(?:gọi|viết)(?: (?:chung|tắt))?(?: là|:)"
    r"\s[^,;.()]{2,60},\s*)?"
)


def _preamble_issuer(preamble: Sequence[Paragraph]) -> str | None:
    for paragraph in reversed(preamble):
        text = paragraph.text
        low = lowered(text)
        if is_upper(text) or "hanh phuc" in bare(text):
            continue
        if joint := _JOINT.search(text):
            return joint[1]
        for match in re.finditer(r"(?:^|[,;.:]\s+|\)\s*)", low):
            bodies = read_bodies(text, match.end())
            if len(bodies.entries) != 1 or bodies.entries[0].kind == "group":
                continue
            behind = _CALLED.match(low, bodies.end)
            if behind is not None and _ISSUES.match(low, behind.end()):
                return bodies.names[0]
    return None


def _printed_issuer(header: Sequence[Line]) -> str | None:
    """Return the body printed top left, its lines joined, as a person would write it."""
    words: list[str] = []
    for line in header[:14]:
        text = re.split(r"C[ỘỌO]NG\s+H[ÒO]A|Độc lập|ĐỘC LẬP|Số\s*:", line.text)[0].strip(" -–—_*")
        plain = bare(text)
        if _STAMPED.fullmatch(plain.strip("() ")):
            continue
        if not text or plain.startswith(
            ("cong hoa", "chu nghia", "doc lap", "nguoi ky", "email", "co quan", "thoi gian")
        ):
            if words and _TIER_NEEDED.search(lowered(words[-1])) is None:
                break
            continue
        if _HEADER_BODY.match(text) or words:
            if (
                len(plain) > 60
                or re.search(r"\d", plain)
                or re.match(r"(?:ke hoach|quyet dinh)", plain)
                or re.match(r"s[ốoồóôõ]\b", lowered(text))
            ):
                break
            words.append(text)
        if len(words) >= 4:
            break
    if not words:
        return None
    # "UBND TỈNH X / SỞ Y TẾ": the lower body issues.
    last = next(
        (
            i
            for i in range(len(words) - 1, 0, -1)
            if re.match(r"sở\s|bộ\s|chi cục|trung tâm|ban\s", lowered(words[i]))
        ),
        0,
    )
    return _as_written(squeeze(" ".join(words[last:])))


# Marks of urgency and secrecy stamped beneath the issuer's name (Nghị định 30/2020, Phụ lục I, mục II).
_STAMPED = re.compile(
    r"(?:hoa toc(?:,? hen gio)?|thuong khan|khan|khan cap|toi mat|tuyet mat|mat|du thao(?: lan \d)?)[ .:!]*"
)
_TIER_NEEDED = re.compile(r"(?:nhân dân|ubnd)$|nhân$")


def _as_written(text: str) -> str:
    """Return a name printed in capitals with the capitals a sentence would give it."""
    if not is_upper(text):
        return squeeze(text)
    low = lowered(squeeze(text))
    if (head := _HEAD_WORDS.match(low)) is not None:
        # "GIÁM ĐỐC SỞ Y TẾ": the post, then the body's own name.
        body = squeeze(text)[head.end() :]
        return f"{low[0].upper()}{low[1 : head.end()]}{_as_written(body) if len(body) > 3 else body}"
    low = re.sub(
        r"^(ủy|ubnd|chủ tịch|sở|bộ|ban|chi cục|cục|trung tâm|bệnh viện|văn phòng|chính phủ|ngân hàng|viện"
        r"|tòa án|thanh tra|công an|hội đồng)",
        lambda m: m[1][0].upper() + m[1][1:],
        low,
    )
    low = (
        low.replace("Ubnd", "UBND")
        .replace("chủ tịch ủy", "chủ tịch Ủy")
        .replace("Chủ tịch ủy", "Chủ tịch Ủy")
    )
    # "Sở Y tế", "Bộ Khoa học và Công nghệ": each matter of the name has a capital of its own.
    low = re.sub(
        r"^((?:Sở|Bộ|Ban|Chi cục|Cục|Trung tâm|Bệnh viện)\s+)(\w)", lambda m: m[1] + m[2].upper(), low
    )
    low = re.sub(r"^(?:Sở|Bộ)\s.*$", _capital_matters, low)
    low = re.sub(r"\bviệt nam\b", "Việt Nam", low)
    match = re.search(r"\b(tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\s+(.+)$", low)
    if match:
        low = low[: match.start(2)] + match[2].title()
    return low


_HEAD_WORDS = re.compile(
    r"(?:bộ trưởng|giám đốc|tổng giám đốc|chánh án|viện trưởng|thống đốc|(?:tổng |chi )?cục trưởng|chủ nhiệm"
    r"|trưởng ban|trưởng phòng|chánh thanh tra|tổng thanh tra|chánh văn phòng|hiệu trưởng|thủ tướng) "
)


def _capital_matters(matters: re.Match[str]) -> str:
    return re.sub(r"(và |[-–,] ?)(\w)", lambda m: m[1] + m[2].upper(), matters[0])


_OWN_PLACE = re.compile(r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\s+(\w)")


def _upper_tier(header: Sequence[Line], place: str | None) -> str:
    """Return "tỉnh " or "thành phố " as printed above the issuer ("UBND TỈNH X / SỞ Y TẾ"), else ""."""
    top = lowered(squeeze(" ".join(line.text for line in header[:8])))
    match = re.search(rf"(?:ubnd|ủy ban nhân dân) (tỉnh|thành phố) {re.escape(lowered(place or '-'))}", top)
    return f"{match[1]} " if match else ""


def _with_place(named: str, printed: str | None, place: str | None, tier: str = "") -> str:
    """Add the province where the preamble leaves it out ("UBND tỉnh" gives "UBND tỉnh X")."""
    tail = _TIER.search(named)
    source = printed or ""
    if tail:
        match = re.search(rf"{tail[1]}\s+([^-–]+?)(?:\s+(?:hạnh phúc|độc lập|tự do).*)?$", source, re.I)
        name = match[1] if match else None
        if name is None and place:
            name = re.sub(r"^(?:tỉnh|thành phố|Tỉnh|Thành phố)\s+", "", place)
        name = name.title() if name and is_upper(name) else name
        return f"{named[: tail.start()]}{tail[1][:1].lower() + tail[1][1:]} {name}" if name else named
    own = _OWN_PLACE.search(named)
    if own is not None and own[1].isupper():
        return named
    if re.match(r"(?:Giám đốc )?(?:Sở|Chi cục|Ban)\s", named) and place and bare(place) not in bare(named):
        return f"{named} {tier}{place}"
    return named


_UPPER = re.compile(
    r"(?:kế hoạch|chỉ thị|quyết định|nghị quyết|công văn|công điện|chương trình(?: hành động)?"
    r"|thông báo|hướng dẫn)\s+số\s*:?\s*"
    r"(?P<no>[\d]+[^\s,;]*)\s*(?:ngày\s+(?P<day>[\d/]+(?:\s+tháng\s+\d+\s+năm\s+\d{4})?))?\s*"
    r"(?:của\s+(?P<who>[^,;.()“”]{3,90}?)"
    r"(?=\s+(?:về|v/v|ban hành|tổ chức|thực hiện|phê duyệt|triển khai|thông báo)\b|[,;.()“”]|$))?",
    re.I,
)


def read_upper(preamble: Sequence[Paragraph]) -> tuple[UpperDocument, ...]:
    """Return the documents of higher bodies that the plan says it carries out ("Thực hiện Kế hoạch số …")."""
    found: list[UpperDocument] = []
    for paragraph in preamble:
        for carried in re.finditer(r"(?:Thực hiện|thực hiện|Triển khai|Căn cứ)\s+", paragraph.text):
            if carried[0].startswith("Căn") and found:
                continue
            match = _UPPER.match(paragraph.text, carried.end())
            if match is None or carried[0].startswith("Căn"):
                continue
            issued = match["day"]
            day = day_in(f"ngày {issued}") if issued else None
            document = UpperDocument(match["no"].strip(".,;"), day, squeeze(match["who"] or ""))
            if all(document.number != other.number for other in found):
                found.append(document)
    return tuple(found)


def read_reports(texts: Sequence[str]) -> tuple[str, str]:
    """Return to whom reports go and through whom ("báo cáo UBND tỉnh (qua Sở Y tế …)"), "" where unsaid."""
    best = ("", "")
    for text in texts:
        low = lowered(text)
        for match in re.finditer(
            r"(?:báo cáo|gửi|phản ánh|phản hồi)(?:[^.;()]{0,120}?\s(?:về|cho|gửi))?\s+", low
        ):
            bodies = read_bodies(text, match.end())
            if not bodies.entries or bodies.entries[0].kind == "group":
                continue
            via = re.match(r"[^.;(]{0,120}?\(?\s*(?:thông\s+)?qua\s+", low[bodies.end :])
            through = read_bodies(text, bodies.end + via.end(), loose=True).names if via else ()
            if through:
                return bodies.names[0], through[0]
            best = best if best[0] else (bodies.names[0], "")
    return best
