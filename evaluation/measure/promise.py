"""How well the promised number of pages holds: simulated owners answer page after page, exactly as the pages ask.

    python -m evaluation.measure.promise [--clean N] [--attacked N] [--every N] [--seed S] [--details FILE] [--no-docs]

A promise is made at the first page, about the way to the first end page, and at every end page, about the rest. The
table goes into docs/detection.md; ``--details`` writes every promise, with the pages that were asked.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analyzers.asking.pages import Page, pauses
from analyzers.asking.stages import MAX_SCANNED
from analyzers.asking.state import Unanswered, unanswered
from analyzers.events.owner import Owner
from analyzers.findings.assemble import examine
from app.report.build import merged
from evaluation.measure.owners import OWNERS
from evaluation.measure.play import Asked
from evaluation.measure.recognition_tables import publish
from evaluation.measure.results import AT_ONCE, reads
from evaluation.measure.run import specs
from evaluation.measure.tables import percent, table
from evaluation.simulate.account import Spec, Truth, make

MOST_PAGES = 90  # that are answered at all
MADE = {"first": "at the first page", "end": "at an end page, for the rest"}
BEGIN, END = "<!-- promise: begin -->", "<!-- promise: end -->"


class Kept(NamedTuple):
    """A promise and what came of it: ``where`` it was made (``MADE``), the pages that it promised, those that were then
    asked, and what each of them was."""

    spec: str
    owner: str
    where: str
    promised: int
    asked: int
    pages: list[str]

    @property
    def off(self) -> int:
        """By how many pages the promise was wrong."""
        return abs(self.asked - self.promised)


def kept(base: Unanswered, truth: Truth | None, spec: str, owner: str) -> Iterator[Kept]:
    """The promises that one owner gets about one account, each with what came of it."""
    player = Asked(base, truth, owner, f"{spec} {owner}", MAX_SCANNED)
    first, asked, ends = player.state.promise, list[str](), list[tuple[int, int]]()
    while (left := player.state.pages) and len(asked) < MOST_PAGES:
        if asked and pauses(player.state.questions, left, len(asked)):
            ends.append((len(asked), player.state.promise.all))
        player.answer(left[0], len(asked))
        asked.append(_name(left[0]))
    until = ends[0][0] if first.urgent and ends else len(asked)
    yield Kept(spec, owner, "first", first.urgent or first.all, until, asked[:until])
    for at, promised in ends:
        yield Kept(spec, owner, "end", promised, len(asked) - at, asked[at:])


def _name(page: Page) -> str:
    return f"{page.stage} {page.layout} {len(page.questions)}"


def look(wanted: Sequence[Spec], owners: Sequence[str]) -> Iterator[Kept]:
    """The promises that all owners get about all accounts."""
    for start in range(0, len(wanted), AT_ONCE):
        accounts = [make(spec) for spec in wanted[start : start + AT_ONCE]]
        for account, events in zip(accounts, reads(accounts), strict=True):
            base = unanswered(examine(merged(events, Owner())[1]).entries)
            for owner in owners:
                yield from kept(base, account.truth, str(account.spec), owner)


def markdown(found: Sequence[Kept], seed: int) -> str:
    """The table, with the accounts that it is of."""
    rows = []
    for owner in OWNERS:
        for where, label in MADE.items():
            some = [one for one in found if (one.owner, one.where) == (owner, where)]
            shares = (percent(sum(one.off <= off for one in some) / max(len(some), 1)) for off in (0, 1, 2))
            rows.append((owner, label, str(len(some)), *shares, str(max((one.off for one in some), default=0))))
    head = ("owner", "promise", "promises", "exact", "within ± 1", "within ± 2", "farthest off")
    accounts = len({one.spec for one in found})
    return "\n".join([f"{accounts} accounts, the first seed is {seed}.", "", *table(head, rows)])


def main(argv: Sequence[str] | None = None) -> int:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.measure.promise", description="Promised pages.")
    parser.add_argument("--clean", type=int, default=2, metavar="N", help="clean accounts for each persona")
    parser.add_argument("--attacked", type=int, default=2, metavar="N", help="accounts for each attack")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth of these accounts")
    parser.add_argument("--seed", type=int, default=9_000_000, help="the first seed")
    parser.add_argument("--details", type=Path, metavar="FILE", help="every promise, as JSON lines")
    parser.add_argument("--no-docs", action="store_true", help="print only")
    given = parser.parse_args(argv)
    found = list(look(specs(given.clean, given.attacked, given.seed)[:: given.every], tuple(OWNERS)))
    text = markdown(found, given.seed)
    print(text)
    if given.details:
        given.details.write_text("".join(json.dumps(one._asdict()) + "\n" for one in found), "utf-8")
    if not given.no_docs:
        publish(text, BEGIN, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
