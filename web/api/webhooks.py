"""What webhooks are told, for the OpenAPI: no route, but the bodies and headers that other systems get."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.routing import BaseRoute

from models.event_body import ObligationEvent, PlanEvent, TestEvent
from rules.webhooks import EVENTS, PLAN_EVENTS, TEST

Signature = Annotated[
    str,
    Header(
        alias="X-Dondoc-Signature",
        description="t=giây Unix,v1=HMAC-SHA256 (hex) của “t.nội dung” bằng khóa ký. Xem docs/webhooks.md.",
    ),
]
Delivery = Annotated[
    str, Header(alias="X-Dondoc-Delivery", description="Mã của lần báo: gửi lại vẫn mã này.")
]
Event = Annotated[str, Header(alias="X-Dondoc-Event", description="Tên sự kiện.")]
Attempt = Annotated[int, Header(alias="X-Dondoc-Attempt", description="Lần gửi thứ mấy, từ 1.")]


def _of_obligation(
    told: ObligationEvent, signature: Signature, delivery: Delivery, event: Event, attempt: Attempt
) -> None:
    """Tell of a row in an obligation's journal; any 2xx means that it was taken."""


def _of_plan(
    told: PlanEvent, signature: Signature, delivery: Delivery, event: Event, attempt: Attempt
) -> None:
    """Tell of a plan as a whole; any 2xx means that it was taken."""


def _of_test(
    told: TestEvent, signature: Signature, delivery: Delivery, event: Event, attempt: Attempt
) -> None:
    """Try the address; any 2xx means that it takes events."""


@cache
def webhooks() -> list[BaseRoute]:
    """Return every event as the OpenAPI wants it under ``webhooks``; made when it is first asked for."""
    router = APIRouter()
    for name, words in (EVENTS | {TEST: "sự kiện thử"}).items():
        told = _of_test if name == TEST else _of_plan if name in PLAN_EVENTS else _of_obligation
        described = router.post(name, summary=words, tags=["webhooks"], status_code=204)
        described(told)
    return router.routes
