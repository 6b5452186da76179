"""Measurements of a history that detectors share, each taken once. Features know no detector and create no findings.

Every module here that has a function ``measure(history)`` is a feature: detectors name the module in their ``needs``
and get its result from ``history.of(module.measure)``. The other modules are helpers.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: ``module`` is the full name of its module. ``depends_on_answers``: its result changes with what
    the owner recognises."""

    name: str
    module: str
    depends_on_answers: bool


@cache
def features() -> dict[str, Feature]:
    """Every feature by its name."""
    found = {}
    for file in iter_modules(__path__):
        module = import_module(f"{__name__}.{file.name}")
        given = vars(module)
        if "measure" in given:
            answers = given.get("depends_on_answers", False)
            found[file.name] = Feature(file.name, module.__name__, answers)
    return found
