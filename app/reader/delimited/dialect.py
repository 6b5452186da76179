"""How a delimited text is written: its delimiter, quote and escape, and what an ordinary row looks like."""

from dataclasses import dataclass

from app.reader.detect.column_profile import Profile
from app.reader.detect.table_boundaries import Known

NONE = "\x1f"  # The delimiter of a text of one column, in which commas are part of the words.


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
        one = len(self.delimiter) == 1 and self.delimiter.isascii() and self.delimiter != " "
        return one and self.quote == '"' and not self.escape
