"""The table of who may do what."""

from typing import get_args

import pytest

from models.account import UserRole
from models.errors import NotAllowed
from rules.access import TABLE, Action, may, reaches, require, side, side_of


def test_only_the_lead_officer_changes_a_plan() -> None:
    for action in ("upload_plan", "review_plan", "activate_plan"):
        assert {r for r in get_args(UserRole) if may(r, action)} == {"lead"}  # type: ignore[arg-type]


def test_the_leader_only_reads() -> None:
    assert {a for a in TABLE if may("leader", a)} == {
        "see_board",
        "see_overview",
        "see_rollups",
        "see_plans",
        "see_obligation",
        "keep_own_account",
    }


def test_an_unknown_role_may_nothing() -> None:
    assert not any(may("vua", action) for action in get_args(Action))
    assert side("vua") is None and not reaches("vua", 1, 1)


def test_an_agency_officer_reaches_the_own_agency_only() -> None:
    assert reaches("agency", 7, 7)
    assert not reaches("agency", 7, 8)
    assert not reaches("agency", None, 8)


@pytest.mark.parametrize("role", ["lead", "leader", "operator"])
def test_the_readers_reach_every_agency(role: str) -> None:
    assert reaches(role, None, 8)


def test_only_the_lead_and_the_agencies_move_obligations() -> None:
    assert {r: side(r) for r in get_args(UserRole)} == {
        "operator": None,
        "lead": "lead",
        "agency": "agency",
        "leader": None,
    }


def test_an_agency_asks_for_time_and_the_lead_decides_or_the_agency_that_leads_its_units() -> None:
    assert TABLE["ask_extension"] == {"agency"}
    assert TABLE["decide_extension"] == {"lead", "agency"}
    assert side_of("agency", 1, 1) == "agency"


def test_a_refusal_names_the_action_and_who_may_do_it() -> None:
    require("lead", "activate_plan")
    with pytest.raises(NotAllowed) as fault:
        require("leader", "activate_plan")
    assert "kích hoạt kế hoạch" in fault.value.sentence
    assert "Chuyên viên chủ trì" in fault.value.hint


def test_an_agency_leads_what_it_broke_down_and_the_lead_above_only_reads() -> None:
    own, unit, other = 1, 2, 3
    assert side_of("agency", own, unit, own) == "lead"
    assert side_of("agency", unit, unit, own) == "agency"
    assert side_of("agency", other, unit, own) is None
    assert side_of("lead", None, unit, own) is None
    assert side_of("lead", None, unit) == "lead"
    assert side_of("agency", own, own) == "agency"
    assert side_of("agency", own, unit) is None
    assert side_of("leader", None, unit, own) is None
    assert side_of("agency", None, unit, None) is None


def test_an_agency_reaches_its_units_work_and_no_other() -> None:
    assert reaches("agency", 1, 2, 1)
    assert not reaches("agency", 1, 2)
    assert not reaches("agency", 3, 2, 1)
    assert not reaches("agency", None, 2, None)
    assert reaches("leader", None, 2, 1)
