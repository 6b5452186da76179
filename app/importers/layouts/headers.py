"""Which layouts have the header of a table: by sets of names, looked up by the rarest name of each."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.importers.layouts.layout import CURRENCY, KEYS, Layout, name_pattern, names_of
from app.importers.mapping import CURRENCIES
from app.importers.shared.cells.columns import fold
from app.reader.columns import unique
from app.reader.table import Head

HEADER_WITHIN = 30  # rows, among which the header of a table with lines above it is looked for


@dataclass(frozen=True, slots=True)
class HeaderSet:
    """Names of which a header has to have all; ``patterns`` are those with the code of a currency in them."""

    layout: Layout
    names: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def fits(self, row: frozenset[str]) -> bool:
        """Whether a row, as ``fold``ed names, is such a header."""
        return self.names <= row and all(any(map(pattern.fullmatch, row)) for pattern in self.patterns)


class Headers:
    """All header sets of some layouts."""

    def __init__(self, layouts: Iterable[Layout]) -> None:
        sets = [_header_set(layout, names) for layout in layouts for names in layout.headers.values()]
        accounts = [_header_set(layout, layout.account) for layout in layouts if layout.account]
        usual = Counter(name for header in sets for name in header.names)
        self._by_name: dict[str, list[HeaderSet]] = {}
        for header in sets:
            self._by_name.setdefault(min(header.names, key=lambda name: (usual[name], name)), []).append(header)
        self.accounts = accounts

    def matching(self, head: Head) -> Iterator[tuple[HeaderSet, tuple[str, ...]]]:
        """The header sets that a row at the top of the table has, each with its row, the first that has it."""
        taken = set[int]()
        for row in (head.header, *head.sample[:HEADER_WITHIN]):
            names = frozenset(map(fold, row))
            for name in names & self._by_name.keys():
                for header in self._by_name[name]:
                    if id(header) not in taken and header.fits(names):
                        taken.add(id(header))
                        yield header, row


def _header_set(layout: Layout, names: Sequence[str]) -> HeaderSet:
    plain = frozenset(fold(name) for name in names if CURRENCY not in name)
    return HeaderSet(layout, plain, tuple(name_pattern(name) for name in names if CURRENCY in name))


def header_of(layout: Layout, head: Head) -> tuple[str, ...]:
    """The row of a table that is the header of a layout, which it is known to have."""
    if layout.cells:
        return head.header
    sets = [_header_set(layout, names) for names in layout.headers.values()]
    for row in (head.header, *head.sample[:HEADER_WITHIN]):
        names = frozenset(map(fold, row))
        if any(header.fits(names) for header in sets):
            return row
    return head.header


def is_account(layout: Layout, head: Head) -> bool:
    """Whether a table is the one that names the account, above the list and apart from it."""
    if not layout.account or not _header_set(layout, layout.account).fits(frozenset(map(fold, head.header))):
        return False
    rows = [frozenset(map(fold, row)) for row in head.sample[:HEADER_WITHIN]]
    return not any(_header_set(layout, names).fits(row) for names in layout.headers.values() for row in rows)


@dataclass(frozen=True, slots=True)
class Places:
    """The ``names`` of the columns of one table by key, and the ``currency`` that they contain."""

    names: dict[str, tuple[str, ...]]
    currency: str


def places_of(layout: Layout, header: tuple[str, ...]) -> Places:
    """Where a table with this header has the columns of a layout. All columns of keys of which several count are under
    ``merchant0``, ``merchant1`` and so on."""
    currency = ""
    numbers = [str(number) for number in range(len(header))]
    written = {str(int(number) + 1): number for number in numbers} if layout.cells else {}
    there = written or _by_name(unique(header))
    names: dict[str, tuple[str, ...]] = {}
    for key in KEYS:
        matches = list[str]()
        for name in names_of(layout, key):
            match, code = _column(name, there)
            matches += [match] if match else []
            currency = currency or code
        if key in ("merchant", "title", "method", "fee"):
            names |= {f"{key}{number}": (name,) for number, name in enumerate(matches)}
        else:
            names[key] = tuple(matches[:1])
    return Places(names, currency)


def _by_name(names: Sequence[str]) -> dict[str, str]:
    """The names of columns by their ``fold``ed form, of the same ones the first; of one without letters its number."""
    numbered = [(fold(name) or str(number), name) for number, name in enumerate(names, 1)]
    return dict(reversed(numbered))


def _column(name: str, there: dict[str, str]) -> tuple[str, str]:
    """A column of a table by its name in a layout, and the currency in it; empty texts where there is none."""
    if CURRENCY not in name:
        return there.get(fold(name), ""), ""
    pattern = name_pattern(name)
    for folded, written in there.items():
        match = pattern.fullmatch(folded)
        if match and match[1].upper() in CURRENCIES:
            return written, match[1].upper()
    return "", ""
