"""``dondoc lineage`` and ``dondoc link``, as typed; what they do stands in console.lineage."""

from typing import Annotated

import typer

from console.office_commands import desk

_Plan = Annotated[str, typer.Argument(metavar="KẾ-HOẠCH", help="Mã hoặc số kế hoạch.")]


def lineage(plan: _Plan, json: Annotated[bool, typer.Option("--json", help="In JSON.")] = False) -> None:
    """Cây kế hoạch: kế hoạch cấp trên, và các kế hoạch cấp dưới theo từng mục."""
    from console.lineage import show_lineage

    show_lineage(desk(), plan, as_json=json)


def link(
    plan: _Plan,
    carries_out: Annotated[
        str, typer.Option("--carries-out", metavar="KẾ-HOẠCH#MỤC", help="Mục mà kế hoạch này thực hiện.")
    ] = "",
    none: Annotated[
        bool, typer.Option("--none", help="Không thực hiện kế hoạch nào, hoặc bỏ liên kết.")
    ] = False,
) -> None:
    """Liên kết kế hoạch với mục của kế hoạch cấp trên; không có tùy chọn thì xem đề xuất."""
    from console.lineage import link_plan

    link_plan(desk(), plan, carries_out=carries_out, none=none)
