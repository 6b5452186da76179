"""``python -m evaluation.measure.calibrate``: the scores that surprise detectors reach on clean accounts.

Writes ``analyzers/rules/calibration.json``, from which a score becomes the chance that a clean account reaches it::

    {detector: {bucket: {"accounts": M, "scores": [the highest scores of the accounts, rising]}}}

* A detector is one of kind ``surprise``; its score on an account is the highest ``Mark.score`` among facts that nothing
  harmless lowers. Accounts that it cannot judge do not count.
* A bucket is named by the least number of events that the detector's main table (the first in its ``needs``) then
  holds: "0", "30", "100", "300" or "1000". ``bucket`` gives it for a number.
* ``accounts`` is the number M of clean accounts in the bucket. ``scores`` are those of the upper fifth of them
  (accounts without any fact have no score). With t a new score, ``(1 + number of scores >= t) / (M + 1)`` is its p
  value, exact as long as it is below one fifth (Bates et al. 2023).

The accounts come from seeds of their own, which no evaluation uses: thresholds must not be judged by what set them.
Personas that are held out do not count.
"""

import argparse
import json
import math
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from os import cpu_count
from pathlib import Path

import polars as pl

from analyzers.events.history import History
from analyzers.events.marks import Mark
from analyzers.rules.contract import Detector, detectors
from analyzers.rules.view import View
from app.report.catalogue import catalogue
from evaluation.measure.results import AT_ONCE, reads
from evaluation.simulate.account import Spec, make
from evaluation.simulate.personas import PERSONAS

PLACE = Path(__file__).parents[2] / "analyzers" / "engine" / "calibration.json"
SEED = 1_000_000
EDGES = (0, 30, 100, 300, 1000)
KEPT = 0.2
Scores = dict[str, tuple[str, float | None, str]]  # by detector: bucket, highest score, and the account
Table = dict[str, dict[str, dict[str, object]]]


def bucket(count: int) -> str:
    """The bucket of a number of events."""
    return str(max(edge for edge in EDGES if edge <= count))


def surprises() -> dict[str, Detector]:
    """The detectors whose findings are a matter of degree."""
    return {name: detector for name, detector in detectors().items() if detector.kind == "surprise"}


def highest(history: History, spec: Spec) -> Scores:
    """Each detector's bucket and highest score on one account; detectors that cannot judge it are left out."""
    found: Scores = {}
    for name, detector in surprises().items():
        if history.missing(detector.required(), detector.account):
            continue
        seen = list(detector.find(View(history, detector)))
        facts = [one for one in seen if isinstance(one, Mark)]
        if not facts and seen:  # only gaps: not assessable
            continue
        scores = [one.score for one in facts if one.severity in (None, detector.severity)]
        table = detector.needs[0].partition(".")[0]
        found[name] = bucket(history.tables[table].height), max(scores, default=None), str(spec)
    return found


def look(specs: Sequence[Spec]) -> list[Scores]:
    """The scores of some clean accounts."""
    found = []
    accounts = [make(spec) for spec in specs]
    for spec, events in zip(specs, reads(accounts), strict=True):
        frames: dict[str, list[pl.DataFrame]] = {}
        for one in events:
            for table, rows in one.tables.items():
                frames.setdefault(table, []).append(rows)
        found.append(highest(History.build(frames, catalogue=catalogue()), spec))
    return found


def pool(each: int, seed: int = SEED) -> list[Scores]:
    """The scores of ``each`` clean accounts of every persona that is not held out, in a fixed order."""
    known = [persona for persona in PERSONAS if not persona.held_out]
    wanted = [Spec(persona.name, seed + number) for persona in known for number in range(each)]
    chunks = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    with ProcessPoolExecutor(cpu_count() or 1, multiprocessing.get_context("spawn")) as workers:
        return [one for chunk in workers.map(look, chunks) for one in chunk]


def table(scores: Sequence[Scores]) -> Table:
    """The calibration table; see above for its shape."""
    found: Table = {}
    for name in sorted({name for one in scores for name in one}):
        mine = [one[name] for one in scores if name in one]
        found[name] = {}
        for edge in EDGES:
            inside = [score for where, score, _ in mine if where == str(edge)]
            ranked = sorted(round(score, 4) for score in inside if score is not None)
            if inside:
                kept = ranked[-math.ceil(KEPT * len(inside)) :]
                found[name][str(edge)] = {"accounts": len(inside), "scores": kept}
    return found


def thresholds(scores: Sequence[Scores], alphas: Sequence[float] = (0.05, 0.01, 0.002)) -> str:
    """For setting thresholds: per detector and bucket the least score that at most a share alpha of clean accounts
    reaches, and the accounts with the highest scores."""
    lines = []
    for name in sorted({name for one in scores for name in one}):
        for edge in EDGES:
            inside = [one[name] for one in scores if name in one and one[name][0] == str(edge)]
            ranked = sorted(((s, spec) for _, s, spec in inside if s is not None), reverse=True)
            if inside:
                cuts = [_cut([score for score, _ in ranked], len(inside), alpha) for alpha in alphas]
                parts = [f"p<={alpha:g}: {cut}" for alpha, cut in zip(alphas, cuts, strict=True)]
                most = ", ".join(f"{score:.3f} {spec}" for score, spec in ranked[:3])
                lines.append(
                    f"{name} from {edge} events, {len(inside)} accounts: {'; '.join(parts)}; most: {most or '-'}"
                )
    return "\n".join(lines)


def _cut(falling: Sequence[float], accounts: int, alpha: float) -> str:
    """The least score t with (1 + number of scores >= t) / (accounts + 1) <= alpha."""
    allowed = math.floor(alpha * (accounts + 1)) - 1
    if allowed < 0:
        return "too few accounts"
    return f"above {falling[allowed]:.3f}" if allowed < len(falling) else "any"


def main(argv: Sequence[str] | None = None) -> int:
    """The command; see above."""
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.measure.calibrate", description="Scores on clean accounts."
    )
    parser.add_argument("--each", type=int, default=70, metavar="N", help="clean accounts for each persona")
    parser.add_argument("--print", action="store_true", dest="only_print", help="show thresholds, write nothing")
    given = parser.parse_args(argv)
    scores = pool(given.each)
    print(thresholds(scores))
    if not given.only_print:
        PLACE.write_text(json.dumps(table(scores), indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
