"""Numbers of the rows of a scanned table, put right where the rows read well leave no doubt."""

from collections import Counter
from collections.abc import Sequence

Row = tuple[str, ...]

_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
# What a recogniser makes of the strokes of a Roman number in a narrow cell.
_STROKES = frozenset("IÍÌỊỈHTLVXiíìịỉl1!|.:")


def renumbered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with misread numbers put right: 6, "tị", 8 and I, "H", III."""
    return _sections(_in_sequence(list(rows)))


def _sections(rows: list[Row]) -> list[Row]:
    """Return the rows with the Roman numbers of section rows (a title and nothing else) counted on."""
    last = 0
    for index, row in enumerate(rows):
        if len(row) < 3 or not (row[0] and row[1]) or any(row[2:]):
            continue
        mark = row[0].rstrip(".")
        if mark in _ROMANS and (last == 0 or mark == _ROMANS[min(last, len(_ROMANS) - 1)]):
            last = _ROMANS.index(mark) + 1
        elif set(mark) <= _STROKES and len(mark) <= 4 and last < len(_ROMANS):
            last += 1
            rows[index] = (_ROMANS[last - 1], *row[1:])
    return rows


def _in_sequence(rows: list[Row]) -> list[Row]:
    """Return the rows with misread numbers put right where those read well leave no doubt: 6, "tị", 8.

    Only where all good numbers count on without a gap, and at least three of them do; a row without
    any mark continues the row above and is left so unless good numbers stand on both sides.
    """
    full = [index for index, row in enumerate(rows) if sum(map(bool, row[1:])) >= 2]
    read = {
        place: int(mark)
        for place, index in enumerate(full)
        if (mark := rows[index][0].rstrip(".")).isdecimal()
    }
    offsets = Counter(number - place for place, number in read.items())
    offset, count = max(offsets.items(), key=lambda pair: pair[1], default=(0, 0))
    if count < 3 or count < 0.7 * len(read):
        return rows
    good = [place for place, number in read.items() if number - place == offset]
    for place, index in enumerate(full):
        if index == 0 and rows[0][0].isalpha():
            continue  # the header, printed again
        between = good[0] < place < good[-1]
        if place not in good and place + offset > 0 and (between or rows[index][0]):
            rows[index] = (str(place + offset), *rows[index][1:])
    return rows
