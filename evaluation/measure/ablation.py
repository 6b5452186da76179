"""``make ablation``: what each rule adds, and what any set of rules finds, from one run per account.

    python -m evaluation.measure.ablation [--clean N] [--attacked N] [--seed S] [--jobs N] [--no-docs] [--rows FILE]

Every account is read and examined once, and simulated owners answer once without any alarm. The findings of each rule
are kept with what of the theft they cite, so that the figures of a set of rules are sums over what is kept. ``--rows``
writes it as JSON lines.
"""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from os import cpu_count
from pathlib import Path
from typing import NamedTuple

from analyzers.asking.stages import MAX_SCANNED
from analyzers.asking.state import unanswered
from analyzers.book.entries import units
from analyzers.events.marks import ALARMS
from analyzers.findings.assemble import examine
from analyzers.findings.finding import Finding
from analyzers.rules.contract import detectors
from app.report.build import Owner, Read, merged
from evaluation.attacks import ATTACKS
from evaluation.measure.play import Played, play
from evaluation.measure.recognition_tables import publish
from evaluation.measure.results import AT_ONCE, reads
from evaluation.measure.run import specs
from evaluation.measure.tables import percent, table
from evaluation.simulate.account import Account, Spec, Truth, make

OWNERS = ("perfect", "realistic")
WITH_OWNERS = tuple(f"last, {owner} owner: thefts, money" for owner in OWNERS)
MARKERS = ("<!-- ablation: begin -->", "<!-- ablation: end -->")
HELD_OUT = {attack.family for attack in ATTACKS.values() if attack.held_out}


@dataclass(slots=True)
class Cited:
    """One finding: whether it is an alarm, whether a trigger is a row of the theft, and the losses (their numbers) that
    its evidence names."""

    rule: str
    proof: bool
    alarm: bool
    hit: bool
    losses: list[int]


@dataclass(slots=True)
class Row:
    """One account: its losses in yen, the findings of all rules, and by owner what answers alone find in twenty pages:
    whether a row of the theft, and which losses."""

    spec: str
    attacked: bool
    financial: bool
    known: bool
    losses: list[int]
    findings: list[Cited]
    answers: dict[str, tuple[bool, list[int]]] = field(default_factory=dict)


def rows(wanted: Sequence[Spec], jobs: int) -> Iterator[Row]:
    """The accounts of all specs, in order."""
    chunks = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        for some in pool.map(look, chunks):
            yield from some


def look(chunk: Sequence[Spec]) -> list[Row]:
    """The accounts of a chunk, whose files are read together."""
    accounts = [make(spec) for spec in chunk]
    return [_row(account, events) for account, events in zip(accounts, reads(accounts), strict=True)]


def _row(account: Account, events: Sequence[Read]) -> Row:
    _, history = merged(events, Owner())
    examined = examine(history)
    truth = account.truth
    made = Row(
        str(account.spec),
        truth is not None,
        bool(truth and truth.financial),
        bool(truth and truth.family not in HELD_OUT),
        [one.yen for one in truth.losses] if truth else [],
        [_cited(one, truth) for one in examined.findings],
    )
    if truth:
        base = unanswered(units(history, ()))
        for owner in OWNERS:
            result = play(base, (), truth, Played(made.spec, owner), MAX_SCANNED)
            made.answers[owner] = result.within.episode, result.within.losses
    return made


def _cited(finding: Finding, truth: Truth | None) -> Cited:
    places = {
        role: {
            (path, line)
            for row in finding.evidence
            if role in ("any", row.role)
            for path, line in ((row.path, row.line), *((two.path, two.line) for two in row.also))
        }
        for role in ("trigger", "any")
    }
    return Cited(
        finding.detector,
        finding.kind == "proof",
        finding.severity in ALARMS,
        bool(truth and truth.rows & places["trigger"]),
        [number for number, loss in enumerate(truth.losses) if loss.rows & places["any"]] if truth else [],
    )


class Rate(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    def __str__(self) -> str:
        return f"{percent(self.hits / max(self.of, 1))} ({self.hits}/{self.of})"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of rules comes to: clean accounts alarmed, thefts that an alarm cites (all, and of money in known
    families), the share of the stolen money that alarms cite; by owner, thefts and money that answers or alarms find.
    """

    clean: Rate
    episodes: Rate
    known: Rate
    money: float
    answered: dict[str, tuple[Rate, float]]


def figures(found: Sequence[Row], chosen: Collection[str]) -> Figures:
    """The figures of a set of rules, which are sums over what is kept of every account."""
    clean = [one for one in found if not one.attacked]
    attacked = [one for one in found if one.attacked]
    taken = [one for one in attacked if one.financial]
    asked = [one for one in attacked if one.answers]
    answered = {}
    for owner in OWNERS:
        seen = [one.answers[owner][0] or _hit(one, chosen) for one in asked]
        answered[owner] = Rate(sum(seen), len(seen)), _money(asked, chosen, owner)
    return Figures(
        Rate(sum(any(f.alarm and f.rule in chosen for f in one.findings) for one in clean), len(clean)),
        Rate(sum(_hit(one, chosen) for one in attacked), len(attacked)),
        Rate(sum(_hit(one, chosen) for one in taken if one.known), sum(one.known for one in taken)),
        _money(attacked, chosen),
        answered,
    )


def _hit(one: Row, chosen: Collection[str]) -> bool:
    return any(f.alarm and f.hit and f.rule in chosen for f in one.findings)


def _money(some: Sequence[Row], chosen: Collection[str], owner: str | None = None) -> float:
    """The share of the stolen money that alarms of the chosen rules cite, or that the owner's answers find."""
    part = 0
    for one in some:
        cited = {number for f in one.findings if f.alarm and f.rule in chosen for number in f.losses}
        cited.update(one.answers[owner][1] if owner else ())
        part += sum(one.losses[number] for number in cited)
    return part / max(sum(sum(one.losses) for one in some), 1)


def markdown(found: Sequence[Row], seed: int) -> str:
    """What each rule finds alone, and what all of them lose without it."""
    names = sorted(detectors())
    all_rules, none = figures(found, names), figures(found, ())
    rows = [_line("all rules", all_rules, len(names)), _line("no rule", none, 0)]
    single = []
    for name in names:
        alone, without = figures(found, (name,)), figures(found, [one for one in names if one != name])
        single.append(
            (
                f"`{name}`",
                str(alone.clean.hits),
                str(alone.episodes.hits),
                percent(alone.money),
                str(all_rules.clean.hits - without.clean.hits),
                str(all_rules.episodes.hits - without.episodes.hits),
                _points(all_rules.money, without.money),
                *(
                    f"{all_rules.answered[owner][0].hits - without.answered[owner][0].hits}, "
                    + _points(all_rules.answered[owner][1], without.answered[owner][1])
                    for owner in OWNERS
                ),
            )
        )
    head = (
        f"{all_rules.clean.of} clean and {all_rules.episodes.of} attacked accounts, the first seed is {seed}. Alarms "
        "are findings of medium or higher. Owners answer twenty pages that no alarm orders; what they find with alarms "
        "is what their answers disown and what alarms cite."
    )
    more = (f"{owner} owner: thefts, money" for owner in OWNERS)
    return "\n".join(
        [
            head,
            "",
            *table(("rules", "clean alarmed", "thefts", "known families", "money", *more), rows),
            *table(
                (
                    "rule",
                    "alone: clean",
                    "thefts",
                    "money",
                    "last: clean",
                    "thefts",
                    "money",
                    "with a perfect owner",
                    "with a realistic owner",
                ),
                single,
            ),
        ]
    )


def _points(before: float, after: float) -> str:
    return f"{100 * (before - after):.1f}"


def _line(name: str, one: Figures, count: int) -> tuple[str, ...]:
    return (
        f"{name} ({count})",
        str(one.clean),
        str(one.episodes),
        str(one.known),
        percent(one.money),
        *(f"{rate}, {percent(money)}" for rate, money in one.answered.values()),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.measure.ablation", description="What each rule adds.")
    parser.add_argument("--clean", type=int, default=9, metavar="N", help="clean accounts for each persona")
    parser.add_argument("--attacked", type=int, default=8, metavar="N", help="accounts for each attack")
    parser.add_argument("--seed", type=int, default=4_100_000, help="the first seed")
    parser.add_argument("--jobs", type=int, default=cpu_count() or 1, metavar="N", help="processes")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="what is kept of each account, as JSON lines")
    parser.add_argument("--no-docs", action="store_true", help="print only")
    given = parser.parse_args(argv)
    found = list(rows(specs(given.clean, given.attacked, given.seed), given.jobs))
    if given.rows:
        given.rows.write_text("".join(json.dumps(asdict(one)) + "\n" for one in found), "utf-8")
    text = markdown(found, given.seed)
    print(text)
    if not given.no_docs:
        publish(text, *MARKERS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
