"""Lists by pages."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Query, Request

from web.api.schemas import PageOut, T

MOST = 200
PageNo = Annotated[int, Query(ge=1, le=1_000_000, description="Trang, từ 1.")]
PerPage = Annotated[int, Query(ge=1, le=MOST, description=f"Số dòng mỗi trang, nhiều nhất {MOST}.")]


def page_out(request: Request, items: Iterable[T], *, total: int, page: int, per_page: int) -> PageOut[T]:
    """Return a page with the address of the next one, which asks for the same list."""
    following = None
    if page * per_page < total:
        after = request.url.include_query_params(page=page + 1)
        following = f"{after.path}?{after.query}"
    return PageOut(items=tuple(items), total=total, page=page, per_page=per_page, next=following)
