"""Agencies loaded from a sheet on the page: seen first, then stored just so."""

import html
import io
import re

from openpyxl import load_workbook

from report.contact_sheet import agency_template, read_table
from rules.agency_sheet import read_agency_rows
from tests.web.conftest import Browser, Furniture

AT = "/danh-ba/nap-co-quan"
SHEET = "Tên cơ quan;Tên gọi khác;Trực thuộc\nChi cục Dân số;CCDS;Sở Y tế\nSở Nội vụ;SNV;\nX;SYT;\n"


def shown(lead: Browser, content: bytes = SHEET.encode()) -> str:
    answer = lead.send(AT, {}, files={"bang": ("co-quan.csv", content)})
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def fields_of(text: str) -> dict[str, str]:
    return dict(re.findall(r'name="(tep|dau)" value="(\w+)"', text))


def test_a_sheet_is_seen_then_stored(lead: Browser, furniture: Furniture) -> None:
    text = shown(lead)
    assert "Thêm: <strong>1</strong>" in text and "Sửa: <strong>1</strong>" in text
    assert "đang là tên của “Sở Y tế”" in text
    assert "Chi cục Dân số" not in lead.get("/danh-ba").text
    done = lead.send(f"{AT}/xac-nhan", fields_of(text), page=AT)
    assert "thêm 1, sửa 1, không nhận 1 dòng" in lead.text_after(done)
    assert "Chi cục Dân số" in lead.get("/danh-ba?q=ccds").text
    again = shown(lead)
    assert "Giữ nguyên: <strong>2</strong>" in again and "Không có dòng nào để lưu" in again


def test_a_registry_that_changed_meanwhile_is_shown_anew(lead: Browser, furniture: Furniture) -> None:
    first, second = (
        fields_of(shown(lead)),
        fields_of(shown(lead, SHEET.replace("CCDS", "CC Dân số").encode())),
    )
    lead.send(f"{AT}/xac-nhan", second, page=AT)
    late = lead.send(f"{AT}/xac-nhan", first, page=AT)
    assert late.status_code == 409 and "đã thay đổi từ lúc xem thử" in late.text
    gone = lead.send(f"{AT}/xac-nhan", second, page=AT)
    assert gone.status_code == 409 and "không còn giữ" in gone.text


def test_the_sheet_of_the_registry_changes_nothing_when_it_comes_back(
    lead: Browser, furniture: Furniture
) -> None:
    content = lead.get(f"{AT}/mau.xlsx").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None and sheet.freeze_panes == "C2"
    text = shown(lead, content)
    assert "Thêm: <strong>0</strong>" in text and "Sửa: <strong>0</strong>" in text
    assert "Không nhận: <strong>0</strong>" in text


def test_names_that_look_like_formulas_stay_names() -> None:
    kept = agency_template([("x", "=1+1", None, None, "khac", None, None, None)])
    assert load_workbook(io.BytesIO(kept)).worksheets[0]["B2"].data_type == "s"
    assert read_agency_rows(read_table(kept))[0].name == "=1+1"
