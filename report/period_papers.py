"""Two further papers that a lead signs: báo cáo of a period, thông báo of what a leader concluded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.standing import RollupCounts
from report.filling import BLANK, Letterhead, count_words, filled, head_words
from rules.periods import Period
from rules.rollup import Rollup, checked, percent

PERIOD, NOTICE = "bao-cao-ky.docx", "thong-bao-ket-luan.docx"
# What is written into a cell that a person fills in.
_EMPTY = "………"
# Overdue items that a báo cáo lists; how many there are besides stands below the table.
MOST_OVERDUE = 200


@dataclass(frozen=True, slots=True)
class LateItem:
    """An obligation that was overdue on the report's day."""

    text: str
    document: str
    agency: str
    due_on: date
    days_late: int


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """A báo cáo of a period: its table and that of the period before; ``plan`` names what is carried out.

    ``as_of`` is the last day counted: the period's own last day, or today while it runs.
    """

    letterhead: Letterhead
    recipient: str
    plan: str
    plan_name: str
    rollup: Rollup
    before: Rollup
    period: Period
    period_before: Period
    late: tuple[LateItem, ...]
    proposals: tuple[str, ...]
    as_of: date
    today: date


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What was concluded on one item; ``basis`` names the item and its day, ``due_on`` is the new day."""

    text: str
    basis: str
    agency: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConclusionNotice:
    """A thông báo: who concluded at which meeting on which day, and item by item what."""

    letterhead: Letterhead
    plan: str
    plan_name: str
    counts: RollupCounts
    leader: str
    meeting: str
    met_on: date
    conclusions: tuple[Conclusion, ...]
    today: date


def period_report(facts: PeriodReport, template: Path) -> bytes:
    """Return the báo cáo as .docx; raises Refused where counts do not sum or the template is broken."""
    now, before = checked(facts.rollup).sum, checked(facts.before).sum
    shown = facts.late[:MOST_OVERDUE]
    return filled(
        template,
        {
            **head_words(facts.letterhead, facts.today),
            "tinh_den": f"{facts.as_of:%d/%m/%Y}",
            "trich_yeu": f"Tình hình thực hiện {facts.plan_name} {facts.period.words}",
            "kinh_gui": facts.recipient,
            "ke_hoach": facts.plan,
            "ten_ke_hoach": facts.plan_name,
            "ky": facts.period.words,
            "khoang": facts.period.span_words,
            "ky_truoc": f"{facts.period_before.words} ({facts.period_before.span_words})",
            "chuyen_sang": now.carried_over,
            "giao_moi": now.newly_given,
            **count_words(now),
            "so_sanh": _compared(now, before),
            "co_quan_don_vi": [_agency(n, name, one) for n, (name, one) in enumerate(facts.rollup.rows, 1)],
            "cham": [_late(n, one) for n, one in enumerate(shown, 1)],
            "con_lai": len(facts.late) - len(shown),
            "de_xuat": list(facts.proposals),
            "so_de_xuat": len(facts.proposals) + 1,
            "de_trong": BLANK * 2,
            "noi_nhan_chinh": "Như trên",
            "noi_nhan_biet": "Các cơ quan, đơn vị thực hiện",
        },
    )


def conclusion_notice(facts: ConclusionNotice, template: Path) -> bytes:
    """Return the thông báo kết luận as .docx; raises Refused for a template that cannot be filled in."""
    rows = [
        {
            "tt": number,
            "ket_luan": one.text or _EMPTY,
            "can_cu": one.basis,
            "co_quan": one.agency or _EMPTY,
            "thoi_han": f"{one.due_on:%d/%m/%Y}" if one.due_on else _EMPTY,
        }
        for number, one in enumerate(facts.conclusions, 1)
    ]
    superior = facts.letterhead.superior
    return filled(
        template,
        {
            **head_words(facts.letterhead, facts.today),
            "trich_yeu": f"Kết luận của {facts.leader} tại {facts.meeting}",
            "ngay_hop": f"{facts.met_on:%d/%m/%Y}",
            "nguoi_ket_luan": facts.leader,
            "cuoc_hop": facts.meeting,
            "ke_hoach": facts.plan,
            "ten_ke_hoach": facts.plan_name,
            **count_words(facts.counts),
            "viec": rows,
            "noi_nhan_chinh": "Các cơ quan, đơn vị được giao nhiệm vụ",
            "noi_nhan_biet": f"{superior} (b/c)" if superior else "Lãnh đạo cơ quan (b/c)",
        },
    )


_SHARES = {
    "Tỷ lệ đúng hạn trên số đã hoàn thành": "on_time_of_done",
    "Tỷ lệ đúng hạn trên số đã đến hạn": "on_time_of_due",
}
_NUMBERS = {
    "Tổng số phần việc theo dõi": "total",
    "Giao mới trong kỳ": "newly_given",
    "Hoàn thành đúng hạn": "done_on_time",
    "Hoàn thành quá hạn": "done_late",
    "Chưa hoàn thành trong hạn": "open_in_time",
    "Chưa hoàn thành quá hạn": "open_overdue",
}


def _compared(now: RollupCounts, before: RollupCounts) -> list[dict[str, object]]:
    """Return the rows of the comparison; a share that is missing on either side has no difference."""
    rows: list[dict[str, object]] = []
    for words, name in _NUMBERS.items():
        here, there = getattr(now, name), getattr(before, name)
        rows.append(_row(words, str(here), str(there), _signed(here - there)))
    for words, name in _SHARES.items():
        here, there = getattr(now, name), getattr(before, name)
        points = None if here is None or there is None else (here - there) * 100
        change = "–" if points is None else _signed_points(points)
        rows.append(_row(words, percent(here), percent(there), change))
    return rows


def _row(words: str, here: str, there: str, change: str) -> dict[str, object]:
    return {"chi_tieu": words, "ky_nay": here, "ky_truoc": there, "tang_giam": change}


def _signed(change: int) -> str:
    return f"+{change}" if change > 0 else str(change).replace("-", "−")


def _signed_points(points: float) -> str:
    text = f"{abs(points):.1f}".replace(".", ",").removesuffix(",0")
    sign = "" if text == "0" else "+" if points > 0 else "−"
    return f"{sign}{text} điểm %"


def _agency(number: int, name: str, one: RollupCounts) -> dict[str, object]:
    return {
        "tt": number,
        "co_quan": name,
        "tong_so": one.total,
        "dung_han": one.done_on_time,
        "xong_qua_han": one.done_late,
        "trong_han": one.open_in_time,
        "qua_han": one.open_overdue,
        "khac": one.no_deadline + one.ongoing,
        "ty_le": percent(one.on_time_of_due),
    }


def _late(number: int, one: LateItem) -> dict[str, object]:
    return {
        "tt": number,
        "noi_dung": one.text,
        "van_ban": one.document,
        "co_quan": one.agency,
        "thoi_han": f"{one.due_on:%d/%m/%Y}",
        "qua_han": one.days_late,
    }


def most_late(late: Sequence[LateItem]) -> tuple[LateItem, ...]:
    """Return the items in the order of a báo cáo: the longest overdue first, then by agency."""
    return tuple(sorted(late, key=lambda one: (-one.days_late, one.agency, one.document, one.text)))
