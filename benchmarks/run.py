"""``make bench``: speed, memory and accuracy; writes the figures between the markers of ``docs/benchmarks.md``.

Every time is the best of three runs of a fresh process; memory is the peak of the whole process tree.
"""

import os
import platform
import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import answers, bare, book, detectors, importers, layouts, pages, peers, small, start
from benchmarks.generate import access_log, all_data, order_history
from benchmarks.measure import alternating, measure

HERE = Path(__file__).parent / "generated"
DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
MIOBOE = [sys.executable, "-m", "app"]


def made(name: str, make: Callable[[Path], None]) -> Path:
    """A generated file, made where it is not there yet."""
    file = HERE / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        make(file)
    return file


def million() -> Path:
    """The largest file."""
    return made("1000000/Order History.csv", lambda file: order_history(file, 1_000_000))


def five_thousand() -> Path:
    """The smallest file."""
    return made("5000/Order History.csv", lambda file: order_history(file, 5_000))


def large() -> list[str]:
    """The lines of the table of large files: ``mioboe check`` against only parsing the file with Polars."""
    files = {
        "orders, 5,000 rows": five_thousand(),
        "orders, 100,000 rows": made("100000/Order History.csv", lambda file: order_history(file, 100_000)),
        "orders, 1,000,000 rows": million(),
        "Google access log, 100,000 rows": made("log/Access Log.csv", lambda file: access_log(file, 100_000)),
        "all data: 400 papers and pictures, 2 tables of 5,000 rows": made(
            "all/All Data.zip", lambda file: all_data(file, 400, 500_000)
        ),
    }
    lines = [
        "| file | MB | wall | processor time | memory | Polars alone | its processor time | times |"
        " in processor time |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, file in files.items():
        commands = [[*MIOBOE, "check", "--json", str(file)]]
        if file.suffix == ".csv":
            read = f"import polars; polars.read_csv({str(file)!r}, infer_schema=False)"
            commands.append([sys.executable, "-c", read])
        checked, *others = alternating(commands)
        cells = [f"{checked.wall:.2f} s", f"{checked.cpu:.2f} s", f"{checked.memory} MiB"]
        for alone in others:
            cells += [f"{alone.wall:.2f} s", f"{alone.cpu:.2f} s"]
            cells += [f"{checked.wall / alone.wall:.1f}", f"{checked.cpu / alone.cpu:.1f}"]
        cells += [""] * (7 - len(cells))
        lines.append(f"| {name} | {file.stat().st_size / 1e6:.1f} | {' | '.join(cells)} |")
    helped = measure([*MIOBOE, "--help"])
    return [*lines, "", f"`mioboe --help`: {helped.wall:.2f} s, {helped.cpu:.2f} s of processor time."]


def write(name: str, lines: list[str], document: Path = DOCUMENT) -> None:
    """Replaces the text between the markers of this name."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = document.read_text("utf-8")
    replaced, count = re.subn(
        f"{begin}.*?{end}", lambda _: "\n".join((begin, *lines, end)), text, count=1, flags=re.DOTALL
    )
    if not count:
        raise SystemExit(f"{document.name} has no markers named {name}")
    document.write_text(replaced, "utf-8")


def machine() -> list[str]:
    """What everything was measured on."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return [f"{day}: {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}."]


TABLES: dict[str, Callable[[], list[str]]] = {
    "machine": machine,
    "large": large,
    "importers": lambda: importers.table(million()),
    "layouts": lambda: layouts.table(five_thousand(), HERE / "layouts"),
    "start": start.table,
    "small": lambda: small.table(HERE),
    "detectors": detectors.table,
    "pages": pages.table,
    "bare": bare.table,
    "answers": answers.table,
    "book": book.table,
    "messy": peers.table,
}


def main(names: Sequence[str]) -> None:
    """Measures and writes these tables, or all."""
    for name in names or TABLES:
        lines = TABLES[name]()
        print("\n".join(lines), flush=True)
        write(name, lines)


if __name__ == "__main__":
    main(sys.argv[1:])
