"""The reader against the gold annotation of real plans, by the shared scorer's own functions."""

import importlib.util
import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from extract import as_contract, draft_plan
from extract.reading import read_document
from rules.workday import vietnam_calendar

SHARED = Path(__file__).resolve().parents[3] / "shared"
STEMS = sorted(path.stem for path in (SHARED / "gold").glob("*.json"))
# Slightly under what the reader reaches on the whole corpus.
FLOORS = {
    "items": 0.99,
    "owners": 0.99,
    "coordinators": 0.985,
    "role": 0.99,
    "deadline": 0.99,
    "plan": 0.98,
    "whole": 0.985,
}


@cache
def scorer() -> ModuleType:
    path = SHARED / "tools" / "score_extraction.py"
    spec = importlib.util.spec_from_file_location("score_extraction", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["score_extraction"] = module
    spec.loader.exec_module(module)
    return module


@cache
def tally(stem: str) -> tuple[Counter[str], list[str]]:
    path = SHARED / "plans" / f"{stem}.txt"
    draft = draft_plan(read_document(path.read_bytes(), path.name), vietnam_calendar())
    gold = json.loads((SHARED / "gold" / f"{stem}.json").read_text("utf-8"))
    count: tuple[Counter[str], list[str]] = scorer().tally(gold, as_contract(draft))
    return count


def figures(count: Counter[str]) -> dict[str, float]:
    f1 = scorer().f1
    hits = count["hit"] or 1
    return {
        "items": f1(count["hit"], count["gold"], count["pred"]),
        "owners": count["owners"] / hits,
        "coordinators": f1(count["co_hit"], count["co_gold"], count["co_pred"]),
        "role": count["role"] / hits,
        "deadline": count["deadline"] / hits,
        "plan": count["field_hit"] / count["field"],
        "whole": f1(count["whole"], count["gold"], count["pred"]),
    }


@pytest.mark.needs("shared")
def test_the_whole_corpus_is_read_as_a_careful_officer_reads_it() -> None:
    assert len(STEMS) >= 14
    total: Counter[str] = Counter()
    for stem in STEMS:
        total += tally(stem)[0]
    found = figures(total)
    assert {name: value for name, value in found.items() if value < FLOORS[name]} == {}


@pytest.mark.needs("shared")
@pytest.mark.parametrize("stem", STEMS or ["none"])
def test_each_plan_is_read_almost_whole(stem: str) -> None:
    count, notes = tally(stem)
    assert figures(count)["whole"] >= 0.95, "\n".join(notes)


@pytest.mark.needs("shared")
def test_the_quick_look_for_words_of_time_overlooks_no_deadline() -> None:
    from extract.timing import has_time_words

    rows = json.loads((SHARED / "deadline_phrases.json").read_text("utf-8"))
    overlooked = [r["phrase"] for r in rows if r["kind"] != "none" and not has_time_words(r["phrase"])]
    assert overlooked == []
