"""What the owner has said of themselves, for the detectors: places, journeys, people, cards and networks.

The clear text lies in the vault (``app.cases.notes``): ``owner`` holds the facts as in an owner file, every day as
text, and ``entities`` {subject: {"kind", "value", "from", "to"}} what was recognised on a finding. The database has
the answers, under subjects that say nothing (``app.storage.tables.VerdictRow``).
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from analyzers.events.owner import LISTS, Owner, Trip
from app.cases import notes
from app.cases.case import Case
from app.cases.notes import Notes
from app.cases.verdicts import entity_subject, verdicts
from app.errors import NotFound
from app.report.model import Entity, Finding
from app.report.stored import plain, typed
from app.storage.tables import VerdictRow, now

MOST = 100  # entries of one list
Facts = dict[str, Any]
# Where a recognised thing stands among the facts; an order teaches nothing about others.
LEARNED = {"address": "addresses", "network": "networks", "card": "cards"}


def facts(said: Notes) -> Facts:
    """The facts of these notes: a list of texts for each of ``LISTS``, and ``trips`` of from, to and place."""
    nothing: Facts = {name: [] for name in (*LISTS, "trips")}
    kept: Facts = said.get("owner", {})
    return nothing | kept


def owner(case: Case) -> tuple[Owner, dict[str, list[str]]]:
    """What the detectors are told, the answers to findings included, and which rows led to each answered finding."""
    known = facts(notes.load(case))
    rows = [row for row in verdicts(case) if row.subject.startswith("finding:")]
    return (
        Owner(
            trips=tuple(
                Trip(date.fromisoformat(one["from"]), date.fromisoformat(one["to"]), one["place"])
                for one in known["trips"]
            ),
            **{name: tuple(known[name]) for name in LISTS},
            verdicts={row.subject.removeprefix("finding:"): row.verdict for row in rows},
        ),
        {row.subject.removeprefix("finding:"): list(row.triggers) for row in rows},
    )


def recognise(session: Session, case: Case, said: Notes, finding: Finding, kind: str) -> None:
    """Answers that an address, network, stay, card or order of a finding is the owner's or their household's: for
    every finding that names it, and for the next examination. ``NotFound`` where the finding names none."""
    one = next((one for one in finding.entities if one.kind == kind), None)
    if one is None:
        raise NotFound
    subject = entity_subject(case, one)
    session.merge(VerdictRow(case_id=case.id, subject=subject, verdict="mine", triggers=[], at=now()))
    said.setdefault("entities", {})[subject] = plain(one)
    known = facts(said)
    fact = _fact(one)
    if fact and fact not in known[_place(one)]:
        known[_place(one)] = [*known[_place(one)], fact][-MOST:]
    said["owner"] = known


def revoke(session: Session, case: Case, said: Notes, finding: Finding) -> bool:
    """Takes back what was recognised on a finding that turns out not to be theirs. Tells whether there was anything."""
    known = facts(said)
    subjects = {entity_subject(case, one): one for one in finding.entities}
    gone = {subject: one for subject, one in subjects.items() if subject in said.get("entities", {})}
    for subject, one in gone.items():
        del said["entities"][subject]
        if _place(one) in known:
            known[_place(one)] = [fact for fact in known[_place(one)] if fact != _fact(one)]
    said["owner"] = known
    _forget(session, case, gone)
    return bool(gone)


def keep(session: Session, case: Case, said: Notes, given: Facts) -> None:
    """Replaces the facts. An answer about something that is no longer among them is taken back."""
    said["owner"] = given
    recognised = said.setdefault("entities", {})
    gone = {
        subject: one
        for subject, one in ((subject, typed(kept, Entity)) for subject, kept in recognised.items())
        if _place(one) in given and _fact(one) not in given[_place(one)]
    }
    for subject in gone:
        del recognised[subject]
    _forget(session, case, gone)


def _place(one: Entity) -> str:
    return "trips" if one.kind == "country" else LEARNED.get(one.kind, "")


def _fact(one: Entity) -> Any:
    if one.kind == "country":
        return {"from": one.start, "to": one.end, "place": one.value}
    return one.value if one.kind in LEARNED else None


def _forget(session: Session, case: Case, subjects: Collection[str]) -> None:
    mine = select(VerdictRow.subject).where(VerdictRow.case_id == case.id)
    found = [one for one in session.exec(mine) if one in subjects]
    session.exec(delete(VerdictRow).where(col(VerdictRow.case_id) == case.id, col(VerdictRow.subject).in_(found)))
