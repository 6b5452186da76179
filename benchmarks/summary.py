"""How long the PDF of a summary takes, and how much memory, by processor time: 20 findings, and 300 of 2,000 events.

python -m benchmarks.summary
"""

from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from app.report.summary import make
from tests.report.summary import given

SIZES = ((20, 1), (300, 7))  # findings, and rows of each
ROUNDS = 5


def seconds() -> float:
    """Processor time of this process and of those that it started."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def main() -> None:
    """One line for each size: the fastest of several rounds, the first of which warms up."""
    for findings, rows in SIZES:
        made = [given.finding(number) for number in range(1, findings + 1)]
        cited = [
            {**one, "evidence": [{**row, "line": n} for row in one["evidence"] for n in range(rows)]} for one in made
        ]
        report, state, took = given.report(cited), given.state(), []
        for _ in range(ROUNDS):
            before = seconds()
            size = len(make("pdf", report, state, "ja").data)
            took.append(seconds() - before)
        memory = getrusage(RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"{findings} findings, {findings * rows} rows: {min(took):.2f} s, {memory} MiB, {size} bytes")


if __name__ == "__main__":
    main()
