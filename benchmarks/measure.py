"""How things are timed: several runs after a warm-up, the median quoted with its range."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure with its aim."""

    name: str
    median: float
    least: float
    most: float
    runs: int
    unit: str = "s"
    aim: str = ""

    def line(self) -> str:
        """Return the figure as a line of the printed table."""
        aim = f"   aim {self.aim}" if self.aim else ""
        spread = f"({self.least:.3f} to {self.most:.3f}, {self.runs} runs)"
        return f"{self.name:64} {self.median:9.3f} {self.unit} {spread}{aim}"

    def as_row(self) -> dict[str, object]:
        """Return the figure as JSON-ready values."""
        return asdict(self)


def timed(name: str, work: Callable[[], object], *, runs: int = 7, warm_up: int = 1, aim: str = "") -> Figure:
    """Return the wall-clock seconds of ``work`` over several runs, those of the warm-up left out."""
    for _ in range(warm_up):
        work()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return Figure(name, statistics.median(seconds), min(seconds), max(seconds), runs, "s", aim)
