"""Runs every rule on a History: the marks that they yield, and the outcome of each."""

import hashlib
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analyzers.events.history import History
from analyzers.events.marks import Gap, Mark, Values
from analyzers.events.stored import stored_values
from analyzers.rules import missing, reasons
from analyzers.rules.contract import Detector, detectors
from analyzers.rules.outcome import Outcome
from analyzers.rules.view import View


def run(history: History) -> tuple[list[tuple[str, Mark]], list[Outcome]]:
    """All marks with the id of their rule, and one outcome for each rule. The owner's answers change neither."""
    marks: list[tuple[str, Mark]] = []
    outcomes: list[Outcome] = []
    gaps: list[Gap] = []
    for name, detector in detectors().items():
        yielded, outcome = _run_detector(detector, history, gaps)
        marks += [(name, item) for item in yielded if isinstance(item, Mark)]
        gaps += [item for item in yielded if isinstance(item, Gap)]
        outcomes.append(outcome)
    return marks, outcomes


def _run_detector(detector: Detector, history: History, gaps: Sequence[Gap] = ()) -> tuple[list[Mark | Gap], Outcome]:
    """The marks and gaps of one rule, and its outcome. An error becomes an outcome with ``failure``; it never stops the
    run. A proof is judged without events that only mails show."""
    name, account = detector.id, detector.account
    history = history.confirmed if detector.kind == "proof" else history
    if need := history.missing(detector.required(), account):
        return [], _not_assessable(detector, missing.code(need, account), get=history.catalogue.get(need, account))
    try:
        yielded = [_qualified(item, name) for item in detector.find(View(history, detector, gaps))]
    except Exception as error:  # the other rules go on, whatever went wrong in this one
        where = traceback.extract_tb(error.__traceback__)[-1]
        failure = f"{name}: {type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
        reference = hashlib.sha256(failure.encode()).hexdigest()[:8]
        failed = _not_assessable(detector, reasons.FAILED, {"reference": reference}, failure=f"{reference} {failure}")
        return [], failed
    if any(isinstance(item, Mark) for item in yielded):
        return yielded, Outcome(name, detector.title, "fired")
    own_gaps = [item for item in yielded if isinstance(item, Gap)]
    if not own_gaps and _reads_orders(detector) and history.only_digital:
        own_gaps = [Gap(reasons.ONLY_DIGITAL, history.catalogue.best("orders"))]
        yielded += own_gaps
    if not own_gaps:
        return yielded, Outcome(name, detector.title, "clear")
    first = max(own_gaps, key=lambda gap: len(gap.triggers))
    formats = dict.fromkeys(item for gap in own_gaps for item in (*gap.missing.split()[:1], *gap.get))
    return yielded, _not_assessable(detector, first.code, first.values, tuple(formats))


def _not_assessable(
    detector: Detector, code: str, values: Values | None = None, get: Sequence[str] = (), failure: str | None = None
) -> Outcome:
    return Outcome(detector.id, detector.title, "not_assessable", code, stored_values(values or {}), get, failure)


def _qualified(item: Mark | Gap, detector: str) -> Mark | Gap:
    return replace(item, code=reasons.qualified(item.code, detector)) if isinstance(item, Gap) else item


def _reads_orders(detector: Detector) -> bool:
    """Whether a rule compares the buyer's orders and needs more than digital ones."""
    needs = any(table == "orders" for table, _ in detector.required())
    return needs and detector.role != "seller" and not detector.digital
