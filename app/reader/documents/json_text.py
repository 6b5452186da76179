"""JSON documents and JSON lines: every list of objects as a table of exact text.

The document is walked object by object from its root; only the records of a list are parsed, one at a time, so that
each knows its line and a number keeps the digits it is written with.
"""

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from app.i18n import N_
from app.reader.columns import ProblemLog
from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import Recoder
from app.reader.documents import json_shape
from app.reader.documents.records import Number, Records, RecordTable, cell, duplicate_key
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.table import FileProblem, Head

_SPACE = re.compile(r"[ \t\n]*")
_SCRIPT = re.compile(rb"\s*window\.YTD\.[\w.]+\s*=\s*")
_TWO_LINES = re.compile(rb"\s*(\{[^\n]*+)\n\s*\{")
# Names of lists at the root of documents that are one record in spite of these: an order with its items.
_PARTS = ("lineItem",)
_ONE_RECORD = 1 << 20  # characters; such a document is small
_MANY = 32  # So few brackets in a line cannot be too deep.


def json_tables(path: str, data: bytes, encoding: Encoding, limits: Limits) -> Iterator[RecordTable]:
    """The tables of a document in order; ``sheet`` is the path of keys to a list. Raises ``Refused``."""
    recoder = Recoder(encoding)
    plain = b"".join(recoder.recode([data])).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    del data  # A document is large, and its text will be too.
    head = Head(path, "json", "", encoding.name, None, (), ())
    problem_log = ProblemLog(limits.problems)
    problem_log.add(recoder.problems([plain.count(b"\n", 0, place) + 1 for place in recoder.places]))
    begin = _SCRIPT.match(plain)
    document = _Document(head, problem_log, limits)
    if not begin and document.is_lines(plain):
        yield from document.lines(plain)
        return
    json_shape.check(plain)
    document.text = plain.decode()
    del plain
    # To its end first: of a document that is damaged or followed by another, nothing must look whole.
    yield from list(document.tables(begin.end() if begin else 0, script=bool(begin)))


class _Document:
    """One text while it is read; ``line`` is the line of ``place``, which only moves forward."""

    def __init__(self, head: Head, problem_log: ProblemLog, limits: Limits) -> None:
        self.head, self.problem_log, self.limits = head, problem_log, limits
        self.text = ""
        self.place, self.line = 0, 1
        self.odd_numbers = 0
        self.tables_read = 0
        self.left: list[tuple[str, Any]] = []
        decoder = json.JSONDecoder(
            object_pairs_hook=tuple, parse_int=Number, parse_float=Number, parse_constant=self._odd_number
        )
        self.decode = decoder.raw_decode

    def tables(self, begin: int, *, script: bool) -> Iterator[RecordTable]:
        """The tables of a text that is a single document."""
        try:
            begin = self._space(begin)
            whole = self._whole(begin)
            end = whole if whole else self._space((yield from self._walk(begin, ())))
            if script and self.text[end : end + 1] == ";":
                end = self._space(end + 1)
            if end != len(self.text):
                raise Refused("corrupt", self.line_of(end))
        except json.JSONDecodeError as error:
            raise Refused("corrupt", error.doc.count("\n", 0, error.pos) + 1) from None
        if not self.tables_read and self.text[begin] == "{" and self.left:
            records = self._records("")
            records.add(tuple(self.left), self.text.count("\n", 0, begin) + 1)
            yield from self._table(records)
        if not self.tables_read:
            raise Refused("no-records")

    def _whole(self, begin: int) -> int | None:
        """The end of a document that is a single record, which then becomes a table; None for other documents."""
        if (
            self.text[begin] != "{"
            or len(self.text) > _ONE_RECORD
            or not any(f'"{name}"' in self.text for name in _PARTS)
        ):
            return None
        record, end = self.decode(self.text, begin)
        if not any(name in _PARTS and isinstance(value, list) for name, value in record):
            return None
        self.left = list(record)
        return self._space(end)

    def is_lines(self, plain: bytes) -> bool:
        """Whether the first line is one whole object and another object begins in a later line."""
        match = _TWO_LINES.match(plain)
        if not match:
            return False
        first = match[1].decode()
        try:
            self._whole_value(first)
        except (json.JSONDecodeError, Refused):
            return False
        self.odd_numbers = 0
        return True

    def lines(self, plain: bytes) -> Iterator[RecordTable]:
        """The one table of a text that holds one object in each line; a damaged line is left out and reported."""
        records = self._records("")
        for number, row in enumerate(BytesIO(plain), 1):
            line = row.decode().strip(" \t\n")
            if not line:
                continue
            try:
                record = self._whole_value(line)
            except (json.JSONDecodeError, Refused):
                record = None
            if isinstance(record, tuple):
                records.add(record, number)
            else:
                self._no_record(number)
        yield from self._table(records)
        if not self.tables_read:
            raise Refused("no-records")

    def line_of(self, place: int) -> int:
        """The line of a place. Places must be asked for in rising order."""
        self.line += self.text.count("\n", self.place, place)
        self.place = place
        return self.line

    def _walk(self, at: int, path: tuple[str, ...]) -> Generator[RecordTable, None, int]:
        """The tables in the value that begins at a place; returns where it ends."""
        if self.text[at : at + 1] == "{":
            return (yield from self._members(at, path))
        if self.text[at : at + 1] == "[" and self.text.startswith("{", self._space(at + 1)):
            return (yield from self._list(at, path))
        value, end = self.decode(self.text, at)
        if isinstance(value, list) and any(isinstance(item, tuple) for item in value):
            return (yield from self._list(at, path))
        if path:
            self.left.append((".".join(path), value))
        return end

    def _members(self, at: int, path: tuple[str, ...]) -> Generator[RecordTable, None, int]:
        names: set[str] = set()
        begin, at = at, self._space(at + 1)
        if self.text[at : at + 1] == "}":
            if path:
                self.left.append((".".join(path), ()))
            return at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise Refused("corrupt", self.line_of(max(at, self.place)))
            name, end = self.decode(self.text, at)
            name = cell(name)
            if name in names:
                self.problem_log.add([duplicate_key(name, self.text.count("\n", 0, at) + 1)])
            names.add(name)
            if len(names) > self.limits.columns:
                raise Refused("too-many-columns", self.text.count("\n", 0, begin) + 1)
            at = self._space(self._expect(self._space(end), ":"))
            at = self._space((yield from self._walk(at, (*path, name))))
            if self.text[at : at + 1] == "}":
                return at + 1
            at = self._space(self._expect(at, ","))

    def _list(self, at: int, path: tuple[str, ...]) -> Generator[RecordTable, None, int]:
        records = self._records(".".join(path))
        at = self._space(at + 1)
        while True:
            record, end = self.decode(self.text, at)
            if isinstance(record, tuple):
                records.add(record, self.line_of(at))
            else:
                self._no_record(self.line_of(at))
            at = self._space(end)
            if self.text[at : at + 1] == "]":
                break
            at = self._space(self._expect(at, ","))
        yield from self._table(records)
        return at + 1

    def _records(self, sheet: str) -> Records:
        return Records(replace(self.head, sheet=sheet), self.problem_log, self.limits)

    def _table(self, records: Records) -> Iterator[RecordTable]:
        if self.odd_numbers:
            message = N_("Values that are NaN or Infinity, which are not numbers and were kept as text: {count}.")
            self.problem_log.add([FileProblem("not-a-number", message, {"count": self.odd_numbers})])
            self.odd_numbers = 0
        table = records.table()
        self.problem_log = ProblemLog(self.limits.problems)
        if table:
            self.tables_read += 1
            yield table

    def _whole_value(self, line: str) -> Any:
        """The value that a whole line is. Raises ``Refused`` or ``JSONDecodeError``."""
        if line.count("[") + line.count("{") > _MANY:
            json_shape.check(line.encode())
        value, end = self.decode(line)
        if line[end:].strip(" \t"):
            raise Refused("corrupt")
        return value

    def _no_record(self, line: int) -> None:
        message = N_("This is not a complete record like the others around it, so it was left out.")
        self.problem_log.add([FileProblem("bad-record", message, line=line)])

    def _odd_number(self, name: str) -> Number:
        self.odd_numbers += 1
        return Number(name)

    def _space(self, at: int) -> int:
        """The next position that does not hold a space."""
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _expect(self, at: int, mark: str) -> int:
        if self.text[at : at + 1] != mark:
            raise Refused("corrupt", self.text.count("\n", 0, at) + 1)
        return at + 1
