"""Files that the pages give: whose they are, what stands in them, and how browsers are told to keep them."""

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from openpyxl import load_workbook

from report.letters import MEDIA_TYPE as WORD
from report.workbook import MEDIA_TYPE as EXCEL
from tests.web.conftest import Browser, Furniture


def sheet_rows(answer: Any, name: str) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(answer.content))[name]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]


def saved(answer: Any, kind: str, name: str) -> None:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{name}"')
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_board_leaves_with_the_filters_of_its_address(lead: Browser, furniture: Furniture) -> None:
    answer = lead.get("/bang.xlsx")
    saved(answer, EXCEL, "Bang-theo-doi_20261123.xlsx")
    late = sheet_rows(answer, "Danh sách việc")
    assert late and all(row[9] for row in late)
    everything = sheet_rows(lead.get("/bang.xlsx?phan_loai=tat-ca"), "Danh sách việc")
    assert len(everything) > len(late)
    one = lead.get(f"/bang.xlsx?phan_loai=tat-ca&co_quan={furniture.own_agency}")
    assert {row[0] for row in sheet_rows(one, "Danh sách việc")} == {"Sở Nội vụ"}
    assert [row[1] for row in sheet_rows(one, "Tổng hợp")] == ["Sở Nội vụ", "Tổng cộng"]
    page = lead.get(f"/bang?phan_loai=tat-ca&co_quan={furniture.own_agency}").text
    assert f'href="/bang.xlsx?co_quan={furniture.own_agency}&amp;phan_loai=tat-ca"' in page


def test_the_summary_page_leaves_as_it_is_shown(lead: Browser, furniture: Furniture) -> None:
    at = f"ke_hoach={furniture.active_plan}"
    answer = lead.get(f"/tong-hop.xlsx?theo=co-quan&{at}")
    saved(answer, EXCEL, "Tong-hop_20261123.xlsx")
    rows = sheet_rows(answer, "Tổng hợp")
    assert rows[-1][1] == "Tổng cộng" and rows[-1][2] == sum(row[2] for row in rows[:-1])
    assert f'href="/tong-hop.xlsx?theo=co-quan&amp;{at}"' in lead.get(f"/tong-hop?{at}").text
    assert lead.get("/tong-hop.xlsx?ky=sai").status_code == 409


def test_a_plan_leaves_with_its_items_and_its_ledger(lead: Browser, furniture: Furniture) -> None:
    answer = lead.get(f"/ke-hoach/{furniture.active_plan}/tong-hop.xlsx")
    saved(answer, EXCEL, f"Tong-hop_ke-hoach-{furniture.active_plan}_20261123.xlsx")
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == [
        "Tổng hợp",
        "Danh sách việc",
        "Sổ đôn đốc",
    ]
    assert lead.get("/ke-hoach/9999/tong-hop.xlsx").status_code == 404


def test_an_agency_gets_its_own_work_only(officer: Browser, furniture: Furniture) -> None:
    answer = officer.get(f"/viec.xlsx?co_quan={furniture.foreign_agency}")
    saved(answer, EXCEL, "Viec_20261123.xlsx")
    assert {row[0] for row in sheet_rows(answer, "Danh sách việc")} == {"Sở Nội vụ"}
    assert [row[1] for row in sheet_rows(answer, "Tổng hợp")] == ["Sở Nội vụ", "Tổng cộng"]
    assert 'href="/viec.xlsx"' in officer.get("/viec").text


def test_the_lead_gets_letters_a_report_and_a_phu_luc(lead: Browser, furniture: Furniture) -> None:
    at = f"/ke-hoach/{furniture.active_plan}"
    answer = lead.send(
        f"{at}/cong-van", {"tra_loi": "27/11/2026", "co_quan": str(furniture.own_agency)}, page=at
    )
    saved(answer, WORD, "CV-don-doc_so-noi-vu_20261123.docx")
    document = Document(io.BytesIO(answer.content))
    assert "trước ngày 27/11/2026" in "\n".join(p.text for p in document.paragraphs)
    saved(
        lead.send(f"{at}/bao-cao", page=at),
        WORD,
        f"BC-tinh-hinh_ke-hoach-{furniture.active_plan}_20261123.docx",
    )
    saved(lead.send(f"{at}/phu-luc", page=at), WORD, f"PL-phan-cong_ke-hoach-{furniture.active_plan}.docx")
    draft = lead.send(f"/ke-hoach/{furniture.draft_plan}/phu-luc", page=at)
    assert draft.status_code == 409 and "chưa được kích hoạt" in draft.text


def test_the_board_writes_to_all_that_are_late(lead: Browser, furniture: Furniture) -> None:
    answer = lead.send("/bang/cong-van", page="/bang")
    saved(answer, WORD, "CV-don-doc_so-noi-vu_20261123.docx")
    past = lead.send("/bang/cong-van", {"tra_loi": "20/11/2026"}, page="/bang")
    assert past.status_code == 409 and "không ở phía trước" in past.text


def test_who_only_reads_is_offered_no_papers_to_sign(
    sign_in: Callable[[str], Browser], furniture: Furniture
) -> None:
    text = sign_in("leader").get(f"/ke-hoach/{furniture.active_plan}").text
    assert "tong-hop.xlsx" in text and "phu-luc" not in text and "cong-van" not in text
