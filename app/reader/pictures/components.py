"""Connected parts of a map of pixels, by runs of set pixels in each row."""

from typing import Any, NamedTuple

import numpy as np


class Rectangle(NamedTuple):
    """Pixels of a picture; ``right`` and ``bottom`` are not part of it."""

    left: int
    top: int
    right: int
    bottom: int


def components(mask: np.ndarray[Any, np.dtype[np.bool_]]) -> list[Rectangle]:
    """The rectangle around each part of set pixels that touch, at corners too."""
    parents = list[int]()
    rectangles = list[Rectangle]()
    above: list[tuple[int, int, int]] = []  # left, right and part of each run in the row above
    edges = np.diff(np.pad(mask.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    rows, places = np.nonzero(edges)
    starts = np.searchsorted(rows, np.arange(mask.shape[0] + 1))
    for row in range(mask.shape[0]):
        ends = places[starts[row] : starts[row + 1]].tolist()
        here: list[tuple[int, int, int]] = []
        first = 0
        for left, right in zip(ends[::2], ends[1::2], strict=True):
            while first < len(above) and above[first][1] < left:
                first += 1
            part = len(parents)
            parents.append(part)
            rectangles.append(Rectangle(left, row, right, row + 1))
            place = first
            while place < len(above) and above[place][0] <= right:
                _join(parents, rectangles, part, above[place][2])
                place += 1
            here.append((left, right, part))
        above = here
    return [rectangles[part] for part, parent in enumerate(parents) if part == parent]


def _join(parents: list[int], rectangles: list[Rectangle], part: int, other: int) -> None:
    a, b = _root(parents, part), _root(parents, other)
    if a == b:
        return
    parents[max(a, b)] = min(a, b)
    mine, its = rectangles[a], rectangles[b]
    rectangles[min(a, b)] = Rectangle(
        min(mine.left, its.left), min(mine.top, its.top), max(mine.right, its.right), max(mine.bottom, its.bottom)
    )


def _root(parents: list[int], part: int) -> int:
    while parents[part] != part:
        parents[part] = parents[parents[part]]
        part = parents[part]
    return part
