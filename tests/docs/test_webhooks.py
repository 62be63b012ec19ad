"""docs/webhooks.md says what the rule, the sender and the API do."""

import json
import re

from models.event_body import ObligationEvent
from notify.webhook import MOST_READ, STEP_SECONDS, WHOLE_SECONDS
from rules.webhooks import EVENTS, GIVEN_UP_AFTER, LEASE, SWITCHED_OFF_AFTER, TEST, WAITS
from store.webhook_deliveries import KEPT, ClaimedDelivery
from tasks.webhooks import posting_of
from tests.cast import NOON
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "webhooks.md").read_text("utf-8")
WORDS = " ".join(PAGE.split())


def test_every_event_stands_in_the_table_and_no_other() -> None:
    assert re.findall(r"^\| `([a-z_.]+)` \|", PAGE, re.MULTILINE) == list(EVENTS)
    assert f"`{TEST}` comes when" in PAGE


def test_the_example_is_a_body_that_the_program_makes() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    told = json.loads(example)
    assert ObligationEvent.model_validate(told).model_dump(mode="json") == told


def test_the_headers_are_those_that_are_sent() -> None:
    made = ClaimedDelivery(1, "a", 1, "https://nhan.vn/", "s", "plan.activated", "{}", 1, NOON)
    sent = {name for name in posting_of(made, signed_at=NOON).headers if name.startswith("X-")}
    assert set(re.findall(r"^\| `(X-[A-Za-z-]+)` \|", PAGE, re.MULTILINE)) == sent


def test_the_numbers_are_those_of_the_program() -> None:
    *first, last = WAITS
    assert f"after {', '.join(map(str, first))} and then every {last} minutes" in WORDS
    assert f"After {GIVEN_UP_AFTER.days} days the event is given up" in WORDS
    assert f"has taken nothing for {SWITCHED_OFF_AFTER.days} days" in WORDS
    assert f"kept for {KEPT.days} days" in WORDS
    assert f"Answer 2xx within {STEP_SECONDS:.0f} seconds" in WORDS
    assert (
        f"ends after {WHOLE_SECONDS:.0f} seconds" in WORDS and f"{MOST_READ // 1024} KB of an answer" in WORDS
    )
    assert f"compare-and-set for {LEASE.seconds // 60} minutes" in WORDS
