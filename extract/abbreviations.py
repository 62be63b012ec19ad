"""Bodies in their administrative abbreviations: "TTYT huyện", "BVĐK tỉnh", "VP UBND", "Sở VH, TT và DL".

The usual ones are known by themselves. One of an unknown kind is a body only where its tier or its place
stands behind it, or the verb of an order: diseases, matters, persons and kinds of document are shortened as
well.
"""

import re

_TIER = (
    r"(?=\s+(?:cấp\s+)?(?:các\s+)?(?:tỉnh|thành phố|TP|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|khu vực)"
    r"(?!\w))"
)
_COUNCIL = (
    r"(?:UBND|HĐND|Ủy ban|Uỷ ban|Hội đồng|Đoàn|ĐĐBQH|Sở|Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|BCĐ"
    r"|Điều phối|Đăng ký)"
)

# Each reads in capitals alone; what is an everyday word or a matter as well needs its next word.
KNOWN = re.compile(
    r"(?:"
    # Health.
    r"TTYT|TTYTDP|TTKSBT|TTKSBTT|TYT|PYT|SYT|BYT|BV(?:ĐK(?:KV|TT|T|TW|H)?|YHCT|YDCT|YHDT|CK|PSN|SN|TW|QY|TN)"
    r"|BV(?=\s+(?:[A-ZĐÀ-Ỹ][a-zà-ỹ]|đa khoa|chuyên khoa|tuyến|tỉnh|huyện|quân|tư nhân|công lập|trực thuộc"
    r"|dã chiến|ĐK|YHCT|YDCT|TW))"
    r"|TT(?=\s+(?:Y tế|YT|KSBT|YTDP|Kiểm soát|Kiểm nghiệm|GDTX|GDNN|DVVL|Phục vụ"
    r"|PVHCC|Chuyển đổi số|VH|VHTT|Khuyến nông|DVNN)(?!\w))"
    # Schools, services, culture.
    r"|TTGDTX|TTGDNN(?:-GDTX)?|TTDVNN|TTDVVL|TTPVHCC|TTVHTT|TTVH(?:-TT)?|PGDĐT|PGD&ĐT|SGDĐT|SGD&ĐT"
    # Money, courts, markets, the army and the police.
    r"|KBNN|NHNN|NHCSXH|THADS|VKSNDTC|TANDTC|QLTT|BĐBP|CHQS(?=\s+tỉnh|\s+huyện)|BTLTĐ|CAND(?=\s+tỉnh)"
    rf"|CATP|CA{_TIER}|CSGT{_TIER}"
    # Offices, boards, unions, cooperatives.
    rf"|VPUBND|VP(?=\s+{_COUNCIL})|BQLDA|BQL(?=\s)|BTV(?=\s)|LĐLĐ|HLHPN|HCCB|HCTĐ|HTX|UBMT|TĐTN"
    rf"|(?:CCB|LHPN|ĐTN|HND|HPN){_TIER}"
    r"|(?:Cổng|cổng|Trang|trang)\s+(?:TTĐT|TT\s?&\s?GTĐT|GTĐT)"
    r")(?![\w&])"
)
_FIRST = re.compile(r"[BCĐHKLNPQSTUV][A-ZĐ]|[Cc]ổng|[Tt]rang")


def known_end(text: str, start: int) -> int | None:
    """Return where the usual abbreviation of a kind of body ends that begins at ``start``, None if none."""
    if _FIRST.match(text, start) is None or (match := KNOWN.match(text, start)) is None:
        return None
    return match.end()


_SHORT = re.compile(r"[A-ZĐƯ]{2,8}(?:\s?[&\-]\s?[A-ZĐƯ]{1,8})*(?![\w/&\-])")
# Diseases, drugs, matters, programmes, persons, documents, units and numbers.
_THING = re.compile(
    r"(?:COVID|SARS|HIV|AIDS|ARV|BCG|MERS|SXH|SXHD|TCM|VGB|VNNB|DPT|OPV|IPV|PrEP|XN|PCR|TB"
    r"|KH|QĐ|NQ|CT|CV|TT|NĐ|CP|TW|TƯ|TTg|TB|HD|BC|TTr|CĐ|PL|STT|VBQPPL|QPPL|VB|HS|HSSV|SV|GV|CBGV|BN|TE|NKT"
    r"|CB|CBCC|CBCCVC|CCVC|CNVC|CNVCLĐ|CNVC-LĐ|NLĐ|NSDLĐ|ĐVTN|HĐLĐ|ĐV|HV|CNTT|CĐS|TTHC|CCHC|KTXH|KT-XH|QPAN"
    r"|QP-AN|ANQP|AN-QP|ANTT|ANCT|ATXH|TTATXH|TTATGT|ATGT|ATTP|ATVSTP|VSATTP|VSMT|BVMT|BVTV|BVTE|PCCC|PCCC&CNCH"
    r"|PCCCR|CNCH|PCTT|TKCN|PCTT&TKCN|PCTN|PCD|PCMT|PCTP|NTM|OCOP|DTTS|DTTS&MN|DTTSMN|BHYT|BHTN|TNXH|TNGT"
    r"|DS|KHHGĐ|DS-KHHGĐ|SKSS|CSSK|CSSKSS|KCB|BHXHTN|GD|GDP|GRDP|ODA|FDI|NGO|NSNN|NSTW|NSĐP|XDCB|GPMB|CSDL"
    r"|DVC|DVCTT|ĐTXD|KCN|CCN|KKT|KT|VH|VHVN|TDTT|TDĐKXDĐSVH|TDTT|XHH|TNMT|MT|KHCN|KH&CN|GD&ĐT|VN|TP|HN|USD|VND|ĐVT"
    r"|VSTP|GDNN|GDTX|GDMN|GDPT|NCT|CCB|DN|SX|KD|SXKD|NLTS|NN|DL|ĐTPT|ASXH|BĐG|BĐKH|XKLĐ|LLVT|DQTV|QS|QSĐP|NVQS|KM|HA|ISO|SMS|QR|TV|PT|ĐH|CĐ|THPT|THCS|TH|MN|NXB|II|III|IV|VI|VII|VIII|IX|XI+V?|XV+"
    r")(?![\w])"
)
# A syllable printed in capitals: "KINH", "TIN", "CHUNG".
_SYLLABLE = re.compile(r"[BCDĐGHKLMNPQRSTVX]{0,3}[AEIOUYƯ]{1,3}(?:CH|NG|NH|[CMNPT])?$")
_PLACE = re.compile(_TIER)
_DUTY = re.compile(
    r"(?:(?:có trách nhiệm|chịu trách nhiệm)|chủ trì|phối hợp|tham mưu|hướng dẫn|chỉ đạo|rà soát|báo cáo"
    r"|đôn đốc|tổng hợp|tổ chức|xây dựng (?:kế hoạch|phương án)|ban hành|cử)(?!\w)"
)


def unknown_end(text: str, low: str, start: int) -> int | None:
    """Return where an abbreviation of an unknown kind ends that names a body at ``start``, None if none.

    Its tier must follow ("ABCD tỉnh", "ABC các huyện") or the verb of an order ("ABCD chủ trì …").
    """
    match = _SHORT.match(text, start)
    if match is None or _THING.match(text, start) or _SYLLABLE.match(match[0]):
        return None
    if _PLACE.match(text, match.end()):
        return match.end()
    after = match.end()
    if text[after : after + 1] == " " and _DUTY.match(low, after + 1):
        return after
    return None


_JOIN = r"(?:\s*[&\-–]\s*|\s+và\s+)"


def _pair(first: str, short: str, second: str, second_short: str) -> str:
    """Return a pattern for a field of two matters with one of them at least in short."""
    return rf"(?:{first}|{short}){_JOIN}(?:{second_short})|{short}{_JOIN}(?:{second})"


# Fields of departments wholly or partly in short, with every way to join them.
FIELD_IN_SHORT = "|".join(
    (
        r"(?:vh|văn hóa)(?:\s?[,\-–]\s?)?(?:tt|thể thao)(?:\s?[&\-–,]\s?|\s+và\s+)(?:dl|du lịch)",
        r"(?:lđ|lao động)(?:\s?[,\-–]\s?)?(?:tb|thương binh)(?:\s?[&\-–,]\s?|\s+và\s+)xh",
        r"(?:lđ\s?[,\-–]?\s?tb|lđ\s?[,\-–]?\s?thương binh)(?:\s?[&\-–,]\s?|\s+và\s+)xã hội",
        _pair("nông nghiệp", "nn", "phát triển nông thôn|môi trường", "ptnt|mt"),
        _pair("tài nguyên", "tn", "môi trường", "mt"),
        _pair("giáo dục", "gd", "đào tạo", "đt"),
        _pair("khoa học", "kh", "công nghệ", "cn"),
        _pair("kế hoạch", "kh", "đầu tư", "đt"),
        _pair("tài chính", "tc", "kế hoạch", "kh"),
        _pair("thông tin", "tt", "truyền thông", "tt"),
        _pair("văn hóa", "vh", "thông tin|thể thao|xã hội", "tt|xh"),
        _pair("kinh tế", "kt", "hạ tầng|đô thị", "ht|đt"),
        _pair("dân tộc", "dt", "tôn giáo", "tg"),
        _pair("quy hoạch", "qh", "kiến trúc", "kt"),
    )
)
