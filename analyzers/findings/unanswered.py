"""Makes findings from the marks of the rules: ids, evidence, severity and rank. The owner's answers are added later
(``analyzers.findings.assemble``)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import structs

from analyzers.events.history import History
from analyzers.events.ids import Ids, elsewhere, event_ids, former_event_ids
from analyzers.events.links import sort_time
from analyzers.events.marks import ALARMS, SEVERITIES, Mark, Money, Ref, Sentence, Severity
from analyzers.events.schemas import Row
from analyzers.events.statuses import open_status
from analyzers.events.stored import moment, stored_values
from analyzers.features import last_event
from analyzers.features.placed_orders import by_card
from analyzers.findings.entities import entities, merge_stays
from analyzers.findings.episodes import assign_episodes, stoppable
from analyzers.findings.finding import Calculation, Evidence, Finding, Location, Part
from analyzers.findings.happened import of_row, together
from analyzers.findings.ids import finding_id, former_finding_ids, gap_id
from analyzers.findings.titled import titled
from analyzers.rules.calibration import ALPHA, chance
from analyzers.rules.contract import Detector, detectors


def unanswered(marks: Sequence[tuple[str, Mark]], history: History) -> list[Finding]:
    """One finding for each mark (with the id of its rule), in rank order. They belong to no episode yet, but stays in
    one country that form one episode without answers are combined."""
    ids = event_ids(history, (ref for _, mark in marks for ref in (*mark.triggers, *mark.context)))
    also, former = elsewhere(history, ids), former_event_ids(history, ids)
    latest = history.of(last_event.measure)
    findings = [_finding(name, mark, history, ids, also, former) for name, mark in marks]
    ranked = sorted((structs.replace(finding, stoppable=stoppable(finding, latest)) for finding in findings), key=rank)
    return [structs.replace(finding, episode=None) for finding in merge_stays(assign_episodes(ranked))]


def rank(finding: Finding) -> tuple[Any, ...]:
    """Sort key: severity, unshipped orders first, money, confidence; the earlier finding where all is equal."""
    money = max((abs(v.minor) for v in finding.values.values() if isinstance(v, Money)), default=0)
    place = SEVERITIES.index(finding.severity)
    return -place, not finding.unshipped, -money, -finding.confidence, sort_time(finding.time), finding.id


def _finding(
    name: str,
    mark: Mark,
    history: History,
    ids: Ids,
    also: Mapping[Ref, tuple[tuple[str, int], ...]],
    former: Mapping[Ref, tuple[str, ...]],
) -> Finding:
    detector = detectors()[name]
    rows = {ref: history.tables[ref.table].row(ref.row, named=True) for ref in (*mark.triggers, *mark.context)}
    triggers = tuple(ids[ref] for ref in mark.triggers)
    first = min((rows[ref] for ref in mark.triggers), key=lambda row: sort_time(row["at"]), default=None)
    shop = first["shop"] if first else None
    zone = history.zone_of(shop)
    former_triggers = [former.get(ref, ()) for ref in mark.triggers]
    events = {*triggers, *(event for events in former_triggers for event in events)}
    severity, confidence = _severity_and_confidence(detector, mark, history)
    message = titled(detector.message, mark, rows)
    return Finding(
        id=finding_id(name, triggers) if triggers else gap_id(name, mark.gap or ""),
        detector=name,
        kind=detector.kind,
        severity=severity,
        confidence=confidence,
        episode=None,
        title=detector.title,
        message=message.key,
        innocent=detector.innocent,
        values=stored_values(message.values, zone),
        triggers=triggers,
        aliases=(*former_finding_ids(name, triggers, former_triggers), *sorted(events.difference(triggers))),
        evidence=tuple(_evidence(mark, rows, ids, also)),
        at=moment(mark.at or (first["at"] if first else None)),
        at_basis=first["at_basis"] if first else None,
        shop=shop,
        service=first.get("service") if first else None,
        unshipped=any(ref.table == "orders" and _is_unshipped(row) for ref, row in rows.items()),
        score=mark.score,
        parts=[Part(part.sentence.key, stored_values(part.sentence.values, zone), part.share) for part in mark.parts],
        sentence=detector.sentence,
        arithmetic=[_calculation(line, zone) for line in mark.arithmetic],
        otherwise=_calculation(mark.otherwise, zone) if mark.otherwise else None,
        gap=mark.gap,
        entities=entities(detector, mark, rows, zone),
        zone=zone,
        happened=together(of_row(ref.table, rows[ref]) for ref in mark.triggers),
    )


def _is_unshipped(order: Row) -> bool:
    return order["shipped"] is False and order["status"] != "cancelled"


def _calculation(line: Sentence, zone: str) -> Calculation:
    return Calculation(line.key, stored_values(line.values, zone))


def _severity_and_confidence(detector: Detector, mark: Mark, history: History) -> tuple[Severity, float]:
    """Severity and confidence of a mark. A surprise is at most ``low`` unless clean accounts hardly ever reach its
    score."""
    severity = mark.severity or detector.severity
    if detector.kind == "proof":
        return severity, 1.0
    if detector.kind == "rule" or mark.severity not in (None, detector.severity):
        return severity, 0.5
    alpha = detector.alpha or ALPHA
    main = detector.needs[0].partition(".")[0]
    reached = chance(detector.id, history.tables[main].height, mark.score, alpha)
    rare = reached is not None and reached <= alpha
    if not rare and severity in ALARMS:
        severity = "low"
    return severity, 0.5 if reached is None else round(1 - reached, 4)


def _evidence(
    mark: Mark,
    rows: Mapping[Ref, Row],
    ids: Ids,
    also: Mapping[Ref, tuple[tuple[str, int], ...]],
) -> Iterator[Evidence]:
    triggers, counted = set(mark.triggers), set(mark.counted)
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
            also=[Location(path, line) for path, line in also.get(ref, ())],
            at=moment(row["at"]),
            at_basis=row["at_basis"],
            money=None if status else _money(row, "total_minor") or _money(row, "amount_minor"),
            balance=_money(row, "balance_minor"),
            order=row.get("order_id"),
            card=by_card(row.get("payment") or row.get("method")),
            payee=row.get("merchant"),
            counted=role == "context" and ref in counted,
            record=row["record"],
            mail=row["mail"],
            status=status,
        )


def _money(row: Row, column: str) -> Money | None:
    minor, currency = row.get(column), row.get("currency")
    return Money(minor, currency) if minor is not None and currency else None
