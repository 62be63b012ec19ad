"""Rhythms in a text: "hằng tháng", "6 tháng một lần", "trước ngày 15/12 hằng năm", "thứ Sáu hằng tuần".

A rhythm has a core (the period) and may have marks (days within the period) in the same sentence.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from models.draft import Rhythm
from rules.deadlines.marks import WEEKDAYS_ALONE, find_marks, weekday_numbers
from rules.deadlines.masks import EACH
from rules.deadlines.occurrences import JoinedRhythm, fixes_a_day, occurrences
from rules.deadlines.reading import CIVIL_CODE, DAY_ENDS, Reading, Setting
from rules.deadlines.words import NUMBER, Passage, number, rx

UNITS = {"ngày": "day", "tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year", "nửa năm": "half"}
# A school year has two terms (Luật Giáo dục 2019, and the yearly plan of the ministry).
UNITS |= {"học kỳ": "half", "năm học": "year"}
PERIOD_ENDS = f"{CIVIL_CODE}, Điều 148 khoản 5"
_UNIT = r"(?:nửa năm|năm học(?! sinh)|học kỳ|ngày|tuần|tháng|quý|năm)"
# "hằng năm" is a year, never the number five.
_COUNT = rf"(?!năm(?!\w)){NUMBER}"
_ONE = r"(?:một |0?1 )?"
_NOT_AFTER = r"(?! (?:học|tuổi|sinh|mới|càng|một (?:tốt|cao|nhiều|hoàn)))(?!\w)"
_LIST = (
    rf"(?:\s*(?:,|và|hoặc|/|;)\s*(?:{EACH} )?"
    rf"(?:(?:0?[1369]|một|sáu|chín) (?:tháng|năm)|{_UNIT})(?! \d)(?!\w))*"
)


@dataclass(frozen=True, slots=True)
class Core:
    """One way of saying a period: id, pattern, meaning, the words one of which it needs."""

    id: str
    pattern: re.Pattern[str]
    meaning: str
    needs: tuple[str, ...]


EACH_WORDS = ("hằng", "hàng", "hăng", "hắng", "hầng", "hâng", "hấng", "mỗi")
CORES: tuple[Core, ...] = (
    Core(
        "RECUR_TIMES",
        rx(
            rf"(?<!\w){EACH} (?P<unit>{_UNIT})(?: (?:tổ chức|kiểm tra|báo cáo|thực hiện|ít nhất|tối thiểu"
            r"|họp))*"
            rf" (?P<times>{_COUNT}) (?:lần|đợt|kỳ|cuộc)(?!\w)"
        ),
        "số lần trong mỗi kỳ: “mỗi năm ít nhất 02 lần”",
        EACH_WORDS,
    ),
    Core(
        "RECUR_TIMES",
        rx(
            rf"(?<!\w)(?P<times>{_COUNT}) lần\s*(?:/|mỗi|trong|một|trên"
            rf"|1)\s*{_ONE}(?P<unit>{_UNIT}){_NOT_AFTER}"
        ),
        "số lần trong một kỳ: “02 lần/năm”",
        ("lần",),
    ),
    Core(
        "RECUR_TIMES",
        rx(
            rf"(?<![\w/])(?:một|0?1) (?P<unit>{_UNIT})(?: (?:ít nhất|tối thiểu))?"
            rf" (?P<times>{_COUNT}) (?:lần|đợt)(?!\w)"
        ),
        "số lần trong một kỳ, kỳ nói trước: “01 năm 02 lần”",
        ("lần", "đợt"),
    ),
    Core(
        "RECUR_TIMES",
        rx(
            rf"(?<!\w)(?P<times>{_COUNT}) (?:kỳ|đợt|cuộc|buổi|số|tin, bài|tin|bài|lượt|ngày|tiết|phiên"
            r"|chuyên mục|chuyên đề|chuyên trang|phóng sự|chương trình"
            r"|lớp|hội nghị|hội thảo|khóa|đoàn)"
            rf"(?: (?:phát sóng|họp|tuyên truyền|kiểm tra|truyền thông|tập huấn|bồi dưỡng|đào tạo"
            rf"|diễn tập))?\s*(?:/|mỗi)\s*{_ONE}"
            r"(?P<unit>học kỳ|năm học|tuần|tháng|quý|năm)(?!\w)"
        ),
        "số kỳ, buổi, bài trong một kỳ: “02 kỳ/tháng”",
        (
            *("kỳ", "đợt", "cuộc", "buổi", "số", "tin", "bài", "lượt", "ngày", "tiết", "phiên"),
            *("chuyên", "phóng sự", "chương trình", "lớp", "hội", "khóa", "đoàn"),
        ),
    ),
    Core(
        "RECUR_EVERY",
        rx(
            rf"(?<!\w)(?:định kỳ )?(?:(?:{EACH}|cứ) )?(?:(?P<n>{_COUNT}) )?(?P<unit>{_UNIT})"
            r"(?:\s*/\s*(?:0?1 |một )?| (?:một |0?1 ))lần(?!\w)"
        ),
        "số kỳ cho một lần: “6 tháng một lần”, “mỗi 2 ngày/lần”",
        ("lần",),
    ),
    Core(
        "RECUR_EACH",
        rx(rf"(?<!\w)(?:định kỳ )?(?:vào )?{EACH} (?:(?P<n>{_COUNT}) )?(?P<unit>{_UNIT}){_NOT_AFTER}{_LIST}"),
        "“hằng, hàng, mỗi” và tên kỳ: “hằng quý”, “mỗi tháng”",
        EACH_WORDS,
    ),
    Core(
        "RECUR_PERIODIC",
        rx(rf"(?<!\w)định kỳ (?:theo |vào )?(?:(?P<n>{_COUNT}) )?(?P<unit>{_UNIT})(?! \d)(?!\w){_LIST}"),
        "“định kỳ” và tên kỳ: “định kỳ 6 tháng”, “định kỳ tháng, quý, năm”",
        ("định kỳ",),
    ),
    Core(
        "RECUR_REPORTS",
        rx(
            r"(?<!\w)(?:báo cáo|sơ kết|đánh giá|tổng hợp)"
            r"(?: (?!(?:trong|trước|đến)(?!\w))[^\s,.;:()]+){0,5}?,? "
            r"(?:(?P<n>0?[369]|sáu|chín) )?(?P<unit>tháng|quý|tuần)(?=\s*(?:,|và))"
            r"(?:\s*(?:,|và)\s*(?:(?:0?[369]|sáu|chín) tháng|quý|cả năm|01 năm|1 năm|năm)(?! \d)(?!\w))+"
        ),
        "nhiều kỳ báo cáo liền nhau: “báo cáo quý, 6 tháng, năm”",
        ("tháng", "quý", "tuần"),
    ),
    Core(
        "RECUR_REPORTS",
        rx(
            r"(?<!\w)báo cáo (?:định kỳ )?(?P<unit>tuần|tháng|quý|năm)"
            r"(?=\s*:|,? (?:gửi|nộp|chậm nhất|trước (?:ngày|thứ|\d)|vào (?:ngày|thứ|\d))(?!\w))"
            r"(?![^.;]{0,40}(?:/\s*|năm )20\d\d)"
        ),
        "báo cáo gọi tên theo kỳ: “báo cáo tháng gửi trước ngày 15”",
        ("báo cáo",),
    ),
    Core(
        "RECUR_REPORTS",
        rx(
            r"(?<!\w)sơ kết (?:(?P<n>0?6|sáu) )?(?P<unit>tháng|quý)(?: đầu năm)?"
            r"(?=(?: \([^()]{1,40}\))?,?(?: và)? tổng kết (?:cuối )?năm(?! \d)(?!\w))"
        ),
        "sơ kết, tổng kết theo kỳ: “sơ kết 6 tháng, tổng kết năm”",
        ("sơ kết",),
    ),
    Core(
        "RECUR_REPORTS",
        rx(r"(?<!\w)(?P<n>0?6|sáu) (?P<unit>tháng)(?: đầu năm)?(?:,| và|, và) cuối năm(?! \d)(?!\w)"),
        "hai lần mỗi năm: “6 tháng, cuối năm”",
        ("cuối năm",),
    ),
    Core(
        "RECUR_BY_UNIT",
        rx(r"(?<!\w)theo (?:từng )?(?P<unit>tuần|tháng|quý)(?! \d)(?! [ivx]+(?!\w))(?!\w)"),
        "“theo quý”, “theo tháng”",
        ("theo",),
    ),
    Core(
        "RECUR_PERIOD_END",
        rx(
            r"(?<!\w)(?:(?:của )?tháng cuối (?:cùng )?(?:của )?(?P<unit>quý)(?! (?:\d|[ivx]))(?!\w)"
            r"|tháng cuối (?:của )?kỳ(?: báo cáo)?|cuối kỳ báo cáo|mỗi kỳ báo cáo)"
        ),
        "tháng cuối của kỳ báo cáo (Nghị định 09/2019/NĐ-CP, Điều 13)",
        ("cuối", "mỗi kỳ"),
    ),
    Core(
        "RECUR_NEXT_MONTH",
        rx(
            r"(?<!\w)(?<=\d\s)(?:của )?"
            r"(?:(?P<first>tháng đầu (?:của )?(?P<unit>quý) (?:sau|tiếp theo|kế tiếp))"
            r"|tháng (?:liền )?(?:sau|kế tiếp|tiếp theo|liền kề)(?: (?:liền )?kề)?)(?!\w)"
        ),
        "ngày của tháng sau kỳ báo cáo: “ngày 05 của tháng tiếp theo”",
        ("tháng",),
    ),
)

_PERIODIC_BEFORE = rx(r"(?<!\w)định kỳ[\s,]*$")


def read_rhythms(passage: Passage, setting: Setting) -> list[Reading]:
    """Return the rhythms of ``passage`` and wipe their words from it."""
    found: list[Reading] = []
    for core in CORES:
        if not any(word in passage.lower for word in core.needs):
            continue
        for match in core.pattern.finditer(passage.lower):
            reading = _read(core, match, passage, setting)
            if reading is not None:
                found.append(reading)
    for match in WEEKDAYS_ALONE.finditer(passage.lower) if "các " in passage.lower else ():
        marks = [Rhythm("week", weekday=w) for w in weekday_numbers(match["list"])]
        found.append(_reading("RECUR_WEEKDAY", match.start(), match.end(), marks, setting))
        passage.blank(match.start(), match.end())
    return found


def _read(core: Core, match: re.Match[str], passage: Passage, setting: Setting) -> Reading | None:
    base = _base(core, match)
    marks, start, end = find_marks(base, match, passage, setting)
    if core.id == "RECUR_NEXT_MONTH" and not marks:
        return None
    rule = _rule_id(core.id, marks)
    start = _with_word_before(passage.lower, start)
    passage.blank(start, end)
    rhythms = marks or [base]
    question = ""
    if core.id == "RECUR_PERIOD_END" and not match["unit"]:
        question = "Văn bản không nói kỳ báo cáo dài bao lâu; đề nghị chọn tháng, quý, 6 tháng hoặc năm."
    return replace(_reading(rule, start, end, rhythms, setting, bool(question)), question=question)


def _base(core: Core, match: re.Match[str]) -> Rhythm:
    groups = match.groupdict()
    unit = UNITS[" ".join((groups.get("unit") or "tháng").split())]
    if core.id == "RECUR_TIMES":
        return _per(unit, number(match["times"]))
    if core.id == "RECUR_NEXT_MONTH":
        return Rhythm("quarter", month=1) if groups.get("first") else Rhythm("month")
    every = number(groups["n"]) if groups.get("n") else 1
    return _of(unit, max(every, 1))


def _of(unit: str, every: int) -> Rhythm:
    """Return "every N units" in its plainest form: 6 months are a half year, 12 a year."""
    if unit == "month":
        for name, length in (("year", 12), ("half", 6), ("quarter", 3)):
            if every % length == 0:
                return Rhythm(name, every // length)
    return Rhythm(unit, every)


def _per(unit: str, times: int) -> Rhythm:
    """Return "N times a unit" as a rhythm of the part of it (Điều 146: half a month is 15 days)."""
    shorter = {"year": 12, "half": 6, "quarter": 3, "month": 1}
    if times <= 1:
        return Rhythm(unit)
    if unit in shorter and shorter[unit] % times == 0:
        return _of("month", shorter[unit] // times)
    if unit == "month" and times == 2:
        return JoinedRhythm("month", day=15, also=(Rhythm("month", day=31),))
    length = {"year": 365, "quarter": 91, "month": 30, "week": 7}.get(unit, 1)
    return Rhythm("day", max(length // times, 1))


def _with_word_before(text: str, start: int) -> int:
    periodic = _PERIODIC_BEFORE.search(text, max(0, start - 16), start)
    return periodic.start() if periodic else start


_MARKED = {"week": "RECUR_WEEKDAY", "month": "RECUR_DAY", "quarter": "RECUR_DAY", "half": "RECUR_DAY"}


def _rule_id(core: str, marks: list[Rhythm]) -> str:
    if not marks:
        return core
    return _MARKED.get(marks[0].unit, "RECUR_MONTHDAY")


def _reading(
    rule: str, start: int, end: int, rhythms: list[Rhythm], setting: Setting, open_period: bool = False
) -> Reading:
    rhythm = rhythms[0]
    if len(rhythms) > 1:
        rhythm = JoinedRhythm(
            rhythm.unit,
            rhythm.every,
            rhythm.day,
            rhythm.month,
            rhythm.weekday,
            rhythm.before,
            tuple(rhythms[1:]),
        )
    fixed = fixes_a_day(rhythm)
    days: tuple[date, ...] = ()
    if fixed and setting.issued_on is not None and not open_period:
        days = occurrences(rhythm, after=setting.issued_on, count=3, calendar=setting.calendar)
    law = DAY_ENDS if fixed else PERIOD_ENDS
    return Reading(start, end, "recurring", rule, law, rhythm=rhythm, next=days, literal=fixed)
