"""``/healthz``: whether every part is up, for supervisors and people."""

from functools import lru_cache

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from store.database import current_revision, head_revision
from web.desk import Desk, DeskDep

router = APIRouter()


@router.get("/healthz")
def healthz(desk: DeskDep) -> JSONResponse:
    """Answer 200 when the database is at its newest revision and every check passes, else 503 and why."""
    faults = {"database": fault} if (fault := _database_fault(desk)) else {}
    for name, check in desk.health.items():
        try:
            check()
        except Exception as fault_raised:  # noqa: BLE001 - a check may fail in any way; it is told, not hidden
            faults[name] = type(fault_raised).__name__
    parts = {name: "down" if name in faults else "up" for name in ("database", *desk.health)}
    return JSONResponse({"ok": not faults, "parts": parts, "faults": faults}, 503 if faults else 200)


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
