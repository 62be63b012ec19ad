"""Taking in documents: the upload, and the page that shows how far the reading has come."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session
from starlette.datastructures import UploadFile

from models.errors import BadDocument
from models.reading import ReadingStep
from store.accounts import Person
from store.database import reading, writing
from store.intakes import Intake, forget_intake, intakes_of, stored_plans
from web.desk import Allowed, Desk, DeskDep, FormDep, field, uploads
from web.guard import PLAN_LIMIT
from web.plans import plan_list_page
from web.render import go, page

router = APIRouter()
Uploader = Annotated[Person, Depends(Allowed("upload_plan"))]
# Seconds after which the page asks for itself again.
EVERY = 3
WELCOME = "Đã đọc văn bản, chưa gửi gì cho ai. Hãy rà soát rồi kích hoạt."


@dataclass(frozen=True, slots=True)
class ShownIntake:
    """One document on its way in: being read (``step``), read (``plan_id``), refused or cut off."""

    intake: Intake
    step: ReadingStep | None
    plan_id: int | None

    @property
    def is_cut_off(self) -> bool:
        """Return whether the program ended while it read this document, so that nothing was stored."""
        return self.step is None and self.plan_id is None and not self.intake.fault


def shown_intakes(session: Session, desk: Desk, person: Person) -> list[ShownIntake]:
    """Return this person's documents on their way in, the newest first."""
    # Asked before the rows are read: a reading that ends in between has its outcome in them.
    steps = desk.readings.steps()
    found = intakes_of(session, person.username)
    stored = stored_plans(session, [one for one in found if not one.is_over and one.key not in steps])
    return [
        ShownIntake(one, None if one.is_over else steps.get(one.key), one.plan_id or stored.get(one.sha256))
        for one in found
    ]


@router.post("/ke-hoach")
def take_in(request: Request, desk: DeskDep, person: Uploader, form: FormDep) -> Response:
    """Begin to read the uploaded documents; a single one that is quickly read leads to its review at once."""
    try:
        documents = [read_document_upload(one) for one in uploads(form, "van_ban")]
        if not documents:
            raise BadDocument("Chưa chọn tệp văn bản.", hint="Chọn tệp rồi gửi lại.")
    except BadDocument as fault:
        return plan_list_page(request, desk, person, fault=fault)
    keys = [desk.readings.take(data, filename, person.username) for data, filename in documents]
    if len(keys) == 1 and desk.readings.wait(keys[0], desk.readings.patience):
        return _over(request, desk, person, keys[0])
    return go(request, f"/ke-hoach/dang-doc{f'?cho={keys[0]}' if len(keys) == 1 else ''}")


def read_document_upload(upload: UploadFile) -> tuple[bytes, str]:
    """Return an uploaded document with its file name; raises BadDocument for an empty or too large one."""
    data = upload.file.read(PLAN_LIMIT + 1)
    name = (upload.filename or "van-ban").replace("\\", "/").rsplit("/", 1)[-1][:200]
    if len(data) > PLAN_LIMIT:
        raise BadDocument(
            f"Tệp lớn hơn {PLAN_LIMIT // 1024 // 1024} MB.", hint="Chọn tệp nhỏ hơn.", place=name
        )
    if not data:
        raise BadDocument("Tệp không có nội dung.", hint="Chọn lại tệp.", place=name)
    return data, name


def _over(request: Request, desk: Desk, person: Person, key: str) -> Response:
    """Lead to the review of a document just read, or show why it could not be."""
    with writing(desk.engine) as session:
        one = next(i for i in intakes_of(session, person.username) if i.key == key)
        forget_intake(session, key, by=person.username)
    if one.plan_id is not None:
        return go(request, f"/ke-hoach/{one.plan_id}", WELCOME)
    return plan_list_page(request, desk, person, fault=BadDocument(one.fault, hint=one.hint))


@router.get("/ke-hoach/dang-doc")
def progress(request: Request, desk: DeskDep, person: Uploader) -> Response:
    """Show this person's documents on their way in; who waits for one (``cho``) is led to its review."""
    awaited = request.query_params.get("cho", "")
    with reading(desk.engine) as session:
        shown = shown_intakes(session, desk, person)
    plan_id = next((s.plan_id for s in shown if s.intake.key == awaited), None)
    if plan_id is not None:
        return go(request, f"/ke-hoach/{plan_id}", WELCOME)
    is_going_on = any(s.step for s in shown)
    is_held = request.query_params.get("dung") == "1"
    answer = page(
        request,
        "intake.html",
        shown=shown,
        is_going_on=is_going_on,
        is_held=is_held,
        awaited=awaited,
        every=EVERY,
    )
    if is_going_on and not is_held:
        answer.headers["Refresh"] = str(EVERY)
    return answer


@router.post("/ke-hoach/dang-doc")
def forget(request: Request, desk: DeskDep, person: Uploader, form: FormDep) -> Response:
    """Take a document off the list of those on their way in."""
    with writing(desk.engine) as session:
        forget_intake(session, field(form, "ma"), by=person.username)
    return go(request, "/ke-hoach/dang-doc", "Đã bỏ khỏi danh sách.")
