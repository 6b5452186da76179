"""How a delimited text is written, found from its first lines alone."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.reader.profile import Profile
from app.reader.several import Known

_LIKELY = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 1.0, ", ": 1.0, " ": 0.7}
_FAINT = (", ", " ")  # Both stand inside cells so often that agreement means little.
_TRIED = 64 << 10  # Characters of the sample that every possible dialect is tried on.


@dataclass(frozen=True, slots=True)
class Dialect:
    """``width`` is the number of cells of an ordinary row, ``profile`` what such rows look like; ``header`` is the
    header as its line stands in the text, so that a repetition is known; ``escape`` is what may precede a quote;
    ``known`` tells the table from another one that may follow (None: whatever follows belongs to it)."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    width: int = 0
    profile: Profile | None = None
    header: str | None = None
    known: Known | None = None

    @property
    def plain(self) -> bool:
        """Whether Polars reads texts that are written this way."""
        return len(self.delimiter) == 1 and self.delimiter != " " and self.quote == '"' and not self.escape


def choose(sample: str) -> Dialect:
    """The dialect whose rows agree best with each other.

    One that gives every row the same number of cells comes first. Else many rows of one width count most, and wide
    rows more than narrow ones (a space or comma inside the cells makes rows of one width too, but of few cells); then
    the number of cells in quotes, and few quotes without a partner.
    """
    from app.reader.careful import trial

    sample = sample[:_TRIED]
    best, best_score, best_rows = Dialect(width=1), (False, 0.0, 0, 0), [[""]]
    for dialect in _possible(sample):
        tried = trial(sample, dialect)
        widths = Counter(map(len, tried.rows))
        if not widths:
            continue
        width = max(widths, key=lambda width: (widths[width] * (width - 1) / width, width))
        share = widths[width] / len(tried.rows)
        perfect = share == 1 and dialect.delimiter not in _FAINT
        likely = round(share * (width - 1) / width * _LIKELY[dialect.delimiter], 3)
        # Apostrophes are quotes only where they explain more, or stand around nearly every cell.
        bare = dialect.quote == "'" and tried.quoted < 0.95 * sum(map(len, tried.rows))
        score = (perfect, likely, 0 if bare else tried.quoted, -tried.strays)
        if width > 1 and score > best_score:
            best, best_score, best_rows = replace(dialect, width=width), score, tried.rows
    if best.delimiter == "," and all(cell.startswith(" ") for row in best_rows for cell in row[1:]):
        return replace(best, delimiter=", ") if best.width > 1 else best
    return best


def _possible(sample: str) -> Iterator[Dialect]:
    for delimiter in _LIKELY:
        if delimiter in sample:
            yield Dialect(delimiter)
            if '\\"' in sample:
                yield Dialect(delimiter, escape="\\")
            edge = re.escape(delimiter)
            if len(re.findall(rf"(?:^|{edge})'[^'\r\n]*'(?={edge}|[\r\n]|\Z)", sample, re.MULTILINE)) > 1:
                yield Dialect(delimiter, "'")
