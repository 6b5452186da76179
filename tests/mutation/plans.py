"""``make mutation-plan``: conditions, rules and statements with one thing changed, against the invariants of plans.

A kind of change counts as caught where one of its mutants breaks an invariant; beside it stands how many do. What
survives is named: it shows of which part of the content no invariant speaks."""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from itertools import islice
from unittest.mock import patch

from checklists import choose, order, situation
from checklists.model import Step, steps
from checklists.order import Plan
from checklists.questions import chosen
from checklists.situation import Incident
from tests.mutation.plan_changes import Mutant, mutants
from tests.mutation.rule_changes import KINDS
from tests.prove.invariants import broken
from tests.prove.plans import Case
from tests.prove.situations import Situation, every_situation, few_situations, of_findings

MODULES = {"choose": choose, "order": order, "situation": situation}
SEED = 7
CAUGHT_SHARE = 24 / 26  # of the kinds that has to be caught
MOST_LOOKED_AT = 80  # cases that a change is about, before all others
MOST_NAMING = 400  # of those that only name its facts


@cache
def looked_at() -> list[Case]:
    """Situations with their facts and plans as they are, in an order that finds a fault soon."""
    return [Case.of(one) for one in _drawn({"alone": 900, "beside": 300, "few": 300, "findings": 200})]


@cache
def pool() -> list[tuple[Situation, frozenset[str], list[Incident]]]:
    """Many more situations, with what was said and the facts, from which those are taken that a change is about."""
    drawn = _drawn({"alone": 7000, "beside": 5000, "few": 1500, "findings": 1500})
    return [(one, _said(one), Case(one, Plan([], {}, frozenset())).incidents) for one in drawn]


def _said(situation: Situation) -> frozenset[str]:
    """Symptoms, answers, and the tags and answers of findings."""
    of_findings = [name for one in situation.findings for name in (*one.tags, one.verdict or "none")]
    return frozenset((*situation.symptoms, *chosen(situation.every_answer), *of_findings))


def _drawn(numbers: Mapping[str, int]) -> list[Situation]:
    draw = random.Random(SEED)
    every = list(every_situation())
    sources: Mapping[str, list[Situation]] = {
        "alone": [one for one in every if one.hazard == "alone"],
        "beside": [one for one in every if one.hazard != "alone"],
        "few": list(few_situations()),
        "findings": list(of_findings()),
    }
    situations = [one for name, count in numbers.items()
                  for one in draw.sample(sources[name], min(count, len(sources[name])))]  # fmt: skip
    draw.shuffle(situations)
    return situations


def concerned(mutant: Mutant) -> Iterator[Case]:
    """Cases that the change may be about: those in which the changed step is called otherwise, or in which something
    was said that now states something else; of any other change the cases that all of these are held against."""
    if mutant.step:
        old, new = steps()[mutant.step], (mutant.steps or {}).get(mutant.step)
        differing = (
            one for one, _, happened in pool()
            if new is None or new.for_ == old.for_ or choose._reason(old, happened) != choose._reason(new, happened)
        )  # fmt: skip
        yield from map(Case.of, islice(differing, MOST_LOOKED_AT))
    elif mutant.facts:
        names = set(mutant.facts)
        naming = (one for one, _, happened in pool() if any(names & incident.values.keys() for incident in happened))
        yield from map(Case.of, islice(naming, MOST_NAMING))
    elif mutant.about:
        about = mutant.about
        named = (one for one, said, _ in pool() if any(name.startswith(about) for name in said))
        yield from map(Case.of, islice(named, MOST_LOOKED_AT))
    yield from looked_at()


def _as_known(step: Step) -> Step:
    """The step as it is in the content, with the lines that were chosen."""
    return replace(steps()[step.id], how=step.how)


def killed_by(mutant: Mutant) -> str | None:
    """The first invariant that a mutant breaks. Facts and steps are judged by the content as it is."""
    for case in concerned(mutant):
        happened = case.incidents
        with ExitStack() as changes:
            for module, name, value in mutant.patches:
                changes.enter_context(patch.object(MODULES[module], name, value))
            plan = Case.of(case.situation, mutant.steps).plan
        if plan == case.plan:
            continue
        known = [replace(planned, step=_as_known(planned.step)) for planned in plan]
        changed = Case(case.situation, Plan(known, case.plan.ledger, case.plan.mails))
        changed.__dict__["incidents"] = happened
        sentence = next(broken(changed), None)
        if sentence:
            return sentence
    return None


def run(task: tuple[str, int]) -> list[tuple[str, str | None]]:
    """The mutants of one kind: what was changed, and the invariant that broke."""
    kind, sample = task
    every = list(mutants(kind))
    chosen = random.Random(SEED).sample(every, min(sample, len(every)))
    return [(mutant.what, killed_by(mutant)) for mutant in chosen]


def main() -> int:
    """Prints the table. 1 where less than ``CAUGHT_SHARE`` of the kinds are caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--sample", type=int, default=8, help="mutants of each kind (default: 8)")
    arguments = parser.parse_args()
    started = time.monotonic()
    caught = killed = made = 0
    looked_at(), pool()  # before the processes part, which then share them
    with ProcessPoolExecutor(arguments.jobs) as processes:
        for kind, ends in zip(KINDS, processes.map(run, [(kind, arguments.sample) for kind in KINDS]), strict=True):
            surviving = [what for what, sentence in ends if sentence is None]
            is_caught = len(surviving) < len(ends)
            caught, killed, made = caught + is_caught, killed + len(ends) - len(surviving), made + len(ends)
            print(f"{'caught  ' if is_caught else 'survives'} {len(ends) - len(surviving):3} of {len(ends):3}  {kind}",
                  *(f"                     {what}" for what in surviving), sep="\n", flush=True)  # fmt: skip
    print(f"{caught} of {len(KINDS)} kinds are caught, {killed} of {made} mutants break an invariant, "
          f"{time.monotonic() - started:.0f} s.")  # fmt: skip
    return 0 if caught >= CAUGHT_SHARE * len(KINDS) else 1


if __name__ == "__main__":
    sys.exit(main())
