"""``dondoc contacts``: through whom bodies are reached, by which channels, when not. Heavy imports inside."""

from typing import Annotated

import typer

from console.office_commands import desk

contacts_app = typer.Typer(help="Người liên hệ: kênh dự phòng, giờ yên lặng, thư thử.", no_args_is_help=True)

Agency = Annotated[str, typer.Argument(metavar="MÃ-CƠ-QUAN", help="Xem: dondoc registry list.")]
Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số người liên hệ, xem: dondoc contacts list.")]


@contacts_app.command("list")
def contacts_list(agency: Agency) -> None:
    """Người liên hệ của một cơ quan; địa chỉ chỉ hiện loại và phần cuối."""
    from console.contacts import show_contacts

    show_contacts(desk(), agency)


@contacts_app.command("fallback")
def contacts_fallback(
    agency: Agency,
    number: Number,
    add: Annotated[bool, typer.Option("--add", help="Thêm một kênh; địa chỉ được hỏi.")] = False,
    drop: Annotated[list[int] | None, typer.Option("--drop", help="Bỏ kênh dự phòng thứ n.")] = None,
) -> None:
    """Thêm hoặc bỏ kênh dự phòng; địa chỉ được hỏi, không nằm trong dòng lệnh."""
    from console.contacts import change_fallbacks

    change_fallbacks(desk(), agency, number, add=add, drop=drop or [])


@contacts_app.command("quiet")
def contacts_quiet(
    agency: Agency,
    number: Number,
    start: Annotated[
        str, typer.Option("--from", metavar="GIỜ", help="Ví dụ 21:00; bỏ trống: không có.")
    ] = "",
    end: Annotated[str, typer.Option("--to", metavar="GIỜ", help="Ví dụ 07:00.")] = "",
) -> None:
    """Giờ không gửi cho một người; thư khẩn vẫn gửi."""
    from console.contacts import change_quiet

    change_quiet(desk(), agency, number, start=start, end=end)


@contacts_app.command("test")
def contacts_test(
    agency: Agency,
    number: Number,
    channel: Annotated[int, typer.Option("--channel", help="0: kênh chính; 1, 2 …: kênh dự phòng.")] = 0,
) -> None:
    """Gửi thư thử tới một kênh của một người."""
    from console.contacts import send_trial

    send_trial(desk(), agency, number, channel=channel)


@contacts_app.command("reseal")
def contacts_reseal() -> None:
    """Niêm phong lại mọi địa chỉ và bí mật bằng khóa dữ liệu mới nhất."""
    from console.contacts import reseal_all

    reseal_all(desk())
