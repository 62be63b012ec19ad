"""``dondoc import``: an office's own Excel moved in. Heavy imports stand inside the commands."""

from pathlib import Path
from typing import Annotated

import typer

from console.office_commands import desk

import_app = typer.Typer(
    help="Nhập từ Excel, CSV: bảng theo dõi, danh bạ cơ quan, liên hệ.", no_args_is_help=True
)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Chỉ xem sẽ đọc được gì, không lưu.")]
TableFile = Annotated[Path, typer.Argument(metavar="TỆP", help=".xlsx hoặc .csv (UTF-8).")]


@import_app.command("table")
def import_table(
    file: TableFile,
    columns: Annotated[
        str, typer.Option("--map", metavar="noi-dung=C,chu-tri=D", help="Cột nào là gì; =C: bỏ cột C.")
    ] = "",
    sheet: Annotated[int, typer.Option("--sheet", min=1, help="--map nói về trang thứ mấy.")] = 1,
    by_document: Annotated[bool, typer.Option("--by-document", help="Mỗi văn bản giao một dự thảo.")] = False,
    title: Annotated[str, typer.Option("--title", metavar="TÊN", help="Tên của bảng.")] = "",
    issued_on: Annotated[str, typer.Option("--issued-on", metavar="NGÀY", help="Ngày ban hành.")] = "",
    issuer: Annotated[str, typer.Option("--issuer", metavar="CƠ-QUAN", help="Cơ quan ban hành.")] = "",
    lead: Annotated[str, typer.Option("--lead", metavar="CƠ-QUAN", help="Cơ quan thường trực.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Đưa bảng theo dõi đang dùng vào thành dự thảo để rà soát, giữ tình trạng của từng việc."""
    from console.tables import TableFacts, import_tracking_table

    facts = TableFacts(title or file.stem, issued_on, issuer, lead, by_document)
    import_tracking_table(desk(), file, columns=columns, sheet=sheet, facts=facts, dry_run=dry_run)


@import_app.command("contacts")
def import_contacts(file: TableFile, dry_run: DryRun = False) -> None:
    """Thêm và sửa người liên hệ theo một bảng (mẫu: trang Nạp liên hệ từ Excel)."""
    from console.tables import import_contact_sheet

    import_contact_sheet(desk(), file, dry_run=dry_run)


@import_app.command("agencies")
def import_agencies(file: TableFile, dry_run: DryRun = False) -> None:
    """Thêm và sửa cơ quan trong danh bạ theo một bảng."""
    from console.tables import import_agency_sheet

    import_agency_sheet(desk(), file, dry_run=dry_run)
