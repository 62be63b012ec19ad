"""Plans under plans by commands: what is proposed, linking, the tree as text and as JSON, undoing."""

import json
from datetime import date

import pytest

from config.clock import Clock
from console.desk import Desk
from console.lineage import link_plan, show_lineage
from models.errors import NotFound, Refused
from store.database import writing
from store.plans import get_plan
from tests.cast import Cast, item
from tests.console.terminal import dondoc

TODAY = date(2026, 11, 23)


@pytest.fixture
def plans(cast: Cast) -> tuple[int, int]:
    """A province's plan and the plan of a department that cites it."""
    cast.settle_province()
    upper = cast.tracked_plan(item("Tiêm chủng", "Sở Y tế", ref="II.1"), number="194/KH-UBND")
    lower = cast.tracked_plan(
        item("Tiêm tại trạm", "UBND xã An Bình", due=date(2026, 11, 16), ref="1"), number="7/KH-SYT"
    )
    with writing(cast.engine) as session:
        plan = get_plan(session, lower)
        plan.upper = [{"number": "194/KH-UBND", "issued_on": None, "issuer": ""}]
        session.add(plan)
    return upper, lower


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast.settings, cast.engine, cast.office, Clock(TODAY), "người thử")


def test_what_is_proposed_can_be_linked_as_printed(
    desk: Desk, plans: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    link_plan(desk, "7/KH-SYT", carries_out="", none=False)
    option = f"--carries-out {plans[0]}#II.1"
    assert option in capsys.readouterr().out
    link_plan(desk, "7/KH-SYT", carries_out=option.split()[1], none=False)
    assert capsys.readouterr().out == "7/KH-SYT thực hiện mục II.1 của 194/KH-UBND.\n"
    show_lineage(desk, "194/KH-UBND", as_json=False)
    shown = capsys.readouterr().out
    assert "Mục II.1: Tiêm chủng" in shown
    assert f"- 7/KH-SYT (mã {plans[1]}): 1 phần việc (chưa hoàn thành quá hạn 1)" in shown
    show_lineage(desk, "7/KH-SYT", as_json=False)
    assert "Thuộc mục II.1 của 194/KH-UBND" in capsys.readouterr().out
    link_plan(desk, "7/KH-SYT", carries_out="", none=True)
    show_lineage(desk, "194/KH-UBND", as_json=False)
    assert "Chưa có kế hoạch cấp dưới" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["II.1", "194/KH-UBND#", "#II.1"])
def test_an_item_written_otherwise_says_how_to_write_it(
    desk: Desk, plans: tuple[int, int], text: str
) -> None:
    with pytest.raises(Refused, match="Viết như"):
        link_plan(desk, "7/KH-SYT", carries_out=text, none=False)


def test_no_such_item_and_both_options_are_refused(desk: Desk, plans: tuple[int, int]) -> None:
    with pytest.raises(NotFound, match="không có mục IX"):
        link_plan(desk, "7/KH-SYT", carries_out="194/KH-UBND#IX", none=False)
    with pytest.raises(Refused, match="một trong"):
        link_plan(desk, "7/KH-SYT", carries_out="194/KH-UBND#II.1", none=True)


def test_the_commands_stand_on_the_command_line(cast: Cast, plans: tuple[int, int]) -> None:
    home = cast.settings.home
    linked = dondoc(home, "link", "7/KH-SYT", "--carries-out", "194/KH-UBND#II.1")
    assert linked.returncode == 0, linked.stderr
    told = json.loads(dondoc(home, "lineage", "194/KH-UBND", "--json").stdout)
    (tree,) = told["items"]
    assert (tree["ref"], tree["below"]["open_overdue"]) == ("II.1", 1)
    assert tree["plans"][0]["label"] == "7/KH-SYT"
