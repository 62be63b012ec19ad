"""``dondoc export`` and ``dondoc letter`` write what the pages give."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from config.clock import Clock
from console.desk import Desk
from console.papers import asked_period, export, letter
from models.errors import NotFound, Refused
from tests.cast import Cast, item

TODAY, DUE = date(2026, 11, 23), date(2026, 11, 16)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    cast.settle_province()
    cast.tracked_plan(
        item("Rà soát danh sách", "Sở Nội vụ", due=DUE, ref="IV.1"),
        item("Bố trí kinh phí", "Sở Tài chính", due=DUE, ref="IV.2"),
        number="15/KH-UBND",
    )
    return Desk(cast.settings, cast.engine, cast.office, Clock(TODAY), "chuyên viên")


def test_a_plan_is_exported_by_its_number(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(desk, "15/KH-UBND", tmp_path / "bang.xlsx")
    assert load_workbook(tmp_path / "bang.xlsx")["Danh sách việc"].max_row == 6
    assert "Đã ghi" in capsys.readouterr().out
    with pytest.raises(NotFound):
        export(desk, "999", tmp_path / "x.xlsx")
    with pytest.raises(Refused, match="Không ghi được"):
        export(desk, "15/KH-UBND", tmp_path / "khong-co" / "x.xlsx")


def test_letters_are_a_zip_and_one_letter_a_word_file(desk: Desk, tmp_path: Path) -> None:
    letter(desk, "cong-van", "15/KH-UBND", tmp_path / "cv.zip", agency="", answer_by="30/11/2026")
    assert len(zipfile.ZipFile(tmp_path / "cv.zip").namelist()) == 2
    letter(desk, "cong-van", "15/KH-UBND", tmp_path / "cv.docx", agency="so-noi-vu", answer_by="30/11/2026")
    text = "\n".join(p.text for p in Document(str(tmp_path / "cv.docx")).paragraphs)
    assert "Kính gửi: Sở Nội vụ" in text and "trước ngày 30/11/2026" in text
    # Without a day: five working days on, over the day off of 24 November.
    letter(desk, "cong-van", "15/KH-UBND", tmp_path / "cv.docx", agency="so-noi-vu", answer_by="")
    assert "trước ngày 01/12/2026" in "\n".join(
        p.text for p in Document(str(tmp_path / "cv.docx")).paragraphs
    )
    with pytest.raises(Refused, match=r"tệp \.zip"):
        letter(desk, "cong-van", "15/KH-UBND", tmp_path / "nhieu.docx", agency="", answer_by="")
    assert not (tmp_path / "nhieu.docx").exists()


def test_a_report_and_a_phu_luc_are_word_files(desk: Desk, tmp_path: Path) -> None:
    letter(desk, "bao-cao", "15/KH-UBND", tmp_path / "bc.docx", agency="", answer_by="")
    assert "BÁO CÁO" in [p.text for p in Document(str(tmp_path / "bc.docx")).paragraphs]
    letter(desk, "phu-luc", "15/KH-UBND", tmp_path / "pl.docx", agency="", answer_by="")
    assert len(Document(str(tmp_path / "pl.docx")).tables[0].rows) == 3


def test_a_report_of_a_period_is_over_one_plan_or_all_and_a_notice_awaits_its_words(
    desk: Desk, tmp_path: Path
) -> None:
    month = asked_period("2026-11", nd09=True, first="", last="")
    letter(desk, "bao-cao", "tat-ca", tmp_path / "bc.docx", agency="", answer_by="", period=month)
    text = "\n".join(p.text for p in Document(str(tmp_path / "bc.docx")).paragraphs)
    assert "từ 15/10/2026 đến 14/11/2026" in text
    days = asked_period("", nd09=False, first="01/11/2026", last="20/11/2026")
    letter(desk, "bao-cao", "15/KH-UBND", tmp_path / "bc.docx", agency="", answer_by="", period=days)
    letter(desk, "ket-luan", "15/KH-UBND", tmp_path / "tb.docx", agency="", answer_by="")
    assert len(Document(str(tmp_path / "tb.docx")).tables[1].rows) == 3
    assert asked_period("", nd09=False, first="", last="") is None
    with pytest.raises(Refused, match="cả --from và --to"):
        asked_period("", nd09=False, first="01/11/2026", last="")
