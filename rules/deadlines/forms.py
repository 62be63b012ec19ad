"""The forms in which a text names days, months, quarters, half years and years.

Sources: Bộ luật Dân sự 2015, Điều 145 (solar calendar), 146 (đầu, giữa, cuối tháng và năm); Nghị định
30/2020/NĐ-CP, Phụ lục II (days and months below 10 with a nought, months in words with a capital).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rules.deadlines.spans import (
    Span,
    day,
    days,
    edge,
    impossible,
    listed,
    month_part,
    months,
    week,
    years,
)
from rules.deadlines.words import rx

Spanner = Callable[[int], Span]

_MONTH_WORDS = {"một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8}
_MONTH_WORDS |= {"chín": 9, "mười": 10, "mười một": 11, "mười hai": 12}
_ORDINALS = {
    "nhất": 1,
    "hai": 2,
    "nhì": 2,
    "ba": 3,
    "tư": 4,
    "đầu": 1,
    "đầu tiên": 1,
    "cuối": 5,
    "cuối cùng": 5,
}
_COUNTS = {"ba": 3, "sáu": 6, "chín": 9}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "l": 1, "ll": 2, "lll": 3}

WORD = r"mười (?:một|hai)|mười|một|hai|ba|tư|năm|sáu|bảy|bẩy|tám|chín"
QUARTER = r"(?:iv|i{1,3}|l{1,3}|0?[1-4])(?!\w)"
TO = r"\s*(?:-|,|\+|&|và|hoặc|đến|tới)\s*"
_YEAR = r"(?:(?:\s*[/.\-]\s*|,? (?:của )?năm )(?P<y>\d{4})(?!\d)| (?:của )?(?P<rel>năm (?:nay|sau|tới)))?"
_LEFT = r"(?<![\w/.\-])(?<!\d,)"
_RIGHT = r"(?![\w%/]|[.,\-]\d)"
_PARTS = r"nửa đầu|nửa cuối|thượng tuần|trung tuần|hạ tuần|đầu|giữa|cuối"
# "tuần 2, 3": the weeks before the last one.
_WEEKS = rf"(?P<list>(?:[1-5]{TO}(?:tuần )?(?:thứ )?){{1,3}}(?=[1-5]))?"
_GAP = r"[.…]+"

UNREADABLE = "Ngày trong bản gốc để trống hoặc không đọc được; đề nghị điền ngày."
LUNAR = "Thời hạn ghi theo âm lịch; đề nghị điền ngày dương lịch."


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a time: its unit, its pattern, and what its groups span in a year."""

    unit: str
    pattern: re.Pattern[str]
    span: Callable[[re.Match[str]], Spanner | None]
    bare: bool = False
    literal: bool = True
    flaw: str = ""
    # Words, one of which stands in every time of this form that is written without figures.
    words: tuple[str, ...] = ()


def _month_number(words: str) -> int:
    return int(words) if words.isdigit() else _MONTH_WORDS[" ".join(words.split())]


def _one_day(match: re.Match[str]) -> Spanner:
    return day(_month_number(match["m"]), int(match["d"]))


def _day_list(match: re.Match[str]) -> Spanner | None:
    first, last = int(match["d0"]), int(match["d"])
    return days(_month_number(match["m"]), first, last) if first <= last else None


def _month_list(match: re.Match[str]) -> Spanner:
    numbers = [int(n) for n in re.findall(r"\d+", match["list"])]
    return months(*listed(numbers, match["list"], 12)) if all(1 <= n <= 12 for n in numbers) else impossible


def quarter_number(text: str) -> int:
    """Return 1 to 4 for a quarter written "III", "3" or "03" (or "lll", as OCR has it)."""
    return int(text) if text.isdigit() else _QUARTERS[text]


def _quarter_list(match: re.Match[str]) -> Spanner:
    numbers = [quarter_number(q) for q in re.findall(rf"(?<!\w){QUARTER}", match["list"].replace("quý", " "))]
    first, last = listed(numbers, match["list"], 4)
    return months(3 * first - 2, 3 * last)


def _quarter_part(match: re.Match[str]) -> Spanner:
    quarter = quarter_number(match["q"])
    return edge(match["part"], 3 * quarter - 2, 3 * quarter)


def _year_list(match: re.Match[str]) -> Spanner | None:
    named = [int(y) for y in re.findall(r"\d{4}", match["list"])]
    return years(named[-1] - named[0] + 1) if named[0] <= named[-1] else None


def _first_months(match: re.Match[str]) -> Spanner:
    count = _COUNTS.get(match["n"]) or int(match["n"])
    return months(1, count) if match["end"] == "đầu" else months(13 - count, 12)


def _days_of_month(match: re.Match[str]) -> Spanner:
    month = _month_number(match["m"])
    return days(month, 1, int(match["n"])) if match["part"] == "đầu" else month_part("cuối", month)


def _week_of_month(match: re.Match[str]) -> Spanner:
    if match["list"]:
        # "tuần 3, 4 tháng 4" is one stretch, of "tuần 1 và tuần 3" the earlier counts.
        numbers = [int(n) for n in re.findall(r"\d", match["list"] + match["n"])]
        return week(listed(numbers, match["list"], 5)[1], _month_number(match["m"]))
    ordinal = " ".join(match["n"].split())
    return week(int(ordinal) if ordinal.isdigit() else _ORDINALS[ordinal], _month_number(match["m"]))


FORMS: tuple[Form, ...] = (
    # "ngày …/…/2025", "ngày   tháng 12 năm 2025", "ngày 15/…/2025"
    Form(
        "day",
        rx(
            rf"ngày\s*(?:{_GAP}\s*[/\-]|{_GAP}\s*tháng|/|tháng)\s*(?:{_GAP}|\d{{1,2}})"
            rf"(?:\s*[/\-]\s*| năm )(?:{_GAP}|\d{{2,4}})"
            rf"|ngày\s*\d{{1,2}}\s*(?:/|tháng)\s*{_GAP}(?:\s*(?:/|năm)\s*(?:{_GAP}|\d{{2,4}}))?"
            rf"|ngày\s*{_GAP}\s*(?:/|tháng)\s*(?:{_GAP}|\d{{1,2}})"
            rf"|{_GAP}\s*/\s*(?:{_GAP}|\d{{1,2}})\s*/\s*(?:{_GAP}|\d{{4}})"
        ),
        lambda m: impossible,
        flaw=UNREADABLE,
    ),
    Form(
        "month",
        rx(rf"(?:(?:{_PARTS}|(?:ngày )?(?:m[ùồ]ng )?\d{{1,2}}|(?:ngày )?rằm) )?tháng (?:giêng|chạp){_YEAR}"),
        lambda m: impossible,
        flaw=LUNAR,
        words=("giêng", "chạp"),
    ),
    # "ngày 05, 06/12/2025", "ngày 10 - 15/12/2025", "ngày 05 đến ngày 07 tháng 12 năm 2025"
    Form(
        "day",
        rx(
            rf"ngày (?P<d0>\d{{1,2}}){TO}(?:hết )?(?:ngày )?(?P<d>\d{{1,2}})"
            rf"(?:\s*/\s*| tháng )(?P<m>\d{{1,2}}){_YEAR}{_RIGHT}"
        ),
        _day_list,
    ),
    # "ngày 20 tháng 11 năm 2021", "ngày mùng 5 tháng Sáu", "20 tháng 11 năm 2021"
    Form(
        "day",
        rx(rf"(?:ngày (?:m[ùồ]ng )?|m[ùồ]ng )(?P<d>\d{{1,2}}) tháng (?P<m>\d{{1,2}}|{WORD}){_YEAR}{_RIGHT}"),
        _one_day,
    ),
    Form(
        "day", rx(rf"{_LEFT}(?P<d>\d{{1,2}}) tháng (?P<m>\d{{1,2}}),? năm (?P<y>\d{{4}}){_RIGHT}"), _one_day
    ),
    # "ngày 20/11/2021", "20.11.2021", "ngày 20-11-21"
    Form(
        "day",
        rx(
            r"(?:ngày\s*|(?<![\w/.])(?<!\d,))(?:m[ùồ]ng )?(?P<d>\d{1,2})\s*(?P<sep>[/.\-])\s*(?P<m>\d{1,2})"
            rf"\s*(?P=sep)\s*(?P<y>\d{{4}}|\d{{2}}){_RIGHT}"
        ),
        _one_day,
    ),
    # "ngày 20/11", "ngày 20-11 năm nay", "trước 20/11"
    Form(
        "day",
        rx(
            r"ngày\s*(?:m[ùồ]ng )?(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})"
            rf"(?:,? (?:của )?(?:năm (?P<y>\d{{4}})|(?P<rel>năm (?:nay|sau|tới))))?{_RIGHT}"
        ),
        _one_day,
    ),
    Form(
        "day",
        rx(rf"{_LEFT}(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?: năm (?P<y>\d{{4}}))?(?![\w%/]|[.,]\d)"),
        _one_day,
        bare=True,
    ),
    # "10 ngày đầu tháng 12/2025", "10 ngày cuối tháng 11"
    Form(
        "part",
        rx(
            r"(?<!\w)(?P<n>\d{1,2}) ngày (?P<part>đầu|cuối) (?:của )?"
            rf"tháng (?P<m>\d{{1,2}}|{WORD}){_YEAR}{_RIGHT}"
        ),
        _days_of_month,
        literal=False,
    ),
    # "tuần đầu tháng 12/2025", "tuần thứ ba của tháng 11"
    Form(
        "part",
        rx(
            rf"(?<!\w)tuần (?:lễ )?(?:thứ )?{_WEEKS}"
            r"(?P<n>[1-5]|nhất|hai|nhì|ba|tư|đầu tiên|đầu|cuối cùng|cuối) "
            rf"(?:của )?tháng (?P<m>\d{{1,2}}|{WORD}){_YEAR}{_RIGHT}"
        ),
        _week_of_month,
        literal=False,
        words=("tuần",),
    ),
    # "cuối tháng 11/2021", "đầu tháng 12", "trung tuần tháng 3 năm 2025"
    Form(
        "part",
        rx(rf"(?<!\w)(?P<part>{_PARTS}) (?:của )?tháng (?P<m>\d{{1,2}}|{WORD}){_YEAR}{_RIGHT}"),
        lambda m: month_part(" ".join(m["part"].split()), _month_number(m["m"])),
        literal=False,
        words=("tháng",),
    ),
    # "6 tháng đầu năm 2022", "sáu tháng cuối năm", "nửa cuối năm 2025"
    Form(
        "half",
        rx(
            r"(?<!\w)(?P<n>0?[369]|ba|sáu|chín) tháng (?P<end>đầu|cuối) (?:của )?năm"
            rf"(?: (?P<y>\d{{4}})| (?P<rel>nay|sau|tới))?{_RIGHT}"
        ),
        _first_months,
        words=("tháng",),
    ),
    Form(
        "half",
        rx(rf"(?<!\w)nửa (?P<end>đầu|cuối) (?:của )?năm(?: (?P<y>\d{{4}})| (?P<rel>nay|sau|tới))?{_RIGHT}"),
        lambda m: months(1, 6) if m["end"] == "đầu" else months(7, 12),
        words=("nửa",),
    ),
    # "cuối quý III/2025", "quý III/2022", "Quí IV-2025", "quý 4 năm 2022", "Q4/2025", "quý III, IV/2025"
    Form(
        "part",
        rx(
            rf"(?<!\w)(?P<part>đầu|giữa|cuối) quý (?P<q>{QUARTER})"
            rf"(?:(?:\s*[/.\-]\s*|,? năm | )(?P<y>\d{{4}}))?{_RIGHT}"
        ),
        _quarter_part,
        literal=False,
        words=("quý",),
    ),
    Form(
        "quarter",
        rx(
            rf"(?<!\w)(?:quý\s*|q\.?\s*)(?P<list>{QUARTER}(?:{TO}(?:quý )?{QUARTER})*)"
            rf"(?:(?:\s*[/.\-]\s*|,? (?:của )?năm | )(?P<y>\d{{4}}))?{_RIGHT}"
        ),
        _quarter_list,
        words=("quý", "q"),
    ),
    # "tháng 9 năm 2022", "tháng 12/2025", "Tháng 10 - 12/2025", "T12/2025", "tháng Sáu"
    Form(
        "month",
        rx(
            r"(?<!\w)(?:tháng\s*|t\.?(?=\d+\s*[/\-]))(?P<list>\d{1,2}(?!\d)"
            rf"(?:{TO}(?:tháng )?(?:0?[1-9]|1[0-2])(?!\d))*){_YEAR}{_RIGHT}"
        ),
        _month_list,
    ),
    Form(
        "month",
        rx(rf"(?<!\w)tháng (?P<m>{WORD}){_YEAR}{_RIGHT}"),
        lambda m: months(_month_number(m["m"]), _month_number(m["m"])),
        words=("tháng",),
    ),
    # "giai đoạn 2022-2023", "giai đoạn từ năm 2026 đến năm 2030"
    Form(
        "phase",
        rx(
            r"(?<!\w)(?:giai đoạn|thời kỳ) (?:từ )?(?:năm )?"
            rf"(?P<list>(?P<y>\d{{4}})\s*(?:-|đến|tới)\s*(?:hết )?(?:năm )?\d{{4}}){_RIGHT}"
        ),
        _year_list,
    ),
    # "cuối năm 2025", "giữa năm", "đầu năm 2026"
    Form(
        "part",
        rx(
            r"(?<!\w)(?P<part>đầu|giữa|cuối) năm(?! (?:học|\d{1,3}(?!\d)))"
            rf"(?: (?P<y>\d{{4}})| (?P<rel>nay|sau|tới))?{_RIGHT}"
        ),
        lambda m: edge(m["part"], 1, 12),
        literal=False,
        words=("năm",),
    ),
    # "năm 2026", "năm 2025, 2026", "năm 2025 - 2026", "hết năm", "trong năm"
    Form("year", rx(rf"(?<!\w)năm (?P<list>(?P<y>\d{{4}})(?:{TO}(?:năm )?\d{{4}})*){_RIGHT}"), _year_list),
    Form("year", rx(r"(?<!\w)(?P<rel>năm (?:nay|sau|tới))(?!\w)"), lambda m: years(1), words=("năm",)),
    Form("year", rx(r"(?<=hết\s)năm(?!\w| (?:học|\d))"), lambda m: years(1), words=("hết",)),
    Form("year", rx(r"(?<=trong\s)năm(?=\s*(?:$|[.,;)]))"), lambda m: years(1), words=("trong",)),
    Form("year", rx(r"(?<=cả\s)năm(?=\s*(?:$|[.,;)]))"), lambda m: years(1), words=("cả",)),
    # "12/2025", "2025 - 2026", "2025"
    Form(
        "month",
        rx(rf"{_LEFT}(?P<list>\d{{1,2}})\s*[/\-]\s*(?P<y>\d{{4}}){_RIGHT}"),
        _month_list,
        bare=True,
    ),
    Form("year", rx(rf"{_LEFT}(?P<list>(?P<y>20\d\d)(?:{TO}20\d\d)*){_RIGHT}"), _year_list, bare=True),
)
