"""Changes of the steps of a plan for ``tests.mutation.plans``: each kind with every mutant of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from checklists.facts import Clock, Condition, FactCondition
from checklists.model import Step, steps

CLOCKS: tuple[Clock, ...] = get_args(Clock)
Patch = tuple[str, str, Any]  # module, name, value


@dataclass(frozen=True)
class Mutant:
    """One change: what it is in words, the changed steps, and what is patched. Without these it changes nothing:
    ``step``, the one step that it changes; ``about``, the symptom, answer (``message.typed=password``) or tag; the
    ``facts`` one of which has to be named."""

    what: str
    steps: Mapping[str, Step] | None = None
    patches: tuple[Patch, ...] = ()
    step: str | None = None
    about: str | None = None
    facts: tuple[str, ...] = ()


KINDS: dict[str, Callable[[], Iterator[Mutant]]] = {}


def mutants(kind: str) -> Iterator[Mutant]:
    """Every mutant of a kind."""
    return KINDS[kind]()


def kind(name: str) -> Callable[[Callable[[], Iterator[Mutant]]], Callable[[], Iterator[Mutant]]]:
    """Adds a kind under its name."""

    def add(function: Callable[[], Iterator[Mutant]]) -> Callable[[], Iterator[Mutant]]:
        KINDS[name] = function
        return function

    return add


# Steps


def _with(step: Step, what: str) -> Mutant:
    return Mutant(f"{step.id}: {what}", {**steps(), step.id: step}, step=step.id)


def _conditions() -> Iterator[tuple[Step, Clock, int, Condition]]:
    for step in steps().values():
        for clock, conditions in step.for_.items():
            for place, condition in enumerate(conditions):
                yield step, clock, place, condition


def _replaced(step: Step, clock: Clock, place: int, *new: Condition) -> Step:
    conditions = step.for_[clock]
    return replace(step, for_={**step.for_, clock: (*conditions[:place], *new, *conditions[place + 1 :])})


def _terms(change: Callable[[FactCondition], FactCondition | None], *asks: str, more: bool = False) -> Iterator[Mutant]:
    """Mutants in which one term that asks so is changed, or is left out where the change gives None."""
    for step, clock, place, condition in _conditions():
        for at, term in enumerate(condition.asked):
            if term.asks in asks and (not more or len(condition.asked) > 1):
                new = change(term)
                asked = (*condition.asked[:at], *([new] if new else []), *condition.asked[at + 1 :])
                changed = _replaced(step, clock, place, Condition(condition.text, asked))
                yield _with(changed, f"{condition.text}: {term.fact} is {new.asks if new else 'left out'}")


@kind("a condition of a step is left out")
def _() -> Iterator[Mutant]:
    for step, clock, place, condition in _conditions():
        yield _with(_replaced(step, clock, place), f"{clock}: {condition.text}")


@kind("a term that is asked for is left out")
def _() -> Iterator[Mutant]:
    yield from _terms(lambda _term: None, "yes", "possible", "may", more=True)


@kind("a term that rules something out is left out")
def _() -> Iterator[Mutant]:
    yield from _terms(lambda _term: None, "not_yes", "not_no", more=True)


@kind("yes becomes may be")
def _() -> Iterator[Mutant]:
    yield from _terms(lambda term: FactCondition(term.fact, "may"), "yes")


@kind("may be no longer counts")
def _() -> Iterator[Mutant]:
    yield from _terms(lambda term: FactCondition(term.fact, "yes"), "possible", "may")


@kind("yes becomes no")
def _() -> Iterator[Mutant]:
    yield from _terms(lambda term: FactCondition(term.fact, "no"), "yes")


def _clocks(by: Callable[[int], int]) -> Iterator[Mutant]:
    for step, clock, place, condition in _conditions():
        new = CLOCKS[max(0, min(by(CLOCKS.index(clock)), len(CLOCKS) - 1))]
        if new != clock:
            changed = _replaced(step, clock, place)
            changed = replace(changed, for_={**changed.for_, new: (*changed.for_.get(new, ()), condition)})
            yield _with(changed, f"{condition.text}: {new} for {clock}")


@kind("a clock is two earlier")
def _() -> Iterator[Mutant]:
    yield from _clocks(lambda place: place - 2)


@kind("a clock is two later")
def _() -> Iterator[Mutant]:
    yield from _clocks(lambda place: place + 2)


@kind("a clock never runs")
def _() -> Iterator[Mutant]:
    yield from _clocks(lambda _place: len(CLOCKS) - 1)


@kind("a step is not there")
def _() -> Iterator[Mutant]:
    for name in steps():
        yield Mutant(name, {other: step for other, step in steps().items() if other != name}, step=name)


@kind("a trait of a step is left out")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        for trait in step.is_:
            yield _with(replace(step, is_=tuple(other for other in step.is_ if other != trait)), trait)


@kind("a stop is of no kind")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        if step.kind == "stop":
            yield _with(replace(step, kind="rest"), "rest")


@kind("what cuts off is of no kind")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        if step.kind in ("cut", "safety"):
            yield _with(replace(step, kind="rest"), "rest")


@kind("a step that locks counts as a stop")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        if step.kind in ("account", "mailbox"):
            yield _with(replace(step, kind="stop"), "stop")


@kind("a step of one country is for all")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        if step.only_if:
            yield _with(replace(step, only_if=()), "every country")


@kind("a step of listed shops is for all")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        if step.shops and step.phase == "shop":
            yield _with(replace(step, shops=()), "every shop")


@kind("what spares a step is left out")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        if step.unless:
            yield _with(replace(step, unless=()), " ".join(step.unless))


@kind("an account that is the mailbox is locked twice")
def _() -> Iterator[Mutant]:
    for step in steps().values():
        if step.twin:
            yield _with(replace(step, twin=None), "no twin")
