"""``dondoc demo``: the three sample plans, some weeks into their life, and everything running."""

import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path

from config.prefect_env import prefect_environment
from config.settings import Settings, load_settings
from console.desk import Desk, open_desk
from console.up import only_one, up
from models.errors import DondocError
from store.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD, add_user
from store.database import writing
from store.registry import agency_by_code, load_registry

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
# A Monday on which some items of the samples are overdue, some due within days, some still far.
DAY = date(2026, 11, 23)


def demo(*, prepare_only: bool = False) -> int:
    """Prepare the demonstration where it is not there yet, then run everything; return the exit code."""
    home = Path(os.environ.get("DONDOC_HOME", "var/demo"))
    if not SAMPLES.is_dir():
        raise DondocError("Không thấy thư mục samples.", hint="Chạy `make demo` trong thư mục dự án.")
    prepare(home)
    if prepare_only:
        return 0
    os.environ["DONDOC_HOME"] = str(home)
    settings = load_settings(home)
    return up(settings, when_ready=lambda: first_morning(settings))


def prepare(home: Path) -> None:
    """Build the demonstration's database once; one that was left half built is built anew.

    Deletes nothing but what an unfinished demonstration of this program left: raises DondocError where the
    folder holds anything else, or where another database is set.
    """
    if os.environ.get("DONDOC_DATABASE_URL"):
        raise DondocError(
            "Bản trình diễn chỉ chạy trên cơ sở dữ liệu riêng của nó.", hint="Bỏ DONDOC_DATABASE_URL."
        )
    building, ready = home / "demo-building", home / "demo-ready"
    if ready.exists():
        return
    if building.exists():
        with only_one(home):
            for left in home.iterdir():
                if left.name not in (building.name, "up.lock"):
                    shutil.rmtree(left) if left.is_dir() else left.unlink()
    elif home.exists() and any(home.iterdir()):
        raise DondocError(f"Thư mục {home} đã có dữ liệu khác.", hint="Đặt DONDOC_HOME sang thư mục trống.")
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    building.touch()
    with only_one(home):
        _build(home)
    ready.touch()
    building.unlink()


def _build(home: Path) -> None:
    (home / "settings.env").write_text(f"DONDOC_DEMO=true\nDONDOC_TODAY={DAY.isoformat()}\n", "utf-8")
    print("Đang dựng dữ liệu trình diễn (mươi giây) …", flush=True)
    from console.demo_story import tell

    desk = open_desk(load_settings(home))
    _settle(desk)
    tell(desk, SAMPLES, until=DAY)


def _settle(desk: Desk) -> None:
    with writing(desk.engine) as session:
        load_registry(session, (SAMPLES / "registry.toml").read_text("utf-8"))
        for one in DEMO_ACCOUNTS:
            agency = agency_by_code(session, one.agency) if one.agency else None
            add_user(
                session,
                username=one.username,
                password=DEMO_PASSWORD,
                display_name=one.display_name,
                role=one.role,
                agency_id=agency.id if agency else None,
            )


def first_morning(settings: Settings) -> None:
    """Run the morning deployment once through Prefect, then say where everything is."""
    print("Đang chạy luồng buổi sáng trong Prefect …", flush=True)
    os.environ.update(prefect_environment(settings))
    state = run_morning_deployment(seconds=180)
    say_where(settings, state)


def run_morning_deployment(*, seconds: float) -> str:
    """Start ``morning`` as its deployment, wait for its end and return its state in words."""
    from prefect.deployments import run_deployment
    from prefect.exceptions import ObjectNotFound

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            run = run_deployment("morning/buoi-sang", timeout=max(end - time.monotonic(), 1))
        except ObjectNotFound:
            # The runner has not registered its deployments yet.
            time.sleep(0.5)
            continue
        state = run.state  # type: ignore[union-attr]
        return f"{state.name}: {state.message}" if state and state.is_final() else "còn đang chạy"
    return "chưa chạy được, xem Prefect"


def say_where(settings: Settings, state: str) -> None:
    """Print the addresses and the demonstration's accounts."""
    lines = [
        "",
        f"  Luồng buổi sáng   {state}",
        f"  Trang web         {settings.base_url}",
        f"  Prefect           http://127.0.0.1:{settings.prefect_port}",
        f"  Hôm nay được đặt là thứ Hai, {DAY:%d/%m/%Y}.",
        "",
        f"  Tài khoản (mật khẩu đều là {DEMO_PASSWORD}):",
        *(f"    {one.username:12} {one.display_name}" for one in DEMO_ACCOUNTS),
        "",
        "  Ctrl-C để dừng.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
