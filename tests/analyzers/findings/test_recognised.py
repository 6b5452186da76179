"""An event that the owner recognises is no signal for other findings."""

from datetime import timedelta
from typing import Any

from analyzers.events.history import History
from analyzers.events.marks import Money, Sentence
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


def sentences(finding: Finding) -> list[Any]:
    values = (finding.values[name] for name in ("first", "second", "third"))
    return [one.key for one in values if isinstance(one, Sentence)]


def test_an_answered_order_leaves_the_chain() -> None:
    """An order that the owner confirms leaves the chain, and its money does not count."""
    findings = run(account())[0]
    (chain,), (place,) = by(findings, "case.takeover_chain"), by(findings, "order.first_address")
    assert any("recipient who appears in no earlier order" in one for one in sentences(chain))
    (story,) = (one for one in episodes(findings) if chain.id in one.findings)
    assert Money(150_000, "JPY") in story.money

    answered = run(account(**{place.id: "mine"}))[0]
    (later,) = by(answered, "case.takeover_chain")
    assert not any("recipient" in one for one in sentences(later))
    assert by(answered, "order.first_address")[0].verdict == "mine"
    (story,) = (one for one in episodes(answered) if later.id in one.findings)
    assert story.money == (Money(60_000, "JPY"),)


def test_answered_sign_ins_leave_nothing_of_the_chain() -> None:
    """Without the sign-in there is no chain; the recognised finding stays."""
    login = by(run(account())[0], "login.unfamiliar")[0]
    answered = run(account(**{login.id: "family"}))[0]
    assert by(answered, "case.takeover_chain") == []
    assert by(answered, "login.unfamiliar")[0].verdict == "family"


def test_other_answers_change_nothing() -> None:
    """Answers of "not sure" or "not mine" change no finding."""
    findings = run(account())[0]
    (place,) = by(findings, "order.first_address")
    for word in ("not_mine", "not_sure"):
        assert [one.id for one in run(account(**{place.id: word}))[0]] == [one.id for one in findings]
