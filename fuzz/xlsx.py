"""Workbooks: the bytes are the parts of one, so that they are not lost in a checksum; and, seldom, the whole file.

The library that reads them may end the process on some files; those are refused before it sees them, which is what is
fuzzed here.
"""

from fuzz._read import read
from tests.reader.workbooks import archive, parts

_ROWS = ('<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1"><v>2</v></c></row>',)
_NAMES = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")
SEEDS = [
    bytes([number]) + str(parts(*_ROWS, strings="<si><t>x</t></si>")[name]).encode()
    for number, name in enumerate(_NAMES)
]


def one(data: bytes) -> None:
    """The first byte says which part of a sound workbook the others replace."""
    if not data:
        return
    made = parts(*_ROWS)
    made[_NAMES[data[0] % len(_NAMES)]] = data[1:]
    read(archive(made), "file.xlsx")
