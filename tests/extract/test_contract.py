"""The JSON form of a draft, its flags and confidence."""

import json
import subprocess
import sys

from extract import as_contract
from tests.extract.paper import document, plan, under

KEYS = {
    "ref",
    "text",
    "owners",
    "coordinators",
    "role",
    "deadline",
    "lines",
    "page",
    "confidence",
    "flags",
    "deliverable",
    "details",
}


def test_the_contract_is_ready_for_json_and_has_the_gold_form() -> None:
    contract = json.loads(json.dumps(as_contract(document("annex_eight_columns.txt")), ensure_ascii=False))
    assert set(contract) == {"plan", "assignments", "headings", "leftovers"}
    assert contract["plan"]["issued_on"] == "2025-02-10"
    assert contract["plan"]["period"] == ["2025-01-01", "2025-12-31"]
    assert contract["plan"]["event_on"] is None
    assert contract["plan"]["upper"] == [
        {"number": "05/KH-UBND", "issued_on": "2025-01-08", "issuer": "UBND tỉnh"}
    ]
    first = contract["assignments"][2]
    assert set(first) == KEYS
    assert first["deadline"]["raw"] == "Tháng 6/2025"
    assert first["deadline"]["due_on"] == "2025-06-30"
    assert first["lines"] == [34, 34]
    assert first["deliverable"] == "Báo cáo"


def test_a_period_is_two_iso_days() -> None:
    assert as_contract(document("themes.txt"))["plan"]["period"] == ["2025-01-01", "2025-12-31"]


def test_doubts_are_flagged_and_lower_the_confidence() -> None:
    sure, supports = under("1. Sở Y tế\n\n- Kiểm tra cơ sở.\n\n- Phối hợp với Sở Nội vụ tổng hợp.").items
    assert (sure.flags, sure.confidence) == ((), 1.0)
    assert supports.flags == ("no_lead",)
    assert supports.confidence < sure.confidence


def test_every_item_of_a_scan_is_flagged() -> None:
    draft = plan("V. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n- Kiểm tra cơ sở.\n\n- Tổng hợp.", kind="ocr")
    assert all("ocr" in item.flags and item.confidence < 1 for item in draft.items)


def test_a_deadline_of_a_table_says_so() -> None:
    items = document("annex_two_header_rows.txt").items
    assert [item.deadline.provenance for item in items[2:4]] == ["table", "table"]
    assert items[1].deadline.provenance == "none"


def test_the_package_imports_without_heavy_libraries() -> None:
    code = (
        "import sys; from extract import draft_plan, as_contract; "
        "print([m for m in ('prefect','sqlalchemy','fastapi','pdfplumber','docx','lxml') if "
        "m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
