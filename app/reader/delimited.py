"""Delimited text as one table, in blocks: the fast path where a block is clean, the careful reader where it is not."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import polars as pl

from app.reader import careful, fast
from app.reader.beginning import SAMPLE, begin
from app.reader.columns import Notes, fit, unique
from app.reader.cutter import Cutter
from app.reader.encoding import Recoder, count_line_ends
from app.reader.limits import Limits
from app.reader.refuse import Refused
from app.reader.table import Block, Head, Problem

_SHOWN = 100
_SMALL = 1 << 20  # The most that the careful reader takes at once, so that little is read slowly around an odd row.


class Delimited:
    """One delimited text, read once, in order. ``chunks`` are its bytes in the encoding of ``recoder``."""

    def __init__(self, path: str, chunks: Iterable[bytes], recoder: Recoder, limits: Limits) -> None:
        self.limits, self.recoder = limits, recoder
        self.cutter = Cutter(recoder.recode(chunks), SAMPLE)
        found = self.cutter.next()
        if found is None:
            raise Refused("empty")
        piece, final = found
        top = begin(piece.decode(), final=final)
        self.dialect = top.dialect
        self.width = max(len(top.headers[0]), top.dialect.width)
        if self.width > limits.columns:
            raise Refused("too-many-columns", top.used_lines)
        header = top.headers[0] + [""] * (self.width - len(top.headers[0]))
        self.names = unique(header)
        shown = tuple(tuple(fit(row, self.width)[0]) for row in top.rows[:_SHOWN])
        encoding, delimiter = recoder.encoding.name, top.dialect.delimiter
        self.head = Head(path, "csv", None, encoding, delimiter, tuple(header), shown)
        self.line, self.place, self.rows = 1, 0, 0
        self.only: list[int] | None = None
        self.damaged: list[int] = []
        self.notes = Notes(limits.problems)
        self.notes.add(top.problems)
        used = len(piece.decode()[: top.used].encode())
        self._advance(piece[:used], top.used_lines)
        self.cutter.give_back(piece[used:])
        self.cutter.wanted = limits.block

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        """The rows in blocks, cut at row ends; the last may hold problems only. See ``table.Table``."""
        wanted = [number for number, name in enumerate(self.names) if columns is None or name in columns]
        self.only = None if lines is None else sorted(lines)
        with ThreadPoolExecutor(1) as pool:
            for block in self._blocks(wanted, pool):
                if block.lines.len() or block.problems:
                    yield block
        if self.recoder.count:
            self.notes.add([self.recoder.problem(self.damaged)])
        if not self.rows:
            self.notes.add([Problem("no-records", "This table has a header but no rows below it.")])
        self.notes.finish()
        if self.notes.waiting:
            yield self._block(self._frame([], wanted), [])

    def _blocks(self, wanted: Sequence[int], pool: ThreadPoolExecutor) -> Iterator[Block]:
        """The next piece is checked in another thread while Polars parses the one before it."""
        ahead: deque[tuple[bytes, bool, Future[fast.Shape | None]]] = deque()
        while True:
            while len(ahead) < 2 and (found := self.cutter.next()):
                ahead.append((*found, pool.submit(fast.check, found[0], self.dialect)))
            if not ahead:
                return
            piece, final, job = ahead.popleft()
            block = self._clean(piece, job.result(), wanted)
            if block is not None:
                yield block
                continue
            later = [piece for piece, _, _ in ahead]
            ahead.clear()
            left = yield from self._odd(piece, wanted, final=final)
            self.cutter.give_back(left, *later)
            self.cutter.wanted = 2 * self.cutter.wanted if len(left) == len(piece) else self.limits.block

    def _odd(self, piece: bytes, wanted: Sequence[int], *, final: bool) -> Generator[Block, None, bytes]:
        """A piece with something odd in it, in small parts, so that little is read slowly; returns what is left."""
        small = min(_SMALL, self.limits.block)
        cutter = Cutter(iter([piece]), small)
        while found := cutter.next():
            part, last = found
            block = self._clean(part, fast.check(part, self.dialect), wanted)
            if block is not None:
                yield block
                continue
            rows = careful.read(part.decode(), self.dialect, self.line, final=final and last)
            left = part.decode()[rows.used :].encode()
            lines = self._fitted(rows)
            self._advance(part[: len(part) - len(left)], rows.used_lines)
            yield self._block(self._frame(rows.cells, wanted), lines)
            if last:
                return left
            cutter.give_back(left)
            cutter.wanted = 2 * cutter.wanted if len(left) == len(part) else small
        return b""

    def _clean(self, piece: bytes, shape: fast.Shape | None, wanted: Sequence[int]) -> Block | None:
        if shape is None:
            return None
        if not self._asked(self.line + shape.line_feeds):
            self.rows += shape.rows
            self._advance(piece, shape.line_feeds)
            return self._block(self._frame([], wanted), [])
        frame = fast.parse(piece, self.dialect, self.names, wanted, shape)
        if frame is None:
            return None
        if shape.starts is None:
            lines = pl.int_range(self.line, self.line + shape.rows, dtype=pl.UInt32, eager=True)
        else:
            lines = pl.Series(shape.starts + self.line).cast(pl.UInt32)
        self._advance(piece, shape.line_feeds)
        return self._block(frame, lines)

    def _asked(self, last: int) -> bool:
        """Whether a row was asked for from the lines from here to ``last``."""
        return self.only is None or bisect_left(self.only, self.line) < bisect_right(self.only, last)

    def _fitted(self, rows: careful.Rows) -> list[int]:
        """Bring every row to the width of the table; what does not fit is told with its line."""
        self.notes.add(rows.problems)
        for number, line in enumerate(rows.lines):
            rows.cells[number], problem = fit(rows.cells[number], self.width, line, self.dialect.width)
            if problem:
                self.notes.add([problem])
        return rows.lines

    def _frame(self, rows: list[list[str]], wanted: Sequence[int]) -> pl.DataFrame:
        columns = {self.names[number]: [row[number] for row in rows] for number in wanted}
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))

    def _block(self, frame: pl.DataFrame, lines: pl.Series | list[int]) -> Block:
        self.rows += len(lines)
        if self.rows > self.limits.rows:
            raise Refused("too-many-rows", self.line)
        return Block(frame, pl.Series("line", lines, pl.UInt32), self.notes.take())

    def _advance(self, used: bytes, lines: int) -> None:
        """Note how far the text is read, and in which lines the damaged places lie."""
        for place in self.recoder.places[len(self.damaged) :]:
            if place >= self.place + len(used):
                break
            self.damaged.append(self.line + count_line_ends(used[: place - self.place]))
        self.place += len(used)
        self.line += lines
