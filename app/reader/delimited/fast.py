"""The fast path of delimited text: an exact check of a block of bytes, 64 at a time, then Polars.

Marks of one kind (quotes, delimiters, line feeds) are bit sets: bit ``i`` of the whole represents byte ``i``. The
running parity of the quotes says which bytes lie inside a quoted cell. Polars alone would pad short rows in silence,
and drop surplus cells where the last column is not asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.reader.delimited.dialect import Dialect
from app.reader.limits import Limits

_QUOTED_LINES = Limits().quoted_lines
_STEP = 1 << 18
_FEEDS = 1 << 20
_LIKE = 16  # Bytes of the header that are compared with all rows at once.
_MARK = b"\xef\xbb\xbf"
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class BlockShape:
    """A clean block: its number of rows and of line feeds, and the line each row begins in (0-based within the
    block), or None when every row is one line."""

    rows: int
    line_feeds: int
    starts: Places | None


def check(block: bytes, dialect: Dialect) -> BlockShape | None:
    """The shape of a block that begins and ends at rows, or None when only the careful reader reads it rightly.

    Clean means: two columns or more; no line that repeats the header or holds delimiters alone (behind it another table
    may begin); every CR is followed by an LF; quotes are even in number and each at the edge of its cell (or doubled
    inside it); every row has exactly the dialect's width and at most 60 lines. The bytes must be valid UTF-8.
    """
    columns = dialect.width
    if columns < 2 or not dialect.plain or not block or block.startswith(_MARK):
        return None
    data = np.frombuffer(block, np.uint8)
    quotes, delimiters, feeds, returns = _marks(block, b'"' + dialect.delimiter.encode() + b"\n\r")
    if np.any(returns & ~_before(feeds)) or np.bitwise_count(feeds).sum() > max(_FEEDS, len(block) // columns):
        return None  # The second: with so many blank lines or lines inside cells, their places would fill the memory.
    line_ends = _places(feeds)
    outside = np.ones(len(line_ends), bool)
    if quotes.any():
        inside = _parity(quotes)
        if not _at_edges(quotes, inside, delimiters | feeds | quotes, returns, len(block)):
            return None
        delimiters = delimiters & ~inside
        outside = ((inside[line_ends >> 6] >> (line_ends & 63).astype(np.uint64)) & np.uint64(1)) == 0
    ends = line_ends[outside]
    if block[-1] != 10:
        ends = np.append(ends, len(block))
    if not _widths(delimiters, ends, columns) or _may_begin_table(block, data, dialect, ends):
        return None
    if len(ends) == len(line_ends) + (block[-1] != 10):
        return BlockShape(len(ends), len(line_ends), None)
    starts = np.concatenate([[0], np.flatnonzero(outside) + 1])[: len(ends)]
    longest = np.diff(np.append(starts, len(line_ends) + (block[-1] != 10))).max()
    return BlockShape(len(ends), len(line_ends), starts) if longest <= _QUOTED_LINES else None


def _may_begin_table(block: bytes, data: npt.NDArray[np.uint8], dialect: Dialect, ends: Places) -> bool:
    """Whether a row holds only delimiters or begins like the header. The width of all rows has been checked already."""
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts
    if np.any(lengths - (data[ends - 1] == 13) < dialect.width):
        return True
    if not dialect.header:
        return False
    header = dialect.header.encode()
    like = starts[lengths >= len(header)]
    for place in range(min(len(header), _LIKE)):
        like = like[data[like + place] == header[place]]
    return any(block.startswith(header, start) for start in like.tolist())


def parse(
    block: bytes, dialect: Dialect, names: Sequence[str], wanted: Sequence[int], shape: BlockShape
) -> pl.DataFrame | None:
    """The wanted columns of a clean block, by their numbers; None if Polars counts other rows than ``check`` did.

    Columns that only the header has are empty; columns without a name are left out.
    """
    if not wanted:
        return pl.DataFrame()
    try:
        frame = pl.read_csv(
            block,
            has_header=False,
            separator=dialect.delimiter,
            schema={str(number): pl.String for number in range(dialect.width)},
            infer_schema=False,
            empty_string_is_null=False,
            columns=[number for number in wanted if number < dialect.width] or [0],
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != shape.rows:
        return None
    nothing = pl.repeat("", frame.height, eager=True)
    # By number, because Polars takes names such as `*` and `^a$` for patterns.
    columns = {number: frame.get_column(str(number)) if number < dialect.width else nothing for number in wanted}
    return pl.DataFrame([column.alias(names[number]) for number, column in columns.items()])


def _marks(block: bytes, values: bytes) -> list[Words]:
    """The bit set of each value, made in steps that fit into the cache; one word at the end is unused."""
    data = np.frombuffer(block, np.uint8)
    sets = np.zeros((len(values), (len(data) // 64 + 2) * 8), np.uint8)
    there = [(number, value) for number, value in enumerate(values) if value in block]
    for begin in range(0, len(data), _STEP):
        part = data[begin : begin + _STEP]
        for number, value in there:
            packed = np.packbits(part == value, bitorder="little")
            sets[number, begin // 8 : begin // 8 + len(packed)] = packed
    return list(sets.view("<u8"))


def _places(words: Words) -> Places:
    """The numbers of all bits that are set, in order."""
    some = np.flatnonzero(words != 0)
    left, places = words[some], list[Places]()
    while len(some):  # The lowest bits of all words, then the next ones of those that have several.
        higher = left & (left - np.uint64(1))
        places.append((some << 6) + np.bitwise_count((left ^ higher) - np.uint64(1)))
        more = higher != 0
        some, left = some[more], higher[more]
    return np.sort(np.concatenate([np.zeros(0, np.int64), *places]), kind="stable")


def _before(words: Words) -> Words:
    """Bit i is set where bit i + 1 was."""
    moved = words >> np.uint64(1)
    moved[:-1] |= words[1:] << np.uint64(63)
    return moved


def _after(words: Words) -> Words:
    """Bit i is set where bit i - 1 was."""
    moved = words << np.uint64(1)
    moved[1:] |= words[:-1] >> np.uint64(63)
    return moved


def _parity(words: Words) -> Words:
    """Bit i is set where an odd number of the bits 0 to i is."""
    words = words.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(shift)
    carried = np.bitwise_xor.accumulate(words >> np.uint64(63))
    words[1:] ^= np.uint64(0) - carried[:-1]
    return words


def _at_edges(quotes: Words, inside: Words, edges: Words, returns: Words, size: int) -> bool:
    """Whether every opened cell is closed, and every quote has the edge of a cell or another quote beside it."""
    if (inside[-1] >> np.uint64(63)) & np.uint64(1):
        return False
    before = _after(edges)
    before[0] |= np.uint64(1)
    after = _before(edges | returns)
    after[(size - 1) >> 6] |= np.uint64(1) << np.uint64((size - 1) & 63)
    return not np.any(quotes & inside & ~before) and not np.any(quotes & ~inside & ~after)


def _widths(delimiters: Words, ends: Places, columns: int) -> bool:
    """Whether the delimiters before each row's end are one less than the columns for every row before it."""
    counts = np.bitwise_count(delimiters)
    total = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    below = (np.uint64(1) << (ends & 63).astype(np.uint64)) - np.uint64(1)
    word = ends >> 6
    seen = total[word] + np.bitwise_count(delimiters[word] & below)
    return bool(np.all(np.diff(seen, prepend=0) == columns - 1))
