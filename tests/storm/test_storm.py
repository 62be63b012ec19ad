"""Sixty mornings killed at random and at the worst moments: every digest arrives, and once."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.storm import BROKEN, run_storm
from tests.databases import Template
from tests.storm.province import Digest, Line, hold_against
from tests.storm.striking import PHASES

pytestmark = pytest.mark.long

KILLS = 60


@pytest.mark.timeout(600)
def test_a_storm_of_sixty_kills_loses_nothing_and_doubles_only_what_it_must(
    tmp_path: Path, empty_database: Template[None]
) -> None:
    said: list[str] = []
    result = run_storm(tmp_path, kills=KILLS, seed=1, say=said.append, database=empty_database.copy)
    assert result["kills"] == KILLS
    assert {name: result[name] for name in BROKEN} == dict.fromkeys(BROKEN, 0)
    assert result["duplicates"] <= result["kills_between_acceptance_and_record"]
    # The storm was one: hundreds of digests, and kills in every part of the morning.
    assert result["digests"] > 300
    histogram = {line[:54].strip(): int(line[54:].split()[0]) for line in said if line[:54].strip() in PHASES}
    for word in ("claiming", "composing", "delivering"):
        assert sum(n for phase, n in histogram.items() if word in phase) > 0, histogram


def test_the_count_sees_what_is_lost_doubled_or_different() -> None:
    on = date(2026, 11, 2)
    first, second, third = (Digest("agency-digest", f"{n}@x.vn", on, (Line("I", "", 1),)) for n in "abc")
    other = Digest("agency-digest", "c@x.vn", on, (Line("I", "", 2),))
    stranger = Digest("agency-digest", "d@x.vn", on)
    received = {"<1>": first, "<2>": first, "<3>": other, "<4>": stranger}
    count = hold_against([first, second, third], received, {"<1>": 1, "<2>": 1, "<3>": 3, "<4>": 1})
    assert count.expected == 3
    assert count.lost == (second.key,)
    assert count.unexpected == (stranger.key,)
    assert count.differing == (third.key,)
    assert count.again == {"<3>": 2}
    assert count.with_new_id == (first.key,)
