"""Plans that other systems send in: read like those uploaded on the pages, and stored as drafts only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response, UploadFile
from sqlmodel import Session

from models.errors import NotAllowed
from store.api_tokens import Caller
from store.database import reading
from store.idempotency import Given, once
from store.intakes import Intake, begin_intake, get_intake, stored_plans
from web.api.calling import Scoped
from web.api.conditional import NOT_CHANGED, IfNoneMatch, answer
from web.api.faults import documented
from web.api.idempotent import REPLAYED, IdempotencyKey, asked, fingerprint
from web.api.schemas import IntakeOut
from web.desk import Desk, DeskDep
from web.intake import read_document_upload

router = APIRouter(tags=["plans"])
Sender = Annotated[Caller, Depends(Scoped("plans:write"))]
IntakeId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]


@router.post("/plans", status_code=202, response_model=IntakeOut, responses=documented(409))
def take_in(
    request: Request, desk: DeskDep, caller: Sender, document: UploadFile, idempotency_key: IdempotencyKey
) -> Response:
    """Take in a document (DOCX, PDF, a scan …) and read it as a draft plan, which a person then reviews."""
    if caller.agency_id is not None:
        raise NotAllowed("Khóa của một cơ quan không nạp được kế hoạch.", hint="Dùng khóa của mọi cơ quan.")
    data, filename = read_document_upload(document)
    digest, by = fingerprint(data), _sender(caller)
    key = desk.readings.reserve()

    def work(session: Session) -> Given:
        begin_intake(session, key, filename=filename, sha256=digest, by=by, now=desk.now)
        shown = _shown(Intake(key, filename, by, digest, desk.now.isoformat()), state="reading")
        return Given(202, shown.model_dump_json())

    begun = False
    try:
        wanted = asked(request, caller, idempotency_key, filename, digest)
        given = once(desk.engine, wanted, work, now=desk.now)
        if not given.is_repeated:
            begun = True
            desk.readings.start(key, data, filename, by)
    finally:
        if not begun:
            desk.readings.give_up(key)
    place = f"/api/v1/intakes/{IntakeOut.model_validate_json(given.body).id}"
    headers = {"Cache-Control": "no-store", "Location": place} | (REPLAYED if given.is_repeated else {})
    return Response(given.body, 202, media_type="application/json", headers=headers)


@router.get("/intakes/{intake_id}", response_model=IntakeOut, responses=documented(404) | NOT_CHANGED)
def intake(
    request: Request, desk: DeskDep, caller: Sender, intake_id: IntakeId, if_none_match: IfNoneMatch = None
) -> Response:
    """Tell what became of a document that this key sent in; it is forgotten after some days."""
    return answer(request, _found(desk, caller, intake_id))


def _found(desk: Desk, caller: Caller, key: str) -> IntakeOut:
    # Asked before the row is read: a reading that ends in between has its outcome in it.
    is_being_read = key in desk.readings.steps()
    with reading(desk.engine) as session:
        one = get_intake(session, key, by=_sender(caller))
        stored = {} if one.is_over or is_being_read else stored_plans(session, [one])
    if one.fault:
        return _shown(one, state="refused")
    if (plan_id := one.plan_id or stored.get(one.sha256)) is not None:
        return _shown(one, state="stored", plan_id=plan_id)
    return _shown(one, state="reading" if is_being_read else "cut-off")


def _shown(one: Intake, *, state: str, plan_id: int | None = None) -> IntakeOut:
    return IntakeOut.model_validate(
        {
            "id": one.key,
            "filename": one.filename,
            "state": state,
            "plan_id": plan_id,
            "detail": one.fault,
            "hint": one.hint,
        }
    )


def _sender(caller: Caller) -> str:
    return f"{caller.name} (khóa API {caller.token_id})"
