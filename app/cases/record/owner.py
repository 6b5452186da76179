"""The owner facts of a case, which detectors take into account: places, journeys, people, cards and networks.

The clear text lies in the vault (``app.cases.record.notes``): ``owner`` holds the facts as in an owner file, every day
as text, and ``entities`` {subject: {"kind", "value", "from", "to"}} what was recognised on a finding. The database has
the verdicts, under subjects that reveal nothing (``app.storage.tables.VerdictRow``).
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import col, delete, select

from analyzers.events.owner import LISTS, Owner, Trip
from analyzers.findings.finding import Entity, Finding
from app.cases.case import Case
from app.cases.change import Change
from app.cases.record import notes
from app.cases.record.notes import Notes
from app.cases.record.subjects import entity_subject
from app.errors import NotFound
from app.report.stored import plain, typed
from app.storage.tables import VerdictRow, now

MAX_LINES = 100  # entries of one list
Facts = dict[str, Any]
# The list of facts that a recognised entity joins; an order says nothing about others.
FACT_LISTS = {"address": "addresses", "network": "networks", "card": "cards"}


def facts(content: Notes) -> Facts:
    """The facts of these notes: a list of texts for each of ``LISTS``, ``trips`` of from, to and place, a ``zone``."""
    nothing: Facts = {name: [] for name in (*LISTS, "trips")} | {"zone": ""}
    kept: Facts = content.get("owner", {})
    return nothing | kept


def owner_of(case: Case) -> Owner:
    """The owner for the rules, as typed. Answers about findings are not part of it: an answer settles findings and
    silences no rule."""
    content = notes.load(case)
    known = facts(content)
    answered = [(_fact_list(entity), _fact(entity)) for entity in _recognised(content).values()]
    trips = [trip for trip in known["trips"] if ("trips", trip) not in answered]
    lists: Any = {name: tuple(fact for fact in known[name] if (name, fact) not in answered) for name in LISTS}
    return Owner(
        trips=tuple(
            Trip(date.fromisoformat(trip["from"]), date.fromisoformat(trip["to"]), trip["place"]) for trip in trips
        ),
        **lists,
        zone=known["zone"] or None,
    )


def recognise(change: Change, case: Case, content: Notes, finding: Finding, kind: str) -> None:
    """Recognises an address, network, stay, card or order of a finding as the household's: for every finding that
    names it, and for the next run. ``NotFound`` where the finding names none of this kind."""
    entity = next((entity for entity in finding.entities if entity.kind == kind), None)
    if entity is None:
        raise NotFound
    subject = entity_subject(case, entity)
    change.session.merge(VerdictRow(case_id=case.id, subject=subject, verdict="mine", at=now(), through=case.through))
    content.setdefault("entities", {})[subject] = plain(entity)
    known = facts(content)
    fact = _fact(entity)
    if fact and fact not in known[_fact_list(entity)]:
        known[_fact_list(entity)] = [*known[_fact_list(entity)], fact][-MAX_LINES:]
    content["owner"] = known


def revoke(change: Change, case: Case, content: Notes, finding: Finding) -> bool:
    """Takes back that the household recognised something on a finding. Returns whether there was anything to take
    back."""
    known = facts(content)
    subjects = {entity_subject(case, entity): entity for entity in finding.entities}
    gone = {subject: entity for subject, entity in subjects.items() if subject in content.get("entities", {})}
    for subject, entity in gone.items():
        del content["entities"][subject]
        if _fact_list(entity) in known:
            known[_fact_list(entity)] = [fact for fact in known[_fact_list(entity)] if fact != _fact(entity)]
    content["owner"] = known
    _forget(change, case, gone)
    return bool(gone)


def keep(change: Change, case: Case, content: Notes, facts: Facts) -> None:
    """Replaces the facts. Verdicts on entities that are no longer among them are revoked."""
    content["owner"] = facts
    gone = {
        subject: entity
        for subject, entity in _recognised(content).items()
        if _fact_list(entity) in facts and _fact(entity) not in facts[_fact_list(entity)]
    }
    for subject in gone:
        del content["entities"][subject]
    _forget(change, case, gone)


def _recognised(content: Notes) -> dict[str, Entity]:
    """The things that were recognised on findings, by the subject of the answer."""
    return {subject: typed(kept, Entity) for subject, kept in content.get("entities", {}).items()}


def _fact_list(entity: Entity) -> str:
    return "trips" if entity.kind == "country" else FACT_LISTS.get(entity.kind, "")


def _fact(entity: Entity) -> Any:
    if entity.kind == "country":
        return {"from": entity.start, "to": entity.end, "place": entity.value}
    return entity.value if entity.kind in FACT_LISTS else None


def _forget(change: Change, case: Case, subjects: Collection[str]) -> None:
    mine = select(VerdictRow.subject).where(VerdictRow.case_id == case.id)
    subjects_to_remove = [subject for subject in change.session.exec(mine) if subject in subjects]
    change.session.exec(
        delete(VerdictRow).where(col(VerdictRow.case_id) == case.id, col(VerdictRow.subject).in_(subjects_to_remove))
    )
