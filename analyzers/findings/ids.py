"""Stable ids of findings."""

from collections.abc import Sequence
from itertools import islice, product

from analyzers.events.ids import hashed

# The ids that findings without trigger events had before their gaps had codes, by the code. Ids are permanent.
FORMER_IDS = {"only_digital": "073bc999488c8203844e"}


def gap_id(detector: str, code: str) -> str:
    """The stable id of a finding about a gap without trigger events: a hash of its detector and the gap's code."""
    return FORMER_IDS.get(code) or finding_id(detector, (code,))


def finding_id(detector: str, triggers: Sequence[str]) -> str:
    """The stable id of a finding: a hash of its detector and its trigger event ids."""
    return hashed(detector, *sorted(triggers))[:20]


MAX_FORMER_IDS = 256  # of one finding


def former_finding_ids(detector: str, triggers: Sequence[str], former: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Other ids of a finding: those that follow from other ids of its triggers. ``former`` holds the other ids of each
    trigger, in the same order."""
    if not any(former):
        return ()
    choices = ((trigger, *ids) for trigger, ids in zip(triggers, former, strict=True))
    every = dict.fromkeys(trigger for ids in former for trigger in ids)
    named = [*islice(product(*choices), MAX_FORMER_IDS), tuple(every)]
    own = finding_id(detector, triggers)
    return tuple(
        dict.fromkeys(name for former_triggers in named if (name := finding_id(detector, former_triggers)) != own)
    )
