"""Papers that a lead signs, as Word documents: công văn đôn đốc, báo cáo, phụ lục phân công.

The facts are handed in, the form is a template (``config.word_forms`` makes the shipped ones, an office may
have its own). Số, ký hiệu, quyền hạn and the signer's name are left for people: the paper is a draft.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.standing import RollupCounts
from report.filling import Letterhead as Letterhead
from report.filling import count_words, filled, head_words
from rules.rollup import Rollup, checked, percent

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP_TYPE = "application/zip"
# The templates' file names: the shipped ones, and those of an office.
URGING, COURSE, ANNEX = "cong-van-don-doc.docx", "bao-cao-tinh-hinh.docx", "phu-luc-phan-cong.docx"


@dataclass(frozen=True, slots=True)
class OverdueItem:
    """An overdue obligation as a row; ``reminders`` are (number, day) of those already sent."""

    plan: str
    ref: str
    text: str
    due_on: date
    days_late: int
    reminders: tuple[tuple[int, date], ...] = ()


@dataclass(frozen=True, slots=True)
class UrgingLetter:
    """A công văn đôn đốc to one body; ``plans`` name the documents, ``answer_by`` the new day to answer."""

    letterhead: Letterhead
    recipient: str
    recipient_code: str
    is_ordered: bool
    plans: tuple[str, ...]
    subject: str
    items: tuple[OverdueItem, ...]
    answer_by: date
    today: date


@dataclass(frozen=True, slots=True)
class CourseReport:
    """A báo cáo on one plan: ``plan`` names it in full, ``plan_name`` in short; proposals are sentences."""

    letterhead: Letterhead
    recipient: str
    plan: str
    plan_name: str
    rollup: Rollup
    proposals: tuple[str, ...]
    today: date


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """An item of the phụ lục; everything in words."""

    number: str
    text: str
    owners: str
    coordinators: str
    when: str
    deliverable: str
    note: str = ""


def urging_letter(facts: UrgingLetter, template: Path) -> bytes:
    """Return the công văn as .docx; raises Refused for a template that cannot be filled in."""
    rows = [
        {
            "tt": n,
            "noi_dung": one.text,
            "van_ban": f"{one.plan}, mục {one.ref}" if one.ref else one.plan,
            "thoi_han": f"{one.due_on:%d/%m/%Y}",
            "qua_han": one.days_late,
            "don_doc": _reminded(one.reminders),
        }
        for n, one in enumerate(facts.items, 1)
    ]
    superior = facts.letterhead.superior or "cấp có thẩm quyền"
    return filled(
        template,
        {
            **head_words(facts.letterhead, facts.today),
            "trich_yeu": facts.subject,
            "kinh_gui": facts.recipient,
            "ke_hoach": list(facts.plans),
            "so_viec": len(rows),
            "viec": rows,
            "de_nghi": "đề nghị" if facts.is_ordered else "trân trọng đề nghị",
            "tra_loi": f"{facts.answer_by:%d/%m/%Y}",
            "noi_bao_cao": superior,
            "noi_nhan_chinh": "Như trên",
            "noi_nhan_biet": f"{superior} (b/c)" if facts.letterhead.superior else "Lãnh đạo cơ quan (b/c)",
        },
    )


def letters_archive(letters: Iterable[UrgingLetter], template: Path) -> bytes:
    """Return a zip with a công văn for each letter, names made different where two would be alike."""
    kept, taken = io.BytesIO(), dict[str, int]()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for one in letters:
            name = letter_name(one)
            taken[name] = taken.get(name, 0) + 1
            if taken[name] > 1:
                name = name.replace(".docx", f"_{taken[name]}.docx")
            archive.writestr(name, urging_letter(one, template))
    return kept.getvalue()


def letter_name(facts: UrgingLetter) -> str:
    """Return the file name of a letter: "CV-don-doc_so-noi-vu_20261123.docx"."""
    return f"CV-don-doc_{facts.recipient_code}_{facts.today:%Y%m%d}.docx"


def course_report(facts: CourseReport, template: Path) -> bytes:
    """Return the báo cáo as .docx; raises Refused where the counts do not sum or the template is broken."""
    sums = checked(facts.rollup).sum
    late = [(name, one) for name, one in facts.rollup.rows if one.open_overdue]
    late.sort(key=lambda row: -row[1].open_overdue)
    return filled(
        template,
        {
            **head_words(facts.letterhead, facts.today),
            "trich_yeu": f"Tình hình thực hiện {facts.plan_name}",
            "kinh_gui": facts.recipient,
            "ke_hoach": facts.plan,
            "ten_ke_hoach": facts.plan_name,
            **count_words(sums),
            "cham": [_late_row(n, name, one) for n, (name, one) in enumerate(late, 1)],
            "de_xuat": list(facts.proposals) or ["Không có đề xuất, kiến nghị."],
            "noi_nhan_chinh": "Như trên",
            "noi_nhan_biet": "Các cơ quan, đơn vị thực hiện kế hoạch",
        },
    )


def annex(plan: str, rows: Sequence[AnnexRow], template: Path) -> bytes:
    """Return the phụ lục phân công nhiệm vụ as .docx; ``plan`` names the document that it goes with."""
    items = [
        {
            "tt": one.number,
            "noi_dung": one.text,
            "chu_tri": one.owners,
            "phoi_hop": one.coordinators,
            "thoi_han": one.when,
            "san_pham": one.deliverable,
            "ghi_chu": one.note,
        }
        for one in rows
    ]
    return filled(template, {"ke_hoach": plan, "viec": items})


def _late_row(number: int, name: str, one: RollupCounts) -> dict[str, object]:
    rate = percent(one.on_time_of_due)
    return {
        "tt": number,
        "co_quan": name,
        "tong_so": one.total,
        "hoan_thanh": one.done,
        "qua_han": one.open_overdue,
        "ty_le": rate,
    }


def _reminded(reminders: Sequence[tuple[int, date]]) -> str:
    return "\n".join(f"Lần {n}: {day:%d/%m/%Y}" for n, day in reminders) or "Chưa"
