"""Ruled tables in the picture of a page, found by their long dark strokes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.reading.ruled import Box

if TYPE_CHECKING:
    from PIL.Image import Image

# At 200 dpi a letter is at most 40 pixels high and no stroke of a letter is this long.
_SHORTEST = 70
_DARK = 140
_NEAR = 8


@dataclass(slots=True)
class Stroke:
    """A ruled line: its place across its direction, its two ends along it."""

    place: float
    start: float
    end: float
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table found in a picture: rows of cell boxes, None where a merged cell covers the place."""

    box: Box
    cells: tuple[tuple[Box | None, ...], ...]


def find_ruled_tables(image: "Image") -> list[RuledTable]:
    """Return the ruled tables of two columns and more in a grey picture of about 200 dpi, top to bottom."""
    from PIL import Image as Pictures
    from PIL import ImageFilter

    # Widening what is dark closes the gaps that a scanner leaves in a thin line.
    dark = image.filter(ImageFilter.MinFilter(3)).point([0] * _DARK + [255] * (256 - _DARK))
    level = _strokes(dark)
    upright = _strokes(dark.transpose(Pictures.Transpose.TRANSPOSE))
    tables = [table for group in _groups(level, upright) if (table := _grid(*group)) is not None]
    return sorted(tables, key=lambda table: table.box[1])


def _strokes(image: "Image") -> list[Stroke]:
    """Return the long dark runs of the rows, neighbouring rows joined to strokes."""
    data, (width, height) = image.tobytes(), image.size
    run = re.compile(rb"\x00{%d,}" % _SHORTEST)
    done: list[Stroke] = []
    growing: list[Stroke] = []
    for y in range(height):
        still: list[Stroke] = []
        for found in run.finditer(data, y * width, (y + 1) * width):
            start, end = found.start() - y * width, found.end() - y * width
            stroke = next((s for s in growing if s.start - 30 < end and start < s.end + 30), None)
            if stroke is None:
                stroke = Stroke(y, start, end)
                growing.append(stroke)
            stroke.start, stroke.end = min(stroke.start, start), max(stroke.end, end)
            stroke.rows.append(y)
            still.append(stroke)
        ended = [s for s in growing if y - s.rows[-1] > 3]
        done += ended
        growing = [s for s in growing if y - s.rows[-1] <= 3]
    done += growing
    for stroke in done:
        stroke.place = sum(stroke.rows) / len(stroke.rows)
    # A dark block (a seal, a photograph) is no line.
    return [stroke for stroke in done if stroke.rows[-1] - stroke.rows[0] < 30]


def _crosses(level: Stroke, upright: Stroke) -> bool:
    return (
        level.start - _NEAR <= upright.place <= level.end + _NEAR
        and upright.start - _NEAR <= level.place <= upright.end + _NEAR
    )


def _groups(level: Sequence[Stroke], upright: Sequence[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Return the strokes that hang together by crossing."""
    left = list(upright)
    groups: list[tuple[list[Stroke], list[Stroke]]] = []
    rows = list(level)
    while rows:
        group_rows, group_columns = [rows.pop()], []
        grew = True
        while grew:
            new_columns = [s for s in left if any(_crosses(r, s) for r in group_rows)]
            left = [s for s in left if s not in new_columns]
            group_columns += new_columns
            new_rows = [r for r in rows if any(_crosses(r, s) for s in group_columns)]
            rows = [r for r in rows if r not in new_rows]
            group_rows += new_rows
            grew = bool(new_columns or new_rows)
        groups.append((group_rows, group_columns))
    return groups


def _places(strokes: Sequence[Stroke]) -> list[float]:
    """Return the distinct places of strokes that lie on the same line."""
    places: list[list[float]] = []
    for place in sorted(stroke.place for stroke in strokes):
        if places and place - places[-1][-1] < 2 * _NEAR:
            places[-1].append(place)
        else:
            places.append([place])
    return [sum(group) / len(group) for group in places]


def _grid(level: Sequence[Stroke], upright: Sequence[Stroke]) -> RuledTable | None:
    ys, xs = _places(level), _places(upright)
    if len(ys) < 2 or len(xs) < 3:
        return None
    covered: set[tuple[int, int]] = set()
    rows: list[tuple[Box | None, ...]] = []
    for row in range(len(ys) - 1):
        cells: list[Box | None] = []
        for column in range(len(xs) - 1):
            if (row, column) in covered:
                cells.append(None)
                continue
            right, low = column + 1, row + 1
            while right < len(xs) - 1 and not _ruled(upright, xs[right], ys[row], ys[row + 1]):
                right += 1
            while low < len(ys) - 1 and not _ruled(level, ys[low], xs[column], xs[right]):
                low += 1
            covered |= {(r, c) for r in range(row, low) for c in range(column, right)}
            cells.append((xs[column], ys[row], xs[right], ys[low]))
        rows.append(tuple(cells))
    return RuledTable((xs[0], ys[0], xs[-1], ys[-1]), tuple(rows))


def _ruled(strokes: Sequence[Stroke], place: float, start: float, end: float) -> bool:
    """Return whether a stroke runs at this place over most of the stretch."""
    total = 0.0
    for stroke in strokes:
        if abs(stroke.place - place) < 2 * _NEAR:
            total += max(0.0, min(stroke.end, end) - max(stroke.start, start))
    return total > 0.6 * (end - start)
