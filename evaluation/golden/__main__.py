"""``make golden BASE=commit``: are the results of this tree those of another commit?

    python -m evaluation.golden COMMIT [--accounts N] [--jobs N]

Everything lies in ``build/golden``: ``<commit>/inputs``, ``<commit>/before`` (kept for the next time),
``<commit>/after`` (of this tree) and ``report.txt``. The exit status is 1 where data differ.
"""

import argparse
import shutil
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from evaluation.golden import compare, tell, trees

MOST = 12  # entries of each kind that are printed


def main() -> int:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.golden", description="Compares the results of trees.")
    parser.add_argument("commit")
    parser.add_argument("--accounts", type=int, default=1000, metavar="N", help="simulated accounts")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes")
    given = parser.parse_args()
    base, many = trees.base(given.commit), ("--accounts", str(given.accounts), "--jobs", str(given.jobs))
    started = time.perf_counter()
    trees.run(base.programs / "inputs.py", base.tree, base.inputs, *many)
    trees.run(base.programs / "outputs.py", base.tree, base.inputs, base.before, *many)
    middle = time.perf_counter()
    shutil.rmtree(base.after, ignore_errors=True)
    trees.run(trees.ROOT / trees.PLACES[0] / "outputs.py", trees.ROOT, base.inputs, base.after, *many)
    ended = time.perf_counter()
    found, count = differences(base, given.jobs)
    title = f"{count} inputs, {base.sha[:12]} and this tree ({middle - started:.0f} s and {ended - middle:.0f} s)"
    report = trees.CACHE / "report.txt"
    report.write_text("\n".join(tell.lines(found, title)) + "\n", "utf-8", "backslashreplace")
    text = "\n".join(tell.lines(found, title, MOST))
    print(text.encode("utf-8", "backslashreplace").decode("utf-8"))
    print(f"All of it: {report}")
    return 1 if found.data else 0


def differences(base: trees.Base, jobs: int) -> tuple[compare.Differences, int]:
    """What differs in all inputs that this tree has looked at, and how many these are."""
    after = sorted(base.after.glob("*.json.gz"))
    before = [base.before / one.name for one in after]
    found = compare.Differences()
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for one in pool.map(compare.files, before, after, chunksize=8):
            found.update(one)
    return found, len(after)


if __name__ == "__main__":
    sys.exit(main())
