"""All content at once, as a process that starts and ``mioboe content`` need it: whole, and right in every file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from checklists.due import deadlines
from checklists.ladder import ladders, safety
from checklists.letter import letters
from checklists.model import ROOT, desks, steps, symptoms
from checklists.questions import questions
from checklists.recipient import recipients
from checklists.schema import ContentError, Fault, fault_in
from checklists.sites import PAGE_SENTENCES, shops

LOADERS: tuple[Callable[[], Any], ...] = (
    steps, desks, symptoms, shops, questions, deadlines, ladders, safety, letters, recipients,
)  # fmt: skip


def check_content() -> None:
    """Loads every file of content, which then stays in memory. ``ContentError`` with the faults of all files: values
    that their type does not take, and names of content that there is not."""
    faults: list[Fault] = []
    for load in LOADERS:
        try:
            load()
        except ContentError as error:
            faults += error.faults
    if not faults:
        faults = [fault for error in _unknown_names() for fault in error.faults]
    if faults:
        raise ContentError(*faults)


def _unknown_names() -> Iterator[ContentError]:
    """Where content names other content that there is not."""
    pages = {*PAGE_SENTENCES, *(page for shop in shops().values() for page in shop.pages)}
    for step in steps().values():
        file = ROOT / "steps" / step.phase / f"{step.id.partition('.')[2]}.yaml"
        yield from _missing(file, "shops", step.shops, shops())
        yield from _missing(file, "desk", [line.desk for line in step.how if line.desk], desks())
        yield from _missing(file, "requires", step.requires, steps())
        yield from _missing(file, "evidence_first", step.evidence_first, steps())
        for first in step.first:
            yield from _missing(file, "open", first.open, pages)
            yield from _missing(file, "desk", [first.desk] if first.desk else [], desks())
            yield from _missing(file, "needs", [first.needs] if first.needs else [], questions())
            yield from _missing(file, "of", first.of, _callers())
    for symptom in symptoms().values():
        own = [name for name, question in questions().items() if symptom.id in question.of]
        yield from _missing(ROOT / "symptoms.yaml", f"{symptom.id}: before", symptom.before, own)
    for shop in shops().values():
        yield from _missing(ROOT / "shops" / f"{shop.id}.yaml", "desks", [*shop.desks, *shop.line_desks], desks())
    for letter in letters().values():
        yield from _missing(ROOT / "letters" / f"{letter.id}.yaml", "steps", letter.steps, steps())
    for deadline in deadlines().values():
        yield from _missing(ROOT / "deadlines" / f"{deadline.id}.yaml", "steps", deadline.steps, steps())
    for recipient in recipients().values():
        yield from _missing(ROOT / "recipients" / f"{recipient.id}.yaml", "letters", recipient.letters, letters())


def _callers() -> set[str]:
    """What can call for a step: the symptoms, and the answers as steps name them."""
    return {*symptoms(), *(f"{name}={option}" for name, asked in questions().items() for option in asked.options)}


def _missing(file: Path, key: str, names: Any, known: Any) -> Iterator[ContentError]:
    for name in names:
        if name not in known:
            lines = file.read_text("utf-8").splitlines()
            line = next((number for number, text in enumerate(lines, 1) if name in text), 1)
            yield fault_in(file, f"{key}: there is no {name!r}", line)
