"""Reading a document from a folder that Prefect's side can see."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from models.errors import DondocError
from tasks.ingesting import ingest
from tasks.steps import here


@flow(
    name="ingest_plan",
    description="Đọc một văn bản và lưu thành dự thảo; chưa gửi gì cho ai.",
    flow_run_name="Đọc {path}",
    persist_result=False,
)
def ingest_plan(path: Path) -> State[Any]:
    """Read the document at ``path`` and store it as a draft; a document that cannot be read fails the run."""
    _, engine, office, clock = here()
    try:
        plan_id = ingest(engine, office, path.read_bytes(), path.name, by="Prefect", now=clock.now())
    except (DondocError, OSError) as fault:
        return Failed(name="Không đọc được", message=str(fault))
    return Completed(name="Đã lưu dự thảo", message=f"Kế hoạch mã {plan_id}, chờ rà soát")
