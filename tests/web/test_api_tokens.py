"""The operator's page of keys to the API."""

import re
from collections.abc import Callable

import pytest

from tests.web.conftest import SCRIPT, Browser

AT = "/quan-tri/khoa-api"
GIVEN = {"ten": "Phần mềm văn bản", "quyen": ["plans:read", "rollups:read"], "so_ngay": "30"}


@pytest.fixture
def operator(sign_in: Callable[[str], Browser]) -> Browser:
    """The operator's browser."""
    return sign_in("operator")


def key_in(text: str) -> str:
    found = re.search(r"dondoc_[A-Za-z0-9_-]{40,}", text)
    assert found, text
    return found.group()


def plans_with(browser: Browser, key: str) -> int:
    return browser.client.get("/api/v1/plans", headers={"authorization": f"Bearer {key}"}).status_code


def test_an_empty_list_says_what_to_do(operator: Browser) -> None:
    page = operator.get(AT).text
    assert "Chưa có khóa nào" in page and "Cấp khóa" in page


def test_a_new_key_is_shown_once_and_opens_the_api(operator: Browser) -> None:
    answer = operator.send(AT, GIVEN)
    key = key_in(answer.text)
    assert "chỉ hiện một lần" in answer.text
    assert plans_with(operator, key) == 200
    page = operator.get(AT).text
    assert key not in page and "Phần mềm văn bản" in page and "xem kế hoạch; xem bảng tổng hợp" in page
    assert "23/12/2026" in page and "mọi cơ quan" in page


def test_a_key_bound_to_an_agency_says_so(operator: Browser) -> None:
    operator.send(AT, GIVEN | {"co_quan": "Sở Nội vụ"})
    assert "Sở Nội vụ</td>" in operator.get(AT).text


def test_a_revoked_key_opens_nothing_any_more(operator: Browser) -> None:
    key = key_in(operator.send(AT, GIVEN).text)
    after = operator.text_after(operator.send(f"{AT}/1", page=AT))
    assert "Đã thu hồi khóa “Phần mềm văn bản”" in after and "đã thu hồi" in after
    assert plans_with(operator, key) == 401
    assert operator.send(f"{AT}/99", page=AT).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ten": " "}, "Khóa cần một tên"),
        ({"quyen": []}, "chưa có quyền nào"),
        ({"quyen": ["admin"]}, "Không có quyền “admin”"),
        ({"so_ngay": "0"}, "từ 1 đến 731 ngày"),
        ({"so_ngay": "9999"}, "từ 1 đến 731 ngày"),
        ({"so_ngay": "ba"}, "từ 1 đến 731 ngày"),
        ({"co_quan": "Sở Không Có"}, "Không rõ cơ quan"),
    ],
)
def test_what_cannot_be_made_is_said_with_what_was_typed(
    wrong: dict[str, object], sentence: str, operator: Browser
) -> None:
    answer = operator.send(AT, GIVEN | wrong)
    assert answer.status_code == 409 and sentence in answer.text
    if "ten" not in wrong:
        assert 'value="Phần mềm văn bản"' in answer.text
    assert "Chưa có khóa nào" in operator.get(AT).text


def test_a_name_is_shown_as_text(operator: Browser) -> None:
    answer = operator.send(AT, GIVEN | {"ten": SCRIPT})
    assert SCRIPT not in answer.text and "&lt;script&gt;" in answer.text


def test_what_was_done_to_keys_stands_in_the_audit_log_without_their_text(operator: Browser) -> None:
    key = key_in(operator.send(AT, GIVEN).text)
    operator.send(f"{AT}/1", page=AT)
    log = operator.get("/quan-tri/nhat-ky").text
    assert "cấp khóa API" in log and "thu hồi khóa API" in log and key not in log
