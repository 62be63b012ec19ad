"""Who calls: the key in ``Authorization: Bearer …``, held against what a route needs."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import parse

from models.errors import NotAllowed, TooMany
from store.api_tokens import SCOPES, BadToken, Caller, open_token
from web.desk import desk_of
from web.rates import rates_of

# Wrong keys from one address, and requests under one key.
BAD_TOKEN = parse("60 per 10 minutes")
REQUESTS = parse("1200 per minute")
# Without a key the error is ours, in our form.
bearer = HTTPBearer(auto_error=False, description="Khóa do người vận hành cấp ở /quan-tri/khoa-api.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


@dataclass(frozen=True, slots=True)
class Scoped:
    """A dependency that gives the caller whose key has this scope.

    Raises BadToken without a good key, NotAllowed where the key lacks the scope, TooMany.
    """

    scope: str

    def __call__(self, request: Request, given: Credentials) -> Caller:
        """Return the caller."""
        desk, rates = desk_of(request), rates_of(request)
        rates.check(BAD_TOKEN, "api", request)
        if given is None:
            raise BadToken(
                "Thiếu khóa API.", hint="Gửi Authorization: Bearer kèm khóa do người vận hành cấp."
            )
        try:
            caller = open_token(desk.engine, given.credentials, now=desk.now)
        except BadToken:
            rates.count(BAD_TOKEN, "api", request)
            raise
        if not rates.limiter.hit(REQUESTS, "api-token", str(caller.token_id)):
            raise TooMany("Khóa này gửi quá nhiều yêu cầu.", hint="Chờ một phút rồi gửi tiếp.")
        if self.scope not in caller.scopes:
            raise NotAllowed(
                f"Khóa này không có quyền {self.scope} ({SCOPES[self.scope]}).",
                hint="Xin người vận hành một khóa có quyền đó.",
            )
        return caller
