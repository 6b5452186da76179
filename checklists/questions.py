"""The questionnaire: one question at a time, as data in ``questions/*.yaml`` and pure functions of the answers.

Answers are ``{question id: (what was given, …)}``: one option id, several, or the text of a fact; ``("unknown",)`` is
an answer to every question. The first question, ``what``, is answered with symptom ids. Going back or changing an
answer is leaving it out (``without``): an answer whose question no longer arises counts for nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from checklists import N_
from checklists.facts import NOTHING_STATED, Statement
from checklists.model import Market, symptoms
from checklists.schema import ROOT, ContentError, Sentence, load_each, load_entries
from checklists.statement_names import StatementName, meaning

Answers = Mapping[str, Sequence[str]]

START = "what"
UNKNOWN = "unknown"
NOTHING = "nothing"  # the option of a question that excludes the others
UNKNOWN_LABEL = N_("I do not know")
START_SENTENCE = N_("What happened?")
JUST_CHECKING = "symptom.just_checking"  # what somebody gets who does not know what happened
LONGEST = 300  # characters of a text answer

PROBLEM_SENTENCES = {
    "none": N_("Choose an answer. “I do not know” is an answer too."),
    "one": N_("Choose one answer only."),
    "day": N_("Give the day as year, month and day, for example 2026-03-09."),
    "last4": N_("Give only the last four digits of the card."),
    "long": N_("Use at most 300 characters."),
}
# The order of the files: safety first.
FILES = ("person", "parcel", "order", "money", "pay", "signin", "message", "told", "service", "seller", "other")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the answers tell beyond symptoms. ``cards`` are the countries of the cards concerned (empty: not known);
    ``services``, ``mails`` and ``carriers`` are the sites of the services that the person uses; ``chosen`` are the
    answers, whose facts choose steps (``message.typed=password``), in the order of the questions."""

    cards: frozenset[Market] = frozenset()
    services: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    chosen: tuple[str, ...] = ()


NOTHING_SAID = Conditions()


@dataclass(frozen=True, slots=True)
class Sets:
    """What one answer settles beside facts."""

    card: Market | None = None
    service: str | None = None  # the site of the service whose account it is about
    mail: str | None = None  # of the mail service
    carrier: str | None = None  # of the phone company


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: what it says, the symptoms that it adds, what it settles, the facts that it states, and
    what to know then. ``reports`` says it to others as a whole sentence, see ``checklists.letters.course``."""

    says: Sentence
    implies: tuple[str, ...] = ()
    sets: Sets = Sets()
    note: Sentence | None = None
    states: Statement = NOTHING_STATED
    reports: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One page. ``after`` are the answers it needs first (any of those listed, for each question named); ``means`` the
    symptom of which an answer alone speaks, where it is not the first that lists it. ``fact`` is the name under which
    letters and deadlines know the answer. ``reports`` says the answer to others: with ``{answer}`` in it, or, of a day,
    what happened on it. ``safety``: show the safety page before it."""

    id: str
    ask: Sentence
    kind: Literal["one", "many", "text", "day", "last4"] = "one"
    options: Mapping[str, Option] = field(default_factory=dict)
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: str | None = None
    note: Sentence | None = None
    fact: str | None = None
    reports: Sentence | None = None
    tap: bool = False
    safety: bool = False

    def __post_init__(self) -> None:
        if self.reports and ("{answer}" in self.reports) == (self.kind == "day"):
            raise ContentError("reports: {answer} is expected in it, but not where a day is asked for")

    @property
    def of(self) -> tuple[str, ...]:
        """The symptoms that list it, in their order."""
        return _listed().get(self.id, ())


@cache
def questions() -> Mapping[str, Question]:
    """Every question after the first by its id, ``parcel.sender``, in the order in which they are asked."""
    files = [ROOT / "questions" / f"{name}.yaml" for name in FILES]
    groups = load_each(files, lambda file: load_entries(Question, file, f"{file.stem}."))
    return MappingProxyType({name: question for group in groups for name, question in group.items()})


@cache
def _listed() -> Mapping[str, tuple[str, ...]]:
    """The symptoms that list each question, by its id."""
    of: dict[str, tuple[str, ...]] = {}
    for symptom in symptoms().values():
        for name in (*symptom.before, *symptom.later):
            of[name] = (*of.get(name, ()), symptom.id)
    return of


@cache
def start() -> Question:
    """The first question: its options are the symptoms, in the order of their groups (``Symptom.group``)."""
    options = {symptom.id: Option(symptom.sentence, note=symptom.note) for symptom in symptoms().values()}
    return Question(START, Sentence(START_SENTENCE), "many", options)


def next_question(answers: Answers) -> Question | None:
    """The question to ask now, or None when everything was asked."""
    if START not in answers:
        return start()
    return next((question for question in arising(answers) if question.id not in answers), None)


def asked(answers: Answers) -> list[Question]:
    """The answered questions that still count, in order, the first one included: the page to check the answers."""
    first = [start()] if START in answers else []
    return first + [question for question in arising(answers) if question.id in answers]


def previous(answers: Answers, current: str | None = None) -> str | None:
    """The id of the question before this one (before the end, if None), or None at the beginning."""
    before = [earlier.id for earlier in asked(answers)]
    if current in before:
        before = before[: before.index(current)]
    return before[-1] if before else None


def without(answers: Answers, question: str) -> dict[str, tuple[str, ...]]:
    """The answers with this one taken back. Later ones stay, and count again when their questions arise again."""
    return {name: tuple(answer) for name, answer in answers.items() if name != question}


def symptoms_of(answers: Answers) -> set[str]:
    """The symptoms that were chosen, and those that later answers add."""
    named = {name for name in answers.get(START, ()) if name in symptoms()}
    if UNKNOWN in answers.get(START, ()):
        named.add(JUST_CHECKING)
    while True:
        added = {name for option in _chosen(answers, named) for name in option.implies} - named
        if not added:
            return named
        named |= added


def conditions(answers: Answers) -> Conditions:
    """What the answers settle. Countries of cards add up."""
    known = symptoms_of(answers)
    sets = [option.sets for option in _chosen(answers, known)]
    on_statement = _on_statement(answers)
    named = {on_statement.service} if on_statement and on_statement.service else set()
    return Conditions(
        cards=frozenset(effect.card for effect in sets if effect.card),
        services=frozenset({*named, *(effect.service for effect in sets if effect.service)}),
        mails=frozenset(effect.mail for effect in sets if effect.mail),
        carriers=frozenset(effect.carrier for effect in sets if effect.carrier),
        chosen=tuple(chosen(answers)),
    )


def chosen(answers: Answers) -> list[str]:
    """The answers as ids, ``message.typed=password``, of the questions that arise."""
    answered = [question for question in arising(answers) if question.id in answers]
    return [
        f"{question.id}={option}"
        for question in answered
        for option in answers[question.id]
        if option in question.options
    ]


def facts(answers: Answers) -> dict[str, str]:
    """The facts that were told, by their names (``statement``, ``card``, ``order`` …), for letters and deadlines."""
    named = [
        (question.fact, answers[question.id])
        for question in arising(answers)
        if question.fact and question.id in answers
    ]
    return {name: answer[0] for name, answer in named if answer and answer[0] != UNKNOWN}


def notes(answers: Answers) -> list[Sentence]:
    """What to know after these answers, in the order of the questions, then what a name on a statement stands for."""
    name = _on_statement(answers)
    return [
        *(option.note for option in _chosen(answers, symptoms_of(answers)) if option.note),
        *([name.says] if name else []),
    ]


def _on_statement(answers: Answers) -> StatementName | None:
    """What the name on the statement stands for, where it was copied and is known."""
    return meaning(facts(answers).get("merchant", ""))


def problem(question: Question, answer: Sequence[str]) -> str | None:
    """The sentence that says why this is no answer, or None. ``unknown`` alone always is one."""
    values = [value for value in answer if value.strip()]
    if not values:
        return PROBLEM_SENTENCES["none"]
    if values == [UNKNOWN]:
        return None
    if question.kind in ("one", "many"):
        if any(value not in question.options for value in values):
            return PROBLEM_SENTENCES["none"]
        return PROBLEM_SENTENCES["one"] if question.kind == "one" and len(values) > 1 else None
    return _unfit(question.kind, values)


def _unfit(kind: str, values: Sequence[str]) -> str | None:
    if len(values) > 1 or len(values[0]) > LONGEST:
        return PROBLEM_SENTENCES["long"]
    if kind == "last4" and not re.fullmatch(r"[0-9]{4}", values[0].strip()):
        return PROBLEM_SENTENCES["last4"]
    if kind == "day" and not _day(values[0].strip()):
        return PROBLEM_SENTENCES["day"]
    return None


def _day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text and "2000" <= text[:4] < "2100"
    except ValueError:
        return False


def arising(answers: Answers) -> Iterator[Question]:
    """The questions that belong to what was chosen and answered so far, answered or not, in order."""
    known = symptoms_of(answers)
    return (question for question in questions().values() if _arises(question, answers, known))


def _arises(question: Question, answers: Answers, known: set[str]) -> bool:
    """Does one of its symptoms hold, and was each question before it answered in a way that leads here?"""
    if known.isdisjoint(question.of):
        return False
    return all(
        _arises(questions()[name], answers, known) and not set(answers.get(name, ())).isdisjoint(wanted)
        for name, wanted in question.after.items()
    )


def _chosen(answers: Answers, known: set[str]) -> Iterator[Option]:
    """The options chosen in the questions that arise for these symptoms."""
    return (option for _, options in _answered(answers, known) for option in options)


def _answered(answers: Answers, known: set[str]) -> Iterator[tuple[Question, list[Option]]]:
    for question in questions().values():
        if question.id in answers and question.options and _arises(question, answers, known):
            yield question, [question.options[name] for name in answers[question.id] if name in question.options]
