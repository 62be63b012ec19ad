"""``python -m benchmarks.fuzz``: thousands of damaged documents; only our own errors, none slow.

Each input is a piece of a real plan or a sample, changed several times at random (bytes flipped, lines
shuffled, joined, repeated, marks exchanged, words of plans thrown in), read as text and turned into a
draft. Anything but one of the program's own errors is a fault, and so is any input over the limit.
"""

import argparse
import json
import random
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.spine import PLANS, ROOT
from extract import draft_plan
from extract.contract import as_contract
from extract.reading import read_document
from models.errors import DondocError
from rules.workday import vietnam_calendar

LIMIT_SECONDS = 5.0
WORDS = (
    "Sở Y tế", "UBND các xã, phường", "phối hợp với", "Chủ trì", "trước ngày 31/6/2022", "quý IV",
    "hằng tháng", "Cơ quan chủ trì:", "Thời gian:", "Phụ lục", "TT\tNội dung\tThời gian", "IV.", "1.",
    "a)", "-", "+", "**", "|", "Điều 1.", "Nơi nhận:", "./.", "(", "“", "99/99/9999", "năm 0000",
)  # fmt: skip


@dataclass
class Tally:
    """What came of the inputs."""

    inputs: int = 0
    drafts: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0


def texts() -> list[str]:
    """Return the documents that the inputs are cut from."""
    files = sorted(PLANS.glob("*.txt")) + sorted((ROOT / "samples").glob("*.txt"))
    return [f.read_text("utf-8") for f in files]


def _flip(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    return (
        text[:place] + chr(dice.choice((9, 10, 32, 45, 0x300, 0x1EA1, 0xFFFD, 0xFEFF, 0x200B))) + text[place:]
    )


def _shuffle(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    dice.shuffle(lines)
    return "\n".join(lines)


def _join(text: str, dice: random.Random) -> str:
    return text.replace("\n", dice.choice(("", " ", "\t", "\n\n")), dice.randrange(1, 60))


def _repeat(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    one = dice.choice(lines)
    return "\n".join([*lines, *([one] * dice.randrange(1, 80))])


def _throw_in(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice(WORDS) * dice.choice((1, 1, 1, 3, 200)) + text[place:]


def _cut(text: str, dice: random.Random) -> str:
    first = dice.randrange(len(text) + 1)
    return text[:first] + text[first + dice.randrange(1, 400) :]


def _decompose(text: str, dice: random.Random) -> str:
    return unicodedata.normalize(dice.choice(("NFD", "NFKD", "NFKC")), text)


def _case(text: str, dice: random.Random) -> str:
    return text.upper() if dice.random() < 0.5 else text.lower()


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _flip, _shuffle, _join, _repeat, _throw_in, _throw_in, _cut, _decompose, _case,
)  # fmt: skip


def damaged(sources: list[str], dice: random.Random) -> bytes:
    """Return one damaged piece of a document, at most 1 MB; now and then a large or a binary one."""
    text = dice.choice(sources)
    length = len(text) if dice.random() < 0.05 else dice.randrange(200, 4000)
    start = dice.randrange(max(len(text) - length, 1))
    text = text[start : start + length]
    for _ in range(dice.randrange(1, 6)):
        text = dice.choice(CHANGES)(text, dice)
    data = text.encode("utf-8", "ignore")
    if dice.random() < 0.05:
        data = data[: dice.randrange(1, len(data) + 1)] + dice.randbytes(dice.randrange(60))
    if dice.random() < 0.002:
        data = (data + b"\n") * (1_000_000 // (len(data) + 1))
    return data[:1_000_000]


def storm(count: int, seed: int) -> Tally:
    """Read that many damaged inputs and tell what came of them."""
    dice = random.Random(seed)
    sources, calendar, tally = texts(), vietnam_calendar(), Tally()
    for number in range(count):
        data = damaged(sources, dice)
        start = time.process_time()
        try:
            json.dumps(as_contract(draft_plan(read_document(data, "x.txt"), calendar)))
            tally.drafts += 1
        except DondocError as fault:
            tally.refused[type(fault).__name__] += 1
        except Exception as fault:  # noqa: BLE001 - finding these is what this program is for
            tally.faults.append(f"input {number} of seed {seed}: {type(fault).__name__}: {fault}")
        # Seconds of the processor: the same on a busy machine, and no reading waits for anything.
        spent = time.process_time() - start
        tally.slowest = max(tally.slowest, spent)
        if spent > LIMIT_SECONDS:
            tally.faults.append(f"input {number} of seed {seed}: {spent:.1f} s for {len(data)} bytes")
        tally.inputs += 1
    return tally


def main() -> int:
    """Run and print one JSON line; the exit code is 1 where a fault was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write the faults here")
    args = parser.parse_args()
    tally = storm(args.inputs, args.seed)
    for fault in tally.faults[:20]:
        print(fault)
    if args.keep and tally.faults:
        args.keep.write_text("\n".join(tally.faults), "utf-8")
    row = {
        "inputs": tally.inputs,
        "drafts": tally.drafts,
        "refused": dict(tally.refused),
        "faults": len(tally.faults),
        "slowest_seconds": round(tally.slowest, 2),
    }
    print(json.dumps(row))
    return 1 if tally.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
