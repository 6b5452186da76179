"""Repairs of rows that do not fit the table: one small mistake that explains the row, always reported as a problem.

Every repair is a function of the row's own text and the dialect. A repair only leaves out empty cells, and a quote
without a partner stays in the text.
"""

from app.reader.delimited.dialect import Dialect
from app.reader.delimited.split import split

_QUOTES = 60  # Quotes of one row that are tried as the one without a partner; fewer in a row that is very long.
_READ = 1 << 20  # Characters that are read again for it.
_LIKE = 0.7  # How well a row that is read in another way must fit, compared with ordinary rows.
_DELIMITERS = (",", ";", "\t", "|", ", ", " ")


def without_one_quote(text: str, dialect: Dialect) -> list[str] | None:
    """The row with one quote taken as a plain character, if that gives the right number of cells. If several quotes
    would do, the function chooses the quote that leaves the fewest quotes without a partner."""
    best, best_score = None, (0, 0.0)
    place = text.find(dialect.quote)
    for _ in range(min(_QUOTES, 1 + _READ // (1 + len(text)))):
        if place < 0:
            break
        row = split(text, dialect, {place})
        if row.open_at < 0 and len(row.cells) == dialect.width:
            score = (-row.strays, dialect.profile.fit(row.cells) if dialect.profile else 0.0)
            if best is None or score > best_score:
                best, best_score = row.cells, score
        place = text.find(dialect.quote, place + 1)
    return best


def with_other_delimiter(text: str, dialect: Dialect) -> list[str] | None:
    """The row read with another delimiter, if that gives it the right number of cells and they look like others."""
    profile = dialect.profile
    if profile is None:
        return None
    cells = max(readings(text, dialect), key=profile.fit, default=[])
    return cells if cells and profile.fit(cells) >= _LIKE * profile.usual else None


def readings(text: str, dialect: Dialect) -> list[list[str]]:
    """The row read with every other delimiter that gives it the right number of cells."""
    rows = []
    for delimiter in _DELIMITERS:
        if delimiter != dialect.delimiter and delimiter in text:
            row = split(text, Dialect(delimiter, dialect.quote, dialect.escape))
            if row.open_at < 0 and len(row.cells) == dialect.width:
                rows.append(row.cells)
    return rows


def aligned(cells: list[str], dialect: Dialect) -> list[str] | None:
    """The cells with one empty cell left out, or with empty ones put in, so that each is in its column.

    None when that does not improve the fit.
    """
    profile, missing = dialect.profile, dialect.width - len(cells)
    if profile is None:
        return None
    if missing == -1:
        tries = [cells[:n] + cells[n + 1 :] for n, cell in enumerate(cells) if not cell]
    elif 0 < missing <= 2 and len(cells) > 2:
        tries = [cells[:n] + [""] * missing + cells[n:] for n in range(len(cells))]
    else:
        return None
    best = max(tries, key=profile.fit, default=None)
    plain = (cells + [""] * max(0, missing))[: dialect.width]
    return best if best is not None and profile.fit(best) > profile.fit(plain) + 0.5 else None
