"""What was said at home, and by whom. Each module is one place where people write it down, found because it is there:
its ``records`` are what was said; ``letter_facts`` and ``of_summary`` list who was asked, where it has them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from analyzers.events.answers import Said
from app.cases.record.notes import Notes
from checklists.letter_shape import Facts
from checklists.questions import Answers


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))  # by name


def _each(name: str) -> Iterator[Callable[..., Any]]:
    return (getattr(module, name) for module in _modules() if hasattr(module, name))


def records(content: Notes, answers: Answers) -> tuple[Said, ...]:
    """What was said at home, wherever it was written down; ``answers`` are those to the questionnaire."""
    return tuple(record for of in _each("records") for record in of(content, answers))


def letter_facts(content: Notes, lang: str) -> dict[str, Facts]:
    """Who was asked, as facts of letters (``checklists.letter_shape``)."""
    return {name: fact for of in _each("letter_facts") for name, fact in of(content, lang).items()}


def of_summary(content: Notes, titles: Mapping[str, str], lang: str) -> dict[str, Any]:
    """Who was asked, as fields of the summary's ``State``. ``titles``: of the findings, by their ids."""
    return {name: rows for of in _each("of_summary") for name, rows in of(content, titles, lang).items()}
