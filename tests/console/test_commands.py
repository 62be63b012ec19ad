"""Commands as people type them: exit codes, sentences."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from console.plans import parse_numbers
from models.errors import Refused
from store.boards import rollup_by_agency
from store.database import reading
from tasks.reporting import freeze_rollup, people_table
from tests.cast import Cast, item
from tests.conftest import ROOT
from tests.console.terminal import DONDOC, dondoc, process

SAMPLE = ROOT / "samples" / "ke-hoach-tiem-chung.txt"


def test_help_names_every_command_without_heavy_imports() -> None:
    code = "import sys, cli; sys.exit(any(m in sys.modules for m in ('prefect', 'sqlalchemy', 'fastapi')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    shown = subprocess.run([DONDOC, "--help"], capture_output=True, text=True, check=True).stdout
    for name in ("up", "demo", "ingest", "review", "activate", "status", "backup", "restore", "doctor"):
        assert f"  {name} " in shown


def test_a_plan_goes_from_file_to_status_by_commands(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert process(home, "registry", "load", str(ROOT / "samples" / "registry.toml")).returncode == 0
    taken = process(home, "ingest", str(SAMPLE))
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "kế hoạch mã 1 (187/KH-UBND)" in taken.stdout
    reviewed = dondoc(
        home, "review", "1", "--undated", "--due", "31/12/2026", "--expand", "UBND các xã, phường"
    )
    assert reviewed.returncode == 0, reviewed.stderr
    assert "Đã ấn định hạn 31/12/2026" in reviewed.stdout
    assert "ra 12 cơ quan" in reviewed.stdout
    activated = dondoc(home, "activate", "187/KH-UBND")
    assert "Đã kích hoạt 187/KH-UBND" in activated.stdout, activated.stderr
    status = dondoc(home, "status", "1", "--as-of", "01/12/2026")
    assert "Chưa hoàn thành quá hạn" in status.stdout.replace("\n", " ") or "quá hạn" in status.stdout
    assert "Quá hạn" in status.stdout
    listed = dondoc(home, "plans")
    assert "đang theo" in listed.stdout
    refused = dondoc(home, "close", "1")
    assert refused.returncode == 1 and "chưa xong" in refused.stderr
    assert "Đã kết thúc theo dõi 187/KH-UBND" in dondoc(home, "close", "1", "--with-open").stdout
    assert "đã đóng" in dondoc(home, "plans").stdout
    assert "theo dõi trở lại" in dondoc(home, "close", "1", "--reopen").stdout


def test_status_prints_the_one_count(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(
        item("A", "Sở Nội vụ", due=date(2026, 11, 20)), item("B", "Sở Tài chính", due=date(2026, 12, 20))
    )
    cast.finish(cast.obligations(plan_id)[1], on=date(2026, 11, 9))
    shown = dondoc(cast.settings.home, "status", str(plan_id), "--json")
    with reading(cast.engine) as session:
        rollup = rollup_by_agency(session, today=date(2026, 11, 23), plan_id=plan_id)
    assert json.loads(shown.stdout)["sum"]["open_overdue"] == rollup.sum.open_overdue == 1
    assert people_table(rollup)[-1]["Tổng số"] == json.loads(shown.stdout)["sum"]["total"] == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("trống.txt", b"", "trống"),
        ("không có.txt", None, "Không mở được tệp"),
        ("thư.txt", "Kính mời đồng chí đến dự họp vào chiều nay.\n".encode(), "nhiệm vụ"),
    ],
)
def test_a_bad_file_is_one_sentence_exit_code_two_and_nothing_stored(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    done = dondoc(tmp_path / "home", "ingest", str(file))
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "Chưa có kế hoạch nào" in dondoc(tmp_path / "home", "plans").stdout


def test_backup_and_restore_bring_the_plans_to_another_folder(cast: Cast, tmp_path: Path) -> None:
    cast.settle_province()
    cast.tracked_plan(item("A", due=date(2026, 11, 20)))
    file = tmp_path / "sao-luu.zip"
    made = dondoc(cast.settings.home, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o077 == 0
    assert dondoc(cast.settings.home, "backup", str(file)).returncode == 1
    other = tmp_path / "other"
    back = dondoc(other, "restore", str(file))
    assert back.returncode == 0, back.stderr
    before, after = (dondoc(home, "status", "--json").stdout for home in (cast.settings.home, other))
    assert before == after
    refused = dondoc(other, "restore", str(file))
    assert refused.returncode == 1
    replaced = dondoc(other, "restore", str(file), "--replace")
    if cast.engine.dialect.name == "sqlite":
        assert "--replace" in refused.stderr
        assert replaced.returncode == 0
    else:
        assert all("cơ sở dữ liệu trống khác" in one.stderr for one in (refused, replaced))


def test_a_damaged_backup_leaves_the_present_data_alone(cast: Cast, tmp_path: Path) -> None:
    cast.settle_province()
    cast.tracked_plan(item("A", due=date(2026, 11, 20)))
    file = tmp_path / "hỏng.zip"
    file.write_bytes(b"PK\x05\x06" + bytes(18))
    done = dondoc(cast.settings.home, "restore", str(file), "--replace")
    assert done.returncode == 2
    assert '"total": 1' in dondoc(cast.settings.home, "status", "--json").stdout


def test_the_doctor_looks_at_every_part_and_says_what_to_do(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = dondoc(home, "doctor")
    assert "cơ sở dữ liệu còn trống" in first.stdout
    dondoc(home, "migrate")
    second = dondoc(home, "doctor")
    assert second.returncode == 0, second.stdout
    for part in (
        "cấu hình",
        "cơ sở dữ liệu ở phiên bản",
        "địa chỉ liên hệ",
        "Prefect",
        "phông chữ",
        "bản quét",
    ):
        assert part in second.stdout


def test_the_doctor_names_a_wrong_setting(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.env").write_text("DONDOC_PORT=abc\n", "utf-8")
    done = dondoc(home, "doctor")
    assert done.returncode == 1
    assert "DONDOC_PORT" in done.stdout


def test_an_account_is_added_with_a_password_from_the_keyboard_only(cast: Cast) -> None:
    cast.settle_province()
    home = cast.settings.home
    words = ("user", "add", "lan", "--role", "agency", "--agency", "so-noi-vu")
    short = dondoc(home, *words, stdin="ngắn\n")
    assert short.returncode == 1
    assert "ít nhất" in short.stderr
    assert dondoc(home, *words, stdin="một mật khẩu đủ dài\n").returncode == 0
    assert dondoc(home, *words, stdin="một mật khẩu đủ dài\n").returncode == 1


def test_item_numbers_are_read_as_people_write_them() -> None:
    assert parse_numbers("1, 3-5", 9) == [1, 3, 4, 5]
    assert parse_numbers("", 9) == []
    for wrong in ("10", "0", "a", "2-x"):
        with pytest.raises(Refused):
            parse_numbers(wrong, 9)


def test_a_provinces_registry_is_laid_out_by_one_command(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = dondoc(home, "registry", "seed", "--province", "Hà Nội")
    assert first.returncode == 0, first.stderr
    assert "30 đơn vị cấp huyện" in first.stdout
    assert "thêm 0 cơ quan" in dondoc(home, "registry", "seed", "--province", "Hà Nội").stdout
    unknown = dondoc(home, "registry", "seed", "--province", "Không Có")
    assert unknown.returncode == 1
    assert "Traceback" not in unknown.stderr


def test_the_calendar_of_a_year_shows_days_off_make_up_days_and_doubts(tmp_path: Path) -> None:
    shown = json.loads(dondoc(tmp_path, "calendar", "2026", "--json").stdout)
    days = {row["day"]: row["working"] for row in shown["days"]}
    assert days["2026-01-02"] is False
    assert days["2026-01-10"] is True
    assert days["2026-02-16"] is False
    assert "2026-11-24" in shown["unconfirmed"]
    assert 245 < shown["working_days"] < 255
    for_people = dondoc(tmp_path, "calendar", "2026").stdout
    assert "thứ Bảy, 10/01/2026" in for_people
    assert "làm bù" in for_people
    assert "thứ Bảy, 17/01/2026" not in for_people
    assert "chưa xác nhận" in for_people
    assert dondoc(tmp_path, "calendar", "1900").returncode == 1


def test_a_past_day_is_shown_as_it_was_frozen_and_else_counted_from_the_journal(cast: Cast) -> None:
    cast.settle_province()
    plan_id = cast.tracked_plan(item("A", "Sở Nội vụ", due=date(2026, 11, 20)))
    past = date(2026, 11, 10)
    freeze_rollup(cast.engine, plan_id=plan_id, as_of=past, now=cast.at(past))
    cast.finish(cast.obligations(plan_id)[0], on=date(2026, 11, 18))
    shown = dondoc(cast.settings.home, "status", str(plan_id), "--as-of", "10/11/2026", "--json")
    frozen = json.loads(shown.stdout)
    assert (frozen["sum"]["open_in_time"], frozen["source"]) == (1, "frozen")
    assert len(frozen["frozen"]["sha256"]) == 64
    rebuilt = dondoc(cast.settings.home, "status", str(plan_id), "--as-of", "17/11/2026", "--json")
    assert json.loads(rebuilt.stdout)["source"] == "journal"
    assert json.loads(rebuilt.stdout)["sum"]["open_in_time"] == 1
    told = dondoc(cast.settings.home, "status", str(plan_id), "--as-of", "18/11/2026").stdout
    assert "Tính đến hết ngày 18/11/2026, dựng lại từ nhật ký" in told
    assert "SHA-256" in dondoc(cast.settings.home, "status", str(plan_id), "--as-of", "10/11/2026").stdout


def test_status_counts_by_level_and_for_a_period(cast: Cast) -> None:
    cast.settle_province()
    cast.tracked_plan(
        item("A", "Sở Nội vụ", due=date(2026, 11, 20), coordinators=["Sở Tài chính"]),
        item("B", "UBND các xã, phường", due=date(2026, 11, 27)),
    )
    home = cast.settings.home
    levels = json.loads(dondoc(home, "status", "--by", "level", "--json").stdout)
    assert sum(row["total"] for row in levels["rows"]) == levels["sum"]["total"] == 4
    groups = dondoc(home, "status", "--by", "group").stdout
    assert "UBND các xã, phường" in groups and "không qua khối" in groups
    month = json.loads(dondoc(home, "status", "--period", "2026-11", "--json").stdout)
    assert (month["sum"]["carried_over"], month["sum"]["newly_given"]) == (0, 4)
    assert month["period"]["to"] == "2026-11-30" and month["as_of"] == "2026-11-23"
    later = json.loads(dondoc(home, "status", "--period", "2026-12", "--nd09", "--json").stdout)
    assert (later["sum"]["carried_over"], later["period"]["from"]) == (4, "2026-11-15")
    told = dondoc(home, "status", "--period", "2026-11").stdout
    assert "Kỳ: tháng 11/2026, từ 01/11/2026 đến 30/11/2026" in told and "Chuyển từ" in told
    future = dondoc(home, "status", "--period", "2027-01")
    assert future.returncode == 1 and "chưa bắt đầu" in future.stderr


def test_the_doctor_names_links_that_no_agency_could_open(cast: Cast, tmp_path: Path) -> None:
    cast.settle_province()
    home = cast.settings.home
    assert "DONDOC_PUBLIC_URL" not in dondoc(home, "doctor").stdout
    file = tmp_path / "them.toml"
    file.write_text(
        '[[contacts]]\nagency = "so-noi-vu"\nname = "Văn thư"\n'
        'channel = "mailto://127.0.0.1:2525/?to=van-thu@tinh.example.vn"\n',
        "utf-8",
    )
    loaded = dondoc(home, "registry", "load", str(file))
    assert loaded.returncode == 0, loaded.stderr
    done = dondoc(home, "doctor")
    assert done.returncode == 1
    assert "DONDOC_PUBLIC_URL" in done.stdout
