"""Files that came with reports, given to whoever may read the obligation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from models.errors import NotFound
from rules.file_kinds import KINDS
from store.api_tokens import Caller
from store.database import reading
from store.obligations import get_attachment
from web.api.calling import Scoped
from web.api.conditional import NOT_CHANGED, IfNoneMatch, is_known
from web.api.faults import documented
from web.api.schemas import Id
from web.desk import DeskDep
from web.plans import download

router = APIRouter(tags=["obligations"])
Reader = Annotated[Caller, Depends(Scoped("obligations:read"))]
_CONTENT = {media: {"schema": {"type": "string", "format": "binary"}} for media in KINDS.values()}
_GIVEN: dict[int | str, dict[str, object]] = {200: {"description": "Nội dung của tệp", "content": _CONTENT}}


@router.get("/files/{file_id}", response_class=Response, responses=documented(404) | NOT_CHANGED | _GIVEN)
def file(
    request: Request, desk: DeskDep, caller: Reader, file_id: Id, if_none_match: IfNoneMatch = None
) -> Response:
    """Give the content of a file, as it was sent; its tag is the SHA-256 of it."""
    with reading(desk.engine) as session:
        row, blob, owner = get_attachment(session, file_id)
        if not caller.reaches(owner.agency_id):
            raise NotFound("Không có tệp này.", hint="Quay lại trang phần việc.")
    tag = f'"{row.sha256}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    given = download(blob.content, row.filename, row.media_type)
    given.headers.update(headers)
    return given
