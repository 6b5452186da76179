"""``make recognition``: simulated owners answer the questions of recognition about simulated accounts.

    python -m evaluation.measure.recognition [--clean N] [--attacked N] [--seed S] [--no-docs]

``--clean`` accounts for each persona and ``--attacked`` for each attack; the seeds are those of no other evaluation.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from os import cpu_count
from random import Random

import polars as pl

from analyzers.engine.findings import Finding
from analyzers.engine.run import run as find
from analyzers.events.facts import ALARMS
from analyzers.events.history import History
from analyzers.recognition.recognise import Recognition, examined, recognise
from app.report.build import Owner, merged
from app.report.intake import read
from evaluation.measure.owners import OWNERS, Person
from evaluation.measure.results import sources
from evaluation.measure.run import specs
from evaluation.simulate.account import Account, Place, Spec, Truth, make

SCREENS = 20
SECONDS = {"each": 3, "mark": 1}  # for each row, and three for each screen
SCREEN_SECONDS = 3
CHUNK = 12
PAYMENTS_ONLY = "payments only"
MIMIC = "mimic"
MIMIC_ORDERS = 4  # stolen in a mimic's account
MIMIC_WINDOW = timedelta(days=60)  # before the end of the history
MIMIC_SCANNED = 64


@dataclass(slots=True)
class Played:
    """One owner on one account: ``found`` and ``money`` after twenty screens and with second look and alarms."""

    spec: str
    owner: str
    variant: str = ""
    attacked: bool = False
    stolen: int = 0
    found: bool = False
    money: int = 0
    found_second: bool = False
    money_second: int = 0
    screens: int = 0
    seconds: int = 0
    screens_99: int | None = None  # until 99 % of the money was asked
    seconds_99: int | None = None
    wrong_rows: int = 0  # of a clean account, disowned after the second look
    wrong_money: float = 0.0  # their share of the money
    curve: list[float] = field(default_factory=list)  # share of the stolen money found after each screen


def play(account: Account, history: History, findings: list[Finding], owner: str, variant: str = "") -> Played:
    """One owner answers about one account."""
    rng = Random(f"{account.spec} {owner} {variant}")
    truth = _mimic(history, rng) if variant == MIMIC else account.truth
    findings = [] if variant == MIMIC else findings
    scanned = {"scanned": MIMIC_SCANNED} if variant == MIMIC else {}
    answers: dict[str, str] = {}
    found = examined(history, findings)
    state = recognise(found, answers, **scanned)
    rows = truth.rows if truth else frozenset()
    places = list(state.frame.select("path", "line").iter_rows())
    person = Person(OWNERS[owner], rng, [place in rows for place in places], state.frame["day"].max())  # type: ignore[arg-type]
    proofs = _cited(one for one in findings if one.kind == "proof" and one.severity in ALARMS)
    alarms = _cited(one for one in findings if one.severity in ALARMS) | proofs
    result = Played(
        str(account.spec), owner, variant, truth is not None, sum(one.yen for one in truth.losses) if truth else 0
    )
    total = sum(sum(by.values()) for by in state.account.money.values())
    while (
        screen := next((one for one in state.screens if one.stage != "second_look"), None)
    ) and result.screens < SCREENS:
        answers |= {one.id: person.answer(one, screen.mode, result.screens) for one in screen.questions}
        result.screens += 1
        result.seconds += SCREEN_SECONDS + SECONDS[screen.mode] * len(screen.questions)
        state = recognise(found, answers, **scanned)
        left = sum(by["not_asked"] for by in state.account.money.values())
        if result.screens_99 is None and left <= 0.01 * total:
            result.screens_99, result.seconds_99 = result.screens, result.seconds
        if truth:
            result.curve.append(_money(truth, _disowned(state) | proofs) / max(result.stolen, 1))
    if truth:
        shown = _disowned(state) | proofs
        result.found, result.money = bool(truth.rows & shown), _money(truth, shown)
    while looks := [one for one in state.screens if one.stage == "second_look"]:
        answers |= {one.id: person.answer(one, "each", 0) for screen in looks for one in screen.questions}
        state = recognise(found, answers, **scanned)
    shown = _disowned(state)
    if truth:
        result.found_second = bool(truth.rows & (shown | alarms))
        result.money_second = _money(truth, shown | alarms)
    else:
        result.wrong_rows = sum(answer == "not_mine" for answer in state.answers.values())
        result.wrong_money = sum(by["not_mine"] for by in state.account.money.values()) / max(total, 1)
    return result


def _cited(findings: Iterable[Finding]) -> set[Place]:
    return {(row.path, row.line) for one in findings for row in one.evidence if row.role == "trigger"}


def _disowned(state: Recognition) -> set[Place]:
    """The rows of all records of what is not the owner's."""
    units = [unit for unit, answer in state.answers.items() if answer == "not_mine"]
    own = state.frame.filter(pl.col("unit").is_in(units)).select("path", "line")
    also = state.units.copies.filter(pl.col("unit").is_in(units)).select("path", "line")
    return {*own.iter_rows(), *also.iter_rows()}


def _money(truth: Truth, rows: set[Place]) -> int:
    return sum(one.yen for one in truth.losses if one.rows & rows)


def _mimic(history: History, rng: Random) -> Truth | None:
    """A theft that looks exactly like the owner's own orders: some of the last orders to the usual place."""
    from evaluation.simulate.account import Loss

    orders = history.bought["orders"].filter(
        pl.col("address").is_not_null() & (pl.col("total_minor") > 0) & pl.col("at").is_not_null()
    )
    if not orders.height:
        return None
    home = orders["address"].mode().sort()[0]
    late = orders.filter((pl.col("address") == home) & (pl.col("at") >= orders["at"].max() - MIMIC_WINDOW))  # type: ignore[operator]
    if late.height < MIMIC_ORDERS:
        return None
    some = late[sorted(rng.sample(range(late.height), MIMIC_ORDERS))]
    losses = tuple(
        Loss(minor, frozenset({(path, line)}))
        for path, line, minor in some.select("path", "line", "total_minor").iter_rows()
    )
    rows = frozenset(row for loss in losses for row in loss.rows)
    return Truth("mimic", True, rows, losses, some["at"].min(), some["at"].max())  # type: ignore[arg-type]


def look(chunk: Sequence[Spec]) -> list[Played]:
    """All owners on all accounts of a chunk, and the variants of these accounts."""
    found = []
    for spec in chunk:
        account = make(spec)
        _, history = merged(read(sources(account)), Owner())
        findings, _ = find(history)
        found += [play(account, history, findings, owner) for owner in OWNERS]
        if spec.attack is None:
            if _mimic(history, Random(0)):
                found.append(play(account, history, findings, "realistic", MIMIC))
        elif alone := _payments_only(account):
            _, history = merged(read(sources(alone)), Owner())
            findings, _ = find(history)
            found.append(play(alone, history, findings, "realistic", PAYMENTS_ONLY))
    return found


def _payments_only(account: Account) -> Account | None:
    """The account with its lists of payments alone, where the theft shows in them."""
    assert account.truth is not None
    _, history = merged(read(sources(account)), Owner())
    payments = history.bought["payments"]
    paths = set(payments["path"].unique()) - set(history.bought["orders"]["path"].unique())
    rows = frozenset(row for row in account.truth.rows if row[0] in paths)
    if not rows:
        return None
    names = {path.partition("!/")[0] for path in paths}
    losses = tuple(one for one in account.truth.losses if one.rows & rows)
    truth = replace(account.truth, rows=rows, losses=losses)
    return replace(account, files=tuple(one for one in account.files if one[0] in names), truth=truth)


def played(wanted: Sequence[Spec]) -> Iterator[Played]:
    """The results of all accounts, from as many processes as there are processors."""
    chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)]
    with ProcessPoolExecutor(cpu_count() or 1, multiprocessing.get_context("spawn")) as pool:
        for some in pool.map(look, chunks):
            yield from some


def main(argv: Sequence[str] | None = None) -> int:
    """The command; see above."""
    from evaluation.measure import recognition_tables as tables

    parser = argparse.ArgumentParser(prog="python -m evaluation.measure.recognition", description="Simulated owners.")
    parser.add_argument("--clean", type=int, default=4, metavar="N", help="clean accounts for each persona")
    parser.add_argument("--attacked", type=int, default=4, metavar="N", help="accounts for each attack")
    parser.add_argument("--seed", type=int, default=7_100_000, help="the first seed")
    parser.add_argument("--details", metavar="FILE", help="every result, as JSON lines")
    parser.add_argument("--no-docs", action="store_true", help="print only")
    given = parser.parse_args(argv)
    started = time.perf_counter()
    found = list(played(specs(given.clean, given.attacked, given.seed)))
    text = tables.markdown(found)
    print(text)
    if given.details:
        with open(given.details, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(one)) + "\n" for one in found)
    if not given.no_docs:
        tables.publish(text)
    print(f"{len(found)} in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
