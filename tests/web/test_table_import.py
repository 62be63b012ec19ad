"""The page on which an office moves its own tracking table in."""

import re
from pathlib import Path

from tests.web.conftest import Browser, Furniture

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "bang-theo-doi.xlsx"
AT = "/nhap-bang"


def fields_of(text: str) -> dict[str, str]:
    """Return what the preview's form would send back as it stands."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    found |= dict(re.findall(r'<input name="(\w+)" value="([^"]*)"', text))
    found |= dict(re.findall(r'<input type="checkbox" name="(\w+)" value="([^"]*)" checked', text))
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', text, re.S):
        chosen = re.search(r'value="(\w+)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def upload(lead: Browser, content: bytes, name: str = "bang.xlsx") -> str:
    answer = lead.send(AT, {}, files={"bang": (name, content)})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_table_is_shown_as_it_would_be_read_and_then_becomes_drafts(
    lead: Browser, furniture: Furniture
) -> None:
    text = upload(lead, SAMPLE.read_bytes(), "bảng năm.xlsx")
    assert "<strong>7</strong> nhiệm vụ, <strong>1</strong> dự thảo" in text
    assert "Rà soát cơ sở dữ liệu" in text and "27/03/2026" in text and "Văn phòng UBND tỉnh" in text
    asked = fields_of(text)
    assert asked["cot_0_1"] == "text" and asked["cot_0_4"] == "due" and asked["ten"] == "bảng năm"
    again = lead.send(AT, asked | {"cach": "van-ban", "cot_0_8": ""}, page=AT).text
    assert "<strong>2</strong> dự thảo" in again
    done = lead.send(f"{AT}/tao", fields_of(again) | {"cach": "van-ban"}, page=AT)
    assert "Đã tạo 2 dự thảo từ bảng" in lead.text_after(done)
    plans = lead.get("/ke-hoach").text
    assert "45/KH-UBND" in plans and "06/CT-UBND" in plans
    # It was thrown away once it was stored, and the same file is not taken twice.
    assert lead.send(f"{AT}/tao", fields_of(again), page=AT).status_code == 409
    twice = lead.send(f"{AT}/tao", fields_of(upload(lead, SAMPLE.read_bytes())) | {"cach": "mot"}, page=AT)
    assert twice.status_code == 422 and "đã có trong hệ thống" in twice.text


def test_columns_and_heading_rows_are_what_the_person_says(lead: Browser, furniture: Furniture) -> None:
    content = "Phần;Ai;Bao giờ\nRà soát <b>lại</b>;Sở Nội vụ;16/11/2026\n".encode()
    text = upload(lead, content, "a.csv")
    assert "Không thấy dòng tiêu đề cột" in text
    asked = fields_of(text) | {"lay_0": "1", "dau_0": "1", "cuoi_0": "1"}
    first = lead.send(AT, asked, page=AT).text
    assert "Trang này không được lấy" in first
    chosen = fields_of(first) | {"lay_0": "1", "cot_0_0": "text", "cot_0_1": "owners", "cot_0_2": "due"}
    text = lead.send(AT, chosen, page=AT).text
    assert "<strong>1</strong> nhiệm vụ" in text and "Rà soát &lt;b&gt;lại&lt;/b&gt;" in text
    wrong = lead.send(AT, chosen | {"cot_0_1": "text"}, page=AT)
    assert wrong.status_code == 409 and "Hai cột cùng được chọn" in wrong.text
    done = lead.send(f"{AT}/tao", fields_of(text), page=AT)
    assert "rà soát rồi kích hoạt" in lead.text_after(done)


def test_what_is_no_table_is_refused_in_a_sentence(lead: Browser, furniture: Furniture) -> None:
    for content, why in ((b"PK\x03\x04x", "Không đọc được"), (b"  ", "không có nội dung")):
        answer = lead.send(AT, {}, files={"bang": ("a.xlsx", content)})
        assert answer.status_code == 422 and why in answer.text
    assert "Chưa chọn tệp" in lead.send(AT, {}).text
    big = lead.send(AT, {}, files={"bang": ("a.xlsx", b"0" * (11 * 1024 * 1024))})
    assert big.status_code == 413
