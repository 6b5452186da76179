"""The plan of every finding under every condition, to compare with the one that was recorded before.

``python -m tests.checklists.recorded_plans`` records it; do so only where a plan is meant to change, and read the
difference. Detectors and steps that came after the record are left out of the comparison.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import product
from pathlib import Path

from analyzers.engine.detector import detectors
from app.i18n.languages import LANGUAGES
from checklists.choose import Planned, choose
from checklists.model import steps
from tests.checklists.expected_plans import DAY, finding

RECORD = Path(__file__).with_suffix(".json")
SEVERITIES = ("info", "low", "medium", "high", "critical")
SHOPS = (("amazon.co.jp", "ja"), ("amazon.com", "en"), ("rakuten.co.jp", "ja"), (None, "en"))
CARDS = (None, True, False)  # whether a card may have paid for it
VERDICTS = (None, "not_mine", "mine")

Plan = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def plain(plan: list[Planned], known: Collection[str]) -> Plan:
    """The known steps with the triggers that are shown, and the findings behind them."""
    return [(one.step.id, one.triggers, one.findings) for one in plan if one.step.id in known]


def plans(detector: str, known: Collection[str]) -> Iterator[Plan]:
    """The plan of one finding of a detector, under every condition that a step may ask for."""
    for severity, (shop, lang), unsent, card, verdict in product(SEVERITIES, SHOPS, (True, False), CARDS, VERDICTS):
        call = finding(detector, severity, unshipped=unsent, shop=shop, finding="f", card=card, verdict=verdict)
        yield plain(choose([call], shops=[shop] if shop else [], home=LANGUAGES[lang].markets, today=DAY), known)


def recorded(detector: str, known: Collection[str]) -> dict[str, object]:
    """How often each step is in a plan of the detector, and one hash for all of its plans."""
    mine = list(plans(detector, known))
    often = Counter(step for plan in mine for step, _, _ in plan)
    return {"steps": dict(sorted(often.items())), "plans": hashlib.sha256(json.dumps(mine).encode()).hexdigest()}


def everything(found: Collection[str], known: Collection[str]) -> Plan:
    """The plan of an account in which each of these detectors found something."""
    calls = [finding(one, "high", unshipped=True, shop="amazon.co.jp", finding=one) for one in sorted(found)]
    return plain(choose(calls, shops=["amazon.co.jp"], today=DAY), known)


def record() -> dict[str, object]:
    """All of it, as the file holds it."""
    found, known = sorted(detectors()), sorted(steps())
    plans_of_each = {one: recorded(one, known) for one in found}
    return {"detectors": plans_of_each, "everything": everything(found, known), "known_steps": known}


if __name__ == "__main__":
    RECORD.write_text(json.dumps(record(), indent=1, ensure_ascii=False) + "\n", "utf-8")
