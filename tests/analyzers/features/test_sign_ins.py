"""Sign-ins as clusters: what is usual for a person, and how rare the rest is."""

import math
import random

import polars as pl
import pytest

from analyzers.events.agents import SYSTEMS
from analyzers.events.owner import Owner
from analyzers.features.sign_ins import DEVICES, _usual
from analyzers.thresholds.login import SignIns
from app.geo import ip_location
from tests.analyzers.sign_in_rows import AWAY, HOME, LAPTOP, PHONE, rows, signins


def test_the_surprise_is_the_ratio_of_chances() -> None:
    """By hand: 40 sign-ins at home, 2 elsewhere with another device; each value backs off by one pseudo-count."""
    found = signins(rows(40, agent=LAPTOP, **HOME), rows(2, 20, 0.01, agent="App : FIREFOX. Os : LINUX.", **AWAY))
    one = found.clusters.filter(found.clusters["new_network"]).row(0, named=True)
    prior = 0.1 / SignIns.COUNTRIES + 0.3 / SignIns.NETWORKS + 0.6 / SignIns.PREFIXES
    assert one["place_surprise"] == pytest.approx(math.log(prior / (prior / 41)))
    assert one["device_surprise"] == pytest.approx(math.log(41))
    assert one["score"] == pytest.approx(one["place_surprise"] + one["device_surprise"])
    assert (one["count"], one["others"], one["new_country"], one["new_device"]) == (2, 40, True, True)


def test_what_a_known_country_network_and_system_explain() -> None:
    """By hand: 40 sign-ins at home, 2 in the same country over another network with another program of the same system,
    and 1 over another prefix of the home network. What is at home on most days counts as the person's own."""
    home = {**HOME, "network_kind": "unknown"}
    clusters = signins(
        rows(40, agent=LAPTOP, **home),
        rows(2, 20, 0.01, agent=LAPTOP.replace("CHROME", "FIREFOX"), **{**home, "asn": 9605, "prefix": "1.72.0.0/24"}),
        rows(1, 20, agent=LAPTOP, **{**home, "prefix": "126.0.9.0/24"}),
    ).clusters
    countries, networks, prefixes = 1 / SignIns.COUNTRIES, 1 / SignIns.NETWORKS, 1 / SignIns.PREFIXES
    country, prior = 0.1 * (43 + countries) / 44, 0.1 * countries + 0.3 * networks + 0.6 * prefixes
    elsewhere = clusters.row(by_predicate=pl.col("asn") == 9605, named=True)
    nearby = clusters.row(by_predicate=(pl.col("asn") == home["asn"]) & (pl.col("count") == 1), named=True)
    other_network = country + 0.3 * networks / 42 + 0.6 * prefixes / 42
    other_prefix = country + 0.3 * (43 - 2 + networks) / 44 + 0.6 * prefixes / 43
    assert elsewhere["place_surprise"] == pytest.approx(math.log(prior / other_network))
    assert nearby["place_surprise"] == pytest.approx(math.log(prior / other_prefix))
    systems, devices = 1 / len(SYSTEMS), 1 / DEVICES
    other_program = (0.3 * (41 + systems) + 0.7 * devices) / 42
    assert elsewhere["device_surprise"] == pytest.approx(math.log((0.3 * systems + 0.7 * devices) / other_program))


def test_a_pause_of_fourteen_days_parts_clusters() -> None:
    """Fourteen days are one cluster still, a second more makes two."""
    assert signins(rows(2, every=14, **HOME)).clusters.height == 1
    assert signins(rows(2, 0, 13.5, agent=LAPTOP, **HOME)).clusters.height == 1
    assert signins(rows(2, every=14 + 1 / 86400, **HOME)).clusters.height == 2


def test_the_prefixes_of_carriers_say_nothing() -> None:
    """A carrier gives ever other addresses: one cluster; another network keeps its prefixes apart."""
    moving = [{**row, "prefix": f"126.0.{n}.0/24"} for n, row in enumerate(rows(9, **HOME))]
    assert signins(moving).clusters.height == 1
    assert signins([{**row, "network_kind": "unknown"} for row in moving]).clusters.height == 9


def test_an_intruders_own_sign_ins_do_not_vouch_for_each_other() -> None:
    """An intruder with two programs over two networks is as suspicious as with one."""
    home = rows(40, agent=LAPTOP, **HOME)
    other = {**AWAY, "asn": 36923, "prefix": "41.58.0.0/24", "country": "NG"}
    strange = [
        rows(5, 20, 0.01, agent=f"App : {app}. Os : LINUX.", **place)
        for app in ("OPERA", "FIREFOX")
        for place in (AWAY, other)
    ]
    found = signins(home, *strange).clusters.filter(new_network=True)
    assert found.height == 4
    assert found["new_device"].all()
    assert found["new_country"].all()


def test_two_usual_networks_are_both_usual() -> None:
    """Home and telephone share the days; neither is new, and a telephone known from one is known on a journey."""
    phone = {**HOME, "asn": 9605, "prefix": "1.72.0.0/24"}
    found = signins(
        rows(30, agent=LAPTOP, **HOME), rows(15, every=2, agent=PHONE, **phone), rows(3, 9, 1, agent=PHONE, **AWAY)
    )
    new = found.clusters.filter(new_network=True)
    assert new["country"].to_list() == ["DE"]
    assert new["new_device"].to_list() == [False]


def test_somebody_always_on_the_way_is_not_surprised() -> None:
    """With twelve journeys a thirteenth lies within what is usual."""
    journeys = [
        rows(2, 20 * n, 0.1, agent=LAPTOP, **{**AWAY, "asn": 100 + n, "prefix": f"5.{n}.0.0/24", "country": f"{n:02}"})
        for n in range(13)
    ]
    home = rows(300, agent=LAPTOP, **HOME)
    score = signins(home, *journeys).clusters["score"].max()
    alone = signins(home, journeys[0]).clusters["score"].max()
    assert score == pytest.approx(0, abs=0.1)
    assert alone > 2  # type: ignore[operator]


def test_the_owners_words_explain() -> None:
    """A network by its range or number, a VPN, a journey, a country."""
    home, away = rows(40, agent=LAPTOP, **HOME), rows(2, 20, 0.01, agent=PHONE, **AWAY)
    for text in (
        "networks: [5.9.0.0/16]",
        "networks: [AS24940]",
        "networks: [vpn]",
        "trips: [{from: 2026-01-20, to: 2026-01-22, place: DE}]",
    ):
        found = signins(home, away, owner=Owner.parse(text)).clusters.filter(country="DE")
        assert found["owned"].all(), text
    assert not signins(home, away, owner=Owner.parse("networks: [5.9.1.0/24, AS1]")).clusters["owned"].any()
    assert not signins(home, away, owner=Owner.parse("countries: [DE]")).clusters["new_country"].any()


def test_the_order_of_rows_does_not_matter() -> None:
    """Rows in any order make the same clusters."""
    every = rows(40, agent=LAPTOP, **HOME) + rows(9, 3, 7, agent=PHONE, **AWAY)
    mixed = random.Random(3).sample(every, len(every))
    one, two = signins(every).clusters, signins(mixed).clusters
    assert one.drop("cluster").equals(two.drop("cluster"))


def test_nothing_is_known_of_nothing() -> None:
    """Without sign-ins, or with one alone, nothing is suspicious and nothing fails."""
    assert signins([]).clusters.height == 0
    one = signins(rows(1)).clusters.row(0, named=True)
    assert (one["score"], one["new_network"], one["new_device"], one["learned"]) == (0, False, False, False)


def test_priors_count_what_the_place_data_knows() -> None:
    """The numbers behind the uniform priors are those of the data, to a tenth."""
    starts, networks = ip_location._ranges("v4")
    used = (starts.shift(-1) - starts).filter(networks != 0).sum()
    assert ip_location._names().height == pytest.approx(SignIns.NETWORKS, rel=0.1)
    assert used / 256 == pytest.approx(SignIns.PREFIXES, rel=0.1)
    assert abs(SignIns.COUNTRIES - 250) < 25


def test_an_older_browser_is_another_device_unless_the_whole_device_is_there() -> None:
    """A browser older than ever before is another device; beside another program of the same system it may be a new
    device with an older browser."""
    home = rows(40, agent=LAPTOP, **HOME) + rows(9, agent="App : WORD. Os : WINDOWS.", **HOME)
    old = rows(1, 20, agent=LAPTOP.replace("120", "119"), **AWAY)
    assert signins(home, old).clusters.filter(new_network=True)["new_device"].to_list() == [True]
    assert signins(home, rows(1, 20, agent=LAPTOP, **AWAY)).clusters.filter(new_network=True)[
        "new_device"
    ].to_list() == [False]
    whole = signins(home, old, rows(1, 21, agent="App : WORD. Os : WINDOWS.", **AWAY)).clusters
    assert not whole.filter(new_network=True)["new_device"].any()


def test_ten_other_sign_ins_are_enough_to_learn_from() -> None:
    """Ten other sign-ins, or others over fourteen days, are enough to learn from."""
    for count, every, enough in ((10, 0.1, True), (9, 0.1, False), (2, 14, True), (2, 13.9, False)):
        home = rows(count, 0, every, agent=LAPTOP, **HOME)
        found = signins(home, rows(1, 1.5, agent=LAPTOP, **AWAY)).clusters
        assert found.filter(pl.col("country") == "DE")["learned"].item() is enough


def test_the_rarest_network_is_compared_with_the_second() -> None:
    """Of twelve networks the two rarest are beyond what is usual: the others are compared with the second."""
    every = pl.DataFrame({"net": [f"AS{n}" for n in range(12)], "raw": [float(n) for n in range(12)]})
    usual = dict(_usual(every).iter_rows())
    assert (usual["AS0"], usual["AS11"], usual["AS10"]) == (10.0, 9.0, 9.0)
