"""``make mutation-plan``: conditions, rules and statements with one thing changed, against the invariants of plans.

A kind of change counts as caught where one of its mutants breaks an invariant; beside it stands how many do. What
survives is named: it shows of which part of the content no invariant speaks."""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from unittest.mock import patch

from checklists import choose, order, situation
from checklists.model import steps
from tests.mutation.plan_changes import Mutant, mutants
from tests.mutation.rule_changes import KINDS
from tests.prove.invariants import broken
from tests.prove.plans import Case
from tests.prove.situations import Situation, every_situation, few_situations, of_findings

MODULES = {"choose": choose, "order": order, "situation": situation}
SEED = 7
MOST_SURVIVING = 2  # kinds


@cache
def looked_at() -> list[Case]:
    """Situations with their facts and plans as they are, in an order that finds a fault soon."""
    draw = random.Random(SEED)
    every = list(every_situation())
    alone = [one for one in every if one.hazard == "alone"]
    beside = [one for one in every if one.hazard != "alone"]
    sources: list[tuple[list[Situation], int]] = [
        (alone, 900), (beside, 300), (list(few_situations()), 300), (list(of_findings()), 200),
    ]  # fmt: skip
    situations = [one for source, count in sources for one in draw.sample(source, count)]
    draw.shuffle(situations)
    return [Case.of(one) for one in situations]


def killed_by(mutant: Mutant, cases: Sequence[Case]) -> str | None:
    """The first invariant that a mutant breaks. Facts and steps are judged by the content as it is."""
    known = steps()
    with ExitStack() as changes:
        for module, name, value in mutant.patches:
            changes.enter_context(patch.object(MODULES[module], name, value))
        for case in cases:
            plan = Case.of(case.situation, mutant.steps).plan
            if plan == case.plan:
                continue
            changed = Case(case.situation, [replace(planned, step=known[planned.step.id]) for planned in plan])
            changed.__dict__["incidents"] = case.incidents
            sentence = next(broken(changed), None)
            if sentence:
                return sentence
    return None


def run(task: tuple[str, int]) -> list[tuple[str, str | None]]:
    """The mutants of one kind: what was changed, and the invariant that broke."""
    kind, sample = task
    every = list(mutants(kind))
    chosen = random.Random(SEED).sample(every, min(sample, len(every)))
    return [(mutant.what, killed_by(mutant, looked_at())) for mutant in chosen]


def main() -> int:
    """Prints the table. 1 where more than ``MOST_SURVIVING`` kinds survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--sample", type=int, default=8, help="mutants of each kind (default: 8)")
    arguments = parser.parse_args()
    started = time.monotonic()
    caught = killed = made = 0
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for kind, ends in zip(KINDS, pool.map(run, [(kind, arguments.sample) for kind in KINDS]), strict=True):
            surviving = [what for what, sentence in ends if sentence is None]
            is_caught = len(surviving) < len(ends)
            caught, killed, made = caught + is_caught, killed + len(ends) - len(surviving), made + len(ends)
            print(f"{'caught  ' if is_caught else 'survives'} {len(ends) - len(surviving):3} of {len(ends):3}  {kind}",
                  *(f"                     {what}" for what in surviving), sep="\n", flush=True)  # fmt: skip
    print(f"{caught} of {len(KINDS)} kinds are caught, {killed} of {made} mutants break an invariant, "
          f"{time.monotonic() - started:.0f} s.")  # fmt: skip
    return 1 if len(KINDS) - caught > MOST_SURVIVING else 0


if __name__ == "__main__":
    sys.exit(main())
