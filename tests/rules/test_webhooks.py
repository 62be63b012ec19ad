"""What an event is called, how it is signed, when it is tried again and when an address is switched off."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.status import TRANSITIONS
from rules.webhooks import (
    EVENTS,
    GIVEN_UP_AFTER,
    LEASE,
    SWITCHED_OFF_AFTER,
    WAITS,
    event_name,
    id_of,
    is_worn_out,
    next_attempt,
    signature,
    verdict,
    wants,
)

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_every_move_has_an_event_that_may_be_chosen() -> None:
    for one in TRANSITIONS:
        assert event_name(one.source, one.target, has_report=False) in EVENTS
        assert event_name(one.source, one.target, has_report=True) in EVENTS


@pytest.mark.parametrize(
    ("source", "target", "has_report", "name"),
    [
        (None, "assigned", False, "obligation.assigned"),
        ("assigned", "acknowledged", False, "obligation.acknowledged"),
        ("in_progress", "in_progress", True, "obligation.in_progress"),
        ("in_progress", "in_progress", False, "obligation.changed"),
        ("reported", "returned", False, "obligation.returned"),
        ("reported", "done", False, "obligation.done"),
    ],
)
def test_events_are_named_by_where_the_status_went(
    source: str | None, target: str, has_report: bool, name: str
) -> None:
    assert event_name(source, target, has_report=has_report) == name


def test_who_chose_nothing_is_told_everything() -> None:
    assert all(wants([], event) for event in EVENTS)
    assert wants(["plan.activated"], "plan.activated") and not wants(["plan.activated"], "obligation.done")


@given(secret=st.text(min_size=1), body=st.binary(), at=st.integers(0, 2**33))
def test_a_signature_is_that_of_the_second_and_the_body(secret: str, body: bytes, at: int) -> None:
    told, made = signature(secret, body, at=at).split(",")
    expected = hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    assert (told, made) == (f"t={at}", f"v1={expected}")


def test_another_second_body_or_secret_is_signed_otherwise() -> None:
    made = {
        signature("a", b"x", at=1).partition("v1=")[2],
        signature("a", b"x", at=2).partition("v1=")[2],
        signature("a", b"y", at=1).partition("v1=")[2],
        signature("b", b"x", at=1).partition("v1=")[2],
    }
    assert len(made) == 4


@pytest.mark.parametrize(
    ("status", "means"),
    [
        *((status, "sent") for status in (200, 204, 299)),
        *((status, "again") for status in (100, 301, 400, 500, None)),
        (410, "gone"),
    ],
)
def test_only_two_hundreds_are_taken(status: int | None, means: str) -> None:
    assert verdict(status) == means


def test_the_waits_grow_until_the_event_is_given_up() -> None:
    at, attempts, moments = NOW, 0, [NOW]
    while True:
        attempts += 1
        following = next_attempt(attempts, written_at=NOW, now=at)
        if following is None:
            break
        moments.append(at := following)
    waits = [b - a for a, b in pairwise(moments)]
    assert waits[: len(WAITS)] == [timedelta(minutes=m) for m in WAITS] and sorted(waits) == waits
    assert GIVEN_UP_AFTER <= moments[-1] - NOW < GIVEN_UP_AFTER + timedelta(hours=12)
    assert attempts == 13


@given(attempts=st.integers(-3, 10_000), age=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_there_is_a_next_attempt_until_the_days_are_over(attempts: int, age: timedelta) -> None:
    following = next_attempt(attempts, written_at=NOW - age, now=NOW)
    assert (following is None) == (age >= GIVEN_UP_AFTER)
    assert following is None or following > NOW


def test_an_address_is_worn_out_after_days_without_one_success() -> None:
    old, young = NOW - SWITCHED_OFF_AFTER, NOW - SWITCHED_OFF_AFTER + timedelta(seconds=1)
    assert is_worn_out(None, failing_from=old, now=NOW)
    assert not is_worn_out(None, failing_from=young, now=NOW)
    assert is_worn_out(old, failing_from=old - timedelta(days=30), now=NOW)
    assert not is_worn_out(young, failing_from=old, now=NOW)


def test_an_attempt_is_over_long_before_another_may_take_it_up() -> None:
    from notify.webhook import WHOLE_SECONDS

    assert LEASE.total_seconds() > 4 * WHOLE_SECONDS


def test_ids_are_the_same_for_the_same_and_for_nothing_else() -> None:
    assert id_of("journal", 1, "a") == id_of("journal", 1, "a")
    assert len({id_of("journal", 1), id_of("journal", 2), id_of("audit", 1)}) == 3
