"""Sign-ins from a country that appears nowhere else in the history."""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import polars as pl

from analyzers.finding import Fact, Gap
from analyzers.history import View
from analyzers.owner import Owner
from analyzers.shown import MOST, refs, when

title = "Sign-ins from a country that is new for you"
message = (
    "The first sign-in from {country} was on {at}, over the network {network}. Sign-ins from there: {count}. None of "
    "the other "
    "{others} sign-ins in your history came from that country."
)
innocent = (
    "It can be harmless: a journey, a mobile phone that uses a foreign network, or a VPN can look like this, and the "
    "country "
    "of an internet address is sometimes recorded wrongly."
)
SHORT_SENTENCE = "There are too few sign-ins to say which countries are usual."
OTHERS = 10
EDGE = timedelta(days=1)  # the days of a trip are local, sign-ins are not
severity = "low"
kind = "surprise"
needs = (
    "logins.at",
    "logins.at_basis?",
    "logins.country",
    "logins.prefix",
    "logins.country_stated?",
    "logins.ip?",
    "logins.success?",
)
references = ("Freeman et al., NDSS 2016", "Entra ID, unfamiliar sign-in properties")


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each country seen in a single network only. Its first sign-in is the trigger, later ones context."""
    logins = history.table("logins").filter(
        pl.col("country").is_not_null() & pl.col("at").is_not_null() & pl.col("success").fill_null(True)
    )
    if logins.height <= OTHERS:
        yield Gap(SHORT_SENTENCE, "")
        return
    countries = logins.group_by("country").agg(
        networks=pl.col("prefix").n_unique(),
        count=pl.len(),
        days=pl.col("at").dt.date().n_unique(),
        first=pl.col("at").min(),
    )
    # The country of most days is where the person lives, even if all of it is one network.
    home = countries.sort("days", "first", "country", descending=[True, False, False])["country"][0]
    new = countries.filter(
        (pl.col("networks") == 1) & (logins.height - pl.col("count") >= OTHERS) & (pl.col("country") != home)
    ).sort("first", "country")
    for country in new["country"]:
        rows = logins.filter(pl.col("country") == country).sort("at", "row")
        if _agreed(rows, country) and not _explained(rows, country, history.owner):
            yield _fact(rows, logins.height)


def _agreed(rows: pl.DataFrame, country: str) -> bool:
    """Whether the file's own country, where it gives one as two letters, is the same."""
    stated = rows["country_stated"].drop_nulls().str.to_uppercase()
    codes = stated.filter(stated.str.contains(r"^[A-Z]{2}$"))
    return not codes.len() or bool((codes == country).any())


def _explained(rows: pl.DataFrame, country: str, owner: Owner) -> bool:
    if country in owner.countries:
        return True
    networks = [ip_network(text) for text in owner.networks if "/" in text]
    ips = rows["ip"].unique().to_list()
    if networks and all(_inside(text, networks) for text in ips):
        return True
    days = [at.date() for at in rows["at"]]
    trips = [trip for trip in owner.trips if trip.place == country]
    return bool(trips) and all(any(t.first - EDGE <= day <= t.last + EDGE for t in trips) for day in days)


def _inside(text: str | None, networks: list[IPv4Network | IPv6Network]) -> bool:
    try:
        return any(ip_address(text or "") in network for network in networks)
    except ValueError:  # no address stands there
        return False


def _fact(rows: pl.DataFrame, total: int) -> Fact:
    head = rows.row(0, named=True)
    return Fact(
        triggers=refs("logins", [head["row"]]),
        context=refs("logins", rows["row"][1:], MOST),
        values={
            "country": head["country"],
            "at": when(head["at"], head["at_basis"]),
            "network": head["prefix"],
            "count": rows.height,
            "others": total - rows.height,
        },
        score=float(total - rows.height),
    )
