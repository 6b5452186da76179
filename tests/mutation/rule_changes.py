"""Changes of rules and of what is stated for ``tests.mutation.plans``: each kind with every mutant of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from checklists.facts import Condition, FactCondition, Statement, facts, from_findings, rules
from checklists.model import symptoms
from checklists.questions import questions
from tests.mutation.plan_changes import KINDS, Mutant, Patch, kind

__all__ = ["KINDS"]

# Rules


def _rules(**changes: Any) -> tuple[Patch, ...]:
    changed = replace(rules(), **changes)
    return (("order", "rules", lambda: changed), ("situation", "rules", lambda: changed))


def _behind(change: Callable[[Any], Any]) -> Iterator[Mutant]:
    every = rules().behind
    for place, rule in enumerate(every):
        new = change(rule)
        if new != rule:
            what = f"{rule.if_.text if rule.if_ else 'always'}: {rule.is_ or rule.kind or rule.these}"
            changed = (*every[:place], *([new] if new else []), *every[place + 1 :])
            named = tuple(part.fact for part in rule.if_.asked) if rule.if_ else ()
            yield Mutant(what, patches=_rules(behind=changed), facts=named)


@kind("a rule of safety is left out")
def _() -> Iterator[Mutant]:
    yield from _behind(lambda _rule: None)


@kind("a rule of safety has no clock")
def _() -> Iterator[Mutant]:
    yield from _behind(lambda rule: replace(rule, clock=None) if rule.steps else None if rule.clock else rule)


@kind("a rule of safety puts nothing first")
def _() -> Iterator[Mutant]:
    yield from _behind(lambda rule: rule if not rule.steps else replace(rule, steps=()) if rule.clock else None)


@kind("a rule of safety waits for certainty")
def _() -> Iterator[Mutant]:
    def certain(rule: Any) -> Any:
        asked = (
            [FactCondition(term.fact, "yes") if term.asks == "possible" else term for term in rule.if_.asked]
            if rule.if_
            else []
        )
        return replace(rule, if_=Condition(rule.if_.text, tuple(asked))) if rule.if_ else rule

    yield from _behind(certain)


@kind("symptoms of one incident are apart")
def _() -> Iterator[Mutant]:
    for group in rules().same:
        same = tuple(other for other in rules().same if other != group)
        yield Mutant(" ".join(group), patches=_rules(same=same))


@kind("all symptoms are one incident")
def _() -> Iterator[Mutant]:
    yield Mutant("one group", patches=_rules(same=(tuple(symptoms()),)))


# What is stated


def _without(statement: Statement, fact: str, **values: Any) -> Statement:
    return Statement({name: value for name, value in statement.items() if name != fact} | values)


def _symptoms(changed: Any) -> tuple[Patch, ...]:
    every = {**symptoms(), changed.id: changed}
    return (("situation", "symptoms", lambda: every),)


@kind("a symptom does not state a fact")
def _() -> Iterator[Mutant]:
    for symptom in symptoms().values():
        for fact in symptom.states:
            changed = replace(symptom, states=_without(symptom.states, fact))
            yield Mutant(f"{symptom.id}: {fact}", patches=_symptoms(changed), about=symptom.id)


@kind("what a symptom states only may be")
def _() -> Iterator[Mutant]:
    for symptom in symptoms().values():
        for fact, value in symptom.states.items():
            if value == "yes":
                changed = replace(symptom, states=Statement({**symptom.states, fact: "may"}))
                yield Mutant(f"{symptom.id}: {fact}", patches=_symptoms(changed), about=symptom.id)


def _options(*values: str) -> Iterator[Mutant]:
    for question in questions().values():
        for name, option in question.options.items():
            for fact, value in option.states.items():
                if value in values:
                    new = replace(option, states=_without(option.states, fact))
                    changed = replace(question, options={**question.options, name: new})
                    every = {**questions(), question.id: changed}
                    patches = (("situation", "questions", lambda every=every: every),)
                    yield Mutant(f"{question.id}={name}: {fact}", patches=patches, about=f"{question.id}={name}")


@kind("an answer does not state a fact")
def _() -> Iterator[Mutant]:
    yield from _options("yes", "may")


@kind("an answer does not say no")
def _() -> Iterator[Mutant]:
    yield from _options("no")


@kind("an answer does not say no to what others state")
def _() -> Iterator[Mutant]:
    for question in questions().values():
        if question.kind == "many" and any(option.states for option in question.options.values()):
            every = {**questions(), question.id: replace(question, kind="one")}
            patches = (("situation", "questions", lambda every=every: every),)
            yield Mutant(question.id, patches=patches, about=f"{question.id}=")


@kind("a finding does not state a fact")
def _() -> Iterator[Mutant]:
    whole = from_findings()
    for part in ("tags", "answers"):
        for name, statement in getattr(whole, part).items():
            for fact in statement:
                changed = replace(whole, **{part: {**getattr(whole, part), name: _without(statement, fact)}})
                patches = (("situation", "from_findings", lambda changed=changed: changed),)
                yield Mutant(f"{name}: {fact}", patches=patches, about=name)
    for name, event in whole.events.items():
        for part in ("states", "denied"):
            for fact in getattr(event, part):
                less = replace(event, **{part: _without(getattr(event, part), fact)})
                changed = replace(whole, events={**whole.events, name: less})
                patches = (("situation", "from_findings", lambda changed=changed: changed),)
                yield Mutant(f"{name}, {part}: {fact}", patches=patches, about=name)


@kind("a fact about the person stays with its incident")
def _() -> Iterator[Mutant]:
    names = frozenset(name for name, fact in facts().items() if fact.everywhere)
    for name in names:
        left = names - {name}
        yield Mutant(name, patches=(("situation", "_everywhere", lambda left=left: left),), facts=(name,))


@kind("what follows from a fact does not follow")
def _() -> Iterator[Mutant]:
    every = {name: fact.worked_out for name, fact in facts().items() if fact.worked_out}
    for name, conditions in every.items():
        for condition in conditions:
            left = {**every, name: tuple(other for other in conditions if other != condition)}
            patches = (("situation", "_worked_out", lambda left=left: left),)
            named = tuple(part.fact for part in condition.asked)
            yield Mutant(f"{name}: {condition.text}", patches=patches, facts=named)


# How a plan is made


@kind("how a plan is made is looser")
def _() -> Iterator[Mutant]:
    yield Mutant("any first view is shown", patches=(("choose", "is_true", lambda *_of: True),))
    yield Mutant("every step looks closer", patches=(("choose", "looks_closer", lambda _step: True),))
    yield Mutant("nine steps are now", patches=(("order", "MOST_NOW", 9),))
    yield Mutant("steps of all shops suit", patches=(("choose", "_suits", lambda *_of: True),))
    yes = {f"country.{name}": "yes" for name in ("jp", "us", "uk", "eu")}
    yield Mutant("all countries fit", patches=(("situation", "_of_countries", lambda *_of: yes),))
    yield Mutant("twins stay", patches=(("choose", "_without_twins", lambda plan, _of: plan),))
