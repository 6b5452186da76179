"""``make bench``: speed, memory and accuracy; writes the figures between the markers of ``docs/benchmarks.md``.

Every time is the best of three runs of a fresh process; memory is the peak of the whole process tree.
"""

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import detectors, pages, peers
from benchmarks.generate import access_log, all_data, order_history

HERE = Path(__file__).parent / "generated"
DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
MIOBOE = [sys.executable, "-m", "app"]


def measure(command: list[str], runs: int = 3) -> tuple[float, int]:
    """(best wall time in seconds, peak resident MiB of the process tree) over ``runs`` fresh processes."""
    return min(_once(command) for _ in range(runs))


def _once(command: list[str]) -> tuple[float, int]:
    started, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, sum(_resident(pid) for pid in _tree(process.pid)))
        time.sleep(0.01)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - started, peak // 1024


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(below for child in children for below in _tree(int(child)))]


def _resident(pid: int) -> int:
    """Resident memory in KiB; pages that several processes share are divided among them."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def _made(name: str, make: Callable[[Path], None]) -> Path:
    file = HERE / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        make(file)
    return file


def large() -> list[str]:
    """The lines of the table of large files: ``mioboe check`` against only parsing the file with Polars."""
    files = {
        "orders, 5,000 rows": _made("5000/Order History.csv", lambda file: order_history(file, 5_000)),
        "orders, 100,000 rows": _made("100000/Order History.csv", lambda file: order_history(file, 100_000)),
        "orders, 1,000,000 rows": _made("1000000/Order History.csv", lambda file: order_history(file, 1_000_000)),
        "Google access log, 100,000 rows": _made("log/Access Log.csv", lambda file: access_log(file, 100_000)),
        "all data: 400 papers and pictures, 2 tables of 5,000 rows": _made(
            "all/All Data.zip", lambda file: all_data(file, 400, 500_000)
        ),
    }
    lines = ["| file | MB | `mioboe check` | memory | Polars alone | times |", "|---|---|---|---|---|---|"]
    for name, file in files.items():
        seconds, memory = measure([*MIOBOE, "check", "--json", str(file)])
        bare, times = "", ""
        if file.suffix == ".csv":
            read = f"import polars; polars.read_csv({str(file)!r}, infer_schema=False)"
            alone, _ = measure([sys.executable, "-c", read])
            bare, times = f"{alone:.2f} s", f"{seconds / alone:.1f}"
        size = file.stat().st_size / 1e6
        lines.append(f"| {name} | {size:.1f} | {seconds:.2f} s | {memory} MiB | {bare} | {times} |")
        print(lines[-1], flush=True)
    return lines


def write(name: str, lines: list[str]) -> None:
    """Replaces the text between the markers of this name."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = DOCUMENT.read_text("utf-8")
    made, count = re.subn(f"{begin}.*?{end}", lambda _: "\n".join((begin, *lines, end)), text, count=1, flags=re.DOTALL)
    if not count:
        raise SystemExit(f"{DOCUMENT.name} has no markers named {name}")
    DOCUMENT.write_text(made, "utf-8")


def main() -> None:
    """Measures everything and writes every table."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    write("machine", [f"{day}: {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}."])
    seconds, memory = measure([*MIOBOE, "--help"])
    start = f"`mioboe --help`: {seconds:.2f} s, {memory} MiB."
    write("large", [*large(), "", start])
    lines = detectors.table()
    print("\n".join(lines))
    write("detectors", lines)
    lines = pages.table()
    print("\n".join(lines))
    write("pages", lines)
    lines = peers.table()
    print("\n".join(lines))
    write("messy", lines)


if __name__ == "__main__":
    main()
