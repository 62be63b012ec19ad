"""``dondoc mailbox``: the mailbox that answers come to. Heavy imports stand in the commands."""

import typer

mailbox_app = typer.Typer(help="Hộp thư nhận trả lời.", no_args_is_help=True)


@mailbox_app.callback()
def mailbox() -> None:
    """Hộp thư nhận trả lời của các cơ quan (DONDOC_IMAP_URL)."""


@mailbox_app.command("read")
def mailbox_read() -> None:
    """Đọc hộp thư ngay bây giờ; đọc lại không lưu trùng."""
    from console.desk import open_desk
    from console.mailbox import read_now

    read_now(open_desk())
