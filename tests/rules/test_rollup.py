"""Counting: the classes are disjoint, cells sum, and the same table has the same seal."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.standing import RollupCounts
from rules.periods import period_named
from rules.rollup import (
    CLASS_NAMES,
    CountedObligation,
    as_table,
    checked,
    count,
    days_fresh,
    from_table,
    origin,
    percent,
    regrouped,
    seal,
)

TODAY = date(2026, 11, 23)
days = st.one_of(st.none(), st.integers(-90, 90).map(lambda n: TODAY + timedelta(days=n)))
STATUSES = [
    "assigned",
    "acknowledged",
    "in_progress",
    "reported",
    "returned",
    "done",
    "refused",
    "suspended",
    "withdrawn",
]
CELLS = list(asdict(RollupCounts()))
obligations = st.builds(
    CountedObligation,
    key=st.sampled_from(["Sở Y tế", "Sở Nội vụ", "UBND xã An Bình"]),
    kind=st.sampled_from(["dated", "undated", "ongoing", "recurring", "event"]),
    status=st.sampled_from(STATUSES),
    due_on=days,
    first_due_on=days,
    reported_on=days,
)


@given(st.lists(obligations, max_size=40))
def test_every_obligation_is_counted_once_and_rows_sum(many: list[CountedObligation]) -> None:
    rollup = count(many, today=TODAY)
    assert rollup.sum.total + rollup.sum.aside == len(many)
    for name in CLASS_NAMES:
        assert sum(getattr(c, name) for _, c in rollup.rows) == getattr(rollup.sum, name)
    for _, counts in rollup.rows:
        assert sum(getattr(counts, name) for name in CLASS_NAMES) == counts.total


@given(st.lists(obligations, max_size=20), st.randoms())
def test_the_order_of_obligations_changes_nothing(many: list[CountedObligation], random: object) -> None:
    shuffled = sorted(many, key=lambda _: random.random())  # type: ignore[attr-defined]
    one, other = as_table(count(many, today=TODAY)), as_table(count(shuffled, today=TODAY))
    assert one == other
    assert seal(one) == seal(other)


@given(st.lists(st.tuples(obligations, st.integers(1, 5)), max_size=15))
def test_counting_alike_ones_at_once_is_counting_each(many: list[tuple[CountedObligation, int]]) -> None:
    one_by_one = [one for one, times in many for _ in range(times)]
    at_once = [replace(one, times=times) for one, times in many]
    assert count(at_once, today=TODAY) == count(one_by_one, today=TODAY)


def made(
    status: str, due: int | None, *, reported: int | None = None, kind: str = "dated"
) -> CountedObligation:
    day = None if due is None else TODAY + timedelta(days=due)
    told = None if reported is None else TODAY + timedelta(days=reported)
    return CountedObligation("Sở Y tế", kind, status, day, day, told)


def test_the_official_classes_of_a_mixed_bag() -> None:
    bag = [
        made("done", -5, reported=-6),
        made("done", -5, reported=-5),
        made("done", -5, reported=-1),
        made("assigned", -2),
        made("in_progress", 0),
        made("assigned", 3),
        made("assigned", 30),
        made("assigned", None, kind="undated"),
        made("done", None, kind="undated", reported=-1),
        made("in_progress", None, kind="ongoing"),
        made("withdrawn", -9),
    ]
    total = count(bag, today=TODAY).sum
    assert (total.done_on_time, total.done_late, total.open_in_time, total.open_overdue) == (2, 1, 3, 1)
    assert (total.no_deadline, total.ongoing, total.aside, total.total) == (2, 1, 1, 10)
    assert (total.due_today, total.due_soon, total.unacknowledged) == (1, 1, 4)


def test_both_rates_name_their_own_denominator() -> None:
    bag = [
        made("done", -5, reported=-6),
        made("done", -5, reported=-1),
        made("assigned", -2),
        made("assigned", 9),
    ]
    total = count(bag, today=TODAY).sum
    assert total.on_time_of_done == 1 / 2
    assert total.on_time_of_due == 1 / 3


def test_a_rate_without_anything_to_divide_by_is_a_dash() -> None:
    total = count([], today=TODAY).sum
    assert percent(total.on_time_of_done) == percent(total.on_time_of_due) == "–"
    assert percent(0.875) == "87,5 %"
    assert percent(1.0) == "100 %"


def test_the_seal_changes_with_a_single_cell() -> None:
    one = as_table(count([made("assigned", 3)], today=TODAY))
    other = as_table(count([made("assigned", -3)], today=TODAY))
    assert seal(one) != seal(other)


@given(st.lists(obligations, max_size=20))
def test_a_frozen_table_reads_as_it_was_counted(many: list[CountedObligation]) -> None:
    counted = count(many, today=TODAY)
    assert from_table(as_table(counted)) == counted


def test_a_table_frozen_before_newer_cells_were_counted_still_reads() -> None:
    row = dict.fromkeys(CELLS[:12], 0) | {"done_on_time": 2, "open_overdue": 1}
    old = {"as_of": "2026-11-16", "rows": [{"agency": "Sở Y tế", **row}], "sum": row}
    read = checked(from_table(old))
    assert (read.by, read.sum.total, read.fresh_days) == ("agency", 3, None)
    assert percent(read.sum.freshness) == "–"


@given(st.lists(obligations, min_size=1, max_size=20), st.data())
def test_a_table_with_one_cell_changed_is_refused(many: list[CountedObligation], data: st.DataObject) -> None:
    counted = count(many, today=TODAY)
    cell, more = data.draw(st.sampled_from(CELLS)), data.draw(st.sampled_from([-1, 1, 7]))
    place = data.draw(st.integers(0, len(counted.rows)))
    rows = list(counted.rows)
    total = counted.sum
    if place == len(rows):
        total = replace(total, **{cell: getattr(total, cell) + more})
    else:
        key, counts = rows[place]
        rows[place] = (key, replace(counts, **{cell: getattr(counts, cell) + more}))
    with pytest.raises(Refused, match="không khớp"):
        as_table(replace(counted, rows=tuple(rows), sum=total))


@given(st.lists(st.tuples(obligations, st.sampled_from([None, *STATUSES])), max_size=30))
def test_in_a_period_what_came_over_and_what_was_given_make_the_total(
    many: list[tuple[CountedObligation, str | None]],
) -> None:
    seen = [
        replace(one, since=since) for one, before in many if (since := origin(before, one.status)) is not None
    ]
    month = period_named("2026-11")
    counted = count(seen, today=TODAY, period=month)
    for _, counts in (*counted.rows, ("", counted.sum)):
        assert counts.carried_over + counts.newly_given == counts.total
        assert sum(getattr(counts, name) for name in CLASS_NAMES) == counts.total
    given = [one for one, before in many if before is None and one.status not in ("suspended", "withdrawn")]
    assert counted.sum.newly_given == len(given)
    assert from_table(as_table(counted)) == counted


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        (None, "done", "newly_given"),
        ("assigned", "done", "carried_over"),
        ("suspended", "in_progress", "carried_over"),
        # Over before the period began: it stood in an earlier period's table.
        ("done", "done", None),
        ("withdrawn", "withdrawn", None),
        # Reopened in the period.
        ("done", "in_progress", "carried_over"),
        ("withdrawn", "assigned", "carried_over"),
    ],
)
def test_where_a_periods_work_comes_from(before: str | None, after: str, where: str | None) -> None:
    assert origin(before, after) == where


@given(st.lists(obligations, max_size=30))
def test_rows_put_together_keep_their_sums(many: list[CountedObligation]) -> None:
    counted = count(many, today=TODAY)
    levels = regrouped(counted, "level", lambda name: "Cấp xã" if "xã" in name else "Cấp tỉnh")
    assert levels.sum == counted.sum
    assert [name for name, _ in levels.rows] == sorted(
        {("Cấp xã" if "xã" in name else "Cấp tỉnh") for name, _ in counted.rows},
        key=["Cấp tỉnh", "Cấp xã"].index,
    )


def test_a_report_is_new_for_so_many_days_and_only_open_work_has_to_have_one() -> None:
    bag = [
        made("in_progress", 5, reported=0),
        made("in_progress", -5, reported=-29),
        made("in_progress", 5, reported=-30),
        made("assigned", None, kind="undated"),
        made("done", -5, reported=0),
        made("suspended", 5, reported=0),
    ]
    total = count(bag, today=TODAY).sum
    assert (total.open, total.fresh, total.freshness) == (4, 2, 0.5)
    assert count(bag, today=TODAY, fresh_days=5).sum.fresh == 1
    assert count(bag, today=TODAY, fresh_days=31).sum.fresh == 3
    assert (days_fresh(0), days_fresh(10)) == (30, 10)
