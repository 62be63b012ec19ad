"""Entity tags: an answer that has not changed is not sent again, a write on what has changed is refused."""

import hashlib
import re
from typing import Annotated

from fastapi import Header, Request, Response
from pydantic import BaseModel

from web.api.faults import Changed

IfNoneMatch = Annotated[str | None, Header(description="ETag của lần đọc trước: 304 nếu không đổi.")]
IfMatch = Annotated[str | None, Header(description="ETag của phần việc đã đọc: 412 nếu đã đổi.")]
NOT_CHANGED: dict[int | str, dict[str, object]] = {304: {"description": "Not Modified"}}
_TAG = re.compile(r'"([^"]{0,200})"')
_REVISION = re.compile(r"r(\d{1,9})(?:\.[0-9a-f]*)?")


def answer(request: Request, shown: BaseModel, *, revision: int | None = None) -> Response:
    """Return the JSON of a model with its tag; 304 without a body where the caller has it already."""
    body = shown.model_dump_json().encode()
    tag = tag_of(body, revision)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def is_known(request: Request, tag: str) -> bool:
    """Return whether the caller has the answer of that tag already."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag.strip('"') in _TAG.findall(known)


def tag_of(body: bytes, revision: int | None = None) -> str:
    """Return the tag of an answer; that of an obligation begins with its revision, which writes look at."""
    mark = hashlib.sha256(body).hexdigest()[:32]
    return f'"r{revision}.{mark}"' if revision is not None else f'"{mark}"'


def check_match(if_match: str | None, revision: int) -> int | None:
    """Return the revision that the caller has read, None where nothing or "*" was sent.

    Raises Changed where it is not the obligation's revision any more. What the calendar says of the
    obligation changes with the day and does not count.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    read = (_REVISION.fullmatch(tag) for tag in _TAG.findall(if_match))
    if any(found and int(found[1]) == revision for found in read):
        return revision
    raise Changed(
        "Phần việc này đã thay đổi từ lần đọc trước, nên chưa có gì được lưu.",
        hint="Đọc lại phần việc, rồi gửi lại với ETag mới và Idempotency-Key mới.",
    )
