"""Signals: what is near in time, and how much it weighs."""

from typing import Any

import polars as pl
import pytest

from analyzers.events.marks import Ref
from analyzers.events.schemas import CHANGE_KINDS
from analyzers.features import signals
from analyzers.features.new_addresses import NewAddress
from tests.analyzers.detector_cases import history
from tests.analyzers.sign_in_rows import AWAY, DAY, HOME, HOUR, LAPTOP, START, rows


def test_signals_of_a_recipient_add_up() -> None:
    """The weights of the oddities of an address add up."""
    for odd, weight in (
        (("recent_expense", "expensive"), 8.0),
        (("unlisted",), 5.0),
        (("new_shop",), 5.0),
        (("burst",), 5.0),
        (("strangers",), 5.0),
        (("repeated_expense", "expensive"), 4.5),
        (("expensive",), 3.0),
        (("new_payment",), 2.0),
    ):
        place = NewAddress(pl.DataFrame(), START, False, None, None, False, oddities=odd)  # type: ignore[arg-type]
        assert signals.assess(place, signals.Signals(), ()).weight == weight


def test_signals_up_to_three_days_apart_are_near() -> None:
    """Signals up to three days before are near."""
    at = [START, START - 72 * HOUR]
    found = signals.Signals(tuple(signals.Signal(one, "login", Ref("logins", 0), True) for one in sorted(at)))
    assert found.near(START + 72 * HOUR, ["login"])
    assert not found.near(START + 73 * HOUR, ["login"])


def test_a_change_soon_after_a_suspicious_sign_in() -> None:
    """A change thirty hours after a suspicious sign-in belongs to it. A change from a country of no sign-in is
    suspicious if there are ten other sign-ins."""
    strange = {**AWAY, "at": START + 9 * DAY, "agent": "App : FIREFOX. Os : LINUX."}
    for hours, seen in ((30, True), (31, False)):
        assert _control([*rows(20, 0, 0.5, agent=LAPTOP, **HOME), strange], hours, "JP") is seen
    for others, seen in ((10, True), (9, False)):
        assert _control(rows(others, 0, 0.5, agent=LAPTOP, **HOME), 90, "FR") is seen


@pytest.mark.parametrize("kind", CHANGE_KINDS)
def test_kinds_that_give_control(kind: str) -> None:
    """Ways into an account and back into it give control of it. A kind that an earlier version read as another one
    counts as that one."""
    strange = {**AWAY, "at": START + 9 * DAY, "agent": "App : FIREFOX. Os : LINUX."}
    logins = [*rows(20, 0, 0.5, agent=LAPTOP, **HOME), strange]
    into = ("password", "mail", "phone", "two_step", "passkey", "recovery")
    assert _control(logins, 1, "JP", kind=kind) is (kind in into)
    assert _control(logins, 1, "JP", kind=kind, known_as="two_step")
    assert not _control(logins, 1, "JP", kind=kind, known_as="other")


def _control(logins: list[dict[str, Any]], hours: float, country: str, **more: str) -> bool:
    plain = {"kind": "password", "country": country, "path": "c.csv", "line": 1, "upload": 0, "at_basis": "stated"}
    events = {
        "logins": [{"path": "l.csv", "line": n, "upload": 0, **row} for n, row in enumerate(logins)],
        "changes": [{**plain, **more, "at": START + 9 * DAY + hours * HOUR}],
    }
    return any(one.kind == "control" for one in history(events).of(signals.measure).all)
