"""What an agency says of its obligations: acknowledged, reported on, with files or without."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from sqlmodel import Session

from models.errors import OutOfDate
from models.obligation import Status
from store.api_tokens import Caller
from store.database import reading
from store.idempotency import Given, once
from store.obligations import ReportInput, move
from web.api.calling import Scoped
from web.api.conditional import IfMatch, check_match, tag_of
from web.api.faults import Changed, documented
from web.api.idempotent import REPLAYED, IdempotencyKey, asked, fingerprint
from web.api.obligations import detail, own_row
from web.api.schemas import AcknowledgeIn, Id, Name, ObligationDetail, ReportIn, Says, ShortWords, Words
from web.desk import Desk, DeskDep
from web.uploads import ACCEPTED, report_files

router = APIRouter(tags=["obligations"])
Writer = Annotated[Caller, Depends(Scoped("reports:write"))]
# Files that one report may bring.
MOST_FILES = 10
Files = Annotated[
    list[UploadFile],
    File(min_length=1, max_length=MOST_FILES, description=f"{ACCEPTED}, xét theo nội dung."),
]


@dataclass(frozen=True, slots=True)
class _Write:
    """One move that a caller asks for; ``said`` is all that was sent, as text."""

    obligation_id: int
    target: Status
    who: str
    if_match: str | None
    said: tuple[str, ...]
    report: ReportInput | None = None


@router.post(
    "/obligations/{obligation_id}/reports",
    status_code=201,
    response_model=ObligationDetail,
    responses=documented(404, 409, 412),
)
def report(
    request: Request,
    desk: DeskDep,
    caller: Writer,
    obligation_id: Id,
    said: ReportIn,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> Response:
    """Store a report of the agency, as if it were sent on the pages; the obligation as it stands then."""
    write = _of_report(obligation_id, said, caller, if_match)
    return _done(request, desk, caller, idempotency_key, write, status=201)


@router.post(
    "/obligations/{obligation_id}/reports/with-files",
    status_code=201,
    response_model=ObligationDetail,
    responses=documented(404, 409, 412),
)
def report_with_files(
    request: Request,
    desk: DeskDep,
    caller: Writer,
    obligation_id: Id,
    says: Annotated[Says, Form()],
    text: Annotated[Words, Form()],
    files: Files,
    idempotency_key: IdempotencyKey,
    product: Annotated[ShortWords, Form()] = "",
    reporter: Annotated[Name, Form()] = "",
    if_match: IfMatch = None,
) -> Response:
    """Store a report with its files, each of a kind that the pages take; the obligation as it stands then."""
    with reading(desk.engine) as session:
        # Before the files are looked at: what is foreign is not there, whatever is sent with it.
        own_row(session, desk, caller, obligation_id)
    read = report_files(files, limit=desk.settings.upload_limit, text=text)
    said = ReportIn(says=says, text=text, product=product, reporter=reporter)
    write = _of_report(obligation_id, said, caller, if_match)
    brought = json.dumps([(one.filename, fingerprint(one.content)) for one in read])
    assert write.report is not None  # noqa: S101 - made with one
    write = replace(write, said=(*write.said, brought), report=replace(write.report, files=read))
    return _done(request, desk, caller, idempotency_key, write, status=201)


def _of_report(obligation_id: int, said: ReportIn, caller: Caller, if_match: str | None) -> _Write:
    who = said.reporter.strip() or caller.name
    told = ReportInput(said.says, said.text, who, product=said.product, via="api")
    return _Write(obligation_id, said.says, who, if_match, (said.model_dump_json(),), told)


@router.post(
    "/obligations/{obligation_id}/acknowledge",
    response_model=ObligationDetail,
    responses=documented(404, 409, 412),
)
def acknowledge(
    request: Request,
    desk: DeskDep,
    caller: Writer,
    obligation_id: Id,
    said: AcknowledgeIn,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> Response:
    """Acknowledge a newly assigned obligation for its agency; the obligation as it stands then."""
    who = said.reporter.strip() or caller.name
    write = _Write(obligation_id, "acknowledged", who, if_match, (said.model_dump_json(),))
    return _done(request, desk, caller, idempotency_key, write, status=200)


def _done(request: Request, desk: Desk, caller: Caller, key: str, write: _Write, *, status: int) -> Response:
    """Make the move and answer; the same key with the same request is answered again and not done."""
    now = desk.now

    def work(session: Session) -> Given:
        row = own_row(session, desk, caller, write.obligation_id)
        revision = check_match(write.if_match, row.revision)
        try:
            move(
                session,
                obligation_id=write.obligation_id,
                target=write.target,
                actor=write.who,
                actor_role="agency",
                now=now,
                today=desk.today,
                calendar=desk.office.calendar,
                ladder=desk.office.ladder,
                report=write.report,
                revision=revision,
            )
        except OutOfDate as fault:
            if revision is None:
                raise
            raise Changed(fault.sentence, hint=fault.hint) from fault
        session.flush()
        return Given(status, detail(session, desk, caller, write.obligation_id).model_dump_json())

    return _written(once(desk.engine, asked(request, caller, key, *write.said), work, now=now))


def _written(given: Given) -> Response:
    body = given.body.encode()
    revision = json.loads(body)["revision"]
    headers: Mapping[str, str] = {"ETag": tag_of(body, revision), "Cache-Control": "no-store"}
    if given.is_repeated:
        headers = {**headers, **REPLAYED}
    return Response(body, given.status, media_type="application/json", headers=headers)
