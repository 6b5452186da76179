"""Scans the parts of a workbook before a library builds it. The library would reserve a cell for every position up to
the last, and lose what is neither text nor a plain number."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.reader.limits import MIB
from app.reader.problems import Refused

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ATTRIBUTES = rb"""((?:\s++[^\s=<>/]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*+)\s*+"""
_ATTRIBUTE = re.compile(rb"""([^\s=<>/]++)\s*+=\s*+(?:"([^"<]*+)"|'([^'<]*+)')""")
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: [st]="\w*+")*+(/?)>')
_TAG = re.compile(rb"<(?:[^\s<>/:!?]*+:)?(c|row)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>")
_TAG_NAME = re.compile(rb"<(?:[^\s<>/:!?]*+:)?(?:c|row)(?=[\s/>])")
_REF = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_LONG = re.compile(rb"<v>-?\d{16}")
_ODD = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"([^<>]*+)>(?:<f[^<>]*+/>|<f[^<>]*+>[^<]*+</f>)?+<v>(#[^<]*+|-?\d{16,400})</v>'
)
_TYPE = re.compile(rb'\st="(\w+)"')
_ODS_NAMES = rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])"
_ODS_TAG = re.compile(_ODS_NAMES + _ATTRIBUTES + rb"(/?)>(</table:(?:covered-)?table-cell>)?")
_ODS_NAME = re.compile(_ODS_NAMES)


@dataclass(slots=True)
class Extent:
    """The last row and column of a sheet that hold something. ``odd`` are its cells that a library does not return
    unchanged, by (row, column) from 0: error values, and numbers of more digits than a float has."""

    rows: int = 0
    columns: int = 0
    odd: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def no_dtd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The given bytes, unchanged. Raises ``Refused`` at a document type or an entity declaration, in UTF-16 too."""
    tail = b""
    for chunk in chunks:
        plain = chunk.replace(b"\0", b"") if b"\0" in chunk else chunk
        if _DTD.search(plain) or _DTD.search(tail + plain[:20]):
            raise Refused("dtd")
        tail = (tail + plain[-20:])[-20:]
        yield chunk


def excel_extent(chunks: Iterable[bytes]) -> Extent | None:
    """The extent of a sheet in which every cell states its position; None where one does not. Raises ``Refused``."""
    extent = Extent()
    for piece in _cut(chunks, b"<c"):
        cells = _PLAIN.findall(piece)
        if len(cells) != piece.count(b"<c") or b":c" in piece:
            refs = [(attributes.get(b"r"), empty) for name, attributes, empty in _tags(piece) if name == b"c"]
            if not all(ref for ref, _ in refs):
                return None
            cells = [(*_split(ref), empty) for ref, empty in refs if ref]
        columns = {column for column, _, empty in cells if not empty}
        last = max(map(int, {row for _, row, empty in cells if not empty}), default=1)
        for column in columns:
            extent.reach(*_place(column, last))
        extent.odd.update(_odd_cells(piece))
    return extent


def excel_extent_counted(chunks: Iterable[bytes]) -> Extent:
    """The extent of a sheet in which cells may lack their position: such a cell follows the one before it."""
    extent = Extent()
    row, column = 0, 0
    for piece in _cut(chunks, b"<c"):
        for name, attributes, empty in _tags(piece):
            ref = attributes.get(b"r")
            if name == b"row":
                row, column = int(ref) if ref and ref.isdigit() and len(ref) < 8 else row + 1, 0
                continue
            if ref:
                letters, digits = _split(ref)
                row, column = _place(letters, int(digits))
            else:
                row, column = max(1, row), column + 1
            if not empty:
                extent.reach(row, column)
        extent.odd.update(_odd_cells(piece))
    return extent


def ods_extents(chunks: Iterable[bytes], most: int) -> list[Extent]:
    """The extent of every sheet of an OpenDocument content part. Raises ``Refused`` above ``most`` cells in one
    sheet."""
    extents: list[Extent] = []
    rows, column = 0, 0
    for piece in _cut(chunks, b"<table:"):
        tags = _ODS_TAG.findall(piece)
        if len(tags) != len(_ODS_NAME.findall(piece)):
            raise Refused("corrupt")
        for name, attributes, closed, ended in tags:
            if name == b"table":
                extents.append(Extent())
                rows, column = 0, 0
            elif name == b"table-row":
                rows, column = rows + _repeated(attributes), 0
            else:
                column += _repeated(attributes)
                if extents and (b"office:" in attributes or not (closed or ended)):
                    extents[-1].reach(rows, column)
                    if extents[-1].rows * extents[-1].columns > most:
                        raise Refused("too-many-cells")
    return extents


def _repeated(attributes: bytes) -> int:
    """How many rows or columns one tag represents."""
    if b"repeated" not in attributes:
        return 1
    values = _named(attributes)
    value = values.get(b"table:number-columns-repeated") or values.get(b"table:number-rows-repeated") or b"1"
    if not value.isdigit() or len(value) > 7:
        raise Refused("corrupt")
    return max(1, int(value))


def _tags(piece: bytes) -> list[tuple[bytes, dict[bytes, bytes], bytes]]:
    """The rows and cells of a piece. A tag that is not valid XML means damage."""
    tags = _TAG.findall(piece)
    if len(tags) != len(_TAG_NAME.findall(piece)):
        raise Refused("corrupt")
    return [(name, _named(attributes), empty) for name, attributes, empty in tags]


def _named(attributes: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(attributes)}


def _split(ref: bytes) -> tuple[bytes, bytes]:
    match = _REF.fullmatch(ref)
    if not match:
        raise Refused("corrupt")
    return match[1], match[2]


def _place(letters: bytes, row: int) -> tuple[int, int]:
    """Row and column, both from 1; a place outside any sheet means damage."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    if not 1 <= row <= _LAST_ROW or column > _LAST_COLUMN:
        raise Refused("corrupt")
    return row, column


def _odd_cells(piece: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in piece and not _LONG.search(piece):
        return
    for letters, digits, attributes, value in _ODD.findall(piece):
        kind = _TYPE.search(attributes)
        if kind is None or kind[1] in (b"e", b"n"):
            row, column = _place(letters, int(digits))
            yield (row - 1, column - 1), value.decode()


def _cut(chunks: Iterable[bytes], mark: bytes) -> Iterator[bytes]:
    """The bytes in pieces that begin with a tag, so that no tag is cut in two; with ``mark``, pieces begin with it
    where possible."""
    buffer = b""
    for chunk in chunks:
        if b"\0" in chunk:
            raise Refused("corrupt")  # UTF-16 is allowed here, but nobody writes it and no library reads it.
        buffer += chunk
        cut = buffer.rfind(mark)
        if cut <= 0:
            cut = buffer.rfind(b"<")
        if cut > 0:
            yield buffer[:cut]
            buffer = buffer[cut:]
        elif len(buffer) > 8 * MIB:
            raise Refused("corrupt")  # No cell is that long.
    yield buffer
