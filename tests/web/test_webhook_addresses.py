"""Addresses that no webhook may have, as the program is shipped."""

from collections.abc import Callable

import pytest

from tests.web.conftest import Browser

AT = "/quan-tri/webhook"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dia_chi": ""}, "phải là https://"),
        ({"dia_chi": "ftp://nhan.vn/"}, "phải là https://"),
        ({"dia_chi": "http://127.0.0.1/"}, "mạng nội bộ"),
        ({"dia_chi": "http://localhost:8000/"}, "mạng nội bộ"),
        ({"dia_chi": "https://nhan.vn/", "su_kien": ["khac"]}, "Không có sự kiện “khac”"),
    ],
)
def test_what_cannot_be_added_is_said_with_what_was_typed(
    wrong: dict[str, object], sentence: str, sign_in: Callable[[str], Browser]
) -> None:
    operator = sign_in("operator")
    answer = operator.send(AT, wrong)
    assert answer.status_code == 409 and sentence in answer.text
    assert f'value="{wrong["dia_chi"]}"' in answer.text and "Chưa có địa chỉ nào" in operator.get(AT).text
