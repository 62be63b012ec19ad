"""The journal as a stream: where it starts, in which order it comes, what is held back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from store.announcing import (
    HOLE,
    Change,
    changes_after,
    cursor,
    move_cursor,
    start_at_the_end,
    without_holes,
)
from store.database import reading, writing
from tests.cast import NOON, Cast, item

DUE = date(2026, 11, 20)


def change(number: int, *, age: float = 0) -> Change:
    return Change(
        id=number,
        at=NOON - timedelta(seconds=age),
        obligation_id=1,
        ref="IV.1",
        kind="dated",
        part="owner",
        source="assigned",
        target="acknowledged",
        due_on=None,
        plan_id=1,
        plan_label="1/KH-UBND",
        agency_id=1,
        agency_code="so-y-te",
        agency_name="Sở Y tế",
        lead_code=None,
        lead_name=None,
        has_report=False,
    )


def ids(changes: list[Change]) -> list[int]:
    return [one.id for one in changes]


def test_a_fresh_cursor_stands_at_the_present_end(cast: Cast) -> None:
    cast.settle_province()
    cast.tracked_plan(item("A", due=DUE), item("B", due=DUE, ref="IV.2"))
    with writing(cast.engine) as session:
        assert cursor(session) is None
        assert start_at_the_end(session, now=NOON) == 2
        assert start_at_the_end(session, now=NOON) == 2
    with reading(cast.engine) as session:
        assert cursor(session) == 2
        assert changes_after(session, 2, limit=10) == []


def test_an_empty_journal_starts_before_its_first_row(cast: Cast) -> None:
    with writing(cast.engine) as session:
        assert start_at_the_end(session, now=NOON) == 0
    cast.settle_province()
    cast.tracked_plan(item("A", due=DUE))
    with reading(cast.engine) as session:
        (first,) = changes_after(session, 0, limit=10)
    assert (first.source, first.target, first.plan_label, first.ref) == (
        None,
        "assigned",
        "01/KH-UBND",
        "IV.1",
    )
    assert (first.agency_code, first.lead_code, first.due_on) == ("so-noi-vu", "so-y-te", DUE)


def test_rows_come_in_order_and_a_few_at_a_time(cast: Cast) -> None:
    cast.settle_province()
    plan = cast.tracked_plan(item("A", due=DUE), item("B", due=DUE, ref="IV.2"))
    for one in cast.obligations(plan):
        cast.move(one, "acknowledged", on=date(2026, 11, 4))
    with reading(cast.engine) as session:
        assert ids(changes_after(session, 0, limit=3)) == [1, 2, 3]
        assert ids(changes_after(session, 3, limit=3)) == [4]


def test_the_cursor_moves_only_from_where_it_was_read(cast: Cast) -> None:
    with writing(cast.engine) as session:
        start_at_the_end(session, now=NOON)
        assert move_cursor(session, before=0, to=5, now=NOON)
        assert not move_cursor(session, before=0, to=3, now=NOON)
        assert cursor(session) == 5


@pytest.mark.parametrize(
    ("told", "age", "expected"),
    [
        ([4, 5, 6], 0, [4, 5, 6]),
        ([4, 6, 7], 0, [4]),
        ([5, 6], 0, []),
        ([4, 6, 7], HOLE.total_seconds(), [4, 6, 7]),
        ([4, 6, 7], HOLE.total_seconds() - 1, [4]),
    ],
)
def test_what_stands_behind_a_young_hole_waits(told: list[int], age: float, expected: list[int]) -> None:
    assert ids(without_holes([change(n, age=age) for n in told], after=3, now=NOON)) == expected


def test_of_two_holes_the_young_one_holds() -> None:
    changes = [change(5, age=100), change(7, age=10)]
    assert ids(without_holes(changes, after=3, now=NOON)) == [5]


def test_the_instant_of_a_change_is_utc(cast: Cast) -> None:
    cast.settle_province()
    cast.tracked_plan(item("A", due=DUE))
    with reading(cast.engine) as session:
        (one,) = changes_after(session, 0, limit=1)
    assert one.at == datetime(2026, 11, 2, 1, tzinfo=UTC)
