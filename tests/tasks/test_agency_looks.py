"""What Prefect shows of an agency: its own work decides the verdict, what it supports is named apart."""

from datetime import date

import pytest

from tasks.reminding import AgencyLook, look_at_plan
from tests.cast import Cast, item

DUE = date(2026, 11, 20)
LATE = date(2026, 11, 23)


@pytest.fixture
def looks(cast: Cast) -> dict[str, AgencyLook]:
    cast.settle_province()
    plan_id = cast.tracked_plan(
        item("Của Nội vụ", "Sở Nội vụ", due=DUE, coordinators=["Sở Y tế", "Sở Tài chính"]),
        item("Của Y tế", "Sở Y tế", due=date(2026, 12, 30)),
    )
    return {one.agency_name: one for one in look_at_plan(cast.engine, plan_id=plan_id, as_of=LATE)}


def test_an_agency_that_is_late_with_its_own_work_is_late(looks: dict[str, AgencyLook]) -> None:
    assert looks["Sở Nội vụ"].verdict == "Quá hạn 3 ngày"


def test_one_that_is_late_only_beside_another_is_not_counted_late(looks: dict[str, AgencyLook]) -> None:
    assert looks["Sở Y tế"].verdict == "Đúng hạn"
    assert looks["Sở Tài chính"].verdict == "Phối hợp: quá hạn 3 ngày"


def test_each_line_says_where_the_agency_only_supports(looks: dict[str, AgencyLook]) -> None:
    beside = [" (phối hợp)" in line for line in looks["Sở Y tế"].lines]
    assert sorted(beside) == [False, True]
