"""Rows of one width, columns of unique names, and the problems found on the way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.i18n import N_
from app.reader.table import FileProblem

_QUOTED = 500  # Characters of surplus cells that a problem quotes.


class ProblemLog:
    """Problems that are reported with the next block. The first ``most`` problems of each code are kept; the others of
    that code become one problem with their count."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.waiting: list[FileProblem] = []
        self.counts: Counter[str] = Counter()
        self.beyond: dict[str, FileProblem] = {}

    def add(self, problems: Iterable[FileProblem]) -> None:
        for problem in problems:
            self.counts[problem.code] += 1
            if self.counts[problem.code] <= self.most:
                self.waiting.append(problem)
            else:
                self.beyond.setdefault(problem.code, problem)

    def take(self) -> tuple[FileProblem, ...]:
        taken, self.waiting = tuple(self.waiting), []
        return taken

    def finish(self) -> None:
        """Adds one problem with a count for the problems that were only counted."""
        for code, problem in self.beyond.items():
            self.waiting.append(replace(problem, count=self.counts[code] - self.most))


def fit(cells: list[str], width: int, line: int = 0, usual: int = 0) -> tuple[list[str], FileProblem | None]:
    """The row with exactly ``width`` cells; and a problem where its number of cells differs from ``width`` and from
    ``usual``."""
    missing = width - len(cells)
    if missing == 0:
        return cells, None
    if missing > 0 and len(cells) == usual:
        return cells + [""] * missing, None
    if missing > 0:
        message = N_("Cells are missing at the end of this row ({count}). They were taken as empty.")
        return cells + [""] * missing, FileProblem("short-row", message, {"count": missing}, line)
    surplus = cells[width:]
    if not any(surplus):
        return cells[:width], None
    message = N_("This row has more cells than the table has columns ({count} too many). What did not fit: {text}")
    text = " | ".join(surplus)
    text = text if len(text) <= _QUOTED else text[:_QUOTED] + "…"
    return cells[:width], FileProblem("long-row", message, {"count": -missing, "text": text}, line)


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
