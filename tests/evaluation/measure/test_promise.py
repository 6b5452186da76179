"""The number of pages that a person is promised holds, and what is accounted for only grows."""

from random import Random

import pytest

from analyzers.asking.state import Unanswered, recognise, unanswered
from analyzers.events.answers import ANSWERS, fits
from analyzers.events.owner import Owner
from analyzers.findings.assemble import examine
from app.report.build import merged
from evaluation.measure.promise import kept
from evaluation.measure.results import reads
from evaluation.simulate.account import Account, Spec, make

Played = list[tuple[Account, Unanswered]]
ACCOUNTS = [
    Spec("light", 9_100_001),
    Spec("mover", 9_100_002),
    Spec("remote_worker", 8_900_000, "former_partner"),
    Spec("patient", 8_900_000, "hidden_orders"),
    Spec("elder_cod", 8_900_000, "tried_then_codes"),
]


@pytest.fixture(scope="module")
def played() -> Played:
    """What there is to ask about each account, with its truth: worked out once for all tests."""
    accounts = [make(spec) for spec in ACCOUNTS]
    some = zip(accounts, reads(accounts), strict=True)
    return [(one, unanswered(examine(merged(events, Owner())[1]).entries)) for one, events in some]


@pytest.mark.parametrize("owner", ["perfect", "realistic"])
def test_the_promised_pages_hold(played: Played, owner: str) -> None:
    """At the first page and at every end page the promise is at most two pages off, on most accounts one."""
    promises = [one for account, base in played for one in kept(base, account.truth, str(account.spec), owner)]
    assert {one.where for one in promises} == {"first", "end"}
    assert [one for one in promises if one.off > 2] == []
    assert sum(one.off <= 1 for one in promises) >= 0.8 * len(promises)


def test_what_is_accounted_for_only_grows(played: Played) -> None:
    """Whatever is answered, neither entries nor money of any currency are ever taken off again, and the whole stays."""
    for account, base in played:
        random, answers = Random(str(account.spec)), dict[str, str]()
        now = recognise(base, answers).progress
        while left := recognise(base, answers).pages:
            answers |= {
                one.id: random.choice([answer for answer in ANSWERS if fits(one.id, answer)])
                for one in left[0].questions
            }
            before, now = now, recognise(base, answers).progress
            assert now.entries.done >= before.entries.done
            assert now.entries.all == before.entries.all
            for currency, part in before.money.items():
                assert now.money[currency].done >= part.done
                assert now.money[currency].all == part.all
        assert now.entries.done == now.entries.all
        assert (now.pages.urgent, now.pages.all) == (0, 0)
