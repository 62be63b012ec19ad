"""Filling in a Word template: the words that stand in every paper, and what can go wrong with a template."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from models.errors import Refused
from models.standing import RollupCounts
from rules.rollup import percent

# Where a person writes: số, quyền hạn, chức vụ, họ tên.
BLANK = "……………………"
_NUMBER = "………/………"
# What XML cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the superior body ("" where there is none), the writing body, and the place of signing."""

    superior: str
    agency: str
    place: str


def head_words(letterhead: Letterhead, day: date) -> dict[str, object]:
    """Return what stands around the words; days and months below ten as Nghị định 30/2020 writes them."""
    return {
        "co_quan_chu_quan": letterhead.superior.upper(),
        "co_quan_ban_hanh": letterhead.agency.upper(),
        "co_quan": letterhead.agency,
        "dia_danh": letterhead.place or BLANK,
        "so_ky_hieu": _NUMBER,
        "tinh_den": f"{day:%d/%m/%Y}",
        # The day is the signer's: it is written in when the paper is signed.
        "ngay": "……",
        "thang": f"{day.month:02d}" if day.month < 3 else str(day.month),
        "nam": day.year,
        "quyen_han": BLANK,
        "nguoi_ky": BLANK,
    }


def count_words(sums: RollupCounts) -> dict[str, object]:
    """Return the official classes and rates under the words by which templates ask for them."""
    return {
        "tong_so": sums.total,
        "hoan_thanh": sums.done,
        "dung_han": sums.done_on_time,
        "xong_qua_han": sums.done_late,
        "chua_hoan_thanh": sums.open_in_time + sums.open_overdue,
        "trong_han": sums.open_in_time,
        "qua_han": sums.open_overdue,
        "khong_thoi_han": sums.no_deadline,
        "thuong_xuyen": sums.ongoing,
        "ty_le_da_xong": percent(sums.on_time_of_done),
        "ty_le_den_han": percent(sums.on_time_of_due),
        "ty_le_bao_cao_moi": percent(sums.freshness),
    }


def filled(template: Path, words: Mapping[str, object]) -> bytes:
    """Return the template with its words filled in; texts are never read as parts of the template."""
    environment = SandboxedEnvironment(undefined=StrictUndefined)
    try:
        document = DocxTemplate(str(template))
        document.render(_clean(dict(words)), environment, autoescape=True)
        kept = io.BytesIO()
        document.save(kept)
    except (
        TemplateError,
        PackageNotFoundError,
        LxmlError,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        ArithmeticError,
        OSError,
    ) as fault:
        raise Refused(
            f"Mẫu Word “{template.name}” không dùng được: {fault}.",
            hint="Sửa mẫu trong thư mục “word” của cơ quan, hoặc bỏ tệp đó đi để dùng mẫu có sẵn.",
        ) from fault
    return kept.getvalue()


def _clean(value: object) -> object:
    """Return the words without characters that no Word document can hold."""
    if isinstance(value, str):
        return _FORBIDDEN.sub("", value)
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return value
