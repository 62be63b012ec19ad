"""The Prefect tasks: each calls one plain function beside it and says the result in Vietnamese.

They take ids and days only, so that Prefect stores nothing of ours, and open the database by the
settings of their own process.
"""

from datetime import date
from functools import lru_cache
from typing import Any

import httpx
from prefect import get_run_logger, task
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed
from sqlalchemy import Engine

from config.clock import Clock
from config.office import Office, load_office
from config.settings import Settings, load_settings
from config.tracing import start_tracing
from store.plantags import PlanTags, plan_tags
from store.sealing import open_with_key
from store.upgrades import check_not_older
from tasks.announcing import announce_all
from tasks.composing import compose_digests
from tasks.mail_slots import deliver_in_turn
from tasks.reminding import AgencyLook, claim_reminders, look_at_plan, plans_looked_at, top_up_occurrences
from tasks.reporting import freeze_rollup, people_table
from tasks.telling import tell_of_refusal

# Seconds for which a morning waits while others hold every mail slot; they send from the same outbox.
SLOT_SECONDS = 30


@lru_cache(maxsize=1)
def here() -> tuple[Settings, Engine, Office, Clock]:
    """Return the settings, database, office rules and clock of this process.

    Raises Refused where the database still has to be upgraded.
    """
    settings = load_settings()
    engine = open_with_key(settings)
    check_not_older(engine)
    start_tracing(settings, engine, part="flows")
    return settings, engine, load_office(settings), Clock(settings.today)


# Which tasks are tried again, and why that is safe: occurrences have a unique key, a reminder is claimed by
# one, a recipient has one digest a day by one, and a message is sent by whoever claimed it. Each works in
# transactions of its own, so that a second attempt goes on where the first one ended.
@task(name="Lập kỳ báo cáo tiếp theo", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def next_occurrences(as_of: date) -> State[Any]:
    """Make the next occurrences of recurring items."""
    _, engine, office, clock = here()
    made = top_up_occurrences(engine, office, as_of=as_of, now=clock.now())
    return Completed(name="Đã lập", message=f"{made} kỳ mới" if made else "Không có kỳ mới", data=made)


@task(name="Chốt việc cần nhắc", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def claim_step(as_of: date, plan_id: int | None = None) -> State[Any]:
    """Look at what is due to be looked at and claim each reminder once."""
    _, engine, office, _ = here()
    made = claim_reminders(engine, office, as_of=as_of, plan_id=plan_id)
    message = f"{made} lượt nhắc mới" if made else "Không có lượt nhắc mới"
    return Completed(name="Đã chốt", message=message, data=made)


@task(name="Soạn thư", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def compose_step(as_of: date) -> State[Any]:
    """Write one digest per recipient for what was claimed."""
    settings, engine, office, clock = here()
    made = compose_digests(engine, settings, office, today=as_of, now=clock.now())
    message = f"{len(made)} thư" if made else "Không có thư mới"
    return Completed(name="Đã soạn", message=message, data=len(made))


@task(name="Gửi thư", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=10)
def deliver_step(wait_seconds: float = SLOT_SECONDS) -> State[Any]:
    """Send what is queued; a failure that passes stays queued for the delivery loop.

    Where others hold every mail slot for that long it sends nothing: they send from the same outbox.
    """
    settings, engine, _, clock = here()
    tally = deliver_in_turn(engine, settings, clock, wait_seconds=wait_seconds)
    if tally is None:
        message = "Các lượt gửi khác đang chạy và sẽ gửi hết hộp thư đi"
        return Completed(name="Nhường lượt gửi", message=message, data=0)
    message = f"{tally.sent} đã gửi, {tally.waiting} chờ gửi, {tally.refused} bị từ chối"
    name = "Đã gửi" if not tally.refused else "Có thư bị từ chối"
    return Completed(name=name, message=message, data=tally.sent)


@task(name="Báo sự kiện", cache_policy=NO_CACHE)
def announce_step() -> State[Any]:
    """Tell Prefect of the changes in the journal; what it does not take now, the serving process tells."""
    settings, engine, _, clock = here()
    try:
        told = announce_all(engine, now=clock.now(), dated=settings.today is None)
    except httpx.HTTPError as fault:
        return Completed(name="Báo sau", message=f"Máy chủ Prefect chưa nhận ({type(fault).__name__})")
    return Completed(name="Đã báo", message=f"{told} thay đổi" if told else "Không có thay đổi mới")


@task(name="Báo cơ quan chủ trì", cache_policy=NO_CACHE, retries=3, retry_delay_seconds=5)
def tell_lead_step(obligation_id: int) -> State[Any]:
    """Write the lead agency's message about a refused work."""
    settings, engine, office, clock = here()
    made = tell_of_refusal(engine, settings, office, obligation_id=obligation_id, now=clock.now())
    if not made:
        message = "Đã báo trong ngày, đã quyết định xong, hoặc cơ quan chủ trì chưa có địa chỉ"
        return Completed(name="Không có thư mới", message=message)
    return Completed(name="Đã soạn thư báo", message=f"{len(made)} thư")


def plans_to_show(as_of: date) -> list[int]:
    """Return the plans of which something was looked at on that day: after claiming, those that were due.

    A morning that was killed after claiming is shown by the next one of the same day.
    """
    _, engine, _, _ = here()
    return plans_looked_at(engine, day=as_of)


def tags_of(plan_id: int) -> PlanTags:
    """Return by what an operator finds the plan's runs: its number and its lead agency's code."""
    _, engine, _, _ = here()
    return plan_tags(engine, plan_id)


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
    settings, engine, office, clock = here()
    frozen = freeze_rollup(
        engine, plan_id=plan_id, as_of=as_of, now=clock.now(), fresh_days=office.fresh_days
    )
    key = f"tong-hop-ke-hoach-{plan_id}"
    about = f"{frozen.plan_label}, tính đến {as_of:%d/%m/%Y}. SHA-256 {frozen.sha256[:16]}…"
    beside = frozen.coordinators.sum
    if beside.total:
        about += f" Phối hợp, không tính vào bảng: {beside.total} việc, {beside.open_overdue} quá hạn."
    create_table_artifact(key=key, table=people_table(frozen.rollup), description=about)
    create_link_artifact(
        key=f"{key}-trang",
        link=f"{settings.base_url}/ke-hoach/{plan_id}",
        link_text=f"Mở trang của {frozen.plan_label}",
        description=about,
    )
    total = frozen.rollup.sum
    message = f"{total.total} phần việc: {total.done} đã hoàn thành, {total.open_overdue} quá hạn"
    return Completed(name="Đã tổng hợp", message=message)
