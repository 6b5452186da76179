"""Wall time, processor time and memory of commands, each in fresh processes."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """One run of a command, or the best of each of several: seconds by the wall clock, peak resident MiB of the process
    tree, and seconds of processor time of all its processes."""

    wall: float
    memory: int
    cpu: float


def measure(command: Sequence[str], runs: int = 3) -> Run:
    """The best of ``runs`` runs."""
    return alternating([command], runs)[0]


def alternating(commands: Sequence[Sequence[str]], runs: int = 3) -> list[Run]:
    """The best of ``runs`` runs of each command. They take turns, so that what else the machine does meets them all."""
    rounds = [[_once(command) for command in commands] for _ in range(runs)]
    return [Run(*map(min, zip(*of_one, strict=True))) for of_one in zip(*rounds, strict=True)]


def _once(command: Sequence[str]) -> Run:
    started, peak, before = time.perf_counter(), 0, os.times()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, sum(resident(pid) for pid in tree(process.pid)))
        time.sleep(0.01)
    wall, after = time.perf_counter() - started, os.times()
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(wall, peak // 1024, used)


def tree(pid: int) -> list[int]:
    """A process and all that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(below for child in children for below in tree(int(child)))]


def resident(pid: int) -> int:
    """Resident memory in KiB; pages that several processes share are divided among them."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
