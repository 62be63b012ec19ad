"""Time words without a day: before or after an event, when an act happens, all the time.

What "khi" leads to decides: an official act or something sure to happen is an event; something that
may never happen sets no deadline. Bộ luật Dân sự 2015, Điều 144 khoản 2 lets a period be set by an event.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from models.draft import DeadlineKind
from rules.deadlines.certainty import (
    A_THING,
    COMES,
    DECIDES,
    NO_ACT,
    OF_A_LIFE,
    OWN_WORK,
    PERSONS,
    SURE_END,
    TROUBLE,
)
from rules.deadlines.periods import AMOUNT, EVENT_NOUN, LEAST
from rules.deadlines.reading import CIVIL_CODE, Reading
from rules.deadlines.words import Passage, rx

BY_EVENT = f"{CIVIL_CODE}, Điều 144 khoản 2"

# A comma within a list of bodies does not end the clause ("khi Chính phủ và các Bộ, ngành ban hành …").
_CLAUSE = re.compile(
    r"(?:[^,.;()\x00]|(?:(?<=\Wbộ)|(?<=\Wsở)|(?<=\Wban)|(?<=\Wngành)|(?<=\Wcơ quan)|(?<=\Wđơn vị)), "
    r"(?=(?:ban|ngành|cơ quan|địa phương|đơn vị|đoàn thể)(?!\w)))*"
)
_FESTIVAL = (
    rf"(?:{EVENT_NOUN}|tết|quốc khánh|ngày lễ|dịp lễ|kỳ nghỉ|mùa (?:mưa|bão|lũ|khô|đông|hè)|khai giảng"
    r"|bế giảng"
    r"|năm học(?: mới)?|giao thừa|hợp nhất|ngày bầu cử|chiến dịch|đợt (?:cao điểm|ra quân|phát động|khám))"
)
_CARE = r"(?:(?:khi|lúc) )?(?:sinh|mổ|phẫu thuật|tiêm|điều trị|đẻ|mang thai|thai)"


@dataclass(frozen=True, slots=True)
class State:
    """One rule: id, kind, pattern, meaning, the words one of which it needs, and a guard."""

    id: str
    kind: DeadlineKind
    pattern: re.Pattern[str]
    meaning: str
    needs: tuple[str, ...]
    guard: Callable[[str, re.Match[str]], bool] = lambda text, match: True


def _ahead(text: str, match: re.Match[str]) -> str:
    clause = _CLAUSE.match(text, match.end())
    return clause.group()[:120] if clause else ""


def _sure(default: bool) -> Callable[[str, re.Match[str]], bool]:
    """Return a guard: does the clause after "khi" name an act (or else, ``default``)?"""

    def guard(text: str, match: re.Match[str]) -> bool:
        clause = _ahead(text, match)
        if not clause.strip() or _AD_HOC.search(text, max(0, match.start() - 24), match.start()):
            return False
        if default and COMES.match(clause):
            return True
        decided = DECIDES.search(clause)
        return default if decided is None else decided["act"] is not None

    return guard


def _until(text: str, match: re.Match[str]) -> bool:
    """Say whether "đến khi …" leads to an act, or to the end of something that has begun."""
    return bool(SURE_END.search(_ahead(text, match))) or _sure(True)(text, match)


def _before(text: str, match: re.Match[str]) -> bool:
    """Say whether "trước khi …" leads to an act: whatever is ordered precedes it, so that it sets a time."""
    if _AD_HOC.search(text, max(0, match.start() - 24), match.start()):
        return False
    clause = _ahead(text, match)
    return bool(clause.strip()) and (COMES.match(clause) is not None or not NO_ACT.match(clause))


def _after(text: str, match: re.Match[str]) -> bool:
    """Say whether "sau khi …" tells when the work is done, and not which persons are meant."""
    persons = PERSONS.search(text, max(0, match.start() - 40), match.start())
    if persons is not None and OF_A_LIFE.match(text, match.end()):
        return False
    return _sure(True)(text, match)


def _upon(text: str, match: re.Match[str]) -> bool:
    """Say whether "khi …" leads to an act, not to where troubles arise ("vướng mắc khi thực hiện")."""
    before = text[max(0, match.start() - 40) : match.start()]
    if TROUBLE.search(before) or OWN_WORK.match(text, match.end()):
        return False
    return _sure(False)(text, match)


_AD_HOC = rx(r"(?:đột xuất|nếu|chỉ|kể cả|ngay cả|trước|không|đặc biệt)\s*,?\s*$")
_NOT_A_WHILE = rx(
    r"\s*(?:tới|qua|vừa|tiếp theo|sớm|nhanh|ngắn|dài|nhất|đến|này|đó|quy định|sắp|gần|nêu|trên|\d"
    r"|cho phép|cao điểm|hợp lý"
    r"|theo|do|đã|nhất định|dự kiến)"
)


def _a_while(text: str, match: re.Match[str]) -> bool:
    """Say whether "trong quá trình, trong thời gian" tells when the ordered work is done."""
    if _NOT_A_WHILE.match(text, match.end()):
        return False
    after = text[match.end() : match.end() + 80]
    if re.search(r"(?<!\w)(?:nếu|nêu|trường hợp|khó khăn|vướng mắc|phát sinh)(?!\w)", after):
        return False
    return not A_THING.search(text, max(0, match.start() - 90), match.start())


def _not_a_date(text: str, match: re.Match[str]) -> bool:
    # "trực 24/7" all the time, "trước ngày 24/7" the 24th of July.
    return not _DATE_WORD.search(text, max(0, match.start() - 20), match.start())


_DATE_WORD = rx(r"(?<!\w)(?:ngày|trước|nhất|hết|đến|từ|quá|vào|lễ|dịp)[\s:(]*$")


def _not_of_things(text: str, match: re.Match[str]) -> bool:
    return re.match(rf"\s*{_CARE}(?!\w)", text[match.end() :]) is None


STATES: tuple[State, ...] = (
    State(
        "AROUND_EVENT",
        "event",
        rx(r"(?<!\w)(?:trước,? (?:và )?trong,? (?:và )?sau|trước và sau|trước và trong|trong và sau)(?!\w)"),
        "quanh một sự kiện: “trước, trong và sau Hội nghị”",
        ("trước", "trong và"),
        guard=_not_of_things,
    ),
    State(
        "WHILE_WAITING",
        "event",
        rx(r"(?<!\w)(?:trong (?:khi|thời gian|lúc) (?:chờ|đợi)|cho (?:đến|tới) khi|(?:đến|tới) khi)(?!\w)"),
        "đến một việc: “đến khi kết thúc”, “trong khi chờ hướng dẫn”",
        ("khi", "chờ", "đợi"),
        guard=_until,
    ),
    State(
        "RIGHT_AFTER",
        "event",
        rx(r"(?<!\w)(?:ngay )?sau (?:khi|ngày)(?! \d)(?!\w)"),
        "sau một việc: “ngay sau khi Kế hoạch được ban hành”",
        ("sau",),
        guard=_after,
    ),
    State(
        "BEFORE_ACT",
        "event",
        rx(r"(?<!\w)trước khi(?!\w)"),
        "trước một việc: “trước khi trình UBND tỉnh”",
        ("trước",),
        guard=_before,
    ),
    State(
        "BEFORE_ACT",
        "event",
        rx(rf"(?<!\w)trước {LEAST}{AMOUNT} (?:so với|trước|tính đến)(?: (?:khi|ngày|thời điểm|lúc))+(?!\w)"),
        "đếm lùi từ một việc: “trước 10 ngày so với ngày bàn giao”",
        ("trước",),
        guard=_sure(True),
    ),
    State(
        "NAMED_EVENT",
        "event",
        rx(
            rf"(?<!\w)(?:ngay sau|trước|sau|trong (?:các )?dịp|trong (?:thời gian|những ngày|ngày)|trong)"
            rf"(?: (?:khi|ngày|thời gian|thời điểm|dịp|các|kỳ|đợt|diễn ra|tổ chức|khai mạc|kết thúc|bế mạc))*"
            rf" {_FESTIVAL}(?!\w)"
        ),
        "trước, trong, sau một sự kiện có tên: “trước Tết Nguyên đán”",
        ("trước", "sau", "trong"),
        guard=lambda text, match: "trong" not in match.group() or _within_event(match.group()),
    ),
    State(
        "RIGHT_AFTER",
        "event",
        rx(r"(?<!\w)ngay (?:khi|sau)(?! đó)(?!\w)"),
        "ngay khi có một việc",
        ("ngay",),
        guard=_sure(True),
    ),
    State(
        "UPON",
        "event",
        rx(r"(?<!\w)khi(?!\w)"),
        "khi có một việc chính thức: “khi có chỉ đạo của Trung ương”",
        ("khi",),
        guard=_upon,
    ),
    State(
        "IN_SEASON",
        "event",
        rx(r"(?<!\w)trong (?:(?:các|những) )?(?:dịp|đợt)(?= (?:(?!này|đó|khác|đầu|cuối)[^\W\d]))(?!\w)"),
        "trong một dịp, một đợt có tên: “trong dịp Chiến dịch tình nguyện hè”",
        ("dịp", "đợt"),
    ),
    State(
        "FROM_SCHOOL_YEAR",
        "ongoing",
        rx(r"(?<!\w)(?:kể từ|bắt đầu từ|từ) (?:đầu )?năm học(?: mới| \d{4}\s*-\s*\d{4})?(?=\s*(?:$|[.,;)]))"),
        "có năm học đầu, không có ngày cuối: “từ năm học 2026 - 2027”",
        ("năm học",),
    ),
    State(
        "ROUND_THE_CLOCK",
        "ongoing",
        rx(
            r"(?<![\d/])(?:24\s*(?:h|giờ)?\s*/\s*(?:24\s*(?:h|giờ)?|7|ngày)(?![\d/])|suốt ngày đêm"
            r"|cả ngày lẫn đêm)"
        ),
        "trực suốt ngày đêm: “24/24”",
        ("24", "ngày đêm", "cả ngày"),
        guard=_not_a_date,
    ),
    State("STANDING", "ongoing", rx(r"(?<!\w)thường xuyên(?!\w)"), "việc thường xuyên", ("thường",)),
    State(
        "STANDING",
        "ongoing",
        rx(r"(?<!\w)(?:liên tục|quanh năm|không ngừng nghỉ)(?!\w)"),
        "việc làm liên tục",
        ("liên tục", "quanh năm", "không ngừng"),
    ),
    State(
        "THROUGHOUT",
        "ongoing",
        rx(
            r"(?<!\w)(?:trong suốt(?! (?:chuỗi|tuyến|chiều|toàn|các khâu|vòng đời))"
            r"|xuyên suốt(?= (?:cả )?(?:quá trình|thời gian|đợt|năm))"
            r"|suốt (?:thời gian|quá trình|đợt|năm|tháng|tuần lễ|chiến dịch|mùa|kỳ|vụ|dịp))(?!\w)"
        ),
        "suốt một thời gian: “trong suốt thời gian diễn ra dịch”",
        ("suốt",),
    ),
    State(
        "WHILE",
        "ongoing",
        rx(r"(?<!\w)trong (?:quá trình|thời gian|lúc)(?!\w)"),
        "trong quá trình làm một việc",
        ("trong",),
        guard=_a_while,
    ),
    State(
        "FROM_NOW_ON",
        "ongoing",
        rx(r"(?<!\w)(?:(?:và )?(?:các|những) năm (?:tiếp theo|sau|kế tiếp)|lâu dài)(?!\w)"),
        "không có ngày cuối: “và các năm tiếp theo”",
        ("năm", "lâu dài"),
        guard=lambda text, match: not re.search(r"\w", text[: match.start()] + text[match.end() :]),
    ),
)


def _within_event(words: str) -> bool:
    # "trong Hội nghị", "trong chương trình" name a place; "trong dịp Tết", "trong thời gian Hội nghị" a time.
    return re.search(r"dịp|đợt|thời gian|những\s+ngày|trong\s+ngày|tết|mùa|kỳ\s+nghỉ", words) is not None


def read_states(passage: Passage) -> list[Reading]:
    """Return the events and standing duties of ``passage`` and wipe their words from it."""
    found: list[Reading] = []
    for state in STATES:
        if not any(word in passage.lower for word in state.needs):
            continue
        for match in state.pattern.finditer(passage.lower):
            if passage.lower[match.start() : match.end()] != match.group():
                continue
            if not state.guard(passage.lower, match):
                if state.kind == "event":
                    passage.blank(match.start(), match.end())
                continue
            start, end = match.span()
            if state.kind == "event":
                start, end = _with_length(
                    passage.lower, start, end + len(_ahead(passage.lower, match).rstrip())
                )
            found.append(Reading(start, end, state.kind, state.id, BY_EVENT if state.kind == "event" else ""))
            passage.blank(match.start(), match.end())
            if state.kind == "event":
                _wipe_year(passage, match.end(), end)
    return found


# A length beside the clause: "chậm nhất 05 ngày trước khi …", "sau khi …, chậm nhất 10 ngày".
_LENGTH_BEFORE = rx(
    rf"(?<!\w)(?:(?:(?:chậm|muộn|trễ) nhất(?: là)?|ít nhất|tối thiểu|trong vòng) )?{AMOUNT} $"
)
_LENGTH_AFTER = rx(
    r",? (?:(?:chậm|muộn|trễ) nhất(?: là)?|trong vòng|trong thời hạn|không quá|tối đa|ít nhất)"
    rf"(?: (?:trong|là|sau))* {AMOUNT}"
)


def _with_length(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch widened by a length beside it, which counts once the event has a day."""
    before = _LENGTH_BEFORE.search(text, max(0, start - 60), start)
    after = _LENGTH_AFTER.match(text, end)
    return before.start() if before else start, after.end() if after else end


# "trước Tết Nguyên đán 2026", "trước mùa mưa bão năm 2026": the year is the event's.
_YEAR = rx(r"(?<![\w/])(?:năm )?20\d\d(?![\w/])")
_TIED = rx(r"(?:trước|trong|hết|đến|vào|từ)\s*$")


def _wipe_year(passage: Passage, start: int, end: int) -> None:
    for year in _YEAR.finditer(passage.lower, start, end):
        if not _TIED.search(passage.lower, start, year.start()):
            passage.blank(year.start(), year.end())
