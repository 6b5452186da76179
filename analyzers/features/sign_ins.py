"""A person's sign-ins as clusters, and how surprising each cluster is beside all others.

A cluster is one system and program on one network, without a pause of more than 14 days. Its surprise follows Freeman
et al. (NDSS 2016) with three changes: each value backs off to a prior by one pseudo-count; a cluster is compared with
sign-ins outside its own visit, so that an intruder's many sign-ins cannot vouch for each other; and the sum keeps its
parts.

The priors are uniform over what the location data contains, because no published shares would hold for one person.
Mobile carriers rotate addresses, so they are identified by ASN and not by prefix; all relays are one network.
"""

from typing import NamedTuple

import polars as pl

from analyzers.events.agents import BROWSERS, PROGRAMS, SCRIPT, SYSTEMS, agents
from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.events.schemas import Row
from analyzers.features.known import on_a_trip, own_network
from analyzers.thresholds.login import SignIns as Limits

# A proof of identity that a service asked for, whether it succeeded or not.
CHALLENGE = r"(?i)_challenge$|^two_step_verification$"
ROTATING_NETWORKS = ("carrier", "relay")  # kinds of networks whose prefixes change
DEVICES = len(SYSTEMS) * len(PROGRAMS)

KEY = ("country", "asn", "prefix", "network_kind", "system", "program", "own")
COLUMNS = (
    "cluster",
    "start",
    "end",
    "count",
    "days",
    "rented_days",  # with sign-ins of this device over hosting networks
    "others",  # sign-ins outside the cluster
    "usual",  # of these, the ones with a known device over networks that are not new
    "country",
    "asn",
    "net",  # identity of the network: `AS…`, the prefix, or `relay`
    "network",  # the network's name, else its prefix, for display
    "network_kind",
    "system",
    "program",
    "place_surprise",  # in nats, positive if rarer for this person than in general
    "device_surprise",
    "score",  # the sum of both beyond what is usual for the account
    "new_country",  # seen at no other time
    "new_network",
    "new_device",
    "owned",  # explained by a network or a journey that the owner named
    "learned",  # enough is known outside the cluster to be surprised by it
)
# A network seen at no other time, where enough is known and nothing is explained by the owner.
UNFAMILIAR_NETWORK = pl.col("new_network") & pl.col("learned") & ~pl.col("owned")
NEW_COUNTRY_OR_HOSTING = pl.col("new_country") | (pl.col("network_kind") == "hosting").fill_null(False)


class SignIns(NamedTuple):
    """``rows``: (row, at, key) of the successful sign-ins with a time. ``clusters``: ``key`` and ``COLUMNS``, oldest
    first."""

    rows: pl.DataFrame
    clusters: pl.DataFrame

    def at(self, rows: pl.Series) -> dict[int, Row]:
        """The cluster of each of these rows of the table; rows without a cluster are left out."""
        some = self.rows.filter(pl.col("row").is_in(rows.implode())).join(self.clusters, on="key")
        some = some.filter(pl.col("at").is_between("start", "end")).drop("at")
        return {row["row"]: row for row in some.iter_rows(named=True)}

    def of(self, clusters: pl.DataFrame) -> pl.DataFrame:
        """(row, at, cluster) of the sign-ins of some clusters."""
        some = clusters.select("key", "cluster", "start", "end")
        matches = self.rows.filter(pl.col("key").is_in(some["key"].implode())).join(some, on="key")
        return matches.filter(pl.col("at").is_between("start", "end")).select("row", "at", "cluster")


def measure(history: History) -> SignIns:
    """The successful sign-ins as clusters (see ``cluster_sign_ins``)."""
    return cluster_sign_ins(history.tables["logins"], history.owner)


def cluster_sign_ins(logins: pl.DataFrame, owner: Owner) -> SignIns:
    """The clusters of a whole ``logins`` table, without failed attempts and challenges."""
    asked = pl.col("activity").str.contains(CHALLENGE).fill_null(False)
    good = logins.filter(pl.col("at").is_not_null() & pl.col("success").fill_null(True) & ~asked)
    good = good.join(agents(good["agent"]), on="agent", how="left", maintain_order="left")
    shifting = pl.col("network_kind").is_in(ROTATING_NETWORKS).fill_null(False)
    good = good.with_columns(own_network(good, owner), prefix_shown="prefix").with_columns(
        prefix=pl.when(~shifting).then("prefix")
    )
    keyed = good.with_columns(key=_hash(KEY))
    clusters = _devices(_places(_clusters(keyed, owner), owner))
    return SignIns(keyed.select("row", "at", "key"), _scored(clusters).select("key", *COLUMNS))


def _hash(names: tuple[str, ...]) -> pl.Expr:
    """One number for the values of several columns."""
    total = pl.lit(0, pl.UInt64)
    for seed, name in enumerate(names):
        total = total ^ pl.col(name).hash(seed)
    return total


def _clusters(keyed: pl.DataFrame, owner: Owner) -> pl.DataFrame:
    """One row for each cluster, with the values that its sign-ins share. Sign-ins are grouped by day first, because
    days are few."""
    days = (
        keyed.lazy()
        .with_columns(day=pl.col("at").dt.date(), n=pl.int_range(pl.len()))
        .group_by("key", "day")
        .agg(
            first=pl.col("at").min(),
            last=pl.col("at").max(),
            count=pl.len(),
            version=pl.col("version").max(),
            n=pl.col("n").first(),
        )
        .sort("key", "first")
        .collect()
    )
    values = keyed.select(pl.col(*KEY, "prefix_shown", "network_name").gather(days["n"]))
    days = pl.concat([days, values], how="horizontal").with_columns(
        trip=on_a_trip(pl.col("country"), pl.col("day"), owner),
        cluster=(pl.col("first") - pl.col("last").shift(1) > Limits.CLUSTER_PAUSE).fill_null(True) | _other("key"),
    )
    return (
        days.with_columns(pl.col("cluster").cum_sum())
        .group_by("cluster", maintain_order=True)
        .agg(
            pl.col("key", *KEY, "prefix_shown", "network_name").first(),
            start=pl.col("first").min(),
            end=pl.col("last").max(),
            count=pl.col("count").sum(),
            days=pl.len(),
            version=pl.col("version").max(),
            trip=pl.col("trip").all(),
        )
    )


def _other(*names: str) -> pl.Expr:
    """Whether any of these values differs from the row before."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in names)


def _places(clusters: pl.DataFrame, owner: Owner) -> pl.DataFrame:
    """The clusters with ``place_surprise``, ``new_country`` and ``new_network``."""
    clusters = clusters.with_columns(net=network_key("prefix_shown", bool(clusters["asn"].count()))).with_columns(
        near=pl.coalesce("prefix", "net")
    )
    levels = (
        ("country", Limits.COUNTRY_SHARE, Limits.COUNTRIES),
        ("net", Limits.NETWORK_SHARE, Limits.NETWORKS),
        ("near", Limits.PREFIX_SHARE, Limits.PREFIXES),
    )
    for name, _, _ in levels:
        clusters = _outside(clusters, name)
    prior = sum(share / many for _, share, many in levels)
    own = pl.sum_horizontal(share * _chance(name, many) for name, share, many in levels)
    known = pl.col("net").is_not_null()
    rented = (pl.col("network_kind") == "hosting").fill_null(False)
    return clusters.with_columns(
        rented_days=pl.when(rented).then(pl.col("days").filter(rented).sum().over("system", "program")).otherwise(0),
        place_surprise=pl.when(known).then((prior / own).log()).otherwise(0.0),
        new_country=(pl.col("country_outside") == 0).fill_null(False)
        & ~pl.col("country").is_in(owner.countries).fill_null(False),
        new_network=(pl.col("net_outside") == 0).fill_null(False) & ~pl.col("own"),
    )


def network_key(prefix: str, numbered: bool) -> pl.Expr:
    """The identity of a network: its ASN. All relays are one network, and so are those of one country without an
    ASN, unless nothing is ``numbered``: then the prefix is used."""
    number = "AS" + pl.col("asn").cast(pl.String)
    other = pl.coalesce("no number in " + pl.col("country"), prefix) if numbered else pl.col(prefix)
    return pl.when(pl.col("network_kind") == "relay").then(pl.lit("relay")).otherwise(pl.coalesce(number, other))


def _outside(clusters: pl.DataFrame, name: str) -> pl.DataFrame:
    """The clusters with ``<name>_outside``, the number of sign-ins with the same value outside the cluster's own visit
    (all clusters of that value without a pause between them), and ``<name>_all``, the number of all sign-ins outside
    that visit.

    A visit of the owner is not excluded: one on more than half of all days, or one of more than 14 days that takes up a
    fifth of all days or half of the time.
    """
    visits = (
        clusters.filter(pl.col(name).is_not_null())
        .select("cluster", name, "start", "end", "count", "days")
        .sort(name, "start")
        .with_columns(before=pl.col("end").cum_max().shift(1).over(name))
        .with_columns(visit=(pl.col("start") - pl.col("before") > Limits.CLUSTER_PAUSE).fill_null(True).cum_sum())
        .with_columns(
            total=pl.col("count").sum().over(name),
            everything=pl.col("count").sum(),
            left=pl.when(_settled()).then(0).otherwise(pl.col("count").sum().over("visit")),
        )
    )
    spans = visits.select(
        "cluster",
        (pl.col("total") - pl.col("left")).alias(f"{name}_outside"),
        (pl.col("everything") - pl.col("left")).alias(f"{name}_all"),
    )
    return clusters.join(spans, on="cluster", how="left", maintain_order="left")


def _settled() -> pl.Expr:
    """Whether a visit is so long and frequent that the place must be the person's own."""
    days, all_days = pl.col("days").sum().over("visit"), pl.col("days").sum()
    length = (pl.col("end").max() - pl.col("start").min()).over("visit")
    whole = pl.col("end").max() - pl.col("start").min()
    return (2 * days > all_days) | ((length > Limits.CLUSTER_PAUSE) & ((5 * days >= all_days) | (2 * length >= whole)))


def _chance(name: str, many: int) -> pl.Expr:
    """The probability of the value for this person, with one pseudo-count spread over ``many`` possible values."""
    return ((pl.col(f"{name}_outside") + 1 / many) / (pl.col(f"{name}_all") + 1)).fill_null(1 / many)


def _devices(clusters: pl.DataFrame) -> pl.DataFrame:
    """The clusters with ``device_surprise`` and ``new_device``: not seen on any of the person's networks outside the
    cluster. Sign-ins over new networks do not make a device known, because they may be the intruder's own."""
    usual = ~pl.col("new_network") & (pl.col("system").is_not_null() | pl.col("program").is_not_null())
    mine = pl.when(usual).then("count").otherwise(0)
    clusters = clusters.with_columns(mine=mine).with_columns(
        system_outside=pl.col("mine").sum().over("system") - pl.col("mine"),
        device_outside=pl.col("mine").sum().over("system", "program") - pl.col("mine"),
        device_all=pl.col("mine").sum() - pl.col("mine"),
        oldest=pl.col("version").filter(pl.col("mine") > 0).min().over("system", "program"),
    )
    known = pl.col("system").is_not_null() | pl.col("program").is_not_null()
    # A device's programs only get newer. A second program of the same system there suggests another device.
    alone = pl.col("program").n_unique().over("net", "system") == 1
    older = (pl.col("version") < pl.col("oldest")).fill_null(False) & alone
    clusters = clusters.with_columns(device_outside=pl.when(older).then(0).otherwise("device_outside"))
    system, device = Limits.SYSTEM_SHARE, 1 - Limits.SYSTEM_SHARE
    prior = system / len(SYSTEMS) + device / DEVICES
    chance = system * _chance_of("system", len(SYSTEMS)) + device * _chance_of("device", DEVICES)
    unfamiliar = (
        (pl.col("system").is_not_null() & (pl.col("system_outside") == 0))
        | (pl.col("program").is_in([*BROWSERS, SCRIPT]) & (pl.col("device_outside") == 0))
        | older
    )
    return clusters.with_columns(
        device_surprise=pl.when(known & (pl.col("device_all") > 0)).then((prior / chance).log()).otherwise(0.0),
        new_device=(known & unfamiliar & (pl.col("device_all") >= Limits.MIN_OTHER_SIGN_INS)).fill_null(False),
    )


def _chance_of(name: str, many: int) -> pl.Expr:
    return (pl.col(f"{name}_outside") + 1 / many) / (pl.col("device_all") + 1)


def _scored(clusters: pl.DataFrame) -> pl.DataFrame:
    """The clusters with the score, and whether the cluster is explained and enough is known for comparison."""
    first, last = pl.col("start").sort(), pl.col("end").sort(descending=True)
    span = pl.when(pl.col("end") == last.first()).then(last.slice(1, 1).first()).otherwise(last.first()) - (
        pl.when(pl.col("start") == first.first()).then(first.slice(1, 1).first()).otherwise(first.first())
    )
    others = pl.col("count").sum() - pl.col("count")
    learned = (others >= Limits.MIN_OTHER_SIGN_INS) | (span >= Limits.MIN_OTHER_SPAN).fill_null(False)
    clusters = clusters.with_columns(
        others=others,
        raw=pl.col("place_surprise") + pl.col("device_surprise"),
        network=pl.coalesce("network_name", "prefix_shown"),
        owned=pl.col("own") | pl.col("trip"),
        learned=learned,
    )
    surprise = _usual(clusters)
    return (
        clusters.join(surprise, on="net", how="left", nulls_equal=True)
        .with_columns(score=pl.col("raw") - pl.col("expected"), usual="device_all")
        .sort("start", "key")
    )


def _usual(clusters: pl.DataFrame) -> pl.DataFrame:
    """For every network the surprise below which nine tenths of the other networks are, at least 0. A person who often
    travels is not surprised by one more place."""
    ranked = clusters.group_by("net").agg(pl.col("raw").max()).sort("raw", "net", descending=[True, False])
    top = int((1 - Limits.USUAL_QUANTILE) * max(0, ranked.height - 1))
    highest = ranked["raw"].slice(top, 2).to_list()
    usual = [highest[1] if len(highest) > 1 and place <= top else highest[0] for place in range(ranked.height)]
    alone = ranked.height < 2
    return ranked.select(
        "net", expected=pl.Series([0.0 if alone else max(0.0, expected) for expected in usual], dtype=pl.Float64)
    )
