"""What an attack is: a function that changes a ``Life`` and marks what it made with ``attack=True``."""

from collections.abc import Callable
from dataclasses import dataclass

from evaluation import holdout
from evaluation.simulate.life import Life


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to attack. Published numbers group attacks by ``family``, a letter."""

    name: str
    family: str
    financial: bool  # money is taken, and the files show it
    run: Callable[[Life], None]
    personas: tuple[str, ...] = ()  # whom it can meet; empty: anybody
    lists: tuple[str, ...] | None = None  # formats of a list of payments that it needs (empty: any); null: needs none

    @property
    def held_out(self) -> bool:
        """Whether it belongs to a hold-out: no threshold was chosen with it in sight."""
        return self.name in holdout.ATTACKS


def attack(
    family: str, *, takes_money: bool = True, personas: tuple[str, ...] = (), lists: tuple[str, ...] | None = None
) -> Callable[[Callable[[Life], None]], Attack]:
    """Makes an attack of a function, under its name."""
    return lambda run: Attack(run.__name__, family, takes_money, run, personas, lists)
