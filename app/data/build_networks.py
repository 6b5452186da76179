"""``python -m app.data.build_networks FOLDER``: makes ``networks-lite.zip`` from the CSV files of @ip-location-db/asn.

``FOLDER`` holds ``asn-ipv4-num.csv`` and ``asn-ipv6-num.csv``: first and last address as a whole number, number and
name of the network (autonomous system). The result is the same for the same files. It holds three Arrow tables:

* ``v4.arrow`` and ``v6.arrow``: ``step`` (the distance of a range's first address from that of the range before, in
  addresses for IPv4 and in /64 for IPv6) and ``asn`` (0 where a range belongs to no network), rising without a gap.
* ``names.arrow``: ``asn`` (rising) and ``name``.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import polars as pl

PLACE = Path(__file__).parent / "networks-lite.zip"
FILES = {"v4": ("asn-ipv4-num.csv", 0, pl.UInt32), "v6": ("asn-ipv6-num.csv", 64, pl.UInt64)}


def ranges(rows: Iterator[Sequence[str]], shift: int, names: dict[int, str]) -> list[tuple[int, int]]:
    """(first address, network) of each stretch of one network, and 0 for what lies between; ``names`` is filled."""
    stretches: list[tuple[int, int]] = []

    def begin(start: int, asn: int) -> None:
        if not stretches or stretches[-1][1] != asn:
            stretches.append((start, asn))

    last = -1
    for first, end, number, name in rows:
        start, stop, asn = max(int(first) >> shift, last + 1), int(end) >> shift, int(number)
        names.setdefault(asn, name)
        if stop < start:  # it lies inside the range before
            continue
        if start > last + 1:
            begin(last + 1, 0)
        begin(start, asn)
        last = stop
    if last < (1 << (64 if shift else 32)) - 1:
        begin(last + 1, 0)
    return stretches


def _arrow(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_ipc(out, compression="zstd")
    return out.getvalue()


def build(folder: Path, place: Path = PLACE) -> None:
    """Reads the CSV files of ``folder`` and writes the compiled file."""
    names: dict[int, str] = {}
    parts = {}
    for name, (file, shift, kind) in FILES.items():
        with (folder / file).open(encoding="utf-8", newline="") as text:
            stretches = ranges(csv.reader(text), shift, names)
        starts = pl.Series("step", [start for start, _ in stretches], dtype=kind)
        step = starts.diff(null_behavior="ignore").fill_null(starts[0] if len(starts) else 0).cast(kind)
        parts[name] = pl.DataFrame([step, pl.Series("asn", [asn for _, asn in stretches], dtype=pl.UInt32)])
    named = sorted(names.items())
    parts["names"] = pl.DataFrame(named, schema={"asn": pl.UInt32, "name": pl.String}, orient="row")
    with ZipFile(place, "w", ZIP_STORED) as out:
        for name, frame in parts.items():
            out.writestr(ZipInfo(f"{name}.arrow"), _arrow(frame))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
