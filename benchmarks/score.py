"""Score the reader on the shared plans with the shared scorer: ``python -m benchmarks.score [--show]``."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from extract import as_contract, draft_plan
from extract.reading import read_document
from models.errors import BadDocument
from rules.workday import vietnam_calendar

SHARED = Path(__file__).resolve().parents[2] / "shared"


def predict(plans: Path, target: Path) -> list[str]:
    """Write one prediction per plan into ``target``; return a sentence for each that could not be read."""
    calendar = vietnam_calendar()
    faults: list[str] = []
    for path in sorted(plans.glob("*.txt")):
        try:
            draft = draft_plan(read_document(path.read_bytes(), path.name), calendar)
        except BadDocument as error:
            faults.append(f"{path.stem}: {error}")
            continue
        (target / f"{path.stem}.json").write_text(
            json.dumps(as_contract(draft), ensure_ascii=False, indent=1), "utf-8"
        )
    return faults


def main(arguments: list[str]) -> int:
    """Print the scorer's table; further arguments (``--show``) go to the scorer."""
    if not (SHARED / "gold").is_dir():
        print("thư mục shared không có cạnh dự án: không có gì để chấm")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for fault in predict(SHARED / "plans", Path(folder)):
            print(fault)
        scorer = SHARED / "tools" / "score_extraction.py"
        done = subprocess.run(
            [sys.executable, str(scorer), str(SHARED / "gold"), folder, *arguments], check=False
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
