"""Makes findings of the facts that detectors yield: ids, evidence, severity and verdict."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from analyzers.engine.calibration import ALPHA, chance
from analyzers.engine.detector import Detector, detectors
from analyzers.engine.entities import entities
from analyzers.engine.findings import Evidence, Finding
from analyzers.engine.ids import Ids, elsewhere, event_ids, finding_id, former_event_ids, former_finding_ids, gap_id
from analyzers.engine.titled import titled
from analyzers.events.facts import ALARMS, Fact, Money, Ref, Severity
from analyzers.events.history import History
from analyzers.events.links import sort_time
from analyzers.events.schemas import Row
from analyzers.events.statuses import open_status

# If two answers apply to one finding, the more careful one counts.
MOST_CAREFUL_FIRST = ("not_mine", "not_sure", "family", "mine")


def findings_of(
    facts: Sequence[tuple[str, Fact]], history: History, remembered: Mapping[str, Sequence[str]]
) -> list[Finding]:
    """One finding for each fact, in the same order."""
    ids = event_ids(history, (ref for _, fact in facts for ref in (*fact.triggers, *fact.context)))
    also, former = elsewhere(history, ids), former_event_ids(history, ids)
    return [_finding(name, fact, history, ids, also, former, remembered) for name, fact in facts]


def _finding(
    name: str,
    fact: Fact,
    history: History,
    ids: Ids,
    also: Mapping[Ref, tuple[tuple[str, int], ...]],
    former: Mapping[Ref, tuple[str, ...]],
    remembered: Mapping[str, Sequence[str]],
) -> Finding:
    detector = detectors()[name]
    rows = {ref: history.tables[ref.table].row(ref.row, named=True) for ref in (*fact.triggers, *fact.context)}
    triggers = tuple(ids[ref] for ref in fact.triggers)
    first = min((rows[ref] for ref in fact.triggers), key=lambda row: sort_time(row["at"]), default=None)
    shop = first["shop"] if first else None
    number = finding_id(name, triggers) if triggers else gap_id(name, fact.gap or "")
    former_triggers = [former.get(ref, ()) for ref in fact.triggers]
    former_ids = former_finding_ids(name, triggers, former_triggers)
    events = {*triggers, *(one for ids_ in former_triggers for one in ids_)}
    orders = [row for ref, row in rows.items() if ref.table == "orders"]
    severity, confidence = _severity_and_confidence(detector, fact, history)
    message = titled(detector.message, fact, rows)
    return Finding(
        id=number,
        detector=name,
        kind=detector.kind,
        severity=severity,
        confidence=confidence,
        title=detector.title,
        message=message.key,
        innocent=detector.innocent,
        values=message.values,
        triggers=triggers,
        aliases=(*former_ids, *sorted(events.difference(triggers))),
        evidence=tuple(_evidence(fact, rows, ids, also)),
        at=fact.at or (first["at"] if first else None),
        at_basis=first["at_basis"] if first else None,
        shop=shop,
        service=first.get("service") if first else None,
        unshipped=any(row["shipped"] is False and row["status"] != "cancelled" for row in orders),
        verdict=_verdict(name, (number, *former_ids), events, history.owner.verdicts, remembered),
        score=fact.score,
        parts=fact.parts,
        sentence=detector.sentence,
        arithmetic=fact.arithmetic,
        otherwise=fact.otherwise,
        gap=fact.gap,
        entities=entities(detector, fact, rows, history.zone_of(shop)),
    )


def _severity_and_confidence(detector: Detector, fact: Fact, history: History) -> tuple[Severity, float]:
    """Severity and confidence of a fact. A surprise is at most ``low`` unless clean accounts hardly ever reach its
    score."""
    severity = fact.severity or detector.severity
    if detector.kind == "proof":
        return severity, 1.0
    if detector.kind == "rule" or fact.severity not in (None, detector.severity):
        return severity, 0.5
    alpha = detector.alpha or ALPHA
    main = detector.needs[0].partition(".")[0]
    reached = chance(detector.id, history.tables[main].height, fact.score, alpha)
    rare = reached is not None and reached <= alpha
    if not rare and severity in ALARMS:
        severity = "low"
    return severity, 0.5 if reached is None else round(1 - reached, 4)


def _evidence(
    fact: Fact,
    rows: Mapping[Ref, Row],
    ids: Ids,
    also: Mapping[Ref, tuple[tuple[str, int], ...]],
) -> Iterator[Evidence]:
    triggers, counted = set(fact.triggers), set(fact.counted)
    for ref, row in rows.items():
        status = open_status(ref.table, row)
        role: Literal["trigger", "context"] = "trigger" if ref in triggers else "context"
        yield Evidence(
            table=ref.table,
            event=ids[ref],
            path=row["path"],
            line=row["line"],
            upload=row["upload"],
            role=role,
            also=also.get(ref, ()),
            at=row["at"],
            at_basis=row["at_basis"],
            money=None if status else _money(row, "total_minor") or _money(row, "amount_minor"),
            balance=_money(row, "balance_minor"),
            order=row.get("order_id"),
            payment=row.get("payment") or row.get("method"),
            payee=row.get("merchant"),
            counted=role == "context" and ref in counted,
            record=row["record"],
            mail=row["mail"],
            status=status,
        )


def _money(row: Row, column: str) -> Money | None:
    minor, currency = row.get(column), row.get("currency")
    return Money(minor, currency) if minor is not None and currency else None


def _verdict(
    name: str,
    numbers: Sequence[str],
    triggers: set[str],
    verdicts: Mapping[str, str],
    remembered: Mapping[str, Sequence[str]],
) -> str | None:
    """The answer to a finding under its own id, else to an event or an id that it is also known by. ``numbers`` are its
    ids, its own first; ``triggers`` the ids of its trigger events."""
    if numbers[0] in verdicts:
        return verdicts[numbers[0]]
    # An answer about one detector's finding says nothing about another's, so the old id must be this detector's.
    answers = {
        verdicts[old]
        for old, events in remembered.items()
        if old in verdicts and triggers.intersection(events) and finding_id(name, tuple(events)) == old
    }
    answers.update(verdicts[former] for former in numbers[1:] if former in verdicts)
    return next((answer for answer in MOST_CAREFUL_FIRST if answer in answers), None)
