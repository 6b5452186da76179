"""``make bench``: how fast and how small, measured on generated data against reading the same file with Polars.

Every figure is the best of three runs of a fresh process; memory is the peak of the whole process tree.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.generate import order_history

HERE = Path(__file__).parent / "generated"
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
    """Resident memory in KiB, shared pages counted once per process."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def main() -> None:
    HERE.mkdir(exist_ok=True)
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    seconds, memory = measure([*MIOBOE, "--help"])
    print(f"mioboe --help                      {seconds:6.2f} s  {memory:5d} MiB")
    for rows in (5_000, 100_000, 1_000_000):
        folder = HERE / str(rows)
        file = folder / "Order History.csv"
        if not file.exists():
            folder.mkdir(exist_ok=True)
            order_history(file, rows)
        bare, bare_memory = measure(
            [sys.executable, "-c", f"import polars; polars.read_csv({str(file)!r}, infer_schema=False)"]
        )
        seconds, memory = measure([*MIOBOE, "check", "--json", str(file)])
        size = file.stat().st_size / 1e6
        print(f"polars.read_csv {rows:>9,} {size:5.0f} MB {bare:6.2f} s  {bare_memory:5d} MiB")
        print(
            f"mioboe check    {rows:>9,} {size:5.0f} MB {seconds:6.2f} s  {memory:5d} MiB  "
            f"{seconds / bare:4.1f} times, {seconds / rows * 1e6:5.2f} µs a row"
        )


if __name__ == "__main__":
    main()
