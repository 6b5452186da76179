"""``make prove-plan``: every plan that the questions can lead to, against every invariant."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain

from tests.prove.invariants import INVARIANTS, broken, facts_named
from tests.prove.plans import Case
from tests.prove.situations import HAZARDS, Situation, count, every_situation, few_situations, of_findings

BATCH = 500  # situations that one process takes at once
EXAMPLES = 3  # that are shown of each invariant that does not hold


def check(situations: Sequence[Situation]) -> list[tuple[str, str]]:
    """The invariants that do not hold, each with the situation and its plan in short."""
    faults = []
    for situation in situations:
        case = Case.of(situation)
        plan = ", ".join(f"{planned.step.id} ({planned.when})" for planned in case.plan[:8])
        faults += [(sentence, f"{situation}\n      {plan}") for sentence in broken(case)]
    return faults


def main() -> int:
    """Prints how many plans were made, and what does not hold. 1 where something does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    arguments = parser.parse_args()
    started = time.monotonic()
    situations = [*every_situation(), *few_situations(), *of_findings()]
    batches = [situations[at : at + BATCH] for at in range(0, len(situations), BATCH)]
    with ProcessPoolExecutor(arguments.jobs) as pool:
        faults = list(chain.from_iterable(pool.map(check, batches)))
    counted = Counter(sentence for sentence, _ in faults)
    for sentence, number in counted.most_common():
        print(f"{number} plans: {sentence}")
        for _, example in [fault for fault in faults if fault[0] == sentence][:EXAMPLES]:
            print(f"    {example}")
    silent = [name for name, number in facts_named().items() if not number]
    for hazard, number in count(situations).items():
        print(f"{number:7} plans {hazard if hazard in HAZARDS else ''}")
    print(f"Facts of which no invariant speaks: {', '.join(silent) or 'none'}.")
    print(f"{len(situations)} plans, {len(INVARIANTS)} invariants, {len(faults)} violations, "
          f"{time.monotonic() - started:.0f} s.")  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
