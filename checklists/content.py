"""Loads all content and checks it, for a process that starts and for ``mioboe content``: no fault in any file."""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from checklists.captures.shots import FOLDER, KINDS, captures, kinds
from checklists.due import deadlines
from checklists.facts import facts, from_findings, rules
from checklists.ladder import ladders, safety
from checklists.letter import check_texts, letters
from checklists.model import desks, steps, symptoms
from checklists.questions import START, questions
from checklists.recipient import recipients
from checklists.schema import ROOT, ContentError, Fault, fault_in
from checklists.scripts import scripts
from checklists.sites import PAGE_SENTENCES, shops
from checklists.statement_names import statement_names

LOADERS: tuple[Callable[[], Any], ...] = (
    facts, rules, from_findings, steps, desks, symptoms, shops, questions, deadlines, ladders, safety, letters,
    recipients, statement_names, scripts, kinds, captures,
)  # fmt: skip


def load_content() -> None:
    """Loads every file of content, which then stays in memory. ``ContentError`` with the faults of all files: values
    that their type does not take."""
    _load_each(LOADERS)


def check_content() -> None:
    """Loads all content, and checks what loading does not: the texts of letters, and that there is all content that
    other content names. ``ContentError`` with the faults of all files."""
    _load_each((*LOADERS, check_texts))
    faults = [fault for error in (*_unknown_names(), *_unknown_facts()) for fault in error.faults]
    if faults:
        raise ContentError(*faults)


def _load_each(loaders: Iterable[Callable[[], Any]]) -> None:
    faults: list[Fault] = []
    for load in loaders:
        try:
            load()
        except ContentError as error:
            faults += error.faults
    if faults:
        raise ContentError(*faults)


def _unknown_names() -> Iterator[ContentError]:
    """Where content names other content that there is not."""
    pages = {*PAGE_SENTENCES, *(page for shop in shops().values() for page in shop.pages)}
    for step in steps().values():
        file = _file(step.phase, step.id)
        yield from _missing(file, "shops", step.shops, shops())
        yield from _missing(file, "desk", [line.desk for line in step.how if line.desk], desks())
        yield from _missing(file, "twin", [step.twin] if step.twin else [], steps())
        for first in step.first:
            yield from _missing(file, "open", first.open, pages)
            yield from _missing(file, "desk", [first.desk] if first.desk else [], desks())
            yield from _missing(file, "needs", [first.needs] if first.needs else [], questions())
    for symptom in symptoms().values():
        own = [name for name, question in questions().items() if symptom.id in question.of]
        yield from _missing(ROOT / "symptoms.yaml", f"{symptom.id}: before", symptom.before, own)
    for shop in shops().values():
        yield from _missing(ROOT / "shops" / f"{shop.id}.yaml", "desks", [*shop.desks, *shop.line_desks], desks())
    for kind in kinds().values():
        yield from _missing(KINDS, "first_for", kind.first_for, symptoms())
    for service in captures().values():
        file = FOLDER / f"{service.id}.yaml"
        yield from _missing(file, "captures", [service.id], shops())
        yield from _missing(file, "kind", [capture.kind for capture in service.pages], kinds())
        named = [capture.page for capture in service.pages if capture.page]
        yield from _missing(file, "page", named, shops()[service.id].pages if service.id in shops() else ())
    for letter in letters().values():
        yield from _missing(ROOT / "letters" / f"{letter.id}.yaml", "steps", letter.steps, steps())
    for deadline in deadlines().values():
        yield from _missing(ROOT / "deadlines" / f"{deadline.id}.yaml", "steps", deadline.steps, steps())
    for group in rules().same:
        yield from _missing(ROOT / "rules.yaml", "same", group, symptoms())
    for rule in rules().behind:
        yield from _missing(ROOT / "rules.yaml", "steps", [*rule.steps, *rule.these], steps())
    yield from _missing(ROOT / "rules.yaml", "sequence", rules().sequence, steps())
    yield from _missing(ROOT / "scripts.yaml", "scripts", scripts(), {START, *questions()})
    for recipient in recipients().values():
        yield from _missing(ROOT / "recipients" / f"{recipient.id}.yaml", "letters", recipient.letters, letters())


def _unknown_facts() -> Iterator[ContentError]:
    """Where content speaks of a fact that there is not."""
    for file, key, names in (*stated(), *asked()):
        yield from _missing(file, key, names, facts())


def stated() -> Iterator[tuple[Path, str, Collection[str]]]:
    """The facts that content states: in which file, under which key, and which."""
    for symptom in symptoms().values():
        yield ROOT / "symptoms.yaml", "states", symptom.states
    for question in questions().values():
        for option in question.options.values():
            yield ROOT / "questions" / f"{question.id.partition('.')[0]}.yaml", "states", option.states
    for statement in (*from_findings().tags.values(), *from_findings().answers.values()):
        yield ROOT / "findings.yaml", "states", statement


def asked() -> Iterator[tuple[Path, str, Collection[str]]]:
    """The facts that content asks for, likewise."""
    for step in steps().values():
        names = [part.fact for conditions in step.for_.values() for condition in conditions for part in condition.asked]
        yield _file(step.phase, step.id), "for", [*names, *step.unless]
        yield _file(step.phase, step.id), "only_if", [part.fact for place in step.only_if for part in place.asked]
        presumed = list(step.presumes or ())
        presumed += [condition for view in step.first for condition in view.presumes]
        presumed += [condition for line in step.how for condition in line.presumes]
        yield _file(step.phase, step.id), "presumes", [part.fact for condition in presumed for part in condition.asked]
    for letter in letters().values():
        names = [part.fact for condition in letter.presumes for part in condition.asked]
        yield ROOT / "letters" / f"{letter.id}.yaml", "presumes", names
    for fact in facts().values():
        names = [part.fact for condition in fact.worked_out for part in condition.asked]
        yield ROOT / "facts.yaml", "worked_out", names
    for rule in rules().behind:
        yield ROOT / "rules.yaml", "if", [part.fact for part in rule.if_.asked] if rule.if_ else []


def _file(phase: str, step: str) -> Path:
    return ROOT / "steps" / phase / f"{step.partition('.')[2]}.yaml"


def _missing(file: Path, key: str, names: Any, known: Any) -> Iterator[ContentError]:
    for name in names:
        if name not in known:
            yield _at(file, name, f"{key}: there is no {name!r}")


def _at(file: Path, name: str, what: str) -> ContentError:
    """A fault at the first line of the file that has the name."""
    lines = file.read_text("utf-8").splitlines()
    return fault_in(file, what, next((number for number, text in enumerate(lines, 1) if name in text), 1))
