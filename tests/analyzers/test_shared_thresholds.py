"""No number that several detectors share is there by chance: moving it a little breaks a case or a check."""

import ast
import inspect
import math
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

import analyzers.run
from analyzers import address, calibration, entities, episode, known, receivers, signs, visits
from analyzers import signins as model
from analyzers.finding import Fact, Ref
from analyzers.owner import Owner
from analyzers.run import detectors
from evaluation import calibrate
from tests.analyzers import test_episodes, test_signins
from tests.analyzers.cases import COMMON, DEFAULTS, cases, history
from tests.analyzers.test_signins import AWAY, HOME, LAPTOP, START, rows, signins
from tests.analyzers.test_thresholds import holds, own_constants, steps

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Facts about the calendar and the earth, and numbers that only bound the work or the length of lists.
FACTS = {"bursts.YEAR", "changed.DAY", "coverage.DAY", "coverage.LOOSE", "drains.DAY", "distance.EARTH",
         "regions.PREFECTURES", "regions.STATES", "signins.DEVICES"}  # fmt: skip
BOUNDS = {"episode.POINTS", "ledger.STEPS", "ledger.MOST", "receivers.MANY", "receivers.NEAR", "shown.MOST",
          "shown.LISTED", "signs.MOST", "visits.LISTED", "visits.PAIRS"}  # fmt: skip
# Where a case of a detector stands on the number.
CASES = {"signins.LONG": "login.unfamiliar", "bursts.LEARNED": "order.velocity", "coverage.LOOKBACK": "refund.orphan",
         "distance.MARGIN": "login.impossible_travel", "drains.SHARE": "giftcard.drain",
         "placed.ABOLISHED": "order.cod_after_abolition", "placed.JAPAN": "order.cod_after_abolition",
         "placed.TIMES": "order.amount", "placed.ENOUGH": "order.amount", "receivers.EARLIER": "order.first_address",
         "receivers.OFTEN": "order.first_address", "receivers.AROUND": "order.first_address",
         "receivers.SEVERAL": "order.first_address", "receivers.TWICE": "order.far_address"}  # fmt: skip


def order(number: int, days: float, minor: int = 1000, **given: Any) -> dict[str, Any]:
    """One order so many days after the start."""
    own = {"order_id": f"503-0000000-{number}", "item_id": "A", "line": number, "path": "o.csv", "kind": "other"}
    told = {"at": START + days * DAY, "total_minor": minor, "address": "山田 太郎 100-0001 東京都千代田区千代田1-1"}
    return {**COMMON, **DEFAULTS["orders"], **own, **told, **given}


def placed(*orders: dict[str, Any]) -> pl.DataFrame:
    """The orders, one row each."""
    return history({"orders": list(orders)}).placed


def spread(minor: float) -> dict[str, Any]:
    """The last of thirteen orders; six of the others cost 500, six 2,000."""
    usual = [order(n, n, 500 if n % 2 else 2000) for n in range(1, 13)]
    return placed(*usual, order(13, 20, round(minor))).row(-1, named=True)


def dear_orders() -> None:
    """By hand: the median is 2,000, the median deviation of the logarithm ln 4; at least 3.5 of them are dear, each
    .6745 of a standard one. Where all cost the same the deviation is .05."""
    one = math.log(4) / 0.6745
    assert spread(2000 * math.exp(3.55 * one))["dear"]
    assert not spread(2000 * math.exp(3.45 * one))["dear"]
    assert spread(200_000)["z"] == pytest.approx(0.6745 * math.log(100) / math.log(4), abs=1e-6)
    even = placed(*(order(n, n) for n in range(13)), order(13, 20, 4000)).row(-1, named=True)
    assert even["z"] == pytest.approx(0.6745 * math.log(4) / 0.05)


def new_ways_of_paying() -> None:
    """After ten orders a new card is new, after nine it is not."""
    for earlier, new in ((9, False), (10, True)):
        cards = placed(*(order(n, n, payment="Visa - 1111") for n in range(earlier)), order(99, 50, payment="Visa - 2"))
        assert cards["new_payer"][-1] is new


def new_place(*days: float, minor: int = 1000, name: str = "佐藤 次郎", age: float = 300) -> receivers.NewPlace:
    """The place to which orders went so many days after the others, whose prices differ much; the last event of the
    history lies so many days (``age``) after the first of them."""
    usual = [order(n, n / 10, 500 if n % 2 else 2000) for n in range(12)]
    there = [order(50 + n, 20 + day, minor, address=f"{name} 1") for n, day in enumerate(days)]
    return history({"orders": [*usual, *there, order(99, 20 + age, 2000)]}).places.new[0]


def usual_places() -> None:
    """Three orders over fourteen days make a place usual."""
    assert new_place(0, 7, 14).regular
    assert not new_place(0, 7, 13.9).regular
    assert not new_place(0, 14).regular


def costly_orders() -> None:
    """Eight times the median is dear whatever the prices; the median of twelve and the order itself is 2,000."""
    assert "dear" in new_place(0, minor=16_000).odd
    assert "dear" not in new_place(0, minor=15_999).odd


def fresh_orders() -> None:
    """A dear order to a stranger is fresh for 180 days, one in the owner's name for 90, as is one of five times the
    median to a stranger."""
    assert "fresh" in new_place(0, minor=16_000, age=180).odd
    assert "fresh" not in new_place(0, minor=16_000, age=181).odd
    assert "fresh" in new_place(0, minor=16_000, age=90, name="山田 太郎").odd
    assert "fresh" not in new_place(0, minor=16_000, age=91, name="山田 太郎").odd
    assert "fresh" not in new_place(0, minor=15_999, age=1, name="山田 太郎").odd
    assert "fresh" not in new_place(0, minor=16_000, age=1, name="山田 花子").odd
    assert "fresh" in new_place(0, minor=10_000, age=90).odd
    assert "fresh" not in new_place(0, minor=9_999, age=90).odd
    assert "fresh" not in new_place(0, minor=10_000, age=91).odd


def daily_orders() -> None:
    """Two orders for no more than the median (2,000) tell that the owner lives there: nothing dear is fresh."""
    usual = [order(n, n / 10, 500 if n % 2 else 2000) for n in range(13)]
    for cheap, name, is_so in ((1, "山田 太郎", True), (2, "山田 太郎", False), (2, "佐藤 次郎", True)):
        there = [order(50, 20, 40_000, address=f"{name} 1")]
        there += [order(51 + n, 21 + 4 * n, 2000, address=f"{name} 1") for n in range(cheap)]
        assert ("fresh" in history({"orders": usual + there}).places.new[0].odd) is is_so


def first_orders() -> None:
    """Those within three days of the first; three to a stranger within a week are many; two in the owner's name within
    a week cost much together if they cost twelve times the median."""
    usual = [order(n, n / 10, 500 if n % 2 else 2000) for n in range(12)]
    for days, first, many in ((3, True, True), (3.1, False, True), (7, False, True), (7.1, False, False)):
        there = [order(50, 20, 500, address="佐藤 次郎 1"), order(51, 20 + days, 16_000, address="佐藤 次郎 1")]
        assert ("fresh" in history({"orders": usual + there}).places.new[0].odd) is first
        assert ("many" in new_place(0, 1, days).odd) is many
        assert ("fresh" in new_place(0, days, minor=12_000, name="山田 太郎", age=20).odd) is many
    assert "fresh" not in new_place(0, 1, minor=11_999, name="山田 太郎", age=20).odd
    assert "fresh" not in new_place(0, 1, minor=12_000, name="山田 太郎", age=91).odd


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
    return any(one.family == "control" for one in history(events).signs.all)


def gift_cards() -> None:
    """Two orders of gift cards a month before make a habit, and so do three a quarter after; twice the dearest of
    those before is no part of it. Those of December say nothing about the rest of the year, those of the rest something
    about December."""
    june, december = 165, 348  # days from the start, the first of January, to the middle of these months

    def unusual(*given: tuple[float, int], later: tuple[float, ...] = ()) -> bool:
        every = [*given, *((day, 1000) for day in later)]
        cards = [order(n, day, minor, kind="gift_card") for n, (day, minor) in enumerate(every)]
        return START + given[-1][0] * DAY in signs.unusual_gift_cards(placed(*cards))["at"].to_list()

    assert not unusual((0, 1000), (1, 1000), (31, 1999))
    assert unusual((0, 1000), (1, 1000), (31, 2000))
    assert unusual((0, 1000), (1, 1000), (30.9, 1000))
    assert unusual((0, 1000), (31, 1000))
    assert not unusual((0, 1000), later=(90, 91, 92))
    assert unusual((0, 1000), later=(89.9, 91, 92))
    assert unusual((december, 1000), (december + 1, 1000), (365 + june, 1000))
    assert not unusual((june, 1000), (june + 1, 1000), (december, 1000))


def odd_receivers() -> None:
    """What is odd about a receiver adds up."""
    for odd, weight in (
        (("fresh", "dear"), 8.0),
        (("shop",), 5.0),
        (("many",), 5.0),
        (("dear_twice", "dear"), 4.5),
        (("dear",), 3.0),
        (("payer",), 2.0),
    ):
        place = receivers.NewPlace(pl.DataFrame(), START, False, None, None, False, odd)  # type: ignore[arg-type]
        assert signs.doubt(place, signs.Signs(), ()).grave == weight


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
    **dict.fromkeys(("placed.SCALE", "placed.OUTLIER", "placed.FLOOR"), dear_orders),
    "placed.HABIT": new_ways_of_paying,
    **dict.fromkeys(("receivers.REGULAR", "receivers.SETTLED"), usual_places),
    "receivers.COSTLY": costly_orders,
    **dict.fromkeys(("placed.FRESH", "receivers.MUCH", "receivers.RECENT"), fresh_orders),
    "receivers.DAILY": daily_orders,
    **dict.fromkeys(("receivers.DAYS", "receivers.WEEK", "receivers.TOGETHER"), first_orders),
    "signins.PAUSE": pauses,
    **dict.fromkeys(("signins.LEARNED", "signins.LEARNED_DAYS"), learning),
    "signins.USUAL": usual_surprise,
    "signs.WINDOW": nearness,
    **dict.fromkeys(("signs.AFTER_LOGIN", "signs.OTHERS"), changes_soon_after),
    **dict.fromkeys(("signs.MONTH", "signs.USUAL", "signs.MORE", "signs.QUARTER", "signs.LATER"), gift_cards),
    "signs.ODD": odd_receivers,
    **dict.fromkeys((f"episode.{one}" for one in ("APART", "SLACK", "LONGEST", "RECENT", "SENTENCES")), stories),
    "known.EDGE": journeys,
    "visits.TOGETHER": visits_together,
    "entities.STAY": long_stays,
    **dict.fromkeys(("address.LEAST", "address.NAME"), latin_addresses),
    **dict.fromkeys(("calibration.EDGES", "calibration.ALPHA"), calibrated_buckets),
}


def shared() -> dict[str, ModuleType]:
    """The modules beside the families of detectors."""
    names = [file.name for file in iter_modules(analyzers.__path__) if not file.ispkg]
    return {name: import_module(f"analyzers.{name}") for name in names}


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
    for other in (*shared().values(), *detectors().values()):
        for node in ast.parse(inspect.getsource(other)).body:
            if isinstance(node, ast.ImportFrom) and node.module == f"analyzers.{module}":
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
        monkeypatch.setattr(analyzers.run, "detectors", lambda: one)
    for module in users(name):
        monkeypatch.setattr(module, name.partition(".")[2], value)
    assert breaks(name), f"{name} can be {value}"
