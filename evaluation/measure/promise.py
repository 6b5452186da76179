"""How well the promised number of pages holds: simulated owners answer page after page, exactly as the pages ask.

    python -m evaluation.measure.promise [--clean N] [--attacked N] [--every N] [--seed S] [--no-docs]

A promise is made at the first page, about the way to the first end page, and at every end page, about the rest.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzers.asking.pages import pauses
from analyzers.asking.stages import MAX_SCANNED
from analyzers.asking.state import Unanswered
from analyzers.events.owner import Owner
from analyzers.findings.assemble import examine
from app.report.build import merged
from evaluation.measure.owners import OWNERS
from evaluation.measure.play import Asked
from evaluation.measure.results import AT_ONCE, reads
from evaluation.measure.run import specs
from evaluation.simulate.account import Spec, Truth, make

MOST_PAGES = 90  # that are answered at all


class Kept(NamedTuple):
    """A promise and what came of it: ``where`` it was made (``first`` or ``end``), the pages that it promised, those
    that were then asked, and what they were."""

    spec: str
    owner: str
    where: str
    promised: int
    asked: int
    pages: str


def kept(base: Unanswered, truth: Truth | None, spec: str, owner: str) -> Iterator[Kept]:
    """The promises that one owner gets about one account, each with what came of it."""
    player = Asked(base, truth, owner, f"{spec} {owner}", MAX_SCANNED)
    log: list[str] = []
    first_end: int | None = None
    made = [("first", player.state.promise.urgent or player.state.promise.all, 0)]
    until_end = bool(player.state.promise.urgent)
    while (left := player.state.pages) and len(log) < MOST_PAGES:
        if log and pauses(player.state.questions, left, len(log)):
            first_end = len(log) if first_end is None else first_end
            made.append(("end", player.state.promise.all, len(log)))
        log.append(f"{left[0].stage[0]}{left[0].layout[0]}{len(left[0].questions)}{'!' if left[0].urgent else ''}")
        player.answer(left[0], len(log) - 1)
    for where, promised, at in made:
        end = first_end if where == "first" and until_end and first_end is not None else len(log)
        yield Kept(spec, owner, where, promised, end - at, " ".join(log[at:end]))


def look(wanted: Sequence[Spec], owners: Sequence[str]) -> Iterator[Kept]:
    """The promises of all owners on all accounts."""
    for start in range(0, len(wanted), AT_ONCE):
        accounts = [make(spec) for spec in wanted[start : start + AT_ONCE]]
        for account, events in zip(accounts, reads(accounts), strict=True):
            base = examine(merged(events, Owner())[1]).entries
            from analyzers.asking.state import unanswered
            for owner in owners:
                yield from kept(unanswered(base), account.truth, str(account.spec), owner)


def main(argv: Sequence[str] | None = None) -> int:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.measure.promise", description="Promised pages.")
    parser.add_argument("--clean", type=int, default=2, metavar="N", help="clean accounts for each persona")
    parser.add_argument("--attacked", type=int, default=1, metavar="N", help="accounts for each attack")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth of these accounts")
    parser.add_argument("--seed", type=int, default=8_900_000, help="the first seed")
    given = parser.parse_args(argv)
    wanted = specs(given.clean, given.attacked, given.seed)[:: given.every]
    found = list(look(wanted, ("perfect", "realistic")))
    for one in found:
        print(one.where, one.promised, one.asked, one.asked - one.promised, one.owner, one.spec, "|", one.pages)
    return 0


if __name__ == "__main__":
    sys.exit(main())
