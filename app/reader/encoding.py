"""Which encoding a text is in, found from its bytes alone, and its bytes as UTF-8 with every damaged place counted."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from app.reader.table import Problem

_SAMPLE = 1 << 18
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_NOT_WESTERN = bytes(set(range(0x80, 0xA0)) - {0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97})
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\$\([DOPQ]|\([BJI])")
_STATEFUL = {"utf-16-le", "utf-16-be", "iso2022_jp_ext"}
_LONGEST = 16 << 20  # Bytes of one line that are kept waiting for its end.
_PLACES = 20
_FEW = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoding:
    """``codec`` is Python's name, ``name`` what is shown, ``skip`` the length of the byte order mark."""

    codec: str
    name: str
    skip: int = 0


def detect(sample: bytes, *, page: bool = False) -> Encoding:
    """The encoding of a text of which ``sample`` is the beginning; any bytes get an answer.

    What a web ``page`` says of itself counts where its bytes are not UTF-8.
    """
    for mark, codec, name in _MARKS:
        if sample.startswith(mark):
            return Encoding(codec, name, len(mark))
    sample = sample[:_SAMPLE]
    wide = _utf16(sample)
    if wide:
        return wide
    if _ESCAPES.search(sample) and sample.isascii():
        return Encoding("iso2022_jp_ext", "iso-2022-jp")
    if sample.isascii() or _decodes(sample, "utf-8"):
        return Encoding("utf-8", "utf-8")
    stated = _DECLARED.search(sample[:4096]) if page else None
    said = _CODECS.get(stated[1].decode().lower()) if stated else None
    if said and _decodes(sample, said):
        return Encoding(said, _NAMES.get(said, said))
    return _legacy(sample)


_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_CODECS = {
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j", "ms_kanji"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jis_2004"),
    **dict.fromkeys(("iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "us-ascii", "ascii"), "cp1252"),
}
_NAMES = {"euc_jis_2004": "euc-jp"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)


def _utf16(sample: bytes) -> Encoding | None:
    """UTF-16 without a mark: ASCII characters leave a NUL in every second byte."""
    head = sample[:4000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    # What is UTF-8 too must have many of them, or they are just NULs in another text.
    least = max(1, (0.3 if _decodes(sample, "utf-8") else 0.05) * len(head) / 2)
    for codec, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if (many > least or 2 * many == len(head) > 0) and many > 3 * few and _decodes(sample, codec):
            return Encoding(codec, codec)
    return None


def _decodes(sample: bytes, codec: str) -> bool:
    """Strictly, but for a character that the end of the sample cuts in two."""
    try:
        codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(sample: bytes) -> Encoding:
    """Not UTF-8: damaged UTF-8, a Western single-byte text, EUC-JP, or CP932."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd") - sample.count(b"\xef\xbf\xbd")
    whole = sum(character > "\x7f" for character in text) - broken
    if whole > 8 * broken:
        return Encoding("utf-8", "utf-8")
    if _western(sample):
        return Encoding("cp1252", "cp1252")
    cp932, euc = _score(sample, "cp932"), _score(sample, "euc_jis_2004")
    if euc is not None and (cp932 is None or euc > cp932):
        return Encoding("euc_jis_2004", "euc-jp")
    if cp932 is None and _decodes(sample, "shift_jis_2004"):
        return Encoding("shift_jis_2004", "shift_jis-2004")
    return Encoding("cp932", "cp932")


def _western(sample: bytes) -> bool:
    """Accented letters stand alone between ASCII letters, below a header in ASCII; Japanese bytes come in runs."""
    header = sample.split(b"\n", 1)[0].split(b"\r", 1)[0]
    runs = _HIGH_RUNS.findall(sample)
    high = sum(map(len, runs))
    odd = high - len(b"".join(runs).translate(None, _NOT_WESTERN))
    return header.isascii() and odd <= 0.02 * high and high <= 1.3 * len(runs)


def _score(sample: bytes, codec: str) -> float | None:
    """How Japanese the text looks in this encoding, or None when it does not decode."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return None
    return 2 * len(_KANA.findall(text)) + len(_KANJI.findall(text)) - 1.5 * len(_HALF_KANA.findall(text))


@dataclass(slots=True)
class Recoder:
    """Turns bytes into UTF-8 and remembers every place that could not be decoded (it is U+FFFD in the result)."""

    encoding: Encoding
    count: int = 0
    places: list[int] = field(default_factory=list)  # of the first damaged lines, as offsets in the result
    size: int = 0  # bytes of UTF-8 given out so far

    def recode(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same text in UTF-8 without its byte order mark."""
        whole = _without_mark(chunks, self.encoding.skip)
        by_line = self.encoding.codec not in _STATEFUL
        for piece in self._lines(whole) if by_line else self._decoded(whole):
            self.size += len(piece)
            yield piece

    def _lines(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """In these encodings a line feed is never part of another character, so that whole lines stand alone."""
        rest: list[bytes] = []
        held = 0
        for chunk in chunks:
            cut = chunk.rfind(b"\n") + 1
            held += len(chunk)
            if cut or held > _LONGEST:
                cut = cut or len(chunk)
                yield self._recoded(b"".join([*rest, chunk[:cut]]))
                rest, held = [chunk[cut:]], len(chunk) - cut
            else:
                rest.append(chunk)
        if held:
            yield self._recoded(b"".join(rest))

    def _recoded(self, data: bytes) -> bytes:
        codec = self.encoding.codec
        if codec == "utf-8" and valid_utf8(data):
            return data
        try:
            return data.decode(codec).encode()
        except UnicodeDecodeError:
            return self._marked(data)

    def _marked(self, data: bytes) -> bytes:
        out, size = [], self.size
        for line in data.splitlines(keepends=True):
            try:
                text = line.decode(self.encoding.codec)
            except UnicodeDecodeError:
                text = line.decode(self.encoding.codec, "replace")
                self._count(text.count("\ufffd"), size)
            out.append(text.encode())
            size += len(out[-1])
        return b"".join(out)

    def _decoded(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self.encoding.codec)("replace")
        for chunk in chain(chunks, [None]):
            text = decoder.decode(chunk or b"", final=chunk is None)
            if "\ufffd" in text:
                self._count(text.count("\ufffd"), self.size + len(text[: text.index("\ufffd")].encode()))
            yield text.encode()

    def _count(self, number: int, place: int) -> None:
        self.count += number
        if len(self.places) < _PLACES:
            self.places.append(place)

    def problem(self, lines: list[int]) -> Problem:
        """One problem for the whole file; ``lines`` are those of ``places``."""
        message = (
            "Some characters could not be read as {encoding} and stand as � ({count} in all, first in line {lines})."
        )
        values: dict[str, str | int] = {"count": self.count, "encoding": self.encoding.name}
        return Problem("undecodable", message, {**values, "lines": ", ".join(map(str, lines))}, lines[0])


def decoded(data: bytes, encoding: Encoding) -> tuple[str, tuple[Problem, ...]]:
    """A whole text, and the problem of its damaged places if it has any."""
    recoder = Recoder(encoding)
    whole = b"".join(recoder.recode([data]))
    if not recoder.count:
        return whole.decode(), ()
    lines = [count_line_ends(whole[:place]) + 1 for place in recoder.places]
    return whole.decode(), (recoder.problem(lines),)


def count_line_ends(data: bytes) -> int:
    """How many lines end in these bytes of UTF-8."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _without_mark(chunks: Iterable[bytes], skip: int) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk[skip:]
        skip = max(0, skip - len(chunk))


def valid_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8. Of many bytes, Polars knows ten times as fast as their decoding would show."""
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
