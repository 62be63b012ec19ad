"""Pairing the members of two lists one to one, so that the sum of the weights is the greatest."""

from collections import defaultdict
from collections.abc import Mapping

_FAR = 1 << 60


def best_pairs(weights: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Return left -> right of the matching whose weights sum to the most; nobody stands in two pairs.

    ``weights`` are positive and name only the pairs that may be made. The answer is a function of the
    weights alone: parts of the lists that share no possible pair are solved apart (the Hungarian method,
    cubic in the size of a part).
    """
    found: dict[int, int] = {}
    for lefts, rights in _parts(weights):
        found |= _solve(sorted(lefts), sorted(rights), weights)
    return found


def _parts(weights: Mapping[tuple[int, int], int]) -> list[tuple[set[int], set[int]]]:
    """Return the connected parts of the graph of possible pairs."""
    by_left, by_right = defaultdict(set), defaultdict(set)
    for left, right in weights:
        by_left[left].add(right)
        by_right[right].add(left)
    parts: list[tuple[set[int], set[int]]] = []
    seen: set[int] = set()
    for start in sorted(by_left):
        if start in seen:
            continue
        lefts, rights, waiting = {start}, set[int](), [start]
        while waiting:
            for right in by_left[waiting.pop()] - rights:
                rights.add(right)
                waiting.extend(by_right[right] - lefts)
                lefts |= by_right[right]
        seen |= lefts
        parts.append((lefts, rights))
    return parts


def _solve(lefts: list[int], rights: list[int], weights: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Return the best pairs of one part: potentials and shortest augmenting paths, row by row."""
    if len(lefts) > len(rights):
        turned = {(right, left): weight for (left, right), weight in weights.items()}
        return {left: right for right, left in _solve(rights, lefts, turned).items()}
    # A pair that may not be made costs nothing and is left out of the answer.
    cost = [[-weights.get((left, right), 0) for right in rights] for left in lefts]
    row_potential, column_potential = [0] * (len(lefts) + 1), [0] * (len(rights) + 1)
    # Rows and columns count from 1; column 0 is where a new row enters.
    row_of = [0] * (len(rights) + 1)
    for row in range(1, len(lefts) + 1):
        _augment(row, cost, row_of, row_potential, column_potential)
    return {
        lefts[row - 1]: rights[column - 1]
        for column, row in enumerate(row_of)
        if column and row and (lefts[row - 1], rights[column - 1]) in weights
    }


def _augment(
    row: int, cost: list[list[int]], row_of: list[int], row_potential: list[int], column_potential: list[int]
) -> None:
    """Give the row a column on the cheapest path, moving rows that stand in the way."""
    columns = len(row_of)
    row_of[0] = row
    nearest, came_from, used = [_FAR] * columns, [0] * columns, [False] * columns
    here = 0
    while row_of[here]:
        used[here] = True
        at, step, following = row_of[here], _FAR, 0
        line, base = cost[at - 1], row_potential[at]
        for column in range(1, columns):
            if used[column]:
                continue
            reduced = line[column - 1] - base - column_potential[column]
            if reduced < nearest[column]:
                nearest[column], came_from[column] = reduced, here
            if nearest[column] < step:
                step, following = nearest[column], column
        for column in range(columns):
            if used[column]:
                row_potential[row_of[column]] += step
                column_potential[column] -= step
            else:
                nearest[column] -= step
        here = following
    while here:
        before = came_from[here]
        row_of[here] = row_of[before]
        here = before
