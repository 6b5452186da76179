"""Delimited text as tables, in blocks: by the fast path where a block is clean, by the careful reader where it is
not."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import polars as pl

from app.reader.columns import ProblemLog, fit, unique
from app.reader.delimited import careful, fast
from app.reader.delimited.beginning import SAMPLE, begin
from app.reader.delimited.cutter import Cutter
from app.reader.delimited.dialect import NONE
from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import Recoder, count_line_ends
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.table import Block, FileProblem, Head, Start

_SAMPLE_ROWS = 1_000
_NEXT = 16 << 10  # Bytes that a further table is known from: small ones may be many.
_SMALL = 1 << 20  # The most that the careful reader takes at once, so that little is read slowly around an odd row.


def delimited_tables(
    path: str,
    chunks: Callable[[int], Iterator[bytes]],
    encoding: Encoding,
    limits: Limits,
    starts: Sequence[Start] = (),
) -> Iterator["Delimited"]:
    """The tables of one text in order. Rows of a table that were not read are skipped before the next table. ``chunks``
    gives the bytes from a position on; ``starts`` are known positions of blocks from an earlier reading."""
    table = Delimited(path, _Text(chunks, encoding, starts), limits, 1)
    yield table
    number = 1
    while table.more():
        number += 1
        table = Delimited(path, table.text, limits, number)
        yield table


class _Text:
    """One text, read once, and how far it is read: the next line and the next position in bytes."""

    def __init__(
        self, chunks: Callable[[int], Iterator[bytes]], encoding: Encoding, starts: Sequence[Start] = ()
    ) -> None:
        self.chunks, self.starts = chunks, starts
        self.recoder = Recoder(encoding)
        self.cutter = Cutter(self.recoder.recode(chunks(0)), SAMPLE)
        self.line, self.place = 1, 0
        self.damaged: list[int] = []

    def start(self) -> int | None:
        """The present position in bytes, from which reading can begin later."""
        encoding = self.recoder.encoding
        return self.place + encoding.skip if encoding.codec == "utf-8" and not self.recoder.count else None

    def leap(self, line: int, wanted: int) -> bool:
        """Continues at the last known start at or before this line, if that is further ahead."""
        number = bisect_right(self.starts, line, key=lambda start: start[0]) - 1
        if number < 0 or self.starts[number][0] <= self.line:
            return False
        self.line, begin = self.starts[number]
        encoding = self.recoder.encoding
        self.place = begin - encoding.skip
        self.recoder = Recoder(replace(encoding, skip=0))
        self.cutter = Cutter(self.recoder.recode(self.chunks(begin)), wanted)
        return True

    def advance(self, used: bytes, lines: int) -> None:
        """Records how far the text is read, and in which lines the damaged places are."""
        for place in self.recoder.places[len(self.damaged) :]:
            if place >= self.place + len(used):
                break
            self.damaged.append(self.line + count_line_ends(used[: place - self.place]))
        self.place += len(used)
        self.line += lines


class Delimited:
    """One table of a delimited text, read once, in order. ``another`` is true where one more begins at its end."""

    def __init__(self, path: str, text: _Text, limits: Limits, number: int) -> None:
        self.limits, self.text = limits, text
        text.cutter.wanted = SAMPLE if number == 1 else _NEXT
        first_piece = text.cutter.next()
        if first_piece is None:
            raise Refused("empty")
        piece, final = first_piece
        top = begin(piece.decode(), text.line, final=final)
        self.dialect = top.dialect if number < limits.tables else replace(top.dialect, signature=None)
        self.width = top.width
        if self.width > limits.columns:
            raise Refused("too-many-columns", top.line)
        header = tuple(fit(top.headers[0], self.width)[0])
        self.names = unique(header)
        sample = tuple(tuple(fit(row, self.width)[0]) for row in top.rows[:_SAMPLE_ROWS])
        sheet = f"table {number}" if top.another or number > 1 else None
        encoding, above = text.recoder.encoding.name, tuple((line, tuple(row)) for line, row in top.above)
        delimiter = None if self.width == 1 and top.dialect.delimiter == NONE else top.dialect.delimiter
        self.head = Head(path, "csv", sheet, encoding, delimiter, header, sample, top.line, above, top.headless)
        self.rows = 0
        self.only: list[int] | None = None
        self.first = number == 1
        self.read = self.another = False
        self.problem_log = ProblemLog(limits.problems)
        self.problem_log.add(top.problems)
        used = len(piece.decode()[: top.used].encode())
        text.advance(piece[:used], top.used_lines)
        text.cutter.give_back(piece[used:])
        text.cutter.wanted = limits.block

    def more(self) -> bool:
        """Whether another table follows; skips the unread rest of this one."""
        if not self.read:
            for _ in self.blocks([]):
                pass
        return self.another

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        """The rows in blocks, cut at row ends; the last may hold problems only. See ``table.Table``."""
        wanted = [number for number, name in enumerate(self.names) if columns is None or name in columns]
        self.only = None if lines is None else sorted(lines)
        with ThreadPoolExecutor(1) as pool:
            for block in self._blocks(wanted, pool):
                if block.lines.len() or block.problems:
                    yield block
        self.read = True
        if not self.another:
            self.problem_log.add(self.text.recoder.problems(self.text.damaged))
        if not self.rows and not self.head.headless:
            self.problem_log.add([FileProblem("no-records", "This table has a header but no rows below it.")])
        self.problem_log.finish()
        if self.problem_log.waiting or not self.rows:
            yield self._block(self._frame([], wanted), [])

    def _blocks(self, wanted: Sequence[int], pool: ThreadPoolExecutor) -> Iterator[Block]:
        """The blocks; the next piece is checked in another thread while Polars parses the one before it."""
        ahead: deque[tuple[bytes, bool, Future[fast.BlockShape | None]]] = deque()
        while (line := self._next()) is not None:
            if self.text.leap(line, self.limits.block):
                ahead.clear()
            cutter = self.text.cutter
            while len(ahead) < 2 and (next_piece := cutter.next()):
                ahead.append((*next_piece, pool.submit(fast.check, next_piece[0], self.dialect)))
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
            cutter.give_back(left, *later)
            if self.another:
                return
            cutter.wanted = 2 * cutter.wanted if len(left) == len(piece) else self.limits.block

    def _odd(self, piece: bytes, wanted: Sequence[int], *, final: bool) -> Generator[Block, None, bytes]:
        """Reads a piece with irregular rows in small parts, so that little is read slowly; returns the unread rest."""
        small = min(_SMALL, self.limits.block)
        cutter = Cutter(iter([piece]), small)
        read = 0
        while next_piece := cutter.next():
            part, last = next_piece
            block = self._clean(part, fast.check(part, self.dialect), wanted)
            if block is not None:
                read += len(part)
                yield block
                continue
            rows = careful.read(part.decode(), self.dialect, self.text.line, final=final and last)
            left = part.decode()[rows.used :].encode()
            read += len(part) - len(left)
            lines = self._fitted(rows)
            self.text.advance(part[: len(part) - len(left)], rows.used_lines)
            self.another = rows.another
            yield self._block(self._frame(rows.cells, wanted), lines)
            if last or self.another:
                break
            cutter.give_back(left)
            cutter.wanted = 2 * cutter.wanted if len(left) == len(part) else small
        return piece[read:]

    def _clean(self, piece: bytes, shape: fast.BlockShape | None, wanted: Sequence[int]) -> Block | None:
        if shape is None:
            return None
        if not self._asked(self.text.line + shape.line_feeds):
            self.rows += shape.rows
            self.text.advance(piece, shape.line_feeds)
            return self._block(self._frame([], wanted), [])
        frame = fast.parse(piece, self.dialect, self.names, wanted, shape)
        if frame is None:
            return None
        if shape.starts is None:
            lines = pl.int_range(self.text.line, self.text.line + shape.rows, dtype=pl.UInt32, eager=True)
        else:
            lines = pl.Series(shape.starts + self.text.line).cast(pl.UInt32)
        place = self.text.start() if self.first else None
        self.text.advance(piece, shape.line_feeds)
        return self._block(frame, lines, place)

    def _next(self) -> int | None:
        """The next line that the caller asked for: the current line when all lines are wanted, None when no more are
        wanted."""
        if self.only is None:
            return self.text.line
        number = bisect_left(self.only, self.text.line)
        return self.only[number] if number < len(self.only) else None

    def _asked(self, last: int) -> bool:
        """Whether the caller asked for a row from the lines from here to ``last``."""
        return self.only is None or bisect_left(self.only, self.text.line) < bisect_right(self.only, last)

    def _fitted(self, rows: careful.Rows) -> list[int]:
        """Brings every row to the width of the table; a row that does not fit becomes a problem with its line."""
        self.problem_log.add(rows.problems)
        for number, line in enumerate(rows.lines):
            rows.cells[number], problem = fit(rows.cells[number], self.width, line, self.dialect.width)
            if problem:
                self.problem_log.add([problem])
        return rows.lines

    def _frame(self, rows: list[list[str]], wanted: Sequence[int]) -> pl.DataFrame:
        columns = {self.names[number]: [row[number] for row in rows] for number in wanted}
        return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))

    def _block(self, frame: pl.DataFrame, lines: pl.Series | list[int], place: int | None = None) -> Block:
        self.rows += len(lines)
        if self.rows > self.limits.rows:
            raise Refused("too-many-rows", self.text.line)
        return Block(frame, pl.Series("line", lines, pl.UInt32), self.problem_log.take(), place)
