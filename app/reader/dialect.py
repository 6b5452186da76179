"""How a delimited text is written, found from its first lines alone."""

from collections import Counter
from dataclasses import dataclass

_DELIMITERS = (",", ";", "\t", "|", ", ", " ")


@dataclass(frozen=True, slots=True)
class Dialect:
    """``width`` is the number of cells of an ordinary row; a ``quote`` of "" means that nothing is quoted."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    width: int = 1

    @property
    def plain(self) -> bool:
        """Whether Polars reads texts that are written this way."""
        return len(self.delimiter) == 1 and self.delimiter != " " and self.quote == '"' and not self.escape


def choose(sample: str, *, final: bool) -> Dialect:
    """The dialect whose rows agree best with each other; ``final`` says that the sample is the whole text."""
    from app.reader.careful import raw_rows

    best, best_score = Dialect(), (0.0, 0, 0)
    for delimiter in _DELIMITERS:
        if delimiter not in sample or (delimiter == " " and best.width > 1):
            continue
        dialect = Dialect(delimiter)
        rows = raw_rows(sample, dialect, final=final)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        score = (count / len(rows), len(rows), width)
        if width > 1 and score > best_score:
            best, best_score = Dialect(delimiter, width=width), score
    return best
