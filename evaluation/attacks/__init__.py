"""What is done to accounts: one module for each family, found because it is there.

A module has ``family`` (a letter), and its public functions are its attacks: each changes a ``Life`` and marks what it
made with ``attack=True``. ``no_money`` names those that take no money, ``personas`` for whom else than anybody an
attack makes sense, and ``held_back`` is true where no threshold was chosen with the family in sight. ``lists`` names
those that need a list of payments, with the formats of which one must be handed in (empty: any).
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

from evaluation.simulate.life import Life


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to attack. ``financial``: money is taken, and the files tell of it."""

    name: str
    family: str
    financial: bool
    run: Callable[[Life], None]
    personas: tuple[str, ...] = ()  # whom it can meet; empty: anybody
    held_back: bool = False
    lists: tuple[str, ...] | None = None


def _found() -> dict[str, Attack]:
    found = {}
    for file in iter_modules(__path__):
        if file.name.startswith("_"):
            continue
        module = import_module(f"{__name__}.{file.name}")
        free, whom = getattr(module, "no_money", ()), getattr(module, "personas", {})
        unseen, lists = bool(getattr(module, "held_back", False)), getattr(module, "lists", {})
        for name, function in getmembers(module, isfunction):
            if not name.startswith("_") and function.__module__ == module.__name__:
                family, money = module.family, name not in free
                found[name] = Attack(name, family, money, function, whom.get(name, ()), unseen, lists.get(name))
    return dict(sorted(found.items(), key=lambda one: (one[1].family, one[0])))


ATTACKS = _found()
