"""How a delimited text is written: its delimiter, quote and escape, and what an ordinary row looks like."""

from dataclasses import dataclass

from app.reader.detect.column_profile import ColumnProfile
from app.reader.detect.table_boundaries import TableSignature

NONE = "\x1f"  # The delimiter of a text of one column, in which commas are part of the words.


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the rows of a text are written.

    ``width`` is the number of cells of an ordinary row, ``profile`` what such rows look like; ``header`` is the line of
    the header, to recognise a repetition; ``escape`` is what may precede a quote; ``signature`` distinguishes the table
    from another that may follow (None: everything that follows belongs to it).
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    width: int = 0
    profile: ColumnProfile | None = None
    header: str | None = None
    signature: TableSignature | None = None

    @property
    def plain(self) -> bool:
        """Whether Polars reads texts that are written this way."""
        single = len(self.delimiter) == 1 and self.delimiter.isascii() and self.delimiter != " "
        return single and self.quote == '"' and not self.escape
