"""Webhooks: the operator adds addresses that are told of events, and sees what became of each delivery."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from models.connection import DeliveryState, Webhook
from models.errors import Refused
from rules.webhooks import EVENTS, GIVEN_UP_AFTER, SWITCHED_OFF_AFTER, TEST
from store.accounts import Person
from store.database import reading, writing
from store.webhook_deliveries import deliveries, send_again
from store.webhook_events import write_test
from store.webhooks import add_webhook, choose_events, new_secret, remove_webhook, switch, webhooks
from tasks.addresses import webhook_address
from web.desk import Allowed, Desk, DeskDep, FormDep, field, number_in_address
from web.render import go, page

router = APIRouter()
Operator = Annotated[Person, Depends(Allowed("manage_webhooks"))]
AT, LIST = "/quan-tri/webhook", "/quan-tri/webhook/lan-gui"
PER_PAGE = 50
STATES: dict[DeliveryState, str] = {"queued": "Chờ gửi", "sent": "Đã nhận", "failed": "Đã thôi gửi"}
EVENT_WORDS = EVENTS | {TEST: "sự kiện thử"}


@dataclass(frozen=True, slots=True)
class TypedWebhook:
    """What was typed for an address that could not be added."""

    url: str = ""
    events: tuple[str, ...] = ()


@router.get("/quan-tri/webhook")
def webhook_list(request: Request, desk: DeskDep, person: Operator) -> Response:
    """List the addresses, with the form for a new one."""
    return _show(request, desk)


def _show(request: Request, desk: Desk, **context: Any) -> Response:
    shown: dict[str, Any] = {"fault": None, "typed": TypedWebhook(), "made": None, "secret": ""} | context
    with reading(desk.engine) as session:
        return page(
            request,
            "webhooks.html",
            status_code=409 if shown["fault"] else 200,
            rows=webhooks(session),
            events=EVENT_WORDS,
            choices=EVENTS,
            private_allowed=desk.settings.allow_private_channels,
            given_up_days=GIVEN_UP_AFTER.days,
            off_days=SWITCHED_OFF_AFTER.days,
            **shown,
        )


@router.post("/quan-tri/webhook")
def add(request: Request, desk: DeskDep, person: Operator, form: FormDep) -> Response:
    """Add an address; its secret stands on the answer itself and nowhere else."""
    typed = TypedWebhook(field(form, "dia_chi"), _events(form))
    try:
        url = webhook_address(desk.settings, typed.url)
        with writing(desk.engine) as session:
            made, secret = add_webhook(
                session, url=url, events=typed.events, by=person.username, now=desk.now
            )
    except Refused as fault:
        return _show(request, desk, fault=fault, typed=typed)
    return _show(request, desk, made=made, secret=secret)


def _events(form: FormData) -> tuple[str, ...]:
    return tuple(event for event in form.getlist("su_kien") if isinstance(event, str))


@router.post("/quan-tri/webhook/{webhook_id}")
def change(request: Request, desk: DeskDep, person: Operator, webhook_id: int, form: FormDep) -> Response:
    """Switch an address on or off, send it a test, change its events or secret, or remove it."""
    act = field(form, "viec")
    given: dict[str, Any] = {"by": person.username, "now": desk.now}
    if act == "khoa-moi":
        with writing(desk.engine) as session:
            made, secret = new_secret(session, webhook_id, **given)
        return _show(request, desk, made=made, secret=secret)
    deeds: dict[str, Callable[[Session], tuple[str, str]]] = {
        "bat": lambda s: (AT, f"Đã bật {_url(switch(s, webhook_id, on=True, **given))}."),
        "tat": lambda s: (AT, f"Đã tắt {_url(switch(s, webhook_id, on=False, **given))}."),
        "su-kien": lambda s: (
            AT,
            f"Đã lưu sự kiện của {_url(choose_events(s, webhook_id, _events(form), **given))}.",
        ),
        "thu": lambda s: (
            f"{LIST}?dia_chi={write_test(s, webhook_id, **given).webhook_id}",
            "Sự kiện thử sẽ được gửi trong vài giây. Tải lại trang để xem kết quả.",
        ),
        "go": lambda s: (AT, f"Đã gỡ {remove_webhook(s, webhook_id, **given)}."),
    }
    if act not in deeds:
        raise Refused("Biểu mẫu gửi lên không đúng.", hint="Tải lại trang rồi làm lại.")
    with writing(desk.engine) as session:
        address, said = deeds[act](session)
    return go(request, address, said)


def _url(row: Webhook) -> str:
    return row.url


@router.get("/quan-tri/webhook/lan-gui")
def delivery_list(request: Request, desk: DeskDep, person: Operator) -> Response:
    """List the deliveries, the newest first, of one address or in one state where asked."""
    webhook_id = number_in_address(request, "dia_chi")
    state = request.query_params.get("tinh_trang", "")
    state = state if state in STATES else ""
    number = max(number_in_address(request, "trang") or 1, 1)
    with reading(desk.engine) as session:
        shown, total = deliveries(
            session, webhook_id, first=(number - 1) * PER_PAGE, limit=PER_PAGE, state=state
        )
        return page(
            request,
            "webhook_deliveries.html",
            rows=shown,
            total=total,
            webhooks={row.webhook.id: row.webhook for row in webhooks(session)},
            webhook_id=webhook_id,
            state=state,
            states=STATES,
            events=EVENT_WORDS,
            number=number,
            page_count=-(-total // PER_PAGE),
            address=f"{LIST}?dia_chi={webhook_id or ''}&tinh_trang={state}",
        )


@router.post("/quan-tri/webhook/lan-gui/{delivery_id}")
def again(request: Request, desk: DeskDep, person: Operator, delivery_id: int, form: FormDep) -> Response:
    """Send one delivery again, under the id that it has."""
    with writing(desk.engine) as session:
        webhook_id = send_again(session, delivery_id, by=person.username, now=desk.now)
    return go(request, f"{LIST}?dia_chi={webhook_id}", "Sẽ gửi lại trong vài giây.")
