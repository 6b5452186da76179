"""The forms in which the summary can be downloaded: one module each, found because it is there; no form adds content.

The name of the module is the ending of its files. It has ``title`` and ``hint`` (message keys) and ``rank`` for its
place on the page, ``MEDIA_TYPE``, and ``render(summary) -> bytes``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from app.report.summary.model import Summary

FORMS = tuple(sorted(module.name for module in iter_modules(__path__)))


@dataclass(frozen=True, slots=True)
class Form:
    """One form, as its module declares it."""

    name: str
    title: str
    hint: str
    rank: int
    media_type: str
    render: Callable[[Summary], bytes]


def form(name: str) -> Form:
    """The form of a name in ``FORMS``, whose module alone is imported; ``ValueError`` for another name."""
    if name not in FORMS:
        raise ValueError(f"no such form of the summary: {name}")
    module = import_module(f"{__name__}.{name}")
    return Form(name, module.title, module.hint, module.rank, module.MEDIA_TYPE, module.render)


def forms() -> list[Form]:
    """All forms in the order of the page."""
    return sorted(map(form, FORMS), key=lambda entry: entry.rank)
