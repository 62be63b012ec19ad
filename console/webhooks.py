"""Commands about webhooks: addresses of other systems that are told of events."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from console.desk import Desk
from models.connection import WebhookDelivery
from store.database import reading, writing
from store.webhook_deliveries import deliveries
from store.webhook_events import write_test
from store.webhooks import add_webhook, switch, webhooks
from tasks.addresses import webhook_address
from tasks.webhooks import tell_other_systems

_STATES = {"queued": "chờ gửi", "sent": "đã nhận", "failed": "đã thôi gửi"}
_MOMENT = "%H:%M %d/%m/%Y UTC"


def add(desk: Desk, url: str, *, events: Sequence[str]) -> None:
    """Add an address and print its secret, alone on standard output: it is shown this once."""
    address = webhook_address(desk.settings, url)
    with writing(desk.engine) as session:
        made, secret = add_webhook(session, url=address, events=events, by=desk.by, now=desk.clock.now())
    print(f"Đã thêm webhook {made.id}: {made.url}. Khóa ký chỉ hiện một lần này:", file=sys.stderr)
    print(secret)


def show_webhooks(desk: Desk) -> None:
    """Print every address with the counts of its deliveries."""
    table = Table()
    for title in ("Mã", "Địa chỉ", "Sự kiện", "Bật", "Đã nhận", "Chờ gửi", "Thôi gửi"):
        table.add_column(title, overflow="fold")
    with reading(desk.engine) as session:
        for row in webhooks(session):
            one = row.webhook
            table.add_row(
                str(one.id),
                one.url,
                " ".join(one.events) or "mọi loại",
                "có" if one.is_active else "không",
                *(str(n) for n in (row.sent, row.queued, row.failed)),
            )
    Console().print(table)


def turn(desk: Desk, webhook_id: int, *, on: bool) -> None:
    """Switch an address on or off."""
    with writing(desk.engine) as session:
        row = switch(session, webhook_id, on=on, by=desk.by, now=desk.clock.now())
    print(f"Đã {'bật' if on else 'tắt'} webhook {row.id}: {row.url}.")


def try_out(desk: Desk, webhook_id: int) -> None:
    """Send an address a test event now and print what came back."""
    with writing(desk.engine) as session:
        made = write_test(session, webhook_id, by=desk.by, now=desk.clock.now())
    allowed = desk.settings.allow_private_channels
    tell_other_systems(desk.engine, desk.clock, may_be_private=allowed, only=made.id)
    with reading(desk.engine) as session:
        one = session.get_one(WebhookDelivery, made.id)
    answered = one.answered if one.answered is not None else "không có trả lời"
    print(f"{_STATES[one.state].capitalize()}: {answered}. {one.outcome}".strip())


def show_deliveries(desk: Desk, webhook_id: int | None, *, count: int) -> None:
    """Print the newest deliveries, of one address or of all."""
    table = Table()
    for title in ("Lần", "Webhook", "Sự kiện", "Viết lúc", "Tình trạng", "Trả lời", "Lần thử", "Gửi từ"):
        table.add_column(title, overflow="fold")
    with reading(desk.engine) as session:
        for row in deliveries(session, webhook_id, limit=count)[0]:
            one = row.delivery
            waits = one.state == "queued" and one.not_before_at is not None
            table.add_row(
                str(one.id),
                str(one.webhook_id),
                one.event,
                f"{one.created_at:{_MOMENT}}",
                _STATES[one.state],
                f"{one.answered or '–'} {one.outcome}".strip(),
                str(one.attempts),
                f"{one.not_before_at:{_MOMENT}}" if waits else "",
            )
    Console().print(table)
