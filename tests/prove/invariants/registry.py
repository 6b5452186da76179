"""The invariants by their sentences, and which of them a plan breaks."""

from collections.abc import Callable, Iterator, Mapping
from inspect import getsource

from checklists.facts import facts
from tests.prove.plans import Case

Invariant = Callable[[Case], bool]
INVARIANTS: dict[str, Invariant] = {}


def invariant(sentence: str) -> Callable[[Invariant], Invariant]:
    """Adds an invariant under its sentence."""

    def add(function: Invariant) -> Invariant:
        INVARIANTS[sentence] = function
        return function

    return add


def broken(case: Case) -> Iterator[str]:
    """The sentences that do not hold of a plan."""
    for sentence, holds in INVARIANTS.items():
        if not holds(case):
            yield sentence


def facts_named() -> Mapping[str, int]:
    """How many invariants speak of each fact."""
    text = "\n".join([*map(getsource, INVARIANTS.values()), *INVARIANTS])
    return {name: text.count(name) for name in facts()}
