"""Limits of one upload, beyond which the reader refuses a file."""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits; in bytes unless a name says otherwise. Only members that are inflated count towards ``inflated``."""

    entries: int = 10_000  # members of one archive, and of all archives of one upload together
    inflated: int = 2048 * MIB  # real bytes, all members of one upload together
    ratio: int = 100  # inflated bytes for one packed byte, above `ratio_from`
    ratio_from: int = 10 * MIB
    pictures: int = 40  # in one archive; where there are more, none is read
    html: int = 20 * MIB
    text: int = 2 * MIB
    document: int = 64 * MIB  # a workbook as it is packed, a JSON document, an OFX file, a PDF
    part: int = 256 * MIB  # of a workbook, inflated
    line: int = MIB
    columns: int = 2_000
    rows: int = 20_000_000
    pages: int = 500  # of a PDF
    characters: int = 2_000_000  # of all pages of a PDF
    tables: int = 30  # of one delimited text; everything below the last one is read as its rows
    cells: int = 5_000_000  # of one HTML page, after spans are spread out, or of all sheets of a workbook
    quoted_lines: int = 60  # an open quote that runs over more lines is a stray quote
    block: int = 10 * MIB
    problems: int = 1_000  # listed one by one for one table; more are counted
