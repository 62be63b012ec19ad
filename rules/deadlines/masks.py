"""Words of time that set no deadline: citations, anniversaries, programme periods, data periods.

A mask is read first; what it covers is wiped, so that no later rule can take it for a deadline.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rules.deadlines.words import Passage, rx

DATE = (
    r"(?:ngày\s*)?(?:\d{1,2}\s*[/.\-]\s*\d{1,2}(?:\s*[/.\-]\s*\d{2,4})?"
    r"|\d{1,2} tháng \d{1,2}(?:\s*/\s*\d{4}|,? năm \d{4})?)"
)
_FULL_DATE = (
    r"(?:\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}"
    r"|\d{1,2} tháng \d{1,2}(?:\s*/\s*\d{4}|,? năm \d{4}))"
)
EACH = r"(?:h[ằàăắầâấ]ng|mỗi)"
# A word that ties a date to the work ordered; it may not stand inside a citation or a Day's name.
_TIE = r"trước|chậm|muộn|đến|từ|trong|vào|hết|xong|hoàn|hạn"
_DOCUMENT = (
    r"nghị quyết|nghị định|quyết định|chỉ thị|thông tư(?: liên tịch)?|kế hoạch|công văn|công điện|kết luận"
    r"|thông báo|luật|bộ luật|pháp lệnh|quy định|hướng dẫn|tờ trình|văn bản|chương trình|quy chế|đề án|lệnh"
    r"|hiệp định|công ước|giấy mời|biên bản|hợp đồng|điều lệ|dự án|chiến lược|quy hoạch"
)
_BODY = (
    r"quốc hội|chính phủ|thủ tướng|bộ|ubnd|ủy ban|hđnd|hội đồng|chủ tịch|ban|tỉnh ủy|thành ủy|huyện ủy"
    r"|đảng ủy|sở|tổng cục|cục|liên|văn phòng|trung ương|ubtvqh|bch|tw"
)


@dataclass(frozen=True, slots=True)
class Mask:
    """Words that are no deadline: id, pattern, meaning, and a guard that can spare a match.

    ``cased`` masks tell capitals apart; ``cell`` says whether a mask is for time cells (None: for both
    kinds of text); at least one of ``needs`` stands in every text that the pattern can match. Where a
    pattern has a group ``cut``, the wiping begins there.
    """

    id: str
    pattern: re.Pattern[str]
    meaning: str
    guard: Callable[[re.Match[str]], bool] = lambda match: True
    cased: bool = False
    cell: bool | None = None
    needs: tuple[str, ...] = ("",)


def _years_apart(match: re.Match[str]) -> bool:
    return abs(int(match["b"]) - int(match["a"])) >= 5


def _not_tied(match: re.Match[str]) -> bool:
    return not _TIED.search(match.string, max(0, match.start() - 24), match.start())


def _not_being_made(match: re.Match[str]) -> bool:
    # "xây dựng dự toán hằng năm": the yearly thing is what is to be made, so the rhythm stands.
    # "chuyển, quyết toán kinh phí hằng quý": so is what is done with the money in that rhythm.
    return not (
        _MADE.search(match.string, max(0, match.start() - 90), match.start())
        or _MOVED.search(match.string, max(0, match.start() - 24), match.start())
    )


def _not_from_school_year(match: re.Match[str]) -> bool:
    # "từ năm học 2026 - 2027" tells when the work begins.
    before = _FROM.search(match.string, max(0, match.start() - 12), match.start())
    return not (match.group().startswith("năm học") and before)


_FROM = rx(r"(?<!\w)từ (?:đầu )?$")
_TIED = rx(rf"(?<!\w)(?:{_TIE}|nhất|là|quá)\s*$")
# Other things may be made beside it ("lập và giao kế hoạch vốn, dự toán hằng năm"); where money is set aside
# in it or comes out of it, it is there already.
_MADE = rx(
    r"(?<!\w)(?:lập|xây dựng|trình|thẩm định|giao)"
    r"(?: (?!(?:trong|từ|theo|vào|bằng|được|để|nguồn|bố trí|cân đối|bảo đảm|đảm bảo|lồng ghép|sử dụng"
    r"|thực hiện"
    r"|căn cứ|hỗ trợ|chi|cấp)(?!\w))[^\s.;:()]+){0,14}\s*$"
)
_MOVED = rx(
    r"(?<!\w)(?:chuyển|quyết toán|thanh toán|chi trả|đối chiếu|tạm ứng|giải ngân|công khai|đối soát)\s*$"
)
_NUMERIC = r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*"
MASKS: tuple[Mask, ...] = (
    Mask(
        "MASK_ANNIVERSARY",
        rx(rf"\(?(?:ngày )?{_NUMERIC}(?P<a>\d{{4}})\s*-\s*(?:ngày )?{_NUMERIC}(?P<b>\d{{4}})\)?"),
        "khoảng năm kỷ niệm: “(10/11/1955-10/11/2025)”",
        needs=("-",),
        guard=_years_apart,
    ),
    Mask(
        "MASK_CITATION",
        rx(
            rf"\d[\w.,]*[/\-](?:\d{{4}}[/\-])?[A-ZĐ][\w&]*(?:[/\-]\s?[A-ZĐ][\w&]*)*"
            rf"(?:,?\s*\(?(?:ban hành |ký )?(?:[Nn]gày )\s*"
            rf"(?:{DATE}|[.…\s]*(?:/|tháng)[.…\s\d]*(?:/|năm)[.…\s\d]*))?"
        ),
        "số, ký hiệu và ngày của văn bản được dẫn: “Quyết định số 15/QĐ-UBND ngày 05/3/2024”",
        needs=("/", "-"),
        cased=True,
    ),
    Mask(
        "MASK_CITATION",
        rx(
            rf"(?<!\w)(?:{_DOCUMENT})(?: (?!(?:{_TIE})(?!\w))[^\s.;:()]+){{0,14}},?\s*\(?"
            rf"(?:ban hành |ký )?(?P<cut>ngày)\s*(?:{_FULL_DATE}|[.…]+\s*/[.…\d/\s]*)"
        ),
        "ngày của văn bản được gọi tên: “Nghị quyết … ngày 05 tháng 3 năm 2024”",
        needs=("ngày",),
    ),
    Mask(
        "MASK_CITATION",
        rx(
            r"(?<!\w)ngày\s*"
            rf"{_FULL_DATE} của (?:{_BODY})(?!\w)"
        ),
        "ngày của văn bản, nhận ra ở cơ quan ban hành: “ngày 05 tháng 3 năm 2024 của Quốc hội”",
        needs=(" của",),
        guard=_not_tied,
    ),
    Mask(
        "MASK_NAMED_DAY",
        rx(
            rf"(?<!\w)(?:Ngày|NGÀY) (?:[A-ZĐÀ-Ỹ]\w*)(?: (?!(?:{_TIE})(?!\w))[^\s;:()]+){{0,24}}?,?"
            rf"\s*(?:\(\s*(?:tức )?{DATE}[^()]{{0,40}}\)|{DATE})"
        ),
        "ngày nằm trong tên một Ngày: “Ngày Quốc tế … (ngày 25/11)”",
        needs=("ngày",),
        cased=True,
    ),
    Mask(
        "MASK_NAMED_DAY",
        rx(
            r"(?<!\w)(?:(?:lễ|quốc khánh|dịp|giải phóng miền nam) "
            r"|(?:kỷ niệm|chào mừng|nhân dịp|hưởng ứng|mừng)"
            rf"(?: (?!(?:{_TIE})(?!\w))[^\s.;:(]+){{0,12}}\s*)\(?{DATE}(?:\s*(?:và|,|-)\s*{DATE})*\)?"
        ),
        "ngày kỷ niệm: “chào mừng ngày 20/11”, “dịp 30/4 và 01/5”",
        needs=("lễ", "dịp", "mừng", "kỷ niệm", "quốc khánh", "hưởng ứng", "giải phóng"),
    ),
    Mask(
        "MASK_DATA_PERIOD",
        rx(
            r"(?<!\w)(?:kể từ|tính từ|từ) (?:(?:ngày|đầu|tháng|năm|quý|khi) )*[^\s,;]+(?: [^\s,;]+){0,6}? "
            r"(?:cho )?đến (?:nay|hiện nay|thời điểm hiện tại|thời điểm báo cáo)"
        ),
        "kỳ số liệu đến nay: “từ ngày 01/01/2025 đến nay”",
        needs=("đến nay", "đến hiện", "đến thời"),
    ),
    Mask(
        "MASK_DATA_PERIOD",
        rx(
            r"(?<!\w)(?:tính đến|số liệu(?: \w+){0,3} đến|chốt(?: \w+){0,3} đến|chốt(?: \w+){0,2})"
            rf" (?:hết )?(?:thời điểm )?(?:{DATE}|(?:cuối |hết )?(?:tháng|quý|năm) [\w/]+(?: năm \d{{4}})?)"
            rf"(?: đến (?:hết )?{DATE})?"
        ),
        "mốc chốt số liệu: “số liệu tính đến ngày 14/11/2025”",
        needs=("tính đến", "số liệu", "chốt"),
    ),
    Mask(
        "MASK_IN_FORCE",
        rx(
            r"(?<!\w)(?:có|hết) hiệu lực(?: thi hành)?(?: kể)?(?: từ| đến| sau)*(?: ngày)?"
            rf"(?:\s*(?:{DATE}|ký(?: ban hành)?|\d+ ngày(?: làm việc)? kể từ ngày ký(?: ban hành)?))?"
        ),
        "ngày có hiệu lực của một văn bản",
        needs=("hiệu lực",),
    ),
    Mask(
        "MASK_PROGRAMME",
        rx(r"(?<!\w)(?:tầm nhìn|định hướng)(?: đến| tới)?(?: năm)? \d{4}"),
        "tầm nhìn, định hướng của chương trình: “tầm nhìn đến năm 2045”",
        needs=("tầm nhìn", "định hướng"),
    ),
    Mask(
        "MASK_PROGRAMME",
        rx(r"(?<!\w)(?:nhiệm kỳ|năm học|niên độ|niên khóa|5 năm|khóa [ivx]+)[\s,]*\d{4}\s*-\s*\d{4}"),
        "nhiệm kỳ, năm học, kế hoạch 5 năm",
        needs=("-",),
        guard=_not_from_school_year,
    ),
    Mask(
        "MASK_PROGRAMME",
        rx(
            rf"(?<!\w)(?:{_DOCUMENT}|mục tiêu|phong trào|cuộc vận động)"
            rf"(?: (?!(?:{_TIE})(?!\w))[^\s.;]+){{0,40}}? "
            r"(?:(?:trong )?(?:giai đoạn|thời kỳ)(?: từ)?(?: năm)? \d{4}\s*(?:-|đến)\s*(?:năm )?\d{4}"
            r"|đến năm \d{4})"
        ),
        "thời kỳ trong tên chương trình: “Chương trình … giai đoạn 2021-2025”, “Chiến lược … đến năm 2030”",
        needs=("giai đoạn", "thời kỳ", "năm"),
        cell=False,
    ),
    Mask(
        "MASK_FOLLOW_PLAN",
        rx(
            r"(?<!\w)theo (?:kế hoạch|chương trình|lộ trình|tiến độ|dự toán|kinh phí|thời gian|thời hạn|lịch)"
            rf"[^,;.(]*? {EACH} (?:ngày|tuần|tháng|quý|năm)"
        ),
        "theo kế hoạch hằng năm: thời gian do văn bản khác định",
        needs=("theo",),
    ),
    Mask(
        "MASK_FOLLOW_PLAN",
        rx(
            r"(?<!\w)(?:căn cứ|trên cơ sở|dựa trên|dựa vào) (?:[^\s,;.(]+ ){1,20}?"
            rf"{EACH} (?:ngày|tuần|tháng|quý|năm)(?=,| (?:của|được|đã|do)(?!\w))"
        ),
        "căn cứ kế hoạch hằng năm: từ hằng năm nói về căn cứ",
        needs=("căn cứ", "trên cơ sở", "dựa"),
    ),
    Mask(
        "MASK_FOLLOW_PLAN",
        rx(
            r"(?<!\w)theo (?:kế hoạch|chương trình|lộ trình|tiến độ|yêu cầu|quy định|hướng dẫn|chỉ đạo"
            r"|thực tế|phân công|tình hình|kết quả|đề nghị|thời gian|thời hạn|lịch)[^,;.(]*"
        ),
        "cột thời gian ghi “Theo kế hoạch riêng”",
        needs=("theo",),
        cell=True,
    ),
    Mask(
        "MASK_BUDGET",
        rx(
            r"(?<!\w)(?:dự toán|ngân sách|kinh phí|nguồn (?:vốn|thu|chi)|vốn|quỹ|thu nhập|bình quân)"
            rf"(?: (?!(?:lập|xây|để|báo)(?!\w))[^\s,;.(]+){{0,8}} {EACH} (?:năm|tháng|quý)"
        ),
        "ngân sách, dự toán hằng năm: từ hằng năm nói về ngân sách",
        needs=("năm", "tháng", "quý"),
        guard=_not_being_made,
        cell=False,
    ),
    Mask(
        "MASK_BUDGET",
        rx(r"(?<!\w)(?:dự toán|ngân sách|kinh phí|vốn|quỹ) (?:đầu|giữa|cuối) năm(?: \d{4})?(?!\w)"),
        "dự toán của một thời điểm: “dự toán đầu năm 2026”",
        needs=("năm",),
        cell=False,
    ),
    Mask(
        "MASK_BUDGET",
        rx(rf"bình quân {EACH} (?:năm|tháng|quý|ngày)"),
        "chỉ tiêu bình quân mỗi năm",
        needs=("bình quân",),
    ),
    Mask(
        "MASK_DAILY_LIFE",
        rx(
            rf"(?:nhu cầu|thiết yếu|tiêu dùng|giao tiếp|công việc|đời sống|cuộc sống|sinh hoạt"
            rf"|làm việc|đi lại|bữa ăn|việc) {EACH} ngày"
        ),
        "đời sống hằng ngày: nói về một danh từ",
        needs=("ng ngày", "mỗi ngày"),
    ),
    Mask(
        "MASK_RUNNING_COST",
        rx(
            r"(?:(?<!\w)(?:chi|kinh phí|ngân sách|nhiệm vụ|chế độ|vốn|nguồn|biên chế|hoạt động|định mức"
            r"|công tác|công việc|tự chủ|giáo dục|lưu trú|cư trú|thường trú|sinh sống) thường xuyên"
            r"|người(?: trực tiếp)?,? thường xuyên"
            r"|thường xuyên (?=(?:bị|xảy ra|ngập|sạt lở|ùn tắc|mất an toàn|tiếp xúc|tập trung đông"
            r"|có nguy cơ)(?!\w))"
            r"|(?:khu vực|điểm|nơi|địa bàn|vùng|tuyến|hộ|đối tượng|vị trí) thường xuyên)"
        ),
        "“thường xuyên” nói về một danh từ: “chi thường xuyên”, “nhiệm vụ thường xuyên”",
        needs=("thường xuyên",),
    ),
    Mask(
        "MASK_STEADY",
        rx(
            r"(?:bảo đảm|đảm bảo|duy trì sự|tính) liên tục(?! (?:trong|cả|24|và)(?!\w))(?=[\s,]*\w)"
            r"|cải tiến liên tục"
            r"|(?:\d+|nhiều|các) (?:giờ|ngày|tuần|tháng|năm|quý|lần|kỳ) liên tục"
            r"|liên tục \d+ (?:ngày"
            r"|tuần|tháng|năm|lần)"
        ),
        "“liên tục” nói về một danh từ: “bảo đảm liên tục nguồn điện”",
        needs=("liên tục",),
    ),
    Mask(
        "MASK_PLAN_YEAR",
        rx(
            r"(?<!\w)(?:thường xuyên|liên tục)[\s,;(]*(?:và )?(?P<cut>trong năm)(?!\w| (?:\d|nay|sau|tới"
            r"|học))"
            r"|(?<!\w)trong năm[\s,;(]*(?:và )?(?=(?:thường xuyên|liên tục)(?!\w))"
        ),
        "“trong năm” bên cạnh “thường xuyên”: năm của kế hoạch, không phải một thời hạn",
        needs=("trong năm",),
    ),
    Mask(
        "MASK_PAST_YEARS",
        rx(r"(?<!\w)trong \d+ (?:năm|tháng|ngày|tuần) (?:qua|vừa qua|gần đây|trước đây|liên tiếp)"),
        "thời gian đã qua: “trong 5 năm qua”",
        needs=("trong",),
    ),
    Mask(
        "MASK_INTO_PLAN",
        rx(
            r"vào (?:các )?(?:kế hoạch|chương trình|nghị quyết|nhiệm vụ|nội dung|chỉ tiêu)"
            r"(?: [^\s,.;:]+){0,10}?"
            rf" (?P<cut>{EACH} (?:năm|quý|tháng)|thường xuyên|định kỳ)(?!\w)"
        ),
        "đưa vào kế hoạch hằng năm, chương trình thường xuyên: nói về kế hoạch, chương trình đó",
        needs=("vào",),
        cell=False,
    ),
    Mask(
        "MASK_MERIT",
        rx(
            r"(?:thành tích|tiêu biểu|xuất sắc|tiên tiến|gương mẫu|nổi bật|điển hình)(?: [^\s,.;:]+){0,5}?"
            r" (?P<cut>trong (?:đợt|phong trào|chiến dịch|công tác|cuộc|tháng|tuần lễ|hội thi"
            r"|quá trình))(?!\w)"
        ),
        "thành tích trong một đợt, một phong trào: nói về một danh từ",
        needs=("trong",),
    ),
)


def wipe(passage: Passage, *, cell: bool) -> None:
    """Wipe from ``passage`` every word of time that a mask knows to set no deadline."""
    for mask in MASKS:
        if mask.cell is not None and mask.cell != cell:
            continue
        if not any(word in passage.lower for word in mask.needs):
            continue
        text = passage.cased if mask.cased else passage.lower
        for match in mask.pattern.finditer(text):
            if mask.guard(match):
                cut = "cut" if "cut" in match.re.groupindex and match["cut"] else 0
                passage.blank(match.start(cut), match.end())
