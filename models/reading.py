"""How far the reading of a document has come, told while it goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["waiting", "opening", "pages", "recognising", "finding", "storing"]


@dataclass(frozen=True, slots=True)
class ReadingStep:
    """What is being done with a document; ``page`` of ``pages`` from 1 where it goes page by page, else 0."""

    stage: Stage
    page: int = 0
    pages: int = 0


Tell = Callable[[ReadingStep], None]


def nobody(step: ReadingStep) -> None:
    """Tell nobody."""
