"""Compares events with the networks and trips that the owner named."""

from ipaddress import ip_address, ip_network

import polars as pl

from analyzers.events.owner import Owner
from analyzers.thresholds.login import KnownLimits as Limits

VPN = "vpn"
HIDING_NETWORKS = ("hosting", "relay")  # kinds of networks that a VPN uses


def own_network(events: pl.DataFrame, owner: Owner) -> pl.Series:
    """Whether each event (``ip``, ``asn``, ``network_kind``) came over a network that the owner named."""
    nothing = pl.repeat(False, events.height, eager=True).alias("own")
    if not owner.networks or not events.height:
        return nothing
    numbers = [int(text[2:]) for text in owner.networks if text.startswith("AS")]
    hidden = pl.col("network_kind").is_in(HIDING_NETWORKS if VPN in owner.networks else [])
    inside = pl.col("ip").is_in(_inside(events["ip"].unique().drop_nulls(), owner))
    own = pl.col("asn").is_in(numbers).fill_null(False) | hidden.fill_null(False) | inside.fill_null(False)
    return events.select(own.alias("own"))["own"]


def _inside(ips: pl.Series, owner: Owner) -> list[str]:
    """The IP addresses inside a network of the owner."""
    ranges = [ip_network(text) for text in owner.networks if "/" in text]
    addresses = []
    for text in ips if ranges else ():
        try:
            address = ip_address(text)
        except ValueError:  # not an IP address
            continue
        if any(address in network for network in ranges):
            addresses.append(text)
    return addresses


def on_any_trip(day: pl.Expr, owner: Owner) -> pl.Expr:
    """Whether a day lies in a trip that the owner named, whatever its country."""
    trips = [day.is_between(trip.first - Limits.TRIP_MARGIN, trip.last + Limits.TRIP_MARGIN) for trip in owner.trips]
    return pl.any_horizontal(pl.lit(False), *trips).fill_null(False)


def on_a_trip(country: pl.Expr, day: pl.Expr, owner: Owner) -> pl.Expr:
    """Whether a country and day match a trip that the owner named."""
    trips = [
        (country == trip.place) & day.is_between(trip.first - Limits.TRIP_MARGIN, trip.last + Limits.TRIP_MARGIN)
        for trip in owner.trips
    ]
    return pl.any_horizontal(pl.lit(False), *trips).fill_null(False)
