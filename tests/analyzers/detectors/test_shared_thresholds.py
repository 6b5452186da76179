"""No number that several detectors share is there by chance: moving it a little breaks a case or a check."""

import ast
import inspect
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import polars as pl
import pytest

import analyzers.engine.run
import analyzers.events
import analyzers.features
from analyzers.engine import calibration, entities
from analyzers.engine import episodes as episode
from analyzers.engine.detector import detectors
from analyzers.events import addresses as address
from analyzers.events.facts import Fact, Ref
from analyzers.events.owner import Owner
from analyzers.features import known, visits
from analyzers.features import sign_ins as model
from analyzers.features import signals as signs
from evaluation.measure import calibrate
from tests.analyzers.cases import cases, history
from tests.analyzers.detectors import order_checks, payment_checks
from tests.analyzers.detectors.test_thresholds import holds, module_of, own_constants, steps
from tests.analyzers.engine import test_episodes
from tests.analyzers.features import test_sign_ins as test_signins
from tests.analyzers.features.test_sign_ins import AWAY, HOME, LAPTOP, START, rows, signins

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Facts about the calendar and the earth, and numbers that only bound the work or the length of lists.
FACTS = {"bursts.YEAR", "changes.DAY", "coverage.DAY", "coverage.LOOSE", "drains.DAY", "distance.EARTH",
         "regions.PREFECTURES", "regions.STATES", "sign_ins.DEVICES"}  # fmt: skip
BOUNDS = {"episodes.POINTS", "ledger_pages.STEPS", "ledger_pages.MOST",
          "recipients.MANY", "recipients.NEAR", "values.MOST",
          "values.LISTED", "signals.MOST", "visits.LISTED", "visits.PAIRS"}  # fmt: skip
# Where a case of a detector stands on the number.
CASES = {"single_purpose_device.SOON": "order.first_address", "single_purpose_device.TIMES": "order.first_address",
         "single_purpose_device.RARELY": "order.first_address", "single_purpose_device.DAYS": "order.first_address",
         "archived.PAGE": "order.hidden", "archived.BEFORE": "order.hidden", "archived.AFTER": "order.hidden",
         "archived.WHOLE": "order.hidden",
         "statements.SENT": "order.unknown_charge", "statements.AWAITED": "order.unknown_charge",
         "statements.ZONE": "order.unknown_charge", "statements.PARCELS": "order.unknown_charge",
         "sign_ins.LONG": "login.unfamiliar", "visits.MOVED": "login.new_country",
         "bursts.LEARNED": "order.velocity", "coverage.LOOKBACK": "refund.orphan",
         "distance.MARGIN": "login.impossible_travel", "drains.SHARE": "giftcard.drain",
         "payees.MORE": "account.payee_burst",
         "payees.WEEK": "account.payee_burst",
         "placed_orders.ABOLISHED": "order.cod_after_abolition", "placed_orders.JAPAN": "order.cod_after_abolition",
         "placed_orders.TIMES": "order.amount", "placed_orders.ENOUGH": "order.amount",
         "recipients.EARLIER": "order.first_address",
         "recipients.REPLACED": "order.first_address",
         "recipients.OFTEN": "order.first_address", "recipients.AROUND": "order.first_address",
         "recipients.TWICE": "order.far_address"}  # fmt: skip


def pauses() -> None:
    """Fourteen days without a sign-in are one cluster still."""
    test_signins.test_a_pause_of_fourteen_days_parts_clusters()
    assert signins(rows(2, 0, 13.5, agent=LAPTOP, **HOME)).clusters.height == 1


def learning() -> None:
    """Ten other sign-ins are enough to learn from, or others over fourteen days."""
    for count, every, enough in ((10, 0.1, True), (9, 0.1, False), (2, 14, True), (2, 13.9, False)):
        home = rows(count, 0, every, agent=LAPTOP, **HOME)
        found = signins(home, rows(1, 1.5, agent=LAPTOP, **AWAY)).clusters
        assert found.filter(pl.col("country") == "DE")["learned"].item() is enough


def usual_surprise() -> None:
    """Of twelve networks the two rarest are beyond what is usual: the others are compared with the second."""
    every = pl.DataFrame({"net": [f"AS{n}" for n in range(12)], "raw": [float(n) for n in range(12)]})
    usual = dict(model._usual(every).iter_rows())
    assert (usual["AS0"], usual["AS11"], usual["AS10"]) == (10.0, 9.0, 9.0)


def nearness() -> None:
    """Signs up to three days before are near."""
    at = [START, START - 72 * HOUR]
    found = signs.Signs(tuple(signs.Sign(one, "login", Ref("logins", 0), True) for one in sorted(at)))
    assert found.near(START + 72 * HOUR, ["login"])
    assert not found.near(START + 73 * HOUR, ["login"])


def changes_soon_after() -> None:
    """A change thirty hours after a strange sign-in belongs to it; from a country that is in none of the sign-ins it is
    strange where there are ten others."""
    strange = {**AWAY, "at": START + 9 * DAY, "agent": "App : FIREFOX. Os : LINUX."}
    for hours, seen in ((30, True), (31, False)):
        assert _control([*rows(20, 0, 0.5, agent=LAPTOP, **HOME), strange], hours, "JP") is seen
    for others, seen in ((10, True), (9, False)):
        assert _control(rows(others, 0, 0.5, agent=LAPTOP, **HOME), 90, "FR") is seen


def _control(logins: list[dict[str, Any]], hours: float, country: str) -> bool:
    plain = {"kind": "password", "country": country, "path": "c.csv", "line": 1, "upload": 0, "at_basis": "stated"}
    events = {
        "logins": [{"path": "l.csv", "line": n, "upload": 0, **row} for n, row in enumerate(logins)],
        "changes": [{**plain, "at": START + 9 * DAY + hours * HOUR}],
    }
    return any(one.family == "control" for one in history(events).of(signs.measure).all)


def stories() -> None:
    """Findings 72 hours apart are one story (a day more for days alone), of at most fourteen days and six sentences."""
    test_episodes.test_three_days_join_and_more_do_not()
    test_episodes.test_a_day_alone_reaches_further()
    test_episodes.test_a_row_beside_joins_within_a_fortnight()
    test_episodes.test_long_stories_are_cut_and_counted()
    for days, stops in ((30, True), (31, False)):
        late = test_episodes.finding("a", 0, unshipped=True)
        assert episode.stoppable(late, test_episodes.START + days * DAY) is stops


def journeys() -> None:
    """The day before and after a journey belong to it, because days are local."""
    owner = Owner.parse("trips: [{from: 2026-01-10, to: 2026-01-12, place: FR}]")
    days = pl.DataFrame({"country": ["FR"] * 7, "day": [(START + n * DAY).date() for n in range(7, 14)]})
    found = days.select(known.on_a_trip(pl.col("country"), pl.col("day"), owner)).to_series()
    assert found.to_list() == [False, True, True, True, True, True, False]


def visits_together() -> None:
    """Clusters that begin within 72 hours of the end of others are one visit."""
    for hours, count in ((72, 1), (73, 2)):
        clusters = pl.DataFrame({"start": [START, START + hours * HOUR], "key": [1, 2]})
        assert len(list(visits.together(clusters.with_columns(end="start")))) == count


def long_stays() -> None:
    """Sixty days abroad may be one journey, more are none."""
    for days, kinds in ((60, {"country", "network"}), (61, {"network"})):
        row = {"country": "FR", "prefix": "5.9.0.0/24", "at": START, "table": "logins"}
        cited = {Ref("logins", 1): row, Ref("logins", 2): {**row, "at": START + days * DAY}}
        found = entities.entities("login.new_country", "rule", Fact((Ref("logins", 1),)), cited)
        assert {one.kind for one in found} == kinds


def latin_addresses() -> None:
    """Three words with a number are an address, beside which four words of a name may stand."""
    short, name = address.place("12 Pine Seattle"), "Emma Anna Mary Smith"
    assert address.same(short, address.place(f"{name} 12 Pine Seattle"))
    assert not address.same(short, address.place(f"{name} Jones 12 Pine Seattle"))
    assert not address.same(address.place("12 Pine"), address.place("12 Pine Seattle"))


def calibrated_buckets() -> None:
    """The buckets that are written are those that are read, and a share of two in a thousand needs 499 accounts."""
    assert calibration.EDGES == calibrate.EDGES
    assert calibration.ALPHA == 0.002


CHECKS: dict[str, Callable[[], None]] = {
    **dict.fromkeys(("placed_orders.SCALE", "placed_orders.OUTLIER", "placed_orders.FLOOR"), order_checks.dear_orders),
    "placed_orders.HABIT": order_checks.new_ways_of_paying,
    **dict.fromkeys(
        ("recipients.REGULAR", "recipients.SETTLED", "recipients.ACCUSTOMED", "recipients.PLAIN"),
        order_checks.usual_places,
    ),
    "recipients.COSTLY": order_checks.costly_orders,
    **dict.fromkeys(("placed_orders.FRESH", "recipients.MUCH", "recipients.RECENT"), order_checks.fresh_orders),
    "recipients.DAILY": order_checks.daily_orders,
    **dict.fromkeys(
        (f"recipients.{one}" for one in ("DAYS", "WEEK", "SEVERAL", "SEVERAL_COST", "TOGETHER")),
        order_checks.first_orders,
    ),
    "sign_ins.PAUSE": pauses,
    **dict.fromkeys(("sign_ins.LEARNED", "sign_ins.LEARNED_DAYS"), learning),
    "sign_ins.USUAL": usual_surprise,
    "signals.WINDOW": nearness,
    **dict.fromkeys(("signals.AFTER_LOGIN", "signals.OTHERS"), changes_soon_after),
    **dict.fromkeys(
        (f"gift_cards.{one}" for one in ("MONTH", "USUAL", "MORE", "CODES_MORE", "QUARTER", "LATER", "CLOSE")),
        order_checks.gift_cards,
    ),
    **dict.fromkeys(
        (f"gift_cards.{one}" for one in ("WEEKS", "DENSE", "OFTEN", "SELDOM")),
        order_checks.days_of_gift_cards,
    ),
    "names.SELDOM": order_checks.friends,
    "recipients.UNNAMED_COST": order_checks.unnamed_places,
    **dict.fromkeys(
        (f"payees.{one}" for one in ("LEARNED", "LEARNED_DAYS", "CLOSE", "AGAIN", "COUNTS")),
        payment_checks.strange_payees,
    ),
    **dict.fromkeys(("payees.ORDINARY", "payees.SIGHTS", "payees.AROUND"), payment_checks.journeys_of_payments),
    **dict.fromkeys(
        (f"recipients.{one}" for one in ("PEOPLE", "MONTH", "APART", "PEOPLE_COST")), order_checks.several_people
    ),
    **dict.fromkeys(("recipients.FORTNIGHT", "recipients.PAIR_COST"), order_checks.two_orders),
    "recipients.EXTREME": order_checks.costly_presents,
    "recipients.RUNNING": order_checks.running_orders,
    "signals.ODD": order_checks.odd_receivers,
    **dict.fromkeys((f"episodes.{one}" for one in ("APART", "SLACK", "LONGEST", "RECENT", "SENTENCES")), stories),
    "known.EDGE": journeys,
    "visits.TOGETHER": visits_together,
    "entities.STAY": long_stays,
    **dict.fromkeys(("addresses.LEAST", "addresses.NAME"), latin_addresses),
    **dict.fromkeys(("calibration.EDGES", "calibration.ALPHA"), calibrated_buckets),
}


def shared() -> dict[str, ModuleType]:
    """The modules beside the families of detectors."""
    packages = (analyzers.events, analyzers.features, analyzers.engine)
    found = [(package, file.name) for package in packages for file in iter_modules(package.__path__)]
    return {name: import_module(f"{package.__name__}.{name}") for package, name in found}


def numbers() -> dict[str, list[Any]]:
    """`module.NAME` of every constant that holds numbers, with what it becomes when one of them is moved."""
    return {
        f"{short}.{name}": moved
        for short, module in shared().items()
        for name in own_constants(module)
        if (moved := [value for _, value in steps(getattr(module, name))])
    }


@cache
def users(name: str) -> list[ModuleType]:
    """The modules in which a constant stands: its own, and those that took it over."""
    module, _, constant = name.partition(".")
    found = [shared()[module]]
    for other in (*shared().values(), *(module_of(one) for one in detectors())):
        for node in ast.parse(inspect.getsource(other)).body:
            if isinstance(node, ast.ImportFrom) and node.module == found[0].__name__:
                found += [sys.modules[other.__name__]] * any(one.name == constant for one in node.names)
    return found


def breaks(name: str) -> bool:
    """Whether a case of the detector, or the check, fails now."""
    if name in CASES:
        return not all(holds(case, case.history()) for case in cases() if case.detector == CASES[name])
    try:
        CHECKS[name]()
    except Exception:
        return True
    return False


def test_every_shared_number_is_known() -> None:
    """A new constant needs a case or a check, unless it is a fact or bounds the work."""
    assert sorted([*FACTS, *BOUNDS, *CASES, *CHECKS]) == sorted(numbers())


@pytest.mark.parametrize("check", dict.fromkeys(CHECKS.values()))
def test_checks_hold(check: Callable[[], None]) -> None:
    """What the checks say is so."""
    check()


MOVED = [(name, value) for name, some in numbers().items() if name in CASES or name in CHECKS for value in some]


@pytest.mark.parametrize(("name", "value"), MOVED, ids=lambda one: str(one)[:40])
def test_every_shared_threshold_matters(name: str, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A threshold that nothing stands on could be anything."""
    if name in CASES:
        one = {CASES[name]: detectors()[CASES[name]]}
        monkeypatch.setattr(analyzers.engine.run, "detectors", lambda: one)
    for module in users(name):
        monkeypatch.setattr(module, name.partition(".")[2], value)
    assert breaks(name), f"{name} can be {value}"
