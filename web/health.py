"""``/healthz``: whether every part is up; ``/readyz``: whether this process can serve. For supervisors."""

from functools import lru_cache
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from jinja2 import TemplateError
from sqlalchemy.exc import SQLAlchemyError

from store.database import current_revision, head_revision, known_revisions
from web.desk import Desk, DeskDep
from web.nearness import is_near

router = APIRouter()

# empty and older: it has to be migrated; newer: this process is of an earlier program.
Revision = Literal["head", "empty", "older", "newer"]
# What every page is built on, and the page for whoever is not signed in.
TEMPLATES = ("base.html", "sign_in.html")


@router.get("/healthz")
def healthz(request: Request, desk: DeskDep) -> JSONResponse:
    """Answer 200 when the database is at its newest revision and every check passes, else 503.

    What is wrong with a part is told to this machine only: it names programs and revisions.
    """
    faults = {"database": fault} if (fault := _database_fault(desk)) else {}
    for name, check in desk.health.items():
        try:
            check()
        except Exception as fault_raised:  # noqa: BLE001 - a check may fail in any way; it is told, not hidden
            faults[name] = type(fault_raised).__name__
    parts = {name: "down" if name in faults else "up" for name in ("database", *desk.health)}
    told: dict[str, object] = {"ok": not faults, "parts": parts}
    if is_near(request):
        told["faults"] = faults
    return JSONResponse(told, 503 if faults else 200)


@router.get("/readyz")
def readyz(request: Request, desk: DeskDep) -> JSONResponse:
    """Answer 200 when this process can serve pages, else 503 and which part keeps it from that.

    A database that is newer than the program says so: during an upgrade the processes of the earlier
    program get no new requests and may be ended. Other parts (Prefect, the runner) count in /healthz only.
    """
    parts: dict[str, str] = {"templates": "up" if _templates_load(request) else "down"}
    try:
        parts |= {"database": "up", "revision": revision_of(desk)}
    except SQLAlchemyError:
        parts |= {"database": "down"}
    is_ready = parts == {"templates": "up", "database": "up", "revision": "head"}
    return JSONResponse({"ready": is_ready, "parts": parts}, 200 if is_ready else 503)


def revision_of(desk: Desk) -> Revision:
    """Return how the database stands to this program; raises SQLAlchemyError where it does not answer."""
    stands_at = current_revision(desk.engine)
    if stands_at is None:
        return "empty"
    if stands_at == _newest():
        return "head"
    return "older" if stands_at in known_revisions() else "newer"


def _templates_load(request: Request) -> bool:
    try:
        for name in TEMPLATES:
            request.app.state.pages.get_template(name)
    except (TemplateError, OSError):
        return False
    return True


@lru_cache(maxsize=1)
def _newest() -> str:
    return head_revision()


def _database_fault(desk: Desk) -> str:
    try:
        stands_at = current_revision(desk.engine)
    except SQLAlchemyError as fault:
        return type(fault).__name__
    newest = _newest()
    return "" if stands_at == newest else f"revision {stands_at}, wanted {newest}"
