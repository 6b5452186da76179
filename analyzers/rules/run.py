"""Runs every detector on a History and makes findings of the facts: ids, evidence, severity, verdict and rank."""

import hashlib
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import polars as pl

from analyzers.events.facts import SEVERITIES, Fact, Gap, Money, Ref
from analyzers.events.history import History
from analyzers.events.links import sort_time
from analyzers.features import Feature, features, last_event
from analyzers.findings.disowned import findings as findings_of_units
from analyzers.findings.entities import merge_stays
from analyzers.findings.episodes import RECOGNISED, assign_episodes, stoppable
from analyzers.findings.finding import Finding, Outcome, Result
from analyzers.findings.unanswered import findings_of
from analyzers.rules import missing, reasons
from analyzers.rules.contract import Detector, detectors
from analyzers.rules.view import View

__all__ = ["Finding", "Outcome", "detectors", "run"]


def run(history: History, remembered: Mapping[str, Sequence[str]] | None = None) -> tuple[list[Finding], list[Outcome]]:
    """All findings in rank order, and one outcome for each detector.

    ``remembered`` maps ids of findings with a verdict to the trigger ids that were stored with it; the verdict also
    applies to a finding of the same detector that shares one of them.
    """
    facts: list[tuple[str, Fact]] = []
    outcomes: list[Outcome] = []
    gaps: list[Gap] = []
    for name, detector in detectors().items():
        if detector.reads_answers:
            continue
        yielded, outcome = _run_detector(detector, history, gaps)
        facts += [(name, item) for item in yielded if isinstance(item, Fact)]
        gaps += [item for item in yielded if isinstance(item, Gap)]
        outcomes.append(outcome)
    findings = findings_of(facts, history, remembered or {})
    recognised = _recognised_events(facts, findings)
    if recognised:
        reduced = history.ignoring(recognised, stale=[item.module for item in _features_that_depend_on_answers()])
        facts, outcomes = _rerun_without_recognised(reduced, facts, findings, outcomes)
        findings = findings_of(facts, history, remembered or {})
    return _assign_episodes(sorted(findings, key=_rank), history.of(last_event.measure)), outcomes


def disowned(
    runs: Sequence[pl.DataFrame],
    others: Sequence[Finding],
    latest: datetime | None,
    verdicts: Mapping[str, str],
) -> tuple[list[Finding], list[Outcome]]:
    """The findings, in rank order, with those about ``runs`` of units that the owner says are not theirs, and the
    outcomes of the detectors that report these. No other detector runs again, and no history is needed. ``latest`` is
    the time of the last event, ``verdicts`` the owner's answers to findings."""
    found, outcomes = list[Finding](), list[Outcome]()
    for name, detector in detectors().items():
        if detector.reads_answers:
            made = list(findings_of_units(detector, runs, verdicts))
            outcomes.append(Outcome(name, detector.title, "fired" if made else "clear"))
            found += made
    if not found:
        return list(others), outcomes
    return _assign_episodes(sorted([*others, *found], key=_rank), latest), outcomes


def _recognised_events(facts: Sequence[tuple[str, Fact]], findings: Sequence[Finding]) -> frozenset[Ref]:
    """The trigger events of findings that the owner recognises, with all sign-ins of a finding about sign-ins."""
    recognised = [fact for (_, fact), finding in zip(facts, findings, strict=True) if finding.verdict in RECOGNISED]
    return frozenset(
        ref
        for fact in recognised
        for ref in (*fact.triggers, *fact.context)
        if ref in fact.triggers or (ref.table == "logins" and fact.triggers[0].table == "logins")
    )


def _rerun_without_recognised(
    history: History, facts: Sequence[tuple[str, Fact]], findings: Sequence[Finding], outcomes: Sequence[Outcome]
) -> tuple[list[tuple[str, Fact]], list[Outcome]]:
    """Facts and outcomes after a second run of the detectors whose features depend on answers. A recognised finding
    stays, even if the second run does not find it again."""
    new_facts, new_outcomes = dict[str, list[Fact]](), {one.detector: one for one in outcomes}
    stale = {one.name for one in _features_that_depend_on_answers()}
    for name, detector in detectors().items():
        if stale.intersection(detector.needs) and new_outcomes[name].outcome == "fired":
            yielded, new_outcomes[name] = _run_detector(detector, history)
            new_facts[name] = [one for one in yielded if isinstance(one, Fact)]
    kept = [
        (name, fact)
        for (name, fact), one in zip(facts, findings, strict=True)
        if name not in new_facts
        or (one.verdict in RECOGNISED and fact.triggers not in {other.triggers for other in new_facts[name]})
    ]
    return [*kept, *((name, one) for name, some in new_facts.items() for one in some)], list(new_outcomes.values())


def _features_that_depend_on_answers() -> list[Feature]:
    """The features that change with what the owner recognises."""
    return [one for one in features().values() if one.depends_on_answers]


class HasOutcome(Protocol):
    """An outcome of the engine or of a stored report."""

    @property
    def detector(self) -> str: ...
    @property
    def outcome(self) -> Result: ...


A = TypeVar("A", bound=HasOutcome)


def assessed(outcomes: Iterable[A]) -> list[A]:
    """The outcomes of the detectors that could judge the history: fired or clear.

    A detector about the files is left out. It is clear whenever nothing is missing or contradicted there, which says
    nothing about the account.
    """
    known = detectors()
    return [
        outcome
        for outcome in outcomes
        if outcome.outcome in ("fired", "clear")
        and not (outcome.detector in known and known[outcome.detector].about_files)
    ]


def _assign_episodes(findings: list[Finding], latest: datetime | None) -> list[Finding]:
    """The findings with their episodes, stays merged. Findings about the files belong to no episode."""
    marked = [replace(finding, stoppable=stoppable(finding, latest)) for finding in findings]
    known = {
        finding.id: finding
        for finding in merge_stays(
            assign_episodes([finding for finding in marked if not detectors()[finding.detector].about_files])
        )
    }
    return [known.get(finding.id, finding) for finding in marked]


def _run_detector(detector: Detector, history: History, gaps: Sequence[Gap] = ()) -> tuple[list[Fact | Gap], Outcome]:
    """The facts and gaps of one detector, and its outcome. An error becomes an outcome with ``failure``; it never
    stops the run. A proof is judged without the events that only mails say."""
    name, title, account = detector.id, detector.title, detector.account
    history = history.confirmed if detector.kind == "proof" else history
    if need := history.missing(detector.required(), account):
        return [], Outcome(
            name, title, "not_assessable", missing.code(need, account), {}, history.catalogue.get(need, account)
        )
    try:
        yielded = [_qualified(item, name) for item in detector.find(View(history, detector, gaps))]
    except Exception as error:  # the other detectors go on, whatever went wrong in this one
        where = traceback.extract_tb(error.__traceback__)[-1]
        failure = f"{name}: {type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
        reference = hashlib.sha256(failure.encode()).hexdigest()[:8]
        values = {"reference": reference}
        return [], Outcome(name, title, "not_assessable", reasons.FAILED, values, failure=f"{reference} {failure}")
    if any(isinstance(item, Fact) for item in yielded):
        return yielded, Outcome(name, title, "fired")
    own_gaps = [item for item in yielded if isinstance(item, Gap)]
    if not own_gaps and _reads_orders(detector) and history.only_digital():
        own_gaps = [Gap(reasons.ONLY_DIGITAL, history.catalogue.best("orders"))]
        yielded += own_gaps
    if not own_gaps:
        return yielded, Outcome(name, title, "clear")
    first = max(own_gaps, key=lambda gap: len(gap.triggers))
    formats = dict.fromkeys(item for gap in own_gaps for item in (*gap.missing.split()[:1], *gap.get))
    return yielded, Outcome(name, title, "not_assessable", first.code, first.values, tuple(formats))


def _qualified(item: Fact | Gap, detector: str) -> Fact | Gap:
    return replace(item, code=reasons.qualified(item.code, detector)) if isinstance(item, Gap) else item


def _reads_orders(detector: Detector) -> bool:
    """Whether a detector compares the buyer's orders and needs more than digital ones."""
    needs = any(table == "orders" for table, _ in detector.required())
    return needs and detector.role != "seller" and not detector.digital


def _rank(finding: Finding) -> tuple[Any, ...]:
    """Sort key: severity, unshipped orders first, money, confidence; the earlier finding where all is equal."""
    money = max((abs(v.minor) for v in finding.values.values() if isinstance(v, Money)), default=0)
    place = SEVERITIES.index(finding.severity)
    return -place, not finding.unshipped, -money, -finding.confidence, sort_time(finding.at), finding.id
