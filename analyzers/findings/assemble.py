"""From files to findings: ``examine`` runs the rules and makes the book; no answer changes its result. ``assemble``
adds the owner's answers. It is pure and the only way to a report: after a run, after an answer, in the service, in the
command and in the measurements."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import polars as pl
from msgspec import structs

from analyzers.asking.denied import runs
from analyzers.asking.moved import moved
from analyzers.asking.state import Recognition, Unanswered, answered, unanswered
from analyzers.book.entries import Units, units
from analyzers.events.answers import (
    ASKED_TAGS,
    RECOGNISED,
    REFUND_TAG,
    UNPAID,
    AnswerOf,
    OwnerAnswer,
    by_event,
    later,
    most_careful,
)
from analyzers.events.history import History
from analyzers.events.marks import ALARMS, Ref
from analyzers.findings import unanswered as marked_findings
from analyzers.findings.disowned import disowned
from analyzers.findings.episodes import assign_episodes, episodes
from analyzers.findings.finding import Entity, Episode, Finding
from analyzers.findings.ids import finding_id
from analyzers.rules.contract import DISOWNED, detectors, tags_of
from analyzers.rules.outcome import Outcome
from analyzers.rules.run import run


@dataclass(frozen=True)
class Examined:
    """The result of a run, before any answer: the findings of the rules, in rank order and without verdicts, the
    outcome of each rule, and the entries of the book, which are made when they are first needed."""

    history: History
    findings: list[Finding]
    outcomes: list[Outcome]

    @cached_property
    def entries(self) -> Units:
        """Every event of the buyer as an entry of the book."""
        return units(self.history, cited(self.history, self.findings))


@dataclass(frozen=True)
class Answers:
    """Everything that the owner answered.

    ``question`` gives the answer to a question by its id, and ``questions`` is the number of these answers;
    ``findings`` are the answers to findings by id; ``entity`` gives the answer to something that findings name;
    ``entries`` are the answers to single entries, each with the ids of its events; ``until`` is the last day of places
    that the owner left, by the id of the question about the place.
    """

    question: AnswerOf = dict[str, OwnerAnswer]().get
    questions: int = 0
    findings: Mapping[str, OwnerAnswer] = field(default_factory=dict)
    entity: Callable[[Entity], OwnerAnswer | None] = lambda entity: None
    entries: Sequence[OwnerAnswer] = ()
    until: Mapping[str, date] = field(default_factory=dict)


class Assembled(NamedTuple):
    """The state after all answers: the findings in rank order with their verdicts, including findings about denied
    entries; their episodes; what is still to be asked; by the id of an event the answer to a finding about it; and the
    ids of the findings that were answered directly, as a whole."""

    findings: list[Finding]
    episodes: list[Episode]
    asking: Recognition
    direct: dict[str, str]
    answered: frozenset[str]


def examine(history: History) -> Examined:
    """Runs all rules on a history."""
    marks, outcomes = run(history)
    return Examined(history, marked_findings.unanswered(marks, history), outcomes)


def prepared(entries: Units, until: Mapping[str, date]) -> Unanswered:
    """The entries in the form that ``assemble`` needs: a place that the owner left ends on its last day. It is slower
    than an answer may be, so callers keep the result while neither input changes."""
    return unanswered(moved(entries, until))


def assemble(base: Unanswered, findings: Sequence[Finding], answers: Answers) -> Assembled:
    """Combines the entries and the findings of the rules with the owner's answers. ``base`` is ``prepared`` with the
    days of these answers."""
    named = {finding.id for finding in findings}
    gone = {name: answer for name, answer in answers.findings.items() if name not in named}  # of rules or files
    own = {finding.id: answer for finding in findings if (answer := _own_answer(finding, answers, gone))}
    about = [own[finding.id]._replace(events=tuple(finding.triggers)) for finding in findings if finding.id in own]
    direct, entries = by_event((*about, *gone.values())), by_event(answers.entries)
    own = {
        finding.id: answer
        for finding in findings
        if (answer := own.get(finding.id)) and not _changed(finding, answer, entries)
    }
    asking = answered(base, answers.question, answers.questions, by_event((*about, *gone.values(), *answers.entries)))
    latest = asking.frame["at"].max()
    known = _Known(direct, entries, lambda event: _counting(asking, base, event))
    every = [_answered(finding, own.get(finding.id), known) for finding in findings]
    denied = {base.unit_of_event.get(event) for answer in about for event in answer.events}  # which a finding tells
    every += disowned(runs(asking, denied), latest if isinstance(latest, datetime) else None)
    every = in_episodes(sorted(every, key=marked_findings.rank))
    by_finding = {event: answer.answer for event, answer in direct.items()}
    whole = frozenset(finding.id for finding in every if finding.id in own or finding.detector == DISOWNED)
    return Assembled(every, episodes(every), asking, by_finding, whole)


def in_episodes(findings: Sequence[Finding]) -> list[Finding]:
    """Ranked findings with their episodes; findings about the files have none. Without answers, this is all that
    ``assemble`` adds to them."""
    about_account = {
        finding.id: finding
        for finding in assign_episodes([finding for finding in findings if not _about_files(finding)])
    }
    return [about_account.get(finding.id, finding) for finding in findings]


def _own_answer(finding: Finding, answers: Answers, gone: Mapping[str, OwnerAnswer]) -> OwnerAnswer | None:
    """The latest answer to this finding, under any of its ids, or to something that it names. ``gone`` are the answers
    to findings that no longer exist; one of the same rule that shares an event was this finding with other rows."""
    latest = None
    for answer in _answers_to(finding, answers, gone):
        latest = later(latest, answer)
    exact = answers.findings.get(finding.id)
    counting = latest if exact is None or (latest and latest.at > exact.at) else exact
    return None if counting and counting.answer == UNPAID and not _about_refund(finding) else counting


def _answers_to(finding: Finding, answers: Answers, gone: Mapping[str, OwnerAnswer]) -> Iterator[OwnerAnswer]:
    for name in finding.aliases:
        if name in answers.findings:
            yield answers.findings[name]
    for entity in finding.entities:
        if answer := answers.entity(entity):
            yield answer
    events = {*finding.triggers, *finding.aliases}
    for name, answer in gone.items():
        if events.intersection(answer.events) and finding_id(finding.detector, answer.events) == name:
            yield answer


def _changed(finding: Finding, answer: OwnerAnswer, entries: Mapping[str, OwnerAnswer]) -> bool:
    """Whether a later answer to an entry of the finding differs from this answer to the finding."""
    known = (entries[event] for event in finding.triggers if event in entries)
    return any(entry.at > answer.at and entry.answer != answer.answer for entry in known)


def _counting(asking: Recognition, base: Unanswered, event: str) -> str | None:
    """The answer that counts for the entry of an event, whatever it was given to."""
    return asking.answers.get(base.unit_of_event.get(event, -1)) if asking.answers else None


class _Known(NamedTuple):
    """What was answered about single events: by the id of an event the answer to a finding, the answer to the entry
    alone, and a function that gives the answer that counts for its entry."""

    direct: Mapping[str, OwnerAnswer]
    entries: Mapping[str, OwnerAnswer]
    counting: Callable[[str], str | None]


def _answered(finding: Finding, own: OwnerAnswer | None, known: _Known) -> Finding:
    """The finding with its verdict: the answer to it, else the latest answer to another finding that shares an event,
    else the answers that count for its entries. Recognising something elsewhere never settles a proof. A later answer
    to one of its entries wins over answers to findings. What is missing in the files is nobody's doing, so no answer to
    something else is one to it."""
    if own is not None:
        return structs.replace(finding, verdict=own.answer, stoppable=_still(finding, own.answer))
    if _about_files(finding):
        return finding
    latest = None
    for event in (*finding.triggers, *finding.aliases):
        if event in known.direct:
            latest = later(latest, known.direct[event])
    if latest and latest.answer == UNPAID and not _about_refund(finding):
        latest = latest._replace(answer="mine")
    if latest and finding.kind == "proof" and latest.answer in RECOGNISED:
        latest = None
    if latest and _changed(finding, latest, known.entries):
        latest = None
    answer = latest.answer if latest else _settled(finding, known)
    return structs.replace(finding, verdict=answer, shared=latest is not None, stoppable=_still(finding, answer))


def _still(finding: Finding, answer: str | None) -> bool:
    """Whether the order of a finding can still be stopped; false for an order that is recognised."""
    return finding.stoppable and answer not in {*RECOGNISED, UNPAID}


def _settled(finding: Finding, known: _Known) -> str | None:
    """The answer that settles a finding: ``not_mine`` if that is the answer to one of its events, else the most careful
    answer where all its events have one.

    Recognising events settles a proof only where it says nothing but what the question about them asks
    (``ASKED_TAGS``), and never where that was said of another finding. The answer that a refund's money did not come
    settles a finding about refunds; for any other finding it means that the refund is the owner's.
    """
    answers = [known.counting(event) for event in finding.triggers]
    if "not_mine" in answers:
        return "not_mine"
    if UNPAID in answers and _about_refund(finding):
        return UNPAID
    answers = ["mine" if answer == UNPAID else answer for answer in answers]
    asked = ASKED_TAGS.intersection(tags_of(finding.detector)) and known.direct.keys().isdisjoint(finding.triggers)
    if finding.kind == "proof" and not asked:
        return None
    return most_careful(answer for answer in answers if answer) if None not in answers else None


def _about_refund(finding: Finding) -> bool:
    return REFUND_TAG in tags_of(finding.detector)


def _about_files(finding: Finding) -> bool:
    return "coverage" in tags_of(finding.detector)


def waits_for_an_answer(finding: Finding) -> bool:
    """Whether the owner is asked about it and has not answered yet. A gap in the files is nobody's, so nobody is
    asked about it."""
    return finding.verdict is None and not _about_files(finding)


def answered_of(findings: Collection[Finding]) -> tuple[int, int]:
    """How many findings have an answer, and how many the owner is asked about or has answered."""
    done = sum(finding.verdict is not None for finding in findings)
    return done, done + sum(map(waits_for_an_answer, findings))


def cited(history: History, findings: Iterable[Finding]) -> set[Ref]:
    """The events that an alarm or a proof cites as its trigger."""
    wanted = {
        (row.table, row.upload, row.path, row.line, row.record)
        for finding in findings
        if finding.severity in ALARMS or (finding.kind == "proof" and not detectors()[finding.detector].about_files)
        for row in finding.evidence
        if row.role == "trigger"
    }
    refs: set[Ref] = set()
    for table in {place[0] for place in wanted}:
        places = [place[1:] for place in wanted if place[0] == table]
        rows = history.tables[table]
        columns = ("upload", "path", "line", "record")
        frame = pl.DataFrame(places, schema={name: rows.schema[name] for name in columns}, orient="row")
        refs |= {Ref(table, row) for row in rows.join(frame, on=columns, nulls_equal=True)["row"]}
    return refs
