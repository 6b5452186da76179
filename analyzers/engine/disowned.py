"""Findings about runs of events that the owner says are not theirs, made of the units of recognition alone: neither a
history nor another detector is needed, so that an answer has its consequences at once.

A run is a frame of units (``analyzers.recognition.units``) with ``also``, the other places of each.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import polars as pl

from analyzers.engine.detector import Detector
from analyzers.engine.findings import Evidence, Finding
from analyzers.engine.ids import finding_id, hashed
from analyzers.engine.view import View
from analyzers.events.facts import Fact, Money, Ref
from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.events.schemas import Row
from analyzers.events.statuses import open_status

DENIED = "not_mine"


def findings(detector: Detector, runs: Sequence[pl.DataFrame], verdicts: Mapping[str, str]) -> Iterator[Finding]:
    """One finding for each run. ``verdicts`` are the owner's answers by the id of a finding; a run without one is
    denied, because that is what makes it a run."""
    view = View(_nothing(), detector, (), runs)
    for fact, run in zip(detector.find(view), runs, strict=True):
        if isinstance(fact, Fact):
            yield _finding(detector, fact, run, verdicts)


@cache
def _nothing() -> History:
    """A history without events."""
    return History.build({}, Owner())


def _finding(detector: Detector, fact: Fact, run: pl.DataFrame, verdicts: Mapping[str, str]) -> Finding:
    rows = run.rows(named=True)
    events = {Ref(row["table"], row["row"]): hashed(row["key"]) for row in rows}
    triggers = tuple(events[ref] for ref in fact.triggers)
    number = finding_id(detector.id, triggers)
    first = rows[0]  # a run begins with its oldest event
    return Finding(
        id=number,
        detector=detector.id,
        kind=detector.kind,
        severity=detector.severity,
        confidence=0.5,
        title=detector.title,
        message=detector.message,
        innocent=detector.innocent,
        values=fact.values,
        triggers=triggers,
        aliases=(),
        evidence=tuple(_evidence(row, events) for row in rows),
        at=first["at"],
        at_basis=first["at_basis"],
        shop=first["shop"],
        unshipped=any(row["unshipped"] for row in rows),
        verdict=verdicts.get(number, DENIED),
        sentence=detector.sentence,
        otherwise=fact.otherwise,
    )


def _evidence(given: Row, events: Mapping[Ref, str]) -> Evidence:
    table, status = given["table"], open_status(given["table"], given)
    known = given["minor"] is not None and given["currency"] and not status
    return Evidence(
        table=table,
        event=events[Ref(table, given["row"])],
        path=given["path"],
        line=given["line"],
        upload=given["upload"],
        role="trigger",
        also=tuple((place["path"], place["line"]) for place in given["also"] or ()),
        at=given["at"],
        at_basis=given["at_basis"],
        money=Money(given["minor"], given["currency"]) if known else None,
        order=given["order_id"],
        payment=given["card"] if table in ("orders", "payments") else None,
        payee=given["name"] if table == "payments" else None,
        record=given["record"],
        mail=given["mail"],
        status=status,
    )
