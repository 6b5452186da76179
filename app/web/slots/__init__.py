"""What features put on pages of other rooms, so that such a page names no feature and a feature goes with its files.

Each module of this package belongs to one feature and is found because it is there. It says some of these:

* ``SHOWS``: parts of pages, a ``Part`` for each slot. A template leaves a slot open with ``slot("name")``;
* ``HERE``: the pages on which part of a step is done, by the word that steps use (``here:``), each a ``Page``;
* ``NOTES_PAGES``: the pages on which a part of the notes is written, by its name (``app.web.fragments.looks``);
* ``WRITTEN``: pages on which somebody writes what is theirs, which the sample has not (``app.web.sampling``).

The start imports all of them: what they need is imported where it is used.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, NamedTuple

from fastapi import Request
from jinja2 import pass_context
from jinja2.runtime import Context as Rendered
from markupsafe import Markup

from app.web.context import Context


class Part(NamedTuple):
    """What a feature shows in a slot: a template, and a function that gives its values beside those of the page; where
    it gives None, nothing is shown."""

    template: str
    values: Callable[[Request], Context | None] = lambda _: {}


class Page(NamedTuple):
    """A page on which part of a step is done, with its name (a message key): in a step that asks, and in others."""

    path: str
    asks: str
    name: str


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))  # by name


def _each(name: str) -> Iterator[Any]:
    return (getattr(module, name) for module in _modules() if hasattr(module, name))


@cache
def listed(name: str) -> tuple[Any, ...]:
    """What all features say under a name that holds a list."""
    return tuple(value for values in _each(name) for value in values)


@cache
def pages_of_steps() -> dict[str, Page]:
    """The pages on which part of a step is done, by the word that steps use."""
    return {word: page for pages in _each("HERE") for word, page in pages.items()}


@cache
def pages_of_notes() -> dict[str, str]:
    """The pages on which parts of the notes are written, by the names of these parts."""
    return {part: path for paths in _each("NOTES_PAGES") for part, path in paths.items()}


@cache
def _parts(name: str) -> tuple[Part, ...]:
    return tuple(shows[name] for shows in _each("SHOWS") if name in shows)


@pass_context
def slot(context: Rendered, name: str) -> Markup:
    """What features show in a slot of a page. Their templates have the context of the page."""
    parts = []
    for part in _parts(name):
        values = part.values(context["request"])
        if values is not None:
            template = context.environment.get_template(part.template)
            parts.append(template.render({**context.get_all(), **values}))
    return Markup("").join(map(Markup, parts))
