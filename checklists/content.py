"""Loads all content and checks it, for a process that starts, ``mioboe content`` and ``mioboe plan``: no fault in any
file."""

from collections.abc import Callable, Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from checklists.before import doors
from checklists.captures.shots import FOLDER, KINDS, captures, kinds
from checklists.due import deadlines
from checklists.facts import facts, from_findings, rules
from checklists.keys import keys
from checklists.ladders.ladder import ladders, safety
from checklists.letter import check_texts, letters
from checklists.model import desks, steps, symptoms
from checklists.questions import START, UNKNOWN, questions
from checklists.recipients.recipient import recipients
from checklists.schema import ROOT, ContentError, Fault, fault_in
from checklists.scripts import scripts
from checklists.sites import PAGE_SENTENCES, shops
from checklists.statement_names import statement_names

LOADERS: tuple[Callable[[], Any], ...] = (
    facts, rules, from_findings, keys, steps, desks, symptoms, shops, questions, doors, deadlines, ladders, safety,
    letters, recipients, statement_names, scripts, kinds, captures,
)  # fmt: skip
SYMPTOMS = ROOT / "symptoms.yaml"
# What content may name, and where it is added: by its id, and the parts before and behind its first point.
PLACES = {
    "symptom": "symptoms.yaml",
    "question": "questions/{first}.yaml",
    "fact": "facts.yaml",
    "step": "steps/{first}/{last}.yaml",
    "desk": "contacts/{first}.yaml",
    "letter": "letters/{id}.yaml",
    "shop": "shops/{id}.yaml",
    "kind of page": "captures/kinds.yaml",
    "kind of key": "keys.yaml",
    "door": "keys.yaml",
}


class Naming(NamedTuple):
    """Content that names other content: in which file, under which key, which names of what ``kind``, and which names
    exist."""

    file: Path
    key: str
    names: Iterable[str]
    kind: str
    known: Collection[str]


def load_content() -> None:
    """Loads every file of content, which then stays in memory. ``ContentError`` with the faults of all files: values
    that their type does not take."""
    _load_each(LOADERS)


def check_content() -> None:
    """Loads all content, and checks what loading does not: the texts of letters, and that all content exists that other
    content names. ``ContentError`` with the faults of all files."""
    _load_each((*LOADERS, check_texts))
    faults = [fault for error in (*_missing(), *_never_asked()) for fault in error.faults]
    if faults:
        raise ContentError(*faults)


def _load_each(loaders: Iterable[Callable[[], Any]]) -> None:
    faults: dict[Fault, None] = {}  # A fault of symptoms is one of the questions too.
    for load in loaders:
        try:
            load()
        except ContentError as error:
            faults |= dict.fromkeys(error.faults)
    if faults:
        raise ContentError(*faults)


def _missing() -> Iterator[ContentError]:
    """Where content names other content that does not exist."""
    for naming in (*_of_steps(), *_of_questions(), *_of_services(), *_of_papers(), *_of_facts()):
        for name in naming.names:
            if name not in naming.known:
                yield _at(
                    naming.file, name, f"{naming.key}: there is no {naming.kind} {name!r}.{_advice(naming, name)}"
                )


def _advice(naming: Naming, name: str) -> str:
    """What to do about a name that does not exist."""
    near = get_close_matches(name, naming.known, 1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    if naming.kind not in PLACES:
        return meant or f" There are {', '.join(sorted(naming.known))}."
    first, _, last = name.partition(".")
    place = PLACES[naming.kind].format(id=name, first=first, last=last)
    return f"{meant} Correct the name, or add it to checklists/{place}."


def _never_asked() -> Iterator[ContentError]:
    """Questions that no symptom lists."""
    for question in questions().values():
        if not question.of:
            what = "no symptom asks this; name it under `before` or `later` of one in checklists/symptoms.yaml"
            yield _at(_questions(question.id), f"{question.id.partition('.')[2]}:", f"{question.id}: {what}")


def _of_steps() -> Iterator[Naming]:
    pages = {*PAGE_SENTENCES, *(page for shop in shops().values() for page in shop.pages)}
    for step in steps().values():
        file = _file(step.phase, step.id)
        yield Naming(file, "shops", step.shops, "shop", shops())
        yield Naming(file, "desk", [line.desk for line in step.how if line.desk], "desk", desks())
        yield Naming(file, "takes", [name.kind for name in step.takes], "kind of key", keys().kinds)
        yield Naming(file, "takes", [name.door for name in step.takes], "door", keys().doors)
        yield Naming(file, "twin", [step.twin] if step.twin else [], "step", steps())
        for first in step.first:
            yield Naming(file, "open", first.open, "page", pages)
            yield Naming(file, "desk", [first.desk] if first.desk else [], "desk", desks())
            yield Naming(file, "needs", [first.needs] if first.needs else [], "question", questions())
    for rule in rules().behind:
        yield Naming(ROOT / "rules.yaml", "steps", [*rule.steps, *rule.these], "step", steps())
    yield Naming(ROOT / "rules.yaml", "sitting", rules().sitting, "step", steps())
    put = [name for put in keys().puts for name in put.keys]
    put += [name for leaves in keys().leaves for name in (*leaves.from_, *leaves.keys)]
    put += [*keys().ways_in.of, *keys().ways_in.keys]
    yield Naming(ROOT / "keys.yaml", "keys", [name.kind for name in put], "kind of key", keys().kinds)
    yield Naming(ROOT / "keys.yaml", "keys", [name.door for name in put], "door", keys().doors)


def _of_questions() -> Iterator[Naming]:
    for symptom in symptoms().values():
        yield Naming(SYMPTOMS, f"{symptom.id}: before", symptom.before, "question", questions())
        yield Naming(SYMPTOMS, f"{symptom.id}: later", symptom.later, "question", questions())
    for question in questions().values():
        file = _questions(question.id)
        yield Naming(file, "means", [question.means] if question.means else [], "symptom", question.of)
        yield Naming(file, "after", question.after, "question", questions())
        for name, values in question.after.items():
            yield _answers(file, "after", name, values)
        for option in question.options.values():
            yield Naming(file, "implies", option.implies, "symptom", symptoms())
    for group in rules().same:
        yield Naming(ROOT / "rules.yaml", "same", group, "symptom", symptoms())
    for door in doors().values():
        yield Naming(ROOT / "doors.yaml", "symptom", [tile.symptom for tile in door.tiles], "symptom", symptoms())
    yield Naming(ROOT / "scripts.yaml", "scripts", scripts(), "question", {START, *questions()})


def _of_services() -> Iterator[Naming]:
    for shop in shops().values():
        file = ROOT / "shops" / f"{shop.id}.yaml"
        yield Naming(file, "desks", [*shop.desks, *shop.line_desks], "desk", desks())
    for kind in kinds().values():
        yield Naming(KINDS, "first_for", kind.first_for, "symptom", symptoms())
    for service in captures().values():
        file = FOLDER / f"{service.id}.yaml"
        yield Naming(file, "captures", [service.id], "shop", shops())
        yield Naming(file, "kind", [capture.kind for capture in service.pages], "kind of page", kinds())
        named = [capture.page for capture in service.pages if capture.page]
        yield Naming(file, "page", named, "page", shops()[service.id].pages if service.id in shops() else ())


def _of_papers() -> Iterator[Naming]:
    for letter in letters().values():
        yield Naming(ROOT / "letters" / f"{letter.id}.yaml", "steps", letter.steps, "step", steps())
    for deadline in deadlines().values():
        file = ROOT / "deadlines" / f"{deadline.id}.yaml"
        yield Naming(file, "steps", deadline.steps, "step", steps())
        yield Naming(file, "answers", deadline.answers, "question", questions())
        for name, values in deadline.answers.items():
            yield _answers(file, "answers", name, values)
    for recipient in recipients().values():
        file = ROOT / "recipients" / f"{recipient.id}.yaml"
        yield Naming(file, "letters", recipient.letters, "letter", letters())
    for ladder in ladders().values():
        file = ROOT / "ladders" / f"{ladder.id}.yaml"
        yield Naming(file, "step", [rung.step for rung in ladder.rungs if rung.step], "step", steps())
        yield Naming(file, "desk", [rung.desk for rung in ladder.rungs if rung.desk], "desk", desks())
        yield Naming(file, "letter", [rung.letter for rung in ladder.rungs if rung.letter], "letter", letters())
    yield Naming(ROOT / "safety.yaml", "desks", [helper.desk for helper in safety().desks], "desk", desks())


def _of_facts() -> Iterator[Naming]:
    for file, key, names in (*stated(), *asked()):
        yield Naming(file, key, names, "fact", facts())


def _answers(file: Path, key: str, question: str, values: Iterable[str]) -> Naming:
    options = questions()[question].options if question in questions() else values
    return Naming(file, key, values, f"answer of {question}", {*options, UNKNOWN})


def stated() -> Iterator[tuple[Path, str, Collection[str]]]:
    """The facts that content states: in which file, under which key, and which."""
    for symptom in symptoms().values():
        yield ROOT / "symptoms.yaml", "states", symptom.states
    for question in questions().values():
        for option in question.options.values():
            yield ROOT / "questions" / f"{question.id.partition('.')[0]}.yaml", "states", option.states
    stating = from_findings()
    of_events = [statement for event in stating.events.values() for statement in (event.states, event.denied)]
    for statement in (*of_events, *stating.tags.values(), *stating.answers.values(), *stating.home.values()):
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
        yield ROOT / "facts.yaml", "beside", fact.beside
    for put in keys().puts:
        yield ROOT / "keys.yaml", "if", [part.fact for condition in put.if_ for part in condition.asked]
    yield ROOT / "keys.yaml", "known", keys().ways_in.known
    for rule in rules().behind:
        yield ROOT / "rules.yaml", "if", [part.fact for part in rule.if_.asked] if rule.if_ else []


def _file(phase: str, step: str) -> Path:
    return ROOT / "steps" / phase / f"{step.partition('.')[2]}.yaml"


def _questions(question: str) -> Path:
    return ROOT / "questions" / f"{question.partition('.')[0]}.yaml"


def _at(file: Path, name: str, what: str) -> ContentError:
    """A fault at the first line of the file that has the name."""
    lines = file.read_text("utf-8").splitlines()
    return fault_in(file, what, next((number for number, text in enumerate(lines, 1) if name in text), 1))
