"""``make recognition``: simulated owners answer the questions of recognition about simulated accounts.

    python -m evaluation.measure.recognition [--clean N] [--attacked N] [--seed S] [--jobs N] [--no-docs]

``--clean`` accounts for each persona and ``--attacked`` for each attack; the seeds are those of no other evaluation.
``--details FILE`` writes every result, with the screens that were asked.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from os import cpu_count
from pathlib import Path
from random import Random
from statistics import mean

from analyzers.asking.stages import MAX_SCANNED
from analyzers.asking.state import Unanswered, unanswered
from analyzers.book.entries import units
from analyzers.findings.assemble import examine
from analyzers.findings.finding import Finding
from app.report.build import Owner, Read, merged
from evaluation.measure import recognition_tables as tables
from evaluation.measure.owners import OWNERS
from evaluation.measure.play import Played, play
from evaluation.measure.results import AT_ONCE, reads
from evaluation.measure.run import specs
from evaluation.measure.variants import MIMIC, PAYMENTS_ONLY, mimic, payments_only
from evaluation.simulate.account import Account, Spec, Truth, make

CLEAN_PLAYS = 4  # of each owner on a clean account
MIMIC_SCANNED = 64  # single orders and payments of the scan list, instead of the product's own number


def look(chunk: Sequence[Spec]) -> list[Played]:
    """All owners on all accounts of a chunk, and the variants of these accounts."""
    accounts = [make(spec) for spec in chunk]
    found: list[Played] = []
    for account, events in zip(accounts, reads(accounts), strict=True):
        found += _played(account, events, account.truth, tuple(OWNERS), "")
        truth = account.truth
        if truth and truth.losses:
            if alone := payments_only(events, truth):
                found += _played(account, *alone, ("realistic",), PAYMENTS_ONLY)
            if hidden := mimic(events, truth, Random(str(account.spec))):
                found += _played(account, hidden, truth, ("perfect", "realistic"), MIMIC)
    return found


def _played(
    account: Account, events: Sequence[Read], truth: Truth | None, owners: Sequence[str], variant: str
) -> list[Played]:
    _, history = merged(events, Owner())
    found = examine(history)
    findings = [] if variant == MIMIC else found.findings
    base = unanswered(units(history, ()) if variant == MIMIC else found.entries)
    scanned = MIMIC_SCANNED if variant == MIMIC else MAX_SCANNED
    return [_owned(base, findings, truth, Played(str(account.spec), owner, variant), scanned) for owner in owners]


def _owned(base: Unanswered, findings: Sequence[Finding], truth: Truth | None, first: Played, scanned: int) -> Played:
    """One owner. What they wrongly disown in a clean account is little and seldom, so it is the mean of several who
    answer anew."""
    play(base, findings, truth, first, scanned)
    if truth is None:
        anew = [Played(first.spec, first.owner, first.variant, number=number) for number in range(1, CLEAN_PLAYS)]
        every = [first, *(play(base, findings, truth, one, scanned) for one in anew)]
        first.wrong_rows = mean(one.wrong_rows for one in every)
        first.wrong_money = mean(one.wrong_money for one in every)
    return first


def played(wanted: Sequence[Spec], jobs: int) -> Iterator[Played]:
    """The results of all accounts, in their order."""
    chunks = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    if jobs == 1:
        for chunk in chunks:
            yield from look(chunk)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        for some in pool.map(look, chunks):
            yield from some


def main(argv: Sequence[str] | None = None) -> int:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.measure.recognition", description="Simulated owners.")
    parser.add_argument("--clean", type=int, default=4, metavar="N", help="clean accounts for each persona")
    parser.add_argument("--attacked", type=int, default=6, metavar="N", help="accounts for each attack")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth of these accounts")
    parser.add_argument("--seed", type=int, default=8_600_000, help="the first seed")
    parser.add_argument("--jobs", type=int, default=cpu_count() or 1, metavar="N", help="processes")
    parser.add_argument("--details", type=Path, metavar="FILE", help="every result, as JSON lines")
    parser.add_argument("--no-docs", action="store_true", help="print only")
    given = parser.parse_args(argv)
    started = time.perf_counter()
    wanted = specs(given.clean, given.attacked, given.seed)[:: given.every]
    found = list(played(wanted, given.jobs))
    text = tables.markdown(found, given.seed)
    print(text)
    if given.details:
        given.details.write_text("".join(json.dumps(asdict(one)) + "\n" for one in found), "utf-8")
    if not given.no_docs:
        tables.publish(text)
    print(f"{len(wanted)} accounts, {len(found)} plays in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
