"""Groups of coordinators and two sides of one work, by commands."""

from datetime import date

import pytest

from tests.cast import Cast, item
from tests.console.terminal import dondoc

DUE = date(2026, 11, 20)
WORDS = "xây dựng phóng sự về y tế cơ sở vùng cao phát tại Hội nghị"


@pytest.fixture
def plan(cast: Cast) -> int:
    cast.settle_province()
    return cast.draft(
        item(
            f"Phối hợp với Sở Nội vụ {WORDS}", "Sở Y tế", due=DUE, coordinators=["Sở Nội vụ"], role="support"
        ),
        item(
            f"Chủ trì {WORDS}",
            "Sở Nội vụ",
            due=DUE,
            coordinators=["Sở Y tế", "UBND các xã, phường"],
            role="lead",
        ),
    )


def test_two_sides_of_a_work_are_joined_and_parted(cast: Cast, plan: int) -> None:
    home = cast.settings.home
    shown = dondoc(home, "review", str(plan))
    assert "mục 1 là mặt kia của mục 2 (nếu đúng: --mirror 1=2)" in shown.stdout, shown.stderr
    joined = dondoc(home, "review", str(plan), "--mirror", "1=2", "--expand", "UBND các xã, phường")
    assert "Đã liên kết: mục 1 là mặt kia của mục 2." in joined.stdout, joined.stderr
    assert "ra 3 cơ quan" in joined.stdout and "Một việc: mục 1" in joined.stdout
    cast.activate(plan)
    assert sorted(o.part for o in cast.obligations(plan)) == ["coordinator"] * 4 + ["owner"]
    parted = dondoc(home, "review", str(plan), "--apart", "1")
    assert "phần việc được cập nhật" in parted.stdout, parted.stderr
    assert [o.part for o in cast.obligations(plan)].count("owner") == 2


@pytest.mark.parametrize(
    ("words", "help"), [("1", "Viết như 7=3"), ("1=9", "Kế hoạch có 2 mục"), ("một=hai", "số ở cột #")]
)
def test_a_slip_of_the_pen_says_how_to_write_it(cast: Cast, plan: int, words: str, help: str) -> None:
    told = dondoc(cast.settings.home, "review", str(plan), "--mirror", words)
    assert told.returncode != 0
    assert help in told.stderr and "Traceback" not in told.stderr


def test_status_names_a_groups_missing_members(cast: Cast, plan: int) -> None:
    cast.open_groups(plan)
    cast.activate(plan)
    first = cast.obligations(plan, "UBND xã An Bình")[0]
    cast.move(first, "reported", on=DUE, text="Đã phối hợp.")
    told = dondoc(cast.settings.home, "status", str(plan))
    assert "UBND các xã, phường, mục IV.1 (phối hợp): 1/3 đã báo cáo, 2 quá hạn" in told.stdout, told.stderr
    assert "Chưa báo cáo: UBND phường Châu Sơn, UBND xã Bình Minh." in told.stdout
