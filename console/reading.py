"""``dondoc extract`` and ``dondoc deadline``: reading without storing."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config.office import load_office
from config.settings import load_settings
from models.errors import BadDocument

if TYPE_CHECKING:
    from models.draft import DraftItem, DraftPlan


def read_file(file: Path) -> bytes:
    """Return the file's bytes; raises BadDocument where it is absent or may not be read."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise BadDocument(
            f"Không mở được tệp {file.name}.", hint="Kiểm tra đường dẫn và quyền đọc."
        ) from fault


def show_extract(file: Path, *, as_json: bool, html: Path | None = None) -> None:
    """Print what is read in a document: the contract JSON, or a table for people; or write a marked page."""
    from extract import draft_plan
    from extract.contract import as_contract
    from extract.reading import read_document

    office = load_office(load_settings())
    source = read_document(read_file(file), file.name)
    draft = draft_plan(source, office.calendar)
    if html is not None:
        from report.marked import marked_page

        html.write_text(marked_page(source, draft), "utf-8")
        print(f"Đã ghi {html}: {len(draft.items)} nhiệm vụ được đánh dấu.")
    elif as_json:
        print(json.dumps(as_contract(draft), ensure_ascii=False, indent=2))
    else:
        _print_draft(draft)


def _print_draft(draft: "DraftPlan") -> None:
    from rich.console import Console
    from rich.table import Table

    out = Console()
    issued = f"{draft.issued_on:%d/%m/%Y}" if draft.issued_on else "chưa rõ ngày"
    out.print(f"[bold]{draft.number or 'Chưa có số'}[/bold], {issued}, {draft.issuer or 'chưa rõ cơ quan'}")
    out.print(draft.title or "", markup=False)
    out.print(f"Cơ quan thường trực: {draft.lead_agency or 'chưa rõ'}", markup=False)
    table = Table(show_lines=True)
    for title in ("Dòng", "Mục", "Nhiệm vụ", "Chủ trì / thực hiện", "Phối hợp", "Thời hạn", "Lưu ý"):
        table.add_column(title, overflow="fold")
    for item in draft.items:
        table.add_row(*_cells(item))
    out.print(table)
    out.print(f"{len(draft.items)} nhiệm vụ; {len(draft.leftovers)} đoạn không phải nhiệm vụ.")


def _cells(item: "DraftItem") -> list[str]:
    from rich.markup import escape

    deadline = item.deadline
    when = f"{deadline.due_on:%d/%m/%Y}" if deadline.due_on else ""
    raw = f"“{deadline.raw}”" if deadline.raw else ""
    cells = [
        f"{item.lines[0]}–{item.lines[1]}",
        item.ref,
        item.text,
        "; ".join(item.owners),
        "; ".join(item.coordinators),
        "\n".join(part for part in (when, raw, deadline.question) if part),
        ", ".join(item.flags),
    ]
    return [escape(c) for c in cells]


def show_deadline(phrase: str, *, batch: Path | None, issued_on: str, event_on: str) -> None:
    """Print what a phrase of time means, or a JSON list for a file of phrases."""
    from rules.deadline import batch as read_batch

    calendar = load_office(load_settings()).calendar
    if batch is not None:
        try:
            rows = json.loads(read_file(batch).decode("utf-8"))
        except ValueError as fault:
            raise BadDocument(
                f"Tệp {batch.name} không phải JSON.", hint="Cần một danh sách cụm từ."
            ) from fault
        json.dump(read_batch(rows, calendar), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    _print_deadline(phrase, issued_on, event_on)


def _print_deadline(phrase: str, issued_on: str, event_on: str) -> None:
    from console.desk import parse_day
    from rules.deadline import read_deadline

    if not phrase.strip():
        raise BadDocument("Chưa có cụm từ nào.", hint="Ví dụ: dondoc deadline “trước ngày 20/11/2026”.")
    found = read_deadline(
        phrase,
        issued_on=parse_day(issued_on) if issued_on else None,
        event_on=parse_day(event_on) if event_on else None,
        calendar=load_office(load_settings()).calendar,
    )
    names = {
        "date": "có ngày",
        "recurring": "định kỳ",
        "ongoing": "thường xuyên",
        "event": "theo sự kiện",
        "none": "không có thời hạn",
    }
    print(f"Loại: {names[found.kind]}")
    if found.due_on:
        print(f"Ngày cuối còn đúng hạn: {found.due_on:%d/%m/%Y}")
    if found.next:
        print("Các kỳ tới: " + ", ".join(f"{d:%d/%m/%Y}" for d in found.next))
    for title, value in (("Chữ đọc được", found.raw), ("Quy tắc", found.rule), ("Căn cứ", found.law)):
        if value:
            print(f"{title}: {value}")
    if found.question:
        print(f"Cần hỏi lại: {found.question}")
    print("Theo đúng chữ." if found.literal else "Đề xuất của chương trình, cần người xác nhận.")
