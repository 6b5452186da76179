"""Nothing is shown untranslated because somebody forgot to mark it: what declares sentences is asked for them."""

import ast
import dataclasses
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_type_hints

import pytest

import app.main  # noqa: F401 (every error class is there once the pages are)
from analyzers.rules.contract import detectors
from app.errors import Mistake
from app.i18n.extraction import PACKAGES, ROOT, sentences
from app.importers import formats
from checklists import due, letter, model, questions, sites
from checklists.ladders import ladder
from checklists.schema import Sentence

READS_AS_A_SENTENCE = re.compile(r"[A-Z“{].* .*[a-z}”)][.?!…]", re.DOTALL)
# Whole sentences that no page, command or letter shows to the person: for developers and operators, or of the options
# of a command.
NOT_SHOWN = (
    "analyzers/rules/tags.py",
    "analyzers/thresholds/__init__.py",
    "app/report/schema.py",
    "app/cli/command.py",
    "app/web/metrics.py",
)
FOREIGN = {"Id. de referencia de trans."}  # a column of PayPal in Spanish
CONTENT = (model.steps, model.symptoms, model.desks, sites.shops, questions.questions, letter.letters, due.deadlines,
           ladder.ladders)  # fmt: skip


def strings(source: str) -> Iterator[str]:
    """The string literals of a module but docstrings and the parts of f-strings."""
    tree = ast.parse(source)
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    skipped |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


@cache
def keys() -> set[str]:
    """Every form of the sentences in the catalogue."""
    return {form for key in sentences() for form in ([key] if isinstance(key, str) else key)}


def unmarked(source: str) -> list[str]:
    """The literals of a module that read as a sentence and are in no catalogue."""
    return [text for text in strings(source) if READS_AS_A_SENTENCE.fullmatch(text) and text not in keys() | FOREIGN]


def test_every_sentence_in_the_source_is_marked() -> None:
    """Whatever its variable is called: a literal that reads as a sentence is in the catalogue."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    found = {file.relative_to(ROOT).as_posix(): unmarked(file.read_text("utf-8")) for file in files}
    assert {file: texts for file, texts in found.items() if texts and file not in NOT_SHOWN} == {}


@pytest.mark.parametrize(
    "source",
    ['raise TooMany("There is no mark here.")', 'whatever = "There is no mark here."', 'f({"x": "There is no mark."})'],
)
def test_a_sentence_without_a_mark_is_found(source: str) -> None:
    """The check above sees what is passed, assigned and put into a table."""
    assert unmarked(source)


def test_what_detectors_say_is_in_the_catalogue() -> None:
    """Title, message, the harmless explanation, the line of the timeline and the reasons of every detector."""
    said = [
        text
        for one in detectors().values()
        for text in (one.title, one.message, one.innocent, one.sentence or one.title, *one.reasons.values())
    ]
    assert [text for text in said if text not in keys()] == []


def test_what_formats_say_is_in_the_catalogue() -> None:
    """The name of every format, how to get its file, how long that takes and what it cannot show."""
    said = [
        text
        for one in formats().values()
        for text in (one.title, *one.get, one.takes, one.cannot_show)
        if text is not None and text != ""
    ]
    assert [text for text in said if text not in keys()] == []


def every(error: type[Mistake]) -> Iterator[type[Mistake]]:
    """An error class and all that are derived from it."""
    yield error
    for derived in error.__subclasses__():
        yield from every(derived)


def test_what_errors_say_is_in_the_catalogue() -> None:
    """Title and message of everything that a person can act on."""
    said = [
        text for error in every(Mistake) if error.__module__.startswith("app.") for text in (error.title, error.message)
    ]
    assert [text for text in said if text not in keys()] == []
    assert said


def declared(given: Any) -> Iterator[str]:
    """Every value of type ``Sentence`` in a piece of content."""
    if isinstance(given, Mapping):
        for one in given.values():
            yield from declared(one)
    elif isinstance(given, tuple):
        for one in given:
            yield from declared(one)
    elif dataclasses.is_dataclass(given):
        for name, hint in get_type_hints(type(given)).items():
            value = getattr(given, name)
            if hint in (Sentence, Sentence | None):
                yield from [value] if value else []
            elif hint == tuple[Sentence, ...]:
                yield from value
            else:
                yield from declared(value)


@pytest.mark.parametrize("content", [*CONTENT, ladder.safety], ids=lambda one: one.__name__)
def test_what_the_content_says_is_in_the_catalogue(content: Any) -> None:
    """Whatever its key in the YAML is called: what the schema calls a sentence is translated."""
    said = list(declared(content()))
    assert [text for text in said if text not in keys()] == []
    assert said or content is sites.shops
