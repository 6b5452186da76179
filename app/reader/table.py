"""The output of the reader: tables of exact text with the physical line of every row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # Problems are also made where no table is ever built.
    import polars as pl


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Something in a file that the person should know. ``message`` is an English sentence (a message key).

    What is the same in several rows is one problem: ``message`` and ``values`` are those of the first row, at ``line``,
    ``count`` is the number of rows, and ``lines`` holds the line of each where they are known.
    """

    code: str  # `bad-date`, `corrupt`, …: security codes and importer codes share one list
    message: str
    values: dict[str, str | int] = field(default_factory=dict)
    line: int | None = None
    count: int = 1
    lines: "Sequence[int] | pl.Series" = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a table before its rows are read.

    ``kind`` is what the table was made of, and decides what ``sheet`` is:

    * ``csv``: delimited text; None, or ``table N`` where one text holds several tables (None for the first one where
      the next begins so far down that it was not seen yet)
    * ``html``: one ``<table>``; ``table N``
    * ``page``: the elements and texts of a saved page (see ``documents.elements``), all of them in ``sample``; None
    * ``text``: one column named ``text``, one row a line (what a page pasted by hand is read as); None
    * ``xlsx``: one table of a sheet of a workbook, OpenDocument too; the name of the sheet, followed by ``, table N``
      where it holds several
    * ``json``: one list of objects; the keys that lead to it, joined by ``.``, ``""`` for the root and for JSON lines.
      The columns are the names in the records in order of first appearance, nested ones joined by ``.``; a list in a
      record is one cell of compact JSON, null is empty. A document without such a list is one row
    * ``ofx``, ``qif``, ``mt940`` (MT942 too), ``camt``: the transactions of a statement for programs; the columns are
      the tags or fields of its format, those of the statement around them repeated in each row; None
    * ``eml``: one message, or all of a mailbox: Date, From, To, Subject, Message-ID, text; None. Codes that open an
      account or a gift card are masked in ``text``
    * ``pdf``: rows that are printed below names of columns and begin with a date, over all pages; ``table N``

    ``header`` is the first row, with its cells unchanged; ``headless`` means that it looks like a row of data, as in a
    file without a header. ``sample`` holds the first rows below it (for ``text``: all lines, up to 5,000; for ``pdf``:
    all rows). ``line`` is the physical line of the header, None where there is no such row; ``above`` are the rows
    above the header of a delimited text or a sheet, each with its line; ``around`` are the lines of a PDF that are in
    none of its tables. ``on_request`` are columns that are only made for those who ask for them by name: ``source`` of
    an ``eml``, the message as it was sent, each byte as the character of that number (it is cut where it is very long,
    which only attachments make it). ``piece`` means that an ``html`` table stands in a
    piece of a page, which somebody took out of it: a saved page has at least one of the elements around all others.
    """

    path: str
    kind: Literal["csv", "html", "page", "text", "xlsx", "json", "ofx", "qif", "mt940", "camt", "eml", "pdf"]
    sheet: str | None
    encoding: str
    delimiter: str | None
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    line: int | None = None
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    headless: bool = False
    on_request: tuple[str, ...] = ()
    around: tuple[tuple[int, str], ...] = ()
    piece: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one table. All columns are String and named by the header; a repeated name gets ``#2``, ``#3`` … and an
    empty one ``#<column number>``. ``lines`` (UInt32) holds the physical start line of each row. ``place`` is the byte
    at which the block begins, where a text can be read from any of its blocks on."""

    frame: "pl.DataFrame"
    lines: "pl.Series"
    problems: tuple[FileProblem, ...] = ()
    place: int | None = None


Start = tuple[int, int]  # the first line of a block and its place


class Table(Protocol):
    """One table of one file, read once, in order."""

    head: Head

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        """The rows in blocks of about 10 MiB of input. ``columns`` limits which columns are made (all by default;
        names the table lacks are ignored). ``lines`` (physical start lines) skips whole blocks that hold none of
        them, without parsing those, and may end behind the last; a block that is yielded may hold other rows too."""
        ...
