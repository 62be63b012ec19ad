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


def test_the_lead_gets_a_report_of_the_period_shown_or_between_two_days(
    lead: Browser, furniture: Furniture
) -> None:
    page = f"/tong-hop?ky=2026-11&ke_hoach={furniture.active_plan}"
    assert 'name="ky" value="2026-11"' in lead.get(page).text
    asked = {"ke_hoach": str(furniture.active_plan), "ky": "2026-11", "cach": "nd09"}
    answer = lead.send("/tong-hop/bao-cao", asked, page=page)
    saved(answer, WORD, f"BC-ky_ke-hoach-{furniture.active_plan}_20261015-20261114.docx")
    days = {"tu": "01/11/2026", "den": "20/11/2026", "ky": "2026-11"}
    saved(lead.send("/tong-hop/bao-cao", days, page=page), WORD, "BC-ky_tat-ca_20261101-20261120.docx")
    for wrong, why in (({}, "Chưa chọn kỳ"), ({"tu": "01/11/2026"}, "cần cả hai ngày")):
        refused = lead.send("/tong-hop/bao-cao", wrong, page=page)
        assert refused.status_code == 409 and why in refused.text


def test_conclusions_leave_as_a_notice_and_come_in_as_a_draft(lead: Browser, furniture: Furniture) -> None:
    at = f"/ke-hoach/{furniture.active_plan}/ket-luan"
    text = lead.get(at).text
    assert f'value="{furniture.own}"' in text and "Thời hạn mới" in text
    said = {
        "chon": [str(furniture.own)],
        "nguoi": "Giám đốc Sở Y tế",
        "cuoc_hop": "cuộc họp giao ban",
        "ngay_hop": "20/11/2026",
        f"ket_luan_{furniture.own}": "Hoàn thành việc rà soát danh sách",
        f"co_quan_{furniture.own}": "Sở Nội vụ",
        f"han_{furniture.own}": "04/12/2026",
    }
    answer = lead.send(at, said, page=at)
    saved(answer, WORD, f"TB-ket-luan_ke-hoach-{furniture.active_plan}_20261123.docx")
    rows = Document(io.BytesIO(answer.content)).tables[1].rows
    assert [c.text for c in rows[1].cells][1::2] == ["Hoàn thành việc rà soát danh sách", "Sở Nội vụ"]
    taken = lead.send(f"{at}/nap", said, page=at)
    assert taken.status_code == 303 and taken.headers["location"].startswith("/ke-hoach/dang-doc?cho=")
    silent = lead.send(f"{at}/nap", {"chon": [str(furniture.own)]}, page=at)
    assert silent.status_code == 409 and "chưa ghi kết luận" in silent.text
    assert lead.send(at, {}, page=at).status_code == 409
    draft = lead.get(f"/ke-hoach/{furniture.draft_plan}/ket-luan").text
    assert "chưa được kích hoạt" in draft
