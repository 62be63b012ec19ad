"""``dondoc export`` and ``dondoc letter``: what leaves as files. Heavy imports stand inside the commands."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from console.office_commands import desk

PlanKey = Annotated[str, typer.Argument(metavar="KẾ-HOẠCH", help="Mã hoặc số kế hoạch.")]


def export(
    plan: PlanKey,
    file: Annotated[Path, typer.Argument(metavar="TỆP.xlsx", help="Tệp Excel sẽ ghi.")],
) -> None:
    """Ghi bảng tổng hợp, danh sách việc và sổ đôn đốc của một kế hoạch ra Excel."""
    from console.papers import export as run

    run(desk(), plan, file)


def letter(
    kind: Annotated[Literal["cong-van", "bao-cao", "phu-luc", "ket-luan"], typer.Argument(metavar="LOẠI")],
    plan: PlanKey,
    file: Annotated[Path, typer.Argument(metavar="TỆP", help=".docx; nhiều công văn thì .zip.")],
    agency: Annotated[str, typer.Option("--agency", metavar="MÃ", help="Chỉ cơ quan này.")] = "",
    answer_by: Annotated[str, typer.Option("--before", metavar="NGÀY", help="Trả lời trước ngày.")] = "",
    period: Annotated[
        str, typer.Option("--period", metavar="KỲ", help="Báo cáo của kỳ: 2026-11, 2026-Q4, 2026-H2, 2026.")
    ] = "",
    nd09: Annotated[bool, typer.Option("--nd09", help="Kỳ từ ngày 15 đến ngày 14.")] = False,
    first: Annotated[str, typer.Option("--from", metavar="NGÀY", help="Báo cáo từ ngày này.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="NGÀY", help="Báo cáo đến ngày này.")] = "",
) -> None:
    """Lập công văn đôn đốc, báo cáo (của kỳ: kế hoạch hoặc tat-ca), phụ lục, thông báo kết luận (Word)."""
    from console.papers import asked_period
    from console.papers import letter as run

    asked = asked_period(period, nd09=nd09, first=first, last=last)
    run(desk(), kind, plan, file, agency=agency, answer_by=answer_by, period=asked)
