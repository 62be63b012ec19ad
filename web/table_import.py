"""An office moves its own tracking table in: upload, columns mapped with a preview, then draft plans.

Between the steps the file lies where a sheet of contacts does (``web.kept_sheets``), for an hour at most.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from models.errors import BadDocument, Refused
from report.table_sheets import TABLE_LIMIT
from rules.status import NAMES as STATUS_NAMES
from rules.table_columns import FIELDS, column_letter
from rules.table_plans import Cut, PlanFacts
from store.accounts import Person
from store.database import reading
from store.plans import plans
from tasks.taking_tables import SheetChoice, TableReading, read_table, take_table
from web.desk import Allowed, Desk, DeskDep, FormDep, civil_date, field, uploads
from web.intake import WELCOME
from web.kept_sheets import drop, fetch, keep
from web.render import go, page

router = APIRouter()
Uploader = Annotated[Person, Depends(Allowed("upload_plan"))]
CUTS: dict[str, Cut] = {"mot": "one", "van-ban": "by-document"}
# Rows and faults that the preview shows of each sheet, and columns and sheets that the form asks about.
SHOWN_ROWS, SHOWN_FAULTS, MOST_SHEETS, MOST_COLUMNS = 12, 60, 30, 60


@router.get("/nhap-bang")
def upload_page(request: Request, desk: DeskDep, person: Uploader) -> Response:
    """Show how a tracking table is moved in, and the form for it."""
    return page(request, "table_import.html", found=None, fault=None)


@router.post("/nhap-bang")
def preview(request: Request, desk: DeskDep, person: Uploader, form: FormDep) -> Response:
    """Show how a table is read: as uploaded, or as its columns were mapped since; nothing is stored."""
    try:
        content, name, digest = _table(desk, person, form)
    except (Refused, BadDocument) as fault:
        return _faulty(request, fault)
    return _preview(request, desk, form, content, name, digest)


@router.post("/nhap-bang/tao")
def take(request: Request, desk: DeskDep, person: Uploader, form: FormDep) -> Response:
    """Store the table's draft plans and lead to the review of the first."""
    try:
        content, name, digest = _table(desk, person, form)
    except (Refused, BadDocument) as fault:
        return _faulty(request, fault)
    try:
        ids = take_table(
            desk.engine,
            desk.office,
            content,
            name,
            choices=_choices(form),
            cut=_cut(form),
            facts=_facts(form),
            today=desk.today,
            now=desk.now,
            by=person.username,
        )
    except (Refused, BadDocument) as fault:
        return _preview(request, desk, form, content, name, digest, fault=fault)
    drop(desk.settings.home, person.user_id, digest)
    if len(ids) == 1:
        return go(request, f"/ke-hoach/{ids[0]}", WELCOME)
    return go(request, "/ke-hoach", f"Đã tạo {len(ids)} dự thảo từ bảng. Rà soát rồi kích hoạt từng dự thảo.")


def _table(desk: Desk, person: Person, form: FormData) -> tuple[bytes, str, str]:
    """Return the table's bytes, its name, and the hash under which it is kept."""
    sent = uploads(form, "bang")
    if not sent:
        digest = field(form, "tep")
        kept = fetch(desk.settings.home, person.user_id, digest, now=desk.now)
        if kept is None:
            raise Refused(
                "Chưa chọn tệp, hoặc tệp đã gửi không còn giữ ở máy chủ.", hint="Chọn tệp rồi gửi lại."
            )
        return kept, _name(field(form, "ten_tep")), digest
    content = sent[0].file.read(TABLE_LIMIT + 1)
    if len(content) > TABLE_LIMIT:
        raise BadDocument(f"Bảng lớn hơn {TABLE_LIMIT // 1024 // 1024} MB.", hint="Chia thành nhiều tệp.")
    if not content.strip():
        raise BadDocument("Tệp không có nội dung.", hint="Chọn lại tệp.")
    digest = keep(desk.settings.home, person.user_id, content, now=desk.now)
    return content, _name(sent[0].filename or ""), digest


def _name(text: str) -> str:
    return text.replace("\\", "/").rsplit("/", 1)[-1][:200] or "bang.xlsx"


def _faulty(request: Request, fault: Refused | BadDocument) -> Response:
    status = 409 if isinstance(fault, Refused) else 422
    return page(request, "table_import.html", status_code=status, found=None, fault=fault)


def _preview(
    request: Request,
    desk: Desk,
    form: FormData,
    content: bytes,
    name: str,
    digest: str,
    *,
    fault: Refused | BadDocument | None = None,
) -> Response:
    try:
        facts = _facts(form)
        with reading(desk.engine) as session:
            if "cach" not in form:
                facts = _first_facts(facts, name, [(p.lead_name, p.issuer) for p in plans(session)])
            found = read_table(
                session,
                desk.office,
                content,
                choices=_choices(form),
                cut=_cut(form),
                facts=facts,
                today=desk.today,
            )
    except (Refused, BadDocument) as wrong:
        return _faulty(request, wrong)
    return page(
        request,
        "table_import.html",
        status_code=200 if fault is None else 409 if isinstance(fault, Refused) else 422,
        found=found,
        fault=fault,
        facts=facts,
        cut=next(word for word, cut in CUTS.items() if cut == _cut(form)),
        name=name,
        digest=digest,
        fields=FIELDS,
        letter=column_letter,
        status_words=STATUS_NAMES,
        shown_rows=SHOWN_ROWS,
        shown_faults=SHOWN_FAULTS,
        counts=_counts(found),
    )


def _first_facts(facts: PlanFacts, name: str, known: list[tuple[str | None, str | None]]) -> PlanFacts:
    """Return what the form proposes first: the file's name, and who led the newest plan."""
    lead, issuer = next(((lead, issuer) for lead, issuer in known if lead), ("", ""))
    return PlanFacts(name.rpartition(".")[0] or name, "", issuer or "", lead or "", facts.issued_on)


def _counts(found: TableReading) -> dict[str, int]:
    """Return how many shares the plans would make of each status."""
    counted: dict[str, int] = {}
    for plan in found.plans:
        for shares in plan.states:
            for share in shares:
                if share.part == "owner":
                    counted[share.state.status] = counted.get(share.state.status, 0) + 1
    return counted


def _cut(form: FormData) -> Cut:
    return CUTS.get(field(form, "cach"), "one")


def _facts(form: FormData) -> PlanFacts:
    return PlanFacts(
        title=field(form, "ten")[:500],
        number=field(form, "so")[:80],
        issuer=field(form, "ban_hanh")[:300],
        lead=field(form, "thuong_truc")[:300],
        issued_on=civil_date(form, "ngay"),
    )


def _choices(form: FormData) -> Mapping[int, SheetChoice]:
    """Return what the form says of each sheet; a sheet that it does not show is left to the guess."""
    found = {}
    for place in range(MOST_SHEETS):
        if f"trang_{place}" not in form:
            continue
        # Other heading rows are other columns: those chosen for the rows before are forgotten.
        same = all(field(form, f"{n}_{place}") == field(form, f"{n}_truoc_{place}") for n in ("dau", "cuoi"))
        columns = {
            column: field(form, name)
            for column in range(MOST_COLUMNS)
            if same and (name := f"cot_{place}_{column}") in form
        }
        first, last = (_small(field(form, f"{name}_{place}")) for name in ("dau", "cuoi"))
        found[place] = SheetChoice(field(form, f"lay_{place}") == "1", first, last, columns)
    return found


def _small(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
