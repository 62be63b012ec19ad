"""What stands beside ours is counted rightly: letters by what they tell, and kills that are real."""

from pathlib import Path

import pytest

from benchmarks.peers.board import DONE, LATE, TODAY, _facts
from benchmarks.peers.morning import OURS, Program, _measured, _told, open_sink


def test_a_letter_tells_the_same_whatever_chance_put_into_its_name() -> None:
    one, other = "<agency-digest.20261123.a7p0.aaaa@x.vn>", "<agency-digest.20261123.a7p0.bbbb@x.vn>"
    assert _told(one) == _told(other) != _told("<agency-digest.20261123.a8p0.aaaa@x.vn>")
    assert _told("<item-1@tinh.example.vn>") != _told("<item-2@tinh.example.vn>")


def test_set_up_is_counted_without_blank_lines_and_comments() -> None:
    text = (Path(__file__).parents[2] / "benchmarks" / "peers" / "bare.py").read_text("utf-8")
    assert 5 < Program("x", "bare.py", OURS).lines < len(text.splitlines())


@pytest.mark.timeout(60)
def test_the_bare_script_sends_all_and_goes_on_after_a_kill(tmp_path: Path) -> None:
    with open_sink(tmp_path) as sink:
        outcome = _measured(Program("bare", "bare.py", OURS, items=60), tmp_path, sink, 1)
    assert (outcome.letters, outcome.lost) == (60, 0)
    assert outcome.doubled <= 3
    assert len(outcome.killed_after) == 3
    assert all(15 <= count <= 60 for count in outcome.killed_after)


def test_the_work_to_be_listed_has_its_shares() -> None:
    facts = list(_facts(20_000))
    late = sum(status != "done" and due < TODAY for status, due in facts) / len(facts)
    done = sum(status == "done" for status, _ in facts) / len(facts)
    assert late == pytest.approx(LATE, abs=0.005)
    assert done == pytest.approx(DONE, abs=0.02)
