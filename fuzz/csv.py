"""Delimited text: through the reader and the importer that claims it, and as plain rows."""

from app.reader import read_rows
from fuzz._read import read, seeds

SEEDS = [*seeds(".csv", ".txt"), b'a,b\n"1,2"\n3,"4\n', b"a;b;c\r\n1;2;3\r\n", b"\xff\xfea\0,\0b\0\n\0"]


def fuzz_one(data: bytes) -> None:
    """Tables and rows hold text only."""
    read(data, "file.csv")
    rows = read_rows(data, "file.csv")
    assert all(isinstance(cell, str) for row in rows for cell in row)
