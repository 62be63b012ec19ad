"""Writes of other systems: each has a key of the caller's choice, under which it is done once."""

import hashlib
from typing import Annotated

from fastapi import Header, Request

from store.api_tokens import Caller
from store.idempotency import Asked

IdempotencyKey = Annotated[
    str,
    Header(
        min_length=1,
        max_length=120,
        pattern=r"^[!-~]+$",
        description="Mỗi yêu cầu một khóa: gửi lại cùng khóa thì được trả lời lại, không làm lần nữa.",
    ),
]
REPLAYED = {"Idempotency-Replayed": "true"}


def asked(request: Request, caller: Caller, key: str, *said: str) -> Asked:
    """Return what is asked, by which the same request is known again: method, address and what was sent."""
    text = "\n".join((request.method, request.url.path, *said))
    return Asked(caller.token_id, key, hashlib.sha256(text.encode()).hexdigest())


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 (hex) that stands for a file in what is asked."""
    return hashlib.sha256(content).hexdigest()
