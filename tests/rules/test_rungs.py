"""The rungs as data: the office's file, and what one plan lays over it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadSettings
from rules.rungs import CoordinatorRules, LadderRules, adapted, differing, parse_ladder

SHIPPED = (Path(__file__).parents[2] / "config" / "ladder.toml").read_text("utf-8")
DAYS = st.integers(0, 60)
BEFORE = st.lists(st.integers(1, 40), max_size=4, unique=True).map(lambda n: tuple(sorted(n, reverse=True)))
SOFT = st.builds(
    CoordinatorRules,
    before=BEFORE,
    on_day=st.booleans(),
    overdue_first=DAYS,
    overdue_every=st.integers(1, 30),
)
LADDERS = st.builds(
    LadderRules,
    before=BEFORE,
    on_day=st.booleans(),
    overdue_first=DAYS,
    overdue_every=st.integers(1, 30),
    unacknowledged_after=DAYS,
    check_in_days=DAYS,
    stale_days=DAYS,
    escalate_head=DAYS,
    escalate_lead=DAYS,
    escalate_issuer=DAYS,
    coordinator=SOFT,
)


def test_the_shipped_file_is_the_ladder_of_the_program() -> None:
    assert parse_ladder(SHIPPED) == LadderRules()


def test_a_plan_lays_its_rungs_over_the_offices() -> None:
    office = LadderRules(before=(7,), coordinator=CoordinatorRules(overdue_every=4))
    own = adapted(office, {"escalate_head": 0, "coordinator": {"before": [1, 9, 1]}})
    assert own.escalate_head == 0
    assert own.before == (7,)
    assert own.coordinator == CoordinatorRules(before=(9, 1), overdue_every=4)
    assert adapted(office, None) is office
    assert adapted(office, {}) is office


@pytest.mark.parametrize(
    ("overrides", "named"),
    [
        ({"escalate_boss": 3}, "escalate_boss"),
        ({"overdue_every": 0}, "overdue_every"),
        ({"before": ["ba"]}, "before"),
        ({"before": 400}, "before"),
        ({"on_day": 1}, "on_day"),
        ({"check_in_days": True}, "check_in_days"),
        ({"coordinator": {"stale_days": 3}}, r"coordinator\.stale_days"),
        ({"coordinator": {"overdue_every": -1}}, r"coordinator\.overdue_every"),
        ({"coordinator": 3}, "coordinator"),
    ],
)
def test_a_fault_names_its_field(overrides: dict[str, object], named: str) -> None:
    with pytest.raises(BadSettings, match=f"kế hoạch.*{named}"):
        adapted(LadderRules(), overrides)


def test_the_coordinators_table_of_the_file_is_read_and_its_faults_are_named() -> None:
    assert parse_ladder("[coordinator]\nbefore = [2, 4]").coordinator.before == (4, 2)
    with pytest.raises(BadSettings, match=r"coordinator\.escalate_head"):
        parse_ladder("[coordinator]\nescalate_head = 2")


@given(office=LADDERS, wanted=LADDERS)
def test_what_differs_laid_over_the_offices_gives_the_ladder_again(
    office: LadderRules, wanted: LadderRules
) -> None:
    overrides = json.loads(json.dumps(differing(wanted, office)))
    assert adapted(office, overrides) == wanted
    assert (overrides == {}) == (office == wanted)
