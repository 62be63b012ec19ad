"""Stretches of time that a phrase names: "từ ngày 20/6 đến ngày 30/6/2026", "từ nay đến hết năm 2027"."""

from dataclasses import dataclass
from datetime import date

from rules.deadlines.masks import wipe
from rules.deadlines.points import find_points
from rules.deadlines.spans import settle
from rules.deadlines.ties import OPEN_END, Stretch, stretches_of
from rules.deadlines.words import Passage, rx

# "từ nay đến hết", "từ ngày ký ban hành đến": the day of issue begins the stretch.
_FROM_ISSUE = rx(
    r"(?<!\w)(?:kể từ|tính từ|bắt đầu từ|từ)(?: khi| ngày| thời điểm)?(?: (?:kế hoạch|văn bản)(?: này)?)?"
    r"(?: được)? (?:nay|ban hành|ký|phát động|có hiệu lực)(?: (?:ban hành|kế hoạch|này"
    r"|văn bản))*,? (?:cho )?(?:đến|tới)"
    r"(?: hết)?(?: ngày)?\s*$"
)
# A point that something falls before, not a stretch in which it runs.
_ENDS = rx(r"(?<!\w)(?:trước|chậm nhất|muộn nhất|đến|tới|sau|hết)(?: (?:là|ngày|hết))*\s*$")


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a stretch, its place in the phrase and its unit ("day", "year" …)."""

    first: date
    last: date
    start: int
    end: int
    unit: str
    joined: bool


def read_spans(phrase: str, issued_on: date | None) -> list[Span]:
    """Return the stretches of more than one day that the phrase names, in its order.

    Civil dates in Asia/Ho_Chi_Minh. A stretch without a last day ("và các năm tiếp theo"), a day alone and
    a point ("trước năm 2026") are none. ``issued_on`` supplies "từ nay" and a missing year.
    """
    passage = Passage(phrase)
    wipe(passage, cell=True)
    stretches = stretches_of(find_points(passage, issued_on), passage.lower)
    found = (_span(stretch, passage.lower, issued_on) for stretch in stretches)
    return [span for span in found if span is not None]


def _span(stretch: Stretch, text: str, issued_on: date | None) -> Span | None:
    if OPEN_END.match(text, stretch.end):
        return None
    last = settle(stretch.last, issued_on, after=False, year=stretch.first.year)
    if isinstance(last, str):
        return None
    from_issue = _FROM_ISSUE.search(text, 0, stretch.start)
    if from_issue is not None:
        if issued_on is None or last.last <= issued_on:
            return None
        return Span(issued_on, last.last, from_issue.start(), stretch.end, stretch.unit, joined=True)
    if _ENDS.search(text, 0, stretch.start):
        return None
    first = settle(stretch.first, issued_on, after=False, year=last.last.year)
    if not isinstance(first, str) and first.first > last.last and stretch.first.year is None:
        first = settle(stretch.first, issued_on, after=False, year=last.last.year - 1)
    if isinstance(first, str) or first.first >= last.last or stretch.unit == "part":
        return None
    return Span(first.first, last.last, stretch.start, stretch.end, stretch.unit, stretch.joined)
