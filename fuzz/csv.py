"""Delimited text, through the importers where one claims it; and the same rows as for a benchmark."""

from app.reader import read_rows
from fuzz._read import read, seeds

SEEDS = [*seeds(".csv", ".txt"), b'a,b\n"1,2"\n3,"4\n', b"a;b;c\r\n1;2;3\r\n", b"\xff\xfea\0,\0b\0\n\0"]


def one(data: bytes) -> None:
    read(data, "file.csv")
    rows = read_rows(data, "file.csv")
    assert all(isinstance(cell, str) for row in rows for cell in row)
