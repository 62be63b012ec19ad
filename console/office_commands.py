"""``dondoc user``, ``registry``, ``token``: people, bodies, keys. Heavy imports stand in the commands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from console.desk import Desk

user_app = typer.Typer(help="Tài khoản đăng nhập.", no_args_is_help=True)
registry_app = typer.Typer(help="Danh bạ cơ quan, nhóm, địa chỉ liên hệ.", no_args_is_help=True)
token_app = typer.Typer(help="Khóa API cho phần mềm khác.", no_args_is_help=True)


def desk() -> "Desk":
    """Return the desk of a command: settings, database, office and clock."""
    from console.desk import open_desk

    return open_desk()


@user_app.command("add")
def user_add(
    username: Annotated[str, typer.Argument(metavar="TÊN")],
    role: Annotated[str, typer.Option("--role", help="operator, lead, agency, leader.")] = "lead",
    name: Annotated[str, typer.Option("--name", help="Tên hiển thị.")] = "",
    agency: Annotated[str, typer.Option("--agency", help="Mã cơ quan, với vai trò agency.")] = "",
) -> None:
    """Thêm tài khoản; mật khẩu được hỏi, không nằm trong dòng lệnh."""
    from console.people import add_user

    add_user(desk(), username, role=role, name=name, agency=agency)


@token_app.command("add")
def token_add(
    name: Annotated[str, typer.Argument(metavar="TÊN", help="Phần mềm sẽ dùng khóa.")],
    scope: Annotated[
        list[str],
        typer.Option(
            "--scope", help="plans:read, plans:write, obligations:read, reports:write, rollups:read."
        ),
    ],
    agency: Annotated[str, typer.Option("--agency", help="Mã cơ quan: chỉ việc của cơ quan này.")] = "",
    days: Annotated[int, typer.Option("--days", help="Số ngày dùng được.")] = 365,
) -> None:
    """Cấp khóa API; khóa chỉ in ra một lần."""
    from console.tokens import add_token

    add_token(desk(), name, scopes=scope, agency=agency, days=days)


@token_app.command("list")
def token_list() -> None:
    """Các khóa API đã cấp."""
    from console.tokens import show_tokens

    show_tokens(desk())


@token_app.command("revoke")
def token_revoke(token_id: Annotated[int, typer.Argument(metavar="MÃ")]) -> None:
    """Thu hồi một khóa API ngay."""
    from console.tokens import end_token

    end_token(desk(), token_id)


@registry_app.command("load")
def registry_load(file: Annotated[Path, typer.Argument(metavar="TỆP.toml")]) -> None:
    """Nạp danh bạ cơ quan từ tệp TOML; nạp lại không tạo trùng."""
    from console.people import load_registry_file

    load_registry_file(desk(), file)


@registry_app.command("seed")
def registry_seed(
    province: Annotated[str, typer.Option("--province", metavar="TỈNH", help="Ví dụ: Hà Nội.")],
    on: Annotated[str, typer.Option("--on", metavar="NGÀY", help="Bỏ cơ quan đã hết trước ngày này.")] = "",
) -> None:
    """Lập danh bạ của một tỉnh: sở, ban, ngành, đoàn thể, UBND huyện và xã qua các lần sắp xếp."""
    from console.people import seed_registry

    seed_registry(desk(), province, on=on)


@registry_app.command("list")
def registry_list() -> None:
    """Các cơ quan đã biết."""
    from console.people import show_registry

    show_registry(desk())


@registry_app.command("replace")
def registry_replace(
    old: Annotated[str, typer.Argument(metavar="CŨ", help="Mã cơ quan bị thay.")],
    new: Annotated[str, typer.Argument(metavar="MỚI", help="Mã cơ quan thay thế.")],
    start: Annotated[str, typer.Option("--from", metavar="NGÀY", help="Ngày thay; bỏ trống: hôm nay.")] = "",
    scope: Annotated[str, typer.Option("--scope", metavar="PHẠM-VI", help="Phần việc được chuyển.")] = "",
    plan: Annotated[
        list[str] | None, typer.Option("--plan", metavar="KẾ-HOẠCH", help="Chỉ chuyển việc của kế hoạch này.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Thay một cơ quan bằng cơ quan khác: chuyển việc chưa xong, giữ lịch sử; xem trước rồi mới làm."""
    from console.agencies import replace

    replace(desk(), old, new, start=start, scope=scope, plans=plan or [], yes=yes)
