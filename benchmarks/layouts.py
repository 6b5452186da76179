"""What 200 layouts that an installation adds cost a check: the same file with and without them, in turns."""

import statistics
import sys
from pathlib import Path

import msgspec

from app.importers.layouts.stored import shipped
from app.importers.layouts.write import layout_text
from benchmarks.measure import alternating

NUMBER = 200
TURNS = 15


def written(folder: Path) -> Path:
    """The folder with these layouts: those of this version under other ids, each header with a name more."""
    own = shipped()
    for number in range(NUMBER):
        layout = own[number % len(own)]
        headers = {year: [*names, f"Column {number}"] for year, names in layout.headers.items()}
        added = msgspec.structs.replace(layout, id=f"added.bank{number}", headers=headers)
        file = folder / layout.country / f"{number}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(layout_text(added), "utf-8")
    return folder


def table(file: Path, folder: Path) -> list[str]:
    """The lines of the table: medians of runs in turns."""
    check = [sys.executable, "-m", "app", "check", "--json", str(file)]
    with_them = ["env", f"MIOBOE_LAYOUTS={written(folder)}", *check]
    turns = [alternating([["env", *check], with_them], runs=1) for _ in range(TURNS)]
    lines = ["| a check of 5,000 orders | wall | processor time |", "|---|---|---|"]
    medians = [
        (statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))
        for runs in zip(*turns, strict=True)
    ]
    for name, (wall, cpu) in zip(("as it is", f"with {NUMBER} layouts added"), medians, strict=True):
        lines.append(f"| {name} | {wall * 1000:.0f} ms | {cpu * 1000:.0f} ms |")
    more = [(turn[1].wall - turn[0].wall, turn[1].cpu - turn[0].cpu) for turn in turns]
    wall, cpu = (statistics.median(some) * 1000 for some in zip(*more, strict=True))
    return [*lines, f"| more, median of the pairs | {wall:+.0f} ms | {cpu:+.0f} ms |"]
