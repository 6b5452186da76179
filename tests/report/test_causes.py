"""What the events of a finding mean for the plan: what was denied is certain, and each account has its own."""

from datetime import date
from typing import Any, cast

import pytest

from analyzers.asking.kinds import KINDS
from analyzers.events.marks import Severity
from analyzers.events.schemas import CHANGE_KINDS
from analyzers.findings.happened import FAILED_SIGN_IN, Happened, of_unit
from app.report.plans.described import CheckFinding, PlanInput
from app.report.plans.plan import causes_of
from app.report.plans.public import work_out
from checklists.choose import UNDONE, choose
from checklists.facts import from_findings
from checklists.order import Planned
from checklists.situation import incidents

DAY = date(2026, 11, 27)


def denied(*events: Happened, **given: Any) -> CheckFinding:
    return CheckFinding("case.disowned", "high", id="f", happened=events, **given)


def plan(finding: CheckFinding) -> list[Planned]:
    return choose(causes_of(finding), market="JP", today=DAY)


def test_each_event_that_can_be_denied_states_facts() -> None:
    """Each kind of question and of change is a word of ``findings.yaml``, and nothing else is."""
    units = [{"table": "orders", "kind": kind, "more": None, "shop": None} for kind in KINDS if kind != "change"]
    units += [{"table": "changes", "kind": "change", "more": kind, "shop": None} for kind in CHANGE_KINDS]
    units += [{"table": "logins", "kind": "sign_in", "more": failed, "shop": None} for failed in ("", "failed")]
    assert {of_unit(unit).event for unit in units} == set(from_findings().events)


def test_a_change_that_is_not_known_may_be_any() -> None:
    assert of_unit({"table": "changes", "kind": "change", "more": "new kind", "shop": None}).event == "change.other"


@pytest.mark.parametrize("event", from_findings().events)
def test_what_is_denied_is_surer_than_what_nobody_answered(event: str) -> None:
    """Whatever an event states while nobody has answered, it states at least as surely once it is denied, and more."""
    rank = {None: 0, "may": 1, "yes": 2}
    once = CheckFinding("login.unfamiliar", "medium", id="f", happened=[Happened(event)])
    (before,) = incidents(causes_of(once))
    (after,) = incidents(causes_of(CheckFinding("login.unfamiliar", "medium", id="f", verdict="not_mine",
                                            happened=[Happened(event)])))  # fmt: skip
    facts = [fact for fact, value in before.values.items() if value != "no" and not fact.startswith("finding.")]
    assert all(rank[after.values.get(fact)] >= rank[before.values[fact]] for fact in facts), event
    assert after.values["foreign"] == "yes"


def test_a_denied_sign_in_is_an_open_session_and_a_failed_one_is_not() -> None:
    (inside,) = incidents(causes_of(denied(Happened("sign_in", "google"))))
    (tried,) = incidents(causes_of(denied(Happened(FAILED_SIGN_IN, "google"))))
    assert inside.values["session.open"] == "yes"
    assert "session.open" not in tried.values


@pytest.mark.parametrize("kind", [kind for kind in CHANGE_KINDS if kind not in ("device", "address", "card", "other")])
def test_a_denied_change_of_details_is_no_order(kind: str) -> None:
    """Somebody who was inside is signed out today, and the details are put right today."""
    change = denied(Happened(f"change.{kind}", "amazon.co.jp"), shop="amazon.co.jp")
    (incident,) = incidents(causes_of(change))
    assert (incident.values["details.changed"], incident.values["session.open"]) == ("yes", "yes")
    assert "order.unknown" not in incident.values
    today = {one.step.id for one in plan(change) if one.when in ("now", "today")}
    assert {"shop.identity", "shop.signout_all", "shop.password"} <= today


def test_each_account_has_its_own_events() -> None:
    """A sign-in at one service and an order at another, denied together, are two incidents of one finding; what was
    ordered can be cancelled at the shop alone."""
    both = denied(Happened("sign_in", "google"), Happened("order", "amazon.co.jp"), shop="google", unshipped=True)
    found = {next(iter(one.sites)): one for one in incidents(causes_of(both))}
    assert set(found) == {"google.com", "amazon.co.jp"}
    assert found["google.com"].values["session.open"] == "yes"
    assert "order.unknown" not in found["google.com"].values
    assert found["amazon.co.jp"].values["order.unsent"] == "yes"
    assert {one.findings for one in found.values()} == {("f",)}


def test_a_serious_finding_locks_until_it_is_answered() -> None:
    """It says that the lock can be undone; an answer that it was the owner or their family takes it away, and one of
    medium severity only looks."""
    locks = {"mail.password", "shop.password", "shop.signout_all"}

    def planned(severity: Severity, verdict: str | None) -> dict[str, list[str]]:
        finding = CheckFinding("giftcard.drain", severity, id="f", verdict=verdict, shop="amazon.co.jp")
        return {one.step.id: [str(sentence) for sentence in one.because] for one in plan(finding)}

    serious = planned("critical", None)
    assert serious.keys() >= locks
    assert all(UNDONE in serious[name] for name in locks)
    assert not any(UNDONE in because for because in planned("critical", "not_mine").values())
    for severity, verdict in (("critical", "mine"), ("critical", "family"), ("medium", None)):
        assert planned(cast(Severity, severity), verdict).keys().isdisjoint(locks)


def test_a_report_from_before_findings_said_what_happened_has_its_plan() -> None:
    """Then the rule tells what it can: a sign-in, or something that was ordered."""
    old = b'{"schema": "mioboe.check/1", "findings": [{"detector": "%s", "severity": "high", "verdict": "not_mine"}]}'
    for detector, step in (("login.unfamiliar", "account.signout_all"), ("case.disowned", "mail.password")):
        worked = work_out(PlanInput(report=old.replace(b"%s", detector.encode())), "en", DAY)
        assert step in {one.step.id for one in worked.steps if one.when in ("now", "today")}
