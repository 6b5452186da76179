"""Workbooks: the bytes replace one part of a valid workbook, so that checksums hold and the parser sees them.

The library that reads workbooks can abort the process on some files; they must be refused before it sees them.
"""

from fuzz._read import read
from tests.reader.workbooks import archive, parts

_ROWS = ('<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1"><v>2</v></c></row>',)
_NAMES = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")
SEEDS = [
    bytes([number]) + str(parts(*_ROWS, strings="<si><t>x</t></si>")[name]).encode()
    for number, name in enumerate(_NAMES)
]


def fuzz_one(data: bytes) -> None:
    """The first byte selects which part of a sound workbook the others replace."""
    if not data:
        return
    made = parts(*_ROWS)
    made[_NAMES[data[0] % len(_NAMES)]] = data[1:]
    read(archive(made), "file.xlsx")
