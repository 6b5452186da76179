"""Bytes of any encoding as UTF-8, with every place that could not be read counted."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from app.i18n import N_
from app.reader.detect.encoding import Encoding
from app.reader.detect.japanese import errors
from app.reader.table import FileProblem

_STATEFUL = ("utf-16", "utf-32", "utf-7", "hz", "iso2022")
_LONGEST = 16 << 20  # Bytes of one line that are kept waiting for its end.
_PLACES = 20
_FEW = 1 << 20
_UTF8_WORD = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")  # Two Japanese characters in UTF-8.
_NO_CP932 = "\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3"  # What Python makes of bytes that mean nothing.


@dataclass(slots=True)
class Recoder:
    """Turns bytes into UTF-8 and remembers what could not be decoded (it is U+FFFD in the result), and which lines are
    in another encoding than the rest: UTF-8 in a CP932 text, or the other way round."""

    encoding: Encoding
    count: int = 0  # characters that could not be decoded
    others: int = 0  # lines in the other encoding
    places: list[int] = field(default_factory=list)  # of the first such lines, as offsets in the result
    kinds: list[str] = field(default_factory=list)  # the other encoding of each of them, or "" for damage
    size: int = 0  # bytes of UTF-8 given out so far

    def recode(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The text in UTF-8 without its byte order mark."""
        whole = _without_mark(chunks, self.encoding.skip)
        by_line = not self.encoding.codec.startswith(_STATEFUL)
        for piece in self._lines(whole) if by_line else self._decoded(whole):
            self.size += len(piece)
            yield piece

    def _lines(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Decodes each line alone: in these encodings a line feed is never part of another character."""
        waiting: list[bytes] = []
        held = 0
        for chunk in chunks:
            cut = chunk.rfind(b"\n") + 1
            held += len(chunk)
            if cut or held > _LONGEST:
                cut = cut or len(chunk)
                yield self._recoded(b"".join([*waiting, memoryview(chunk)[:cut]]))
                waiting, held = [chunk[cut:]], len(chunk) - cut
            else:
                waiting.append(chunk)
        if held:
            yield self._recoded(b"".join(waiting))

    def _recoded(self, data: bytes) -> bytes:
        codec = self.encoding.codec
        if codec == "utf-8" and valid_utf8(data):
            return data
        if codec == "cp932" and _UTF8_WORD.search(data):
            return self._marked(data)
        try:
            text = data.decode(codec, errors(codec, "strict"))
        except UnicodeDecodeError:
            return self._marked(data)
        odd = _NO_CP932 if codec == "cp932" else "\ufffd" if codec.startswith("euc_j") else ""
        return self._marked(data) if any(c in text for c in odd) else text.encode()

    def _marked(self, data: bytes) -> bytes:
        out, size = [], self.size
        for line in data.splitlines(keepends=True):
            text, damaged, other = _line(line, self.encoding.codec)
            if damaged or other:
                self._count(damaged, size, other)
            out.append(text.encode())
            size += len(out[-1])
        return b"".join(out)

    def _decoded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self.encoding.codec)(errors(self.encoding.codec, "replace"))
        for chunk in chain(chunks, [None]):
            text = decoder.decode(chunk or b"", final=chunk is None)
            if "\ufffd" in text:
                self._count(text.count("\ufffd"), self.size + len(text[: text.index("\ufffd")].encode()))
            yield text.encode()

    def _count(self, damaged: int, place: int, other: str = "") -> None:
        self.count += damaged
        self.others += other != ""
        if len(self.places) < _PLACES:
            self.places.append(place)
            self.kinds.append(other)

    def problems(self, lines: list[int]) -> tuple[FileProblem, ...]:
        """The problems with the encoding of the whole file; ``lines`` are the line numbers of ``places``."""
        problems = []
        damaged = [line for line, kind in zip(lines, self.kinds, strict=False) if not kind]
        other = [line for line, kind in zip(lines, self.kinds, strict=False) if kind]
        if self.encoding.assumed:
            message = N_(
                "This file does not say its encoding. It was read as {encoding}; if its words look wrong, save it as "
                "UTF-8 and upload that."
            )
            problems.append(FileProblem("assumed-encoding", message, {"encoding": self.encoding.name}))
        if self.count:
            message = N_(
                "Some characters could not be read as {encoding} and appear as � ({count} in all, "
                "first in line {lines})."
            )
            values: dict[str, str | int] = {"count": self.count, "encoding": self.encoding.name}
            problems.append(FileProblem("undecodable", message, {**values, "lines": _listed(damaged)}, _first(damaged)))
        if self.others:
            message = N_(
                "Lines of this file in a different encoding from the rest, read as {encoding}: "
                "{count} (first line {lines})."
            )
            name = next(kind for kind in self.kinds if kind) if any(self.kinds) else ""
            values = {"count": self.others, "encoding": name}
            problems.append(FileProblem("mixed-encoding", message, {**values, "lines": _listed(other)}, _first(other)))
        return tuple(problems)


def _listed(lines: list[int]) -> str:
    return ", ".join(map(str, lines))


def _first(lines: list[int]) -> int | None:
    return lines[0] if lines else None


def _line(line: bytes, codec: str) -> tuple[str, int, str]:
    """One line as text, the number of characters that could not be decoded, and the other encoding it is in ("" if
    none)."""
    if codec == "cp932" and _UTF8_WORD.search(line) and valid_utf8(line):
        return line.decode(), 0, "utf-8"
    if codec == "utf-8" and not valid_utf8(line) and (text := _japanese(line)):
        return text, 0, "cp932"
    text = line.decode(codec, errors(codec, "replace"))
    if codec == "cp932":
        text = text.translate(str.maketrans(_NO_CP932, "\ufffd" * len(_NO_CP932)))
    return text, text.count("\ufffd"), ""


def _japanese(line: bytes) -> str:
    """The line decoded as CP932, where that fits and looks Japanese; else None."""
    try:
        text = line.decode("cp932")
    except UnicodeDecodeError:
        return ""
    beyond = [c for c in text if c > "\x7f"]
    good = sum(1 for c in beyond if "\u3041" <= c <= "\u30fc" or "\u4e00" <= c <= "\u9fa0")
    return text if good > 2 and good > 0.8 * len(beyond) else ""


def decoded(data: bytes, encoding: Encoding) -> tuple[str, tuple[FileProblem, ...]]:
    """A whole text, and the problems with its encoding."""
    recoder = Recoder(encoding)
    whole = b"".join(recoder.recode([data]))
    return whole.decode(), recoder.problems([count_line_ends(whole[:place]) + 1 for place in recoder.places])


def count_line_ends(data: bytes) -> int:
    """The number of lines that end in these bytes of UTF-8."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _without_mark(chunks: Iterable[bytes], skip: int) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk[skip:]
        skip = max(0, skip - len(chunk))


def valid_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8. For many bytes Polars is used, which is ten times as fast as decoding them."""
    if len(data) < _FEW:
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
        return True
    import polars as pl

    try:
        pl.Series([data], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError:
        return False
    return True
