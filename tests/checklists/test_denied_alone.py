"""What the owner denies is secured whoever else was asked: to ask at home stands beside it and before nothing of it."""

from dataclasses import replace
from datetime import date

import pytest

from analyzers.findings.happened import by_rule
from analyzers.rules.contract import detectors, tags_of
from analyzers.rules.retired import RETIRED
from checklists.choose import choose
from checklists.facts import from_findings
from checklists.order import Planned
from checklists.questions import conditions
from checklists.situation import Cause

SECURES = ("cut", "stop", "operator", "mailbox", "account")
TODAY = ("now", "today")
CALLS = [
    Cause(
        name,
        severity,
        unshipped,
        shop,
        "f",
        "not_mine",
        card,
        tags_of(name),
        frozenset(one.event for one in by_rule(name)),
    )
    for name in (*detectors(), *RETIRED)
    for severity in ("low", "high")
    for unshipped, card in ((None, None), (True, True), (False, False))
    for shop in ("amazon.co.jp", "rakuten.co.jp")
]
ASK = "save.household"


def plan(*calls: Cause, answers: dict[str, list[str]] | None = None) -> list[Planned]:
    return choose(calls, market="JP", today=date(2026, 11, 27), conditions=conditions(answers or {}))


def secured(steps: list[Planned]) -> set[str]:
    return {planned.step.id for planned in steps if planned.step.kind in SECURES and planned.when in TODAY}


@pytest.mark.parametrize("home", from_findings().home)
def test_nothing_that_secures_waits_for_those_at_home(home: str) -> None:
    """Each finding that the owner denies has the same steps that secure, today, whatever was said at home."""
    for call in CALLS:
        asked, steps = plan(replace(call, home="all_denied")), plan(replace(call, home=home))
        assert secured(steps) >= secured(asked), call
        assert {planned.step.id for planned in steps} >= {planned.step.id for planned in asked} - {ASK}, call
        assert not any(ASK in planned.before for planned in steps if planned.step.kind in SECURES), call


def test_who_asked_about_one_thing_of_an_account_is_not_told_to_ask_again() -> None:
    """What the questionnaire was told of everyone at home holds for other things of the account, and is a reason for
    what was asked about alone."""
    calls = [Cause("symptom.balance_changed"), Cause("symptom.order_missing")]
    finding = next(call for call in CALLS if call.trigger == "login.unfamiliar" and call.severity == "high")
    finding = replace(finding, verdict=None)
    said = {"what": ["symptom.balance_changed", "symptom.order_missing"], "money.household": ["nobody"]}
    assert ASK in {planned.step.id for planned in plan(*calls, finding)}
    steps = plan(*calls, finding, answers=said)
    assert ASK not in {planned.step.id for planned in steps}
    later = plan(*calls, finding, answers={**said, "money.household": ["not_yet"]})
    assert ASK in {planned.step.id for planned in later if planned.when in TODAY}
    parcel = plan(finding, Cause("symptom.cod_parcel"), answers={"what": ["symptom.cod_parcel"],
                  "parcel.household": ["nobody"]})  # fmt: skip
    assert ASK in {planned.step.id for planned in parcel}
