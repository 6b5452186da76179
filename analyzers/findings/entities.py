"""Entities that can explain a finding as the owner's: an address, a network, a stay in a country, a card or an order.
One answer about an entity settles every finding that names it. Proofs have no entities: a sum that is wrong is not
explained by knowing the address or the order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from msgspec import structs

from analyzers.events.marks import Mark, Ref
from analyzers.events.schemas import Row
from analyzers.findings.finding import Entity, EntityKind, Finding
from analyzers.rules.contract import Detector
from analyzers.thresholds.spans import TWO_MONTHS

MAX_STAY = TWO_MONTHS  # a longer stay is no single journey
# Values of a mark that are entities, by the tag of its detector.
ENTITY_VALUES: Mapping[str, tuple[EntityKind, ...]] = {
    "order": ("address", "order"),
    "subscription": ("order",),
    "account": ("address", "card", "network"),
}


def entities(detector: Detector, mark: Mark, rows: Mapping[Ref, Row], zone: str) -> tuple[Entity, ...]:
    """The entities of one mark. ``rows`` maps its events to their rows; days are those of the clock of ``zone``."""
    if detector.kind == "proof":
        return ()
    if "sign_in" in detector.tags:
        return _origin([row for ref, row in rows.items() if ref in mark.triggers and ref.table == "logins"], rows, zone)
    return tuple(
        Entity(name, value)
        for tag, names in ENTITY_VALUES.items()
        if tag in detector.tags
        for name in names
        if isinstance(value := mark.values.get(name), str) and _is_valid(name, value)
    )


def _origin(triggers: Sequence[Row], rows: Mapping[Ref, Row], zone: str) -> tuple[Entity, ...]:
    """The network and the stay of sign-ins, where all triggers share them."""
    result = []
    countries = {row["country"] for row in triggers}
    networks = {row["prefix"] for row in triggers}
    if len(countries) == 1 and (country := next(iter(countries))):
        there = [row for row in rows.values() if row.get("country") == country and row["at"]]
        days = [_day(row, zone) for row in there]
        if days and max(days) - min(days) <= MAX_STAY:
            result.append(_stay(country, days))
    if len(networks) == 1 and (network := next(iter(networks))) and _is_valid("network", network):
        result.append(Entity("network", network))
    return tuple(result)


def _day(row: Row, zone: str) -> date:
    at: datetime = row["at"]
    return at.date() if row.get("at_basis") == "date_only" else at.astimezone(ZoneInfo(zone)).date()


def _is_valid(kind: EntityKind, value: str) -> bool:
    """Whether the value is a complete entity of this kind and not a sentence or a part of one."""
    if kind == "card":
        return len(value) == 4 and value.isascii() and value.isdigit()
    if kind != "network":
        return bool(value.strip())
    try:
        return bool(ip_network(value))
    except ValueError:
        return False


def merge_stays(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, with all stays in one country within an episode combined into one, so that one answer covers
    them."""
    days: dict[tuple[int | None, str], list[date]] = {}
    for finding, entity in _countries(findings):
        known = (date.fromisoformat(day) for day in (entity.start, entity.end) if day)
        days.setdefault((finding.episode, entity.value), []).extend(known)
    return [
        structs.replace(
            finding, entities=tuple(_widened(entity, days.get((finding.episode, entity.value), [])) for entity in kept)
        )
        if (kept := finding.entities)
        else finding
        for finding in findings
    ]


def _countries(findings: Iterable[Finding]) -> Iterable[tuple[Finding, Entity]]:
    return ((finding, entity) for finding in findings for entity in finding.entities if entity.kind == "country")


def _widened(entity: Entity, days: Sequence[date]) -> Entity:
    if entity.kind != "country" or not days or max(days) - min(days) > MAX_STAY:
        return entity
    return _stay(entity.value, days)


def _stay(country: str, days: Sequence[date]) -> Entity:
    return Entity("country", country, min(days).isoformat(), max(days).isoformat())
