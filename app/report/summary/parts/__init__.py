"""Parts of the summary about what people wrote down and kept: one module each, found because it is there, by the name
that ``checklists.recipients.recipient.Part`` has for it.

``blocks(summary, caps, lang)`` is the part, without a heading where it is empty; ``first_page(summary, lang)``, where a
module has it, is what the first page says of it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from app.report.summary.block import Block, Caps
from app.report.summary.model import Summary

Blocks = Callable[[Summary, Caps, str], Iterator[Block]]


@cache
def _modules() -> Mapping[str, ModuleType]:
    return {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}


def parts() -> Mapping[str, Blocks]:
    """The blocks of each part by its name."""
    return {name: module.blocks for name, module in _modules().items()}


def first_page(summary: Summary, lang: str) -> Iterator[Block]:
    """What the first page of the summary says of these parts."""
    for module in _modules().values():
        if hasattr(module, "first_page"):
            yield from module.first_page(summary, lang)
