"""What no log may hold is blotted out of whatever a log is handed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.private_words import blot

# What is in each text and must not be in it afterwards.
SECRETS = [
    ("RCPT TO:<nguyen.thi.bi-mat@so-noi-vu.example.vn>", "bi-mat"),
    ('"nguyen thi"@xa.example.vn không nhận', "nguyen thi"),
    ("mailtos://don-doc:mat%20khau@mail.example.vn:587/?to=a@b.example.vn", "mat%20khau"),
    ("tgram://123456:AAE-bot-token/987654321", "987654321"),
    ("outbox://so-noi-vu is full", "so-noi-vu"),
    ("POST https://hooks.example.vn/services/T00/B00/XXXX answered 500", "XXXX"),
    ("GET https://user:pass@hooks.example.vn/", "pass"),
    ("GET http://127.0.0.1:8000/r/eyJhIjoxfQ.abc.def", "eyJhIjoxfQ"),
    ("GET http://127.0.0.1:8000/lich/eyJhIjoxfQ.ics?x=1", "eyJhIjoxfQ"),
    ("GET http://127.0.0.1:8000/dang-nhap?username=thi", "thi"),
    ("gọi 0912 345 678 trước 9 giờ", "345"),
    ("gọi 0912345678", "0912345678"),
    ("gọi +84 24.3825.1234", "3825"),
    ("gọi (024) 3825 1234", "3825"),
    ("Authorization: Bearer abc.def.ghi", "abc.def.ghi"),
    ("password=hunter2hunter2", "hunter2"),
    ("mật khẩu: rất-khó-đoán", "rất-khó-đoán"),
    ("token 9fQ3xYkL0pZt7vWm2RbN8sDc4GhJ6aKe1", "9fQ3xYkL0pZt7vWm2RbN8sDc4GhJ6aKe1"),
    ("key is 9fQ3xYkL0pZt7vWm2RbN8sDc4GhJ6aKe1_-", "9fQ3xYkL0pZt7vWm2RbN8sDc4GhJ6aKe1"),
]
# What an operator needs and nobody is known by.
HARMLESS = [
    "message 8412 sent at attempt 1",
    "Kế hoạch 12: Không có quá hạn",
    "the morning of 2026-11-23 begins",
    "run 0f8fad5b-d9cb-469f-a165-70867728950e ended at 2026-11-23T00:00:01.123456+00:00",
    "sha256 " + "0123456789abcdef" * 4,
    "POST http://127.0.0.1:4200/api/flow_runs/filter answered 503",
    "hạn 20/11/2026, lần 3 lúc 07:30 ngày 23/11/2026",
    "prefect.server.services.task_run_recorder is late by 12.5 seconds",
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_what_is_personal_or_secret_is_blotted_out(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in blot(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert blot(text) == text


@settings(max_examples=60)
@given(st.text(max_size=60), st.emails())
def test_no_address_survives_in_any_text(around: str, address: str) -> None:
    name = address.rsplit("@", 1)[0]
    assert f" {name}@" not in blot(f"{around} {address} {around}")


def test_long_texts_take_no_time() -> None:
    for text in (
        "a@" * 50_000,
        "0" * 100_000,
        "0 " * 50_000,
        "password " * 10_000,
        "http://" * 15_000,
        '"' * 100_000,
    ):
        blot(text)
