"""Some simulated weeks of the soak, with kills in them: nothing that must hold is broken."""

from pathlib import Path

import pytest

from benchmarks.soak import run_soak

DAYS, SEED = 17, 5


@pytest.mark.timeout(120)
def test_weeks_of_a_soak_break_no_rule(tmp_path: Path) -> None:
    said: list[str] = []
    soak = run_soak(tmp_path, seed=SEED, days=DAYS, say=said.append)
    assert soak.faults == []
    found = soak.result(1)
    # It was a soak: every sort of check on every day, work given and acted on, a morning killed.
    assert found["days"] == DAYS
    assert found["checks"] >= DAYS * 6
    assert found["kills"] > 0
    assert found["obligations"] > 15
    assert found["letters"] > 15
    assert found["acts"] > 10
