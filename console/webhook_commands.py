"""``dondoc webhook``: addresses that are told of events. Heavy imports stand in the commands."""

from typing import Annotated

import typer

from console.office_commands import desk

webhook_app = typer.Typer(help="Báo sự kiện cho phần mềm khác (webhook).", no_args_is_help=True)

WebhookId = Annotated[int, typer.Argument(metavar="MÃ", help="Xem: dondoc webhook list.")]


@webhook_app.command("add")
def webhook_add(
    url: Annotated[str, typer.Argument(metavar="ĐỊA-CHỈ", help="https://…")],
    event: Annotated[
        list[str] | None, typer.Option("--event", help="obligation.done …; bỏ trống: mọi sự kiện.")
    ] = None,
) -> None:
    """Thêm địa chỉ nhận sự kiện; khóa ký chỉ in ra một lần."""
    from console.webhooks import add

    add(desk(), url, events=event or [])


@webhook_app.command("list")
def webhook_list() -> None:
    """Các địa chỉ nhận sự kiện."""
    from console.webhooks import show_webhooks

    show_webhooks(desk())


@webhook_app.command("off")
def webhook_off(webhook_id: WebhookId) -> None:
    """Tắt một địa chỉ."""
    from console.webhooks import turn

    turn(desk(), webhook_id, on=False)


@webhook_app.command("on")
def webhook_on(webhook_id: WebhookId) -> None:
    """Bật lại một địa chỉ; nhận những gì xảy ra từ lúc này."""
    from console.webhooks import turn

    turn(desk(), webhook_id, on=True)


@webhook_app.command("test")
def webhook_test(webhook_id: WebhookId) -> None:
    """Gửi ngay một sự kiện thử và in câu trả lời."""
    from console.webhooks import try_out

    try_out(desk(), webhook_id)


@webhook_app.command("deliveries")
def webhook_deliveries(
    webhook_id: Annotated[int | None, typer.Argument(metavar="MÃ", help="Bỏ trống: mọi địa chỉ.")] = None,
    count: Annotated[int, typer.Option("--count", help="Số lần gửi, mới nhất trước.", min=1)] = 20,
) -> None:
    """Các lần gửi gần nhất."""
    from console.webhooks import show_deliveries

    show_deliveries(desk(), webhook_id, count=count)
