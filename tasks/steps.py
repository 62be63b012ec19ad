"""The Prefect tasks: each calls one plain function beside it and says the result in Vietnamese.

They take ids and days only, so that Prefect stores nothing of ours, and open the database by the
settings of their own process.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlalchemy import Engine

from config.clock import Clock
from config.office import Office, load_office
from config.settings import Settings, load_settings
from store.database import open_database
from tasks.composing import compose_digests
from tasks.delivering import deliver_due
from tasks.reminding import AgencyLook, claim_reminders, look_at_plan, plans_looked_at, top_up_occurrences
from tasks.reporting import freeze_rollup, people_table


@lru_cache(maxsize=1)
def here() -> tuple[Settings, Engine, Office, Clock]:
    """Return the settings, database, office rules and clock of this process."""
    settings = load_settings()
    return settings, open_database(settings.database), load_office(settings), Clock(settings.today)


@task(name="Lập kỳ báo cáo tiếp theo", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def next_occurrences(as_of: date) -> State[Any]:
    """Make the next occurrences of recurring items."""
    _, engine, office, clock = here()
    made = top_up_occurrences(engine, office, as_of=as_of, now=clock.now())
    return Completed(name="Đã lập", message=f"{made} kỳ mới" if made else "Không có kỳ mới")


@task(name="Chốt việc cần nhắc", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def claim_step(as_of: date, plan_id: int | None = None) -> State[Any]:
    """Look at what is due to be looked at and claim each reminder once."""
    _, engine, office, _ = here()
    made = claim_reminders(engine, office, as_of=as_of, plan_id=plan_id)
    return Completed(name="Đã chốt", message=f"{made} lượt nhắc mới" if made else "Không có lượt nhắc mới")


@task(name="Soạn thư", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def compose_step(as_of: date) -> State[Any]:
    """Write one digest per recipient for what was claimed."""
    settings, engine, office, clock = here()
    made = compose_digests(engine, settings, office, today=as_of, now=clock.now())
    return Completed(name="Đã soạn", message=f"{len(made)} thư" if made else "Không có thư mới")


@task(name="Gửi thư", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=10)
def deliver_step() -> State[Any]:
    """Send what is queued; a failure that passes stays queued for the delivery loop."""
    settings, engine, _, clock = here()
    tally = deliver_due(engine, settings, now=clock.now())
    message = f"{tally.sent} đã gửi, {tally.waiting} chờ gửi, {tally.refused} bị từ chối"
    return Completed(name="Đã gửi" if not tally.refused else "Có thư bị từ chối", message=message)


def plans_to_show(as_of: date) -> list[int]:
    """Return the plans of which something was looked at on that day: after claiming, those that were due.

    A morning that was killed after claiming is shown by the next one of the same day.
    """
    _, engine, _, _ = here()
    return plans_looked_at(engine, day=as_of)


def looks(plan_id: int, as_of: date) -> list[AgencyLook]:
    """Return what a look at each agency of the plan finds."""
    _, engine, _, _ = here()
    return look_at_plan(engine, plan_id=plan_id, as_of=as_of)


@task(name="Cơ quan", task_run_name="{title}", cache_policy=NO_CACHE)
def show_agency(title: str, verdict: str, lines: list[str], reminded: int) -> State[Any]:
    """Show one agency's share of the plan: its verdict is the state's name, its items the message."""
    logger = get_run_logger()
    for line in lines:
        logger.info(line)
    told = f"Nhắc {reminded} việc hôm nay. " if reminded else ""
    return Completed(name=verdict, message=told + " · ".join(lines)[:1500])


@task(name="Tổng hợp", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def rollup_step(plan_id: int, as_of: date) -> State[Any]:
    """Freeze the plan's roll-up and publish it as an artifact in the official words."""
    settings, engine, _, clock = here()
    frozen = freeze_rollup(engine, plan_id=plan_id, as_of=as_of, now=clock.now())
    key = f"tong-hop-ke-hoach-{plan_id}"
    about = f"{frozen.plan_label}, tính đến {as_of:%d/%m/%Y}. SHA-256 {frozen.sha256[:16]}…"
    create_table_artifact(key=key, table=people_table(frozen.rollup), description=about)
    create_markdown_artifact(
        key=f"{key}-bang-theo-doi",
        markdown=f"[Mở bảng theo dõi {frozen.plan_label}]({settings.base_url}/bang?ke_hoach={plan_id})",
        description=about,
    )
    total = frozen.rollup.sum
    message = f"{total.total} phần việc: {total.done} đã hoàn thành, {total.open_overdue} quá hạn"
    return Completed(name="Đã tổng hợp", message=message)
