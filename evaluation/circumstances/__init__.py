"""Harmless things that look like an attack. Every public function of these modules is one, under its own name.

Those of ``unseen``, ``unseen_second`` and ``unseen_third`` are held back: only personas that are held back have them,
and only an evaluation looks at those.
"""

from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

from evaluation.simulate.life import Life

Circumstance = Callable[[Life], None]


def _found() -> dict[str, Circumstance]:
    modules = [import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__)]
    found = [
        one for module in modules for one in getmembers(module, isfunction) if one[1].__module__ == module.__name__
    ]
    return dict(sorted((name, function) for name, function in found if not name.startswith("_")))


CIRCUMSTANCES = _found()
HELD_BACK = frozenset(name for name, one in CIRCUMSTANCES.items() if one.__module__.startswith(f"{__name__}.unseen"))
