"""``dondoc``: every command. Heavy imports stand inside the commands, so that ``--help`` is quick."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from console.backup_commands import backup, restore
from console.contact_commands import contacts_app
from console.import_commands import import_app
from console.lineage_commands import lineage, link
from console.mailbox_commands import mailbox_app
from console.office_commands import desk, registry_app, token_app, user_app
from console.paper_commands import export, letter
from console.webhook_commands import webhook_app
from models.errors import BadDocument, DondocError

app = typer.Typer(
    name="dondoc",
    help="Đôn đốc: đọc kế hoạch, giao việc có thời hạn cho từng cơ quan, nhắc và tổng hợp.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(user_app, name="user")
app.add_typer(registry_app, name="registry")
app.add_typer(token_app, name="token")
app.add_typer(contacts_app, name="contacts")
app.add_typer(import_app, name="import")
app.command()(export)
app.command()(letter)
app.command()(lineage)
app.command()(link)
app.command()(backup)
app.command()(restore)
app.add_typer(webhook_app, name="webhook")
app.add_typer(mailbox_app, name="mailbox")

PlanKey = Annotated[str, typer.Argument(metavar="KẾ-HOẠCH", help="Mã hoặc số kế hoạch.")]
File = Annotated[Path, typer.Argument(metavar="TỆP", help="Văn bản: TXT, DOCX, PDF, ảnh quét …")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]
BeforeDay = Literal["tinh-ca-ngay", "khong-tinh"]
ReportPeriods = Literal["calendar", "nd09"]
AsOf = Annotated[str, typer.Option("--as-of", metavar="NGÀY", help="Ngày xét, dạng 23/11/2026.")]


@app.command()
def up() -> None:
    """Chạy tất cả: trang web, máy chủ Prefect, bộ chạy luồng. Ctrl-C để dừng."""
    from config.settings import load_settings
    from console.up import up as run

    settings = load_settings()

    def ready() -> None:
        print(
            f"Trang web: {settings.base_url}\nPrefect:   http://127.0.0.1:{settings.prefect_port}", flush=True
        )

    raise typer.Exit(run(settings, when_ready=ready))


@app.command()
def web() -> None:
    """Chạy riêng trang web (máy chủ thật: systemd hoặc Docker gọi lệnh này)."""
    from console.services import run_pages

    run_pages()


@app.command()
def prefect() -> None:
    """Chạy riêng máy chủ Prefect."""
    from console.services import run_prefect

    run_prefect()


@app.command()
def worker(
    name: Annotated[str, typer.Option("--name", metavar="TÊN", help="Tên, mỗi bộ chạy một tên.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Bao nhiêu lượt chạy một lúc.")] = 4,
) -> None:
    """Chạy một bộ chạy luồng; chạy được nhiều bộ, trên nhiều máy."""
    from console.services import run_worker

    run_worker(name, limit=limit)


@app.command()
def sender() -> None:
    """Chạy bộ gửi thư, đi cùng các bộ chạy luồng (dondoc up có sẵn)."""
    from console.services import run_sender

    run_sender()


@app.command()
def deploy(file: Annotated[Path, typer.Argument(metavar="TỆP.yaml", help="deploy/prefect.yaml.")]) -> None:
    """Ghi các luồng và lịch chạy của tệp vào máy chủ Prefect (chạy lại không đổi gì thêm)."""
    from console.services import deploy_flows

    deploy_flows(file)


@app.command()
def alive(
    service: Annotated[Literal["web", "prefect", "worker", "sender"], typer.Argument(metavar="PHẦN")],
    name: Annotated[str, typer.Option("--name", metavar="TÊN", help="Tên của bộ chạy luồng.")] = "",
) -> None:
    """Một phần trên máy này còn chạy không: web, prefect, worker hay sender; mã 1 nếu không."""
    from console.services import check_service

    print(check_service(service, name))


@app.command()
def demo(
    prepare_only: Annotated[bool, typer.Option("--prepare-only", help="Chỉ dựng dữ liệu.")] = False,
) -> None:
    """Ba kế hoạch mẫu của một tỉnh giả định, đã chạy được vài tuần; rồi chạy tất cả."""
    from console.demo import demo as run

    raise typer.Exit(run(prepare_only=prepare_only))


@app.command()
def ingest(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP…", help="Một hay nhiều văn bản.")],
) -> None:
    """Đọc văn bản và lưu thành dự thảo; chưa gửi gì cho ai."""
    from console.plans import ingest_files

    ingest_files(desk(), files)


@app.command()
def extract(
    file: File,
    json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="TỆP.html", help="Ghi văn bản có đánh dấu để xem.")
    ] = None,
) -> None:
    """Đọc văn bản và in các nhiệm vụ đọc được; không lưu gì."""
    from console.reading import show_extract

    show_extract(file, as_json=json, html=html)


@app.command()
def deadline(
    phrase: Annotated[str, typer.Argument(metavar="CỤM-TỪ", help="Ví dụ: trước ngày 20/11/2026.")] = "",
    batch: Annotated[Path | None, typer.Option("--batch", metavar="TỆP.json", help="Nhiều cụm từ.")] = None,
    issued_on: Annotated[str, typer.Option("--issued-on", metavar="NGÀY")] = "",
    event_on: Annotated[str, typer.Option("--event-on", metavar="NGÀY")] = "",
) -> None:
    """Hiểu một cụm từ chỉ thời hạn thành ngày."""
    from console.reading import show_deadline

    show_deadline(phrase, batch=batch, issued_on=issued_on, event_on=event_on)


@app.command()
def plans() -> None:
    """Danh sách kế hoạch."""
    from console.plans import show_plans

    show_plans(desk())


@app.command()
def review(
    plan: PlanKey,
    items: Annotated[str, typer.Option("--items", metavar="1,3-5", help="Các mục, theo số thứ tự.")] = "",
    due: Annotated[str, typer.Option("--due", metavar="NGÀY", help="Ấn định hạn cho các mục.")] = "",
    undated: Annotated[bool, typer.Option("--undated", help="Chọn mọi mục chưa có hạn.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Bỏ các mục khỏi theo dõi.")] = False,
    restore: Annotated[bool, typer.Option("--restore", help="Lấy lại các mục đã bỏ.")] = False,
    expand: Annotated[str, typer.Option("--expand", metavar="NHÓM", help="Mở nhóm ra từng cơ quan.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Đồng ý mở nhóm trên 60 cơ quan.")] = False,
    issued_on: Annotated[str, typer.Option("--issued-on", metavar="NGÀY", help="Ngày ban hành.")] = "",
    lead: Annotated[str, typer.Option("--lead", metavar="CƠ-QUAN", help="Cơ quan thường trực.")] = "",
    number: Annotated[str, typer.Option("--number", metavar="SỐ", help="Số, ký hiệu.")] = "",
    event_on: Annotated[str, typer.Option("--event-on", metavar="NGÀY", help="Ngày diễn ra sự kiện.")] = "",
    before: Annotated[
        BeforeDay | None,
        typer.Option("--before", help="“trước ngày X” có tính ngày X không."),
    ] = None,
    mirror: Annotated[
        str, typer.Option("--mirror", metavar="7=3", help="Mục 7 là mặt kia của mục 3: tính một việc.")
    ] = "",
    apart: Annotated[str, typer.Option("--apart", metavar="MỤC", help="Bỏ liên kết của mục.")] = "",
    periods: Annotated[
        ReportPeriods | None,
        typer.Option("--periods", help="Kỳ báo cáo: theo lịch, hoặc từ ngày 15 đến ngày 14 (NĐ 09/2019)."),
    ] = None,
) -> None:
    """Rà soát dự thảo: xem các mục, ấn định hạn, mở nhóm, bỏ mục."""
    from console.plans import Changes, review_plan

    changes = Changes(
        items,
        due,
        undated,
        drop,
        restore,
        expand,
        yes,
        issued_on,
        lead,
        number,
        event_on,
        before or "",
        mirror,
        apart,
        periods,
    )
    review_plan(desk(), plan, changes)


@app.command()
def activate(plan: PlanKey) -> None:
    """Kích hoạt dự thảo: lập phần việc cho từng cơ quan."""
    from console.plans import activate_plan

    activate_plan(desk(), plan)


@app.command()
def close(
    plan: PlanKey,
    with_open: Annotated[bool, typer.Option("--with-open", help="Cả khi còn việc chưa xong.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="Theo dõi trở lại.")] = False,
) -> None:
    """Kết thúc theo dõi kế hoạch: không nhắc, không lập kỳ mới; --reopen để theo dõi trở lại."""
    from console.plans import close_plan

    close_plan(desk(), plan, with_open=with_open, reopen=reopen)


@app.command()
def amend(
    draft: Annotated[str, typer.Argument(metavar="DỰ-THẢO", help="Mã hoặc số của văn bản sửa đổi.")],
    plan: PlanKey,
    mode: Annotated[
        Literal["mot-phan", "toan-bo"] | None,
        typer.Option("--mode", help="Sửa một phần, hay thay toàn bộ; mặc định theo chữ của văn bản."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Nhận mọi thay đổi vào kế hoạch.")] = False,
    json: AsJson = False,
) -> None:
    """So văn bản sửa đổi với kế hoạch đang theo dõi; --yes để nhận các thay đổi."""
    from console.amendments import amend as run

    run(desk(), draft, plan, mode=mode or "", yes=yes, as_json=json)


@app.command()
def due(
    plan: PlanKey,
    items: Annotated[str, typer.Option("--items", metavar="1,3-5", help="Các mục, theo số thứ tự.")] = "",
    on: Annotated[str, typer.Option("--on", metavar="NGÀY", help="Hạn do cơ quan chủ trì ấn định.")] = "",
    agency: Annotated[
        list[str] | None, typer.Option("--agency", metavar="CƠ-QUAN", help="Chỉ cho cơ quan này.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ghi; không có thì chỉ xem trước.")] = False,
) -> None:
    """Ấn định hạn cho việc đang theo dõi mà chưa có hạn; không có --items thì liệt kê."""
    from console.dates import due_days

    due_days(desk(), plan, items=items, on=on, agencies=agency or [], is_sure=yes)


@app.command()
def event(
    plan: PlanKey,
    items: Annotated[str, typer.Option("--items", metavar="1,3-5", help="Các mục, theo số thứ tự.")] = "",
    on: Annotated[str, typer.Option("--on", metavar="NGÀY", help="Ngày sự kiện xảy ra.")] = "",
    dues: Annotated[
        list[str] | None, typer.Option("--due", metavar="3=NGÀY", help="Hạn khác cho một mục.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ghi; không có thì chỉ xem trước.")] = False,
) -> None:
    """Ghi ngày của sự kiện mà các mục đang chờ; hạn được tính theo đó. Không có --items thì liệt kê."""
    from console.dates import event_days

    event_days(desk(), plan, items=items, on=on, dues=dues or [], is_sure=yes)


@app.command()
def status(
    plan: Annotated[str, typer.Argument(metavar="KẾ-HOẠCH")] = "",
    as_of: AsOf = "",
    by: Annotated[
        Literal["agency", "level", "plan", "group"],
        typer.Option("--by", help="Theo cơ quan, cấp, kế hoạch, hay khối cơ quan."),
    ] = "agency",
    period: Annotated[
        str, typer.Option("--period", metavar="KỲ", help="2026-11, 2026-Q4, 2026-H2, 2026-9M hoặc 2026.")
    ] = "",
    nd09: Annotated[
        bool, typer.Option("--nd09", help="Kỳ từ ngày 15 đến ngày 14 (Nghị định 09/2019).")
    ] = False,
    json: AsJson = False,
) -> None:
    """Bảng tổng hợp của một ngày hay một kỳ, và danh sách quá hạn."""
    from console.status import show_status

    show_status(desk(), plan, as_of=as_of, as_json=json, by=by, period=period, nd09=nd09)


@app.command()
def rehearse(
    what: Annotated[str, typer.Argument(metavar="KẾ-HOẠCH|TỆP", help="Mã, số kế hoạch, hoặc một văn bản.")],
    first: Annotated[str, typer.Option("--from", metavar="NGÀY", help="Ngày bắt đầu.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="NGÀY", help="Ngày cuối.")] = "",
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="[CƠ-QUAN=]CÁCH", help="dung-han, som, tre, chi-tiep-nhan, khong."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Diễn thử: mọi thư sẽ gửi, cho ai, ngày nào; không lưu và không gửi gì."""
    from console.rehearse import show_rehearsal

    show_rehearsal(desk(), what, first=first, last=last, answers=answer or [], as_json=json)


@app.command()
def calendar(
    year: Annotated[int, typer.Argument(metavar="NĂM", help="Ví dụ: 2026.")],
    json: AsJson = False,
) -> None:
    """Lịch làm việc của một năm: ngày nghỉ, ngày làm bù, ngày chưa xác nhận."""
    from console.calendar import show_calendar

    show_calendar(year, as_json=json)


@app.command()
def morning(as_of: AsOf = "") -> None:
    """Chạy luồng buổi sáng ngay bây giờ (chạy lại không gửi gì thêm)."""
    from console.morning import run_morning

    raise typer.Exit(run_morning(desk(), as_of=as_of))


@app.command()
def doctor() -> None:
    """Kiểm tra cấu hình, cơ sở dữ liệu, Prefect, thư, phông chữ, OCR và nói cần làm gì."""
    from console.doctor import examine

    raise typer.Exit(examine())


@app.command()
def migrate() -> None:
    """Nâng cơ sở dữ liệu lên phiên bản của chương trình."""
    desk()
    print("Cơ sở dữ liệu đã ở phiên bản mới nhất.")


def main(run: Callable[[], object] = app) -> None:
    """Run the command line; a fault that a person can mend is one sentence, exit code 2."""
    # What we write is for the account that runs us: databases, logs and keys hold personal data.
    os.umask(0o077)
    try:
        run()
    except DondocError as fault:
        _stop(fault)
    except Exception as fault:
        # Without it loaded, the fault cannot be the database's.
        if "sqlalchemy" not in sys.modules:
            raise
        from console.faults import told

        if (known := told(fault)) is None:
            raise
        _stop(known)


def _stop(fault: DondocError) -> None:
    """Say the sentence and end: exit code 2 for a bad document, else 1."""
    print(str(fault), file=sys.stderr)
    raise SystemExit(2 if isinstance(fault, BadDocument) else 1) from None


if __name__ == "__main__":
    main()
