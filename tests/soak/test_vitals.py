"""What counts as flat: noise does, a leak does not, and too little is no judgement."""

import random
from pathlib import Path

import pytest

from benchmarks.soak_vitals import Vitals, growth, is_flat, judge, sample

NOISE = random.Random(1)


def test_noise_and_a_warm_up_are_flat_and_a_leak_is_not() -> None:
    steady = [90 + 3 * NOISE.random() for _ in range(40)]
    assert is_flat(steady, allowed=8)
    assert is_flat([40, 60, 75, 85, *steady[4:]], allowed=8)
    leaking = [value + 0.5 * n for n, value in enumerate(steady)]
    assert is_flat(leaking, allowed=8) is False


def test_one_sample_that_stands_out_is_no_leak() -> None:
    assert is_flat([90.0] * 30 + [190.0] + [90.0] * 3, allowed=8)


def test_falling_is_flat_and_few_samples_are_not_judged() -> None:
    assert is_flat([100.0 - n for n in range(20)], allowed=8)
    assert is_flat([1.0] * 7, allowed=8) is None


def test_growth_is_the_whole_rise() -> None:
    assert growth([10.0 + 2 * n for n in range(11)]) == pytest.approx(20)
    assert growth([5.0]) == 0


def test_leaking_handles_are_told_apart_from_memory() -> None:
    found = judge([Vitals(100.0, 20 + n, 4) for n in range(24)])
    assert (found["memory_is_flat"], found["handles_are_flat"], found["threads_are_flat"]) == (
        True,
        False,
        True,
    )


def test_a_sample_sees_an_open_file_and_memory(tmp_path: Path) -> None:
    before = sample()
    with (tmp_path / "x").open("w"):
        assert sample().handles == before.handles + 1
    kept = bytearray(b"x" * 40_000_000)
    assert sample().megabytes > before.megabytes + 20
    assert kept
