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
    """One feature: ``module`` is the full name of its module."""

    name: str
    module: str


@cache
def features() -> dict[str, Feature]:
    """Every feature by its name."""
    measured = {}
    for file in iter_modules(__path__):
        module = import_module(f"{__name__}.{file.name}")
        members = vars(module)
        if "measure" in members:
            measured[file.name] = Feature(file.name, module.__name__)
    return measured
