"""Turns a scanned page upright: a sheet laid a little askew spoils columns, indents and ruled tables."""

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_DEGREES = 3.0
_STEPS = (0.5, 0.1, 0.05)
_SMALLEST = 0.1


def straightened(picture: "Image") -> "Image":
    """Return the grey picture turned so that its lines of text are level; unchanged where they are.

    The angle is the one at which rows of ink and rows of paper differ most, looked for within
    MAX_DEGREES to either side.
    """
    from PIL import Image, ImageOps

    small = ImageOps.invert(
        picture.resize((max(picture.width // 3, 1), max(picture.height // 3, 1)), Image.Resampling.BOX)
    )
    best = 0.0
    reach = MAX_DEGREES
    for step in _STEPS:
        turns = round(reach / step)
        angles = [best + turn * step for turn in range(-turns, turns + 1)]
        best = max(angles, key=lambda angle: (_contrast(small, angle), -abs(angle)))
        reach = step
    if abs(best) < _SMALLEST:
        return picture
    return picture.rotate(best, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _contrast(picture: "Image", angle: float) -> int:
    """Return how sharply the rows differ once the picture is turned."""
    from PIL import Image

    turned = picture.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=0)
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((after - before) ** 2 for before, after in pairwise(rows))
