"""Archives: their directory, their members, archives inside."""

from fuzz._read import read
from tests.reader.zips import CSV, Part, build, make

SEEDS = [
    make({"a.csv": CSV, "b/注文.json": b'[{"a": 1}]'}),
    make({"inner.zip": make({"a.csv": CSV})}, comment=b"x" * 20),
    build([Part(), Part(b"b.csv", method=0)]),
    build([Part(flags=1), Part(b"c.csv", size=9)]),
]


def fuzz_one(data: bytes) -> None:
    """The bytes as an archive."""
    read(data, "file.zip")
