"""Rows of one width, columns of different names, and what there is to tell about both."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.i18n import N_
from app.reader.table import Problem

_TOLD = 500  # Characters of surplus cells that a problem quotes.


class Notes:
    """Problems that wait for the next block: each kind is listed up to a number of times, then only counted."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.waiting: list[Problem] = []
        self.told: Counter[str] = Counter()

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.told[problem.code] += 1
            if self.told[problem.code] <= self.most:
                self.waiting.append(problem)

    def take(self) -> tuple[Problem, ...]:
        taken, self.waiting = tuple(self.waiting), []
        return taken

    def finish(self) -> None:
        """Say how many problems were only counted."""
        for code, count in self.told.items():
            if count > self.most:
                message = N_("The same problem was found in further rows of this table: {count}.")
                self.waiting.append(Problem(code, message, {"count": count - self.most}))


def fit(cells: list[str], width: int, line: int = 0, usual: int = 0) -> tuple[list[str], Problem | None]:
    """A row of just ``width`` cells, and what there is to tell about it if it has not the ``usual`` number of them."""
    missing = width - len(cells)
    if missing == 0:
        return cells, None
    if missing > 0 and len(cells) == usual:
        return cells + [""] * missing, None
    if missing > 0:
        message = N_("Cells are missing at the end of this row ({count}). They were taken as empty.")
        return cells + [""] * missing, Problem("short-row", message, {"count": missing}, line)
    surplus = cells[width:]
    if not any(surplus):
        return cells[:width], None
    message = N_("This row has more cells than the table has columns ({count} too many). What did not fit: {text}")
    text = " | ".join(surplus)
    text = text if len(text) <= _TOLD else text[:_TOLD] + "…"
    return cells[:width], Problem("long-row", message, {"count": -missing, "text": text}, line)


def unique(header: Sequence[str]) -> list[str]:
    """The header as column names: a repeated name gets ``#2``, ``#3`` …, an empty one ``#<column number>``."""
    names: list[str] = []
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    for number, cell in enumerate(header, 1):
        name = base = cell or f"#{number}"
        counts[base] += 1
        while name in taken:
            name = f"{base}#{counts[base]}"
            counts[base] += name in taken
        taken.add(name)
        names.append(name)
    return names
