"""``make load-people``: the people of ``people.py`` at work on a service of its own; how many errors they met, how long
their pages took, and how much the service's memory grew. Ends with 1 where a goal is missed."""

import argparse
import csv
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE = 50
P95, P99 = 150, 300  # milliseconds
GROWTH = 0.05
WARM = 0.25  # the share of the time after which memory is first looked at: everybody has a case by then
ROOT = Path(__file__).parents[2]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    seconds = parser.parse_args().minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        given = {"MIOBOE_DATA": f"{folder}/data", "MIOBOE_LIMIT_FACTOR": "100", "LC_ALL": "en_GB.UTF-8"}
        command = [sys.executable, "-m", "app", "serve", "--port", "0", "--host", "127.0.0.1"]
        log = Path(folder, "log")
        with log.open("wb") as out:
            service = subprocess.Popen(command, env=os.environ | given, stderr=out, cwd=ROOT)
        try:
            while not (found := re.search(r"http://\S+:\d+", log.read_text(encoding="utf-8"))):
                time.sleep(0.1)
            ended = report(Path(folder), *measured(service.pid, found[0], seconds, Path(folder)))
            print("\n".join(line[:300] for line in log.read_text(encoding="utf-8").splitlines()[1:21]))
            return ended
        finally:
            service.terminate()
            service.wait()


def measured(pid: int, url: str, seconds: float, folder: Path) -> tuple[int, int]:
    """Lets them work; the memory of the service in bytes, once it is warm and at the end."""
    words = ["-f", "tests/load/people.py", "--headless", "--only-summary", "--host", url, "--csv", f"{folder}/people"]
    words += ["-u", str(PEOPLE), "-r", "2", "-t", f"{seconds:.0f}s"]
    people = subprocess.Popen([".venv-load/bin/locust", *words], cwd=ROOT, stderr=subprocess.DEVNULL)
    time.sleep(seconds * WARM)
    warm = memory(pid)
    people.wait()
    return warm, memory(pid)


def memory(pid: int) -> int:
    """Resident bytes (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def report(folder: Path, warm: int, last: int) -> int:
    with (folder / "people_stats.csv").open(encoding="utf-8") as file:
        total = next(row for row in csv.DictReader(file) if row["Name"] == "Aggregated")
    errors, p95, p99 = int(total["Failure Count"]), float(total["95%"]), float(total["99%"])
    growth = last / warm - 1
    print(
        f"{total['Request Count']} requests of {PEOPLE} people: {errors} errors, p95 {p95:.0f} ms, p99 {p99:.0f} ms, "
        f"memory {warm / 2**20:.0f} to {last / 2**20:.0f} MiB ({growth:+.1%})"
    )
    failures = (folder / "people_failures.csv").read_text(encoding="utf-8").splitlines()[1:]
    print("\n".join(failures[:20]))
    return int(errors > 0 or p95 > P95 or p99 > P99 or growth > GROWTH)


if __name__ == "__main__":
    sys.exit(main())
