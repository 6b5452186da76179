"""What the owner answers to a finding settles it, and silences no other."""

from datetime import timedelta

import pytest

from analyzers.events.answers import ANSWERS, UNPAID
from analyzers.events.history import History
from analyzers.events.marks import Money
from analyzers.events.owner import Owner
from analyzers.findings.episodes import episodes
from analyzers.findings.finding import Finding
from tests.analyzers.detector_cases import history, run
from tests.analyzers.order_rows import order
from tests.analyzers.sign_in_rows import AWAY, HOME, LAPTOP, START, rows

NIGHT = START + timedelta(days=60)


def account(**verdicts: str) -> History:
    """Two expensive orders, one to an unknown recipient, after an unfamiliar sign-in; ``verdicts`` by finding id."""
    home = rows(24, 0, 2, agent=LAPTOP, **HOME)
    strange = {**AWAY, "at": NIGHT, "agent": "App : FIREFOX. Os : LINUX."}
    usual = [order(n, n * 2) for n in range(26)]
    expensive = [order(80, 60.1, 60_000), order(81, 60.2, 90_000, address="佐藤 次郎 9")]
    logins = [
        {"path": "l.csv", "line": n, "upload": 0, "service": "google", **one} for n, one in enumerate([*home, strange])
    ]
    return history({"orders": [*usual, *expensive], "logins": logins}, Owner(verdicts=verdicts))


def by(findings: list[Finding], detector: str) -> list[Finding]:
    return [one for one in findings if one.detector == detector]


def test_the_money_of_an_answered_order_does_not_count() -> None:
    """An order that the owner confirms stays in the chain, which is open as long as one of its events is, but the
    story counts its money no more."""
    findings = run(account())[0]
    (chain,), (place,) = by(findings, "case.takeover_chain"), by(findings, "order.first_address")
    (story,) = (one for one in episodes(findings) if chain.id in one.findings)
    assert Money(150_000, "JPY") in story.money

    answered = run(account(**{place.id: "mine"}))[0]
    (later,) = by(answered, "case.takeover_chain")
    assert (later.id, later.values, later.verdict) == (chain.id, chain.values, None)
    assert by(answered, "order.first_address")[0].verdict == "mine"
    (story,) = (one for one in episodes(answered) if later.id in one.findings)
    assert story.money == (Money(60_000, "JPY"),)


@pytest.mark.parametrize("word", [one for one in ANSWERS if one != UNPAID])
@pytest.mark.parametrize("rule", ["order.first_address", "login.unfamiliar", "case.takeover_chain"])
def test_an_answer_silences_nothing(rule: str, word: str) -> None:
    """Whatever is answered to a finding, the same findings are there, none with another severity."""
    findings = run(account())[0]
    answered = run(account(**{by(findings, rule)[0].id: word}))[0]
    assert sorted((one.id, one.severity) for one in answered) == sorted((one.id, one.severity) for one in findings)
    assert by(answered, rule)[0].verdict == word
