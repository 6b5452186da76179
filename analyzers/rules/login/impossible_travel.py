"""Two consecutive sign-ins from countries too far apart for the time between them."""

from collections.abc import Iterator
from typing import TypeAlias

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import at_least, speed
from analyzers.events.distance import kilometres
from analyzers.events.marks import Gap, Mark, Sentence, Severity
from analyzers.events.schemas import Row
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.sign_ins import MIN_DAYS_OWN
from analyzers.features.visits import LONG_SENTENCE, MAX_PAIRS, MAX_VISITS, ROW_ORDER, network_label
from analyzers.rules.view import View

title = N_("Two sign-ins too far apart for the time between them")
message = N_(
    "On {at} somebody signed in from {country} over {network}, {apart} apart from a sign-in from {other_country}. "
    "{first} The two countries are at least {distance} km apart, which takes longer even by plane. Such pairs: "
    "{count}. {note}"
)
innocent = N_(
    "This may be harmless: a VPN, a phone that connects through another country, or two people in "
    "your family who use the account in different countries. The location of an internet address "
    "can also be recorded wrongly."
)
sentence = N_("On {at} somebody signed in from {country}, {apart} apart from a sign-in at least {distance} km away.")
FIRST_SENTENCE = N_("The sign-in from {country} came first.")
MINUTES_LABEL = N_("{minutes} minutes")
SECONDS_LABEL = N_("{seconds} seconds")
SECOND_LABEL = N_("a second")
HIDING_SENTENCE = N_("One of the two networks belongs to a company that rents out servers, which VPNs use.")
USUAL_SENTENCE = N_("You sign in over both of these networks at other times as well.")
DEVICE_SENTENCE = N_("The network and the device are also new for you.")
MIN_DISTANCE_KM = 500  # after the margins
MAX_SPEED_KMH = 800  # of a plane, from door to door
severity = "medium"
kind = "rule"
tags = ("account", "takeover", "sign_in", "place", "household", "screen")
needs = (
    "logins.at",
    "logins.at_basis",
    "logins.country",
    "logins.prefix",
    "logins.asn?",
    "logins.service?",
    "logins.account?",
    "logins.ip?",
    "logins.agent?",
    "logins.activity?",
    "sign_ins",
)
references = (
    "Elastic, Entra ID sign-ins from distant countries",
    "Panther, Standard.ImpossibleTravel.Login",
    "Okta, velocity behaviour",
)
# Reasons why it may be not assessable, by code.
reasons = {
    "dates_only": N_("The lists of sign-ins give no time of day, so the time between two of them is not known."),
}
Side: TypeAlias = Row


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each distant place: the country and network that is less the person's own. The first pair of
    sign-ins is the trigger."""
    if not (history.table("logins")["at_basis"] != "date_only").any():
        yield Gap("dates_only", "")
        return
    pairs = _pairs(history)
    clusters = history.of(sign_ins.measure).at(pl.concat([pairs["row"], pairs["before_row"]]).unique())
    groups: dict[tuple[str, str], list[tuple[Side, Side, Side]]] = {}
    for pair in pairs.iter_rows(named=True):
        later = {**clusters[pair["row"]], "country": pair["country"], "at": pair["at"]}
        earlier = {**clusters[pair["before_row"]], "country": pair["before_country"], "at": pair["before_at"]}
        near, far = sorted((later, earlier), key=_how_foreign)
        if not far["owned"]:
            groups.setdefault((far["country"], far["net"]), []).append((pair, near, far))
    yield from [_fact(group) for group in groups.values()][-MAX_VISITS:]


def _how_foreign(side: Side) -> tuple[bool, int, bool]:
    """Sort key of the two sides of a pair: the greater one is less the person's own."""
    return side["new_network"], -side["days"], side["new_country"]


def _pairs(history: View) -> pl.DataFrame:
    """Consecutive sign-ins of one account from two countries and networks too far apart, with the kilometres between
    them."""
    logins = history.table("logins")
    good = history.of(sign_ins.measure).rows
    if good.height < logins.height:
        logins = logins.join(good.select("row"), on="row", how="semi")
    known = logins.filter(pl.col("country").is_not_null() & (pl.col("at_basis") != "date_only"))
    if known["country"].n_unique() < 2:
        known = known.clear()
    near = known.filter(_borders(known)).sort("service", "account", *ROW_ORDER)
    near = near.with_columns(pl.all().shift(1).name.prefix("before_")).with_columns(
        seconds=(pl.col("at") - pl.col("before_at")).dt.total_seconds().clip(lower_bound=1)
    )
    jumps = near.filter(
        pl.col("service").eq_missing(pl.col("before_service")),
        pl.col("account").eq_missing(pl.col("before_account")),
        pl.col("country") != pl.col("before_country"),
        pl.col("prefix").ne_missing(pl.col("before_prefix")),
        pl.col("asn").is_null() | pl.col("asn").ne_missing(pl.col("before_asn")),
    )
    apart = kilometres(jumps.select("country", other="before_country").unique())
    jumps = jumps.join(apart, left_on=["country", "before_country"], right_on=["country", "other"])
    fast = (pl.col("km") >= MIN_DISTANCE_KM) & (pl.col("km") * 3600 >= MAX_SPEED_KMH * pl.col("seconds"))
    return jumps.filter(fast).sort(*ROW_ORDER).head(MAX_PAIRS)


def _borders(known: pl.DataFrame) -> pl.Series:
    """The sign-ins at which the country changes, and all of one second with their neighbours. Only these need a
    complete sort."""
    account = pl.col("service").hash(1) ^ pl.col("account").hash(2)
    order = known.select("country", "at", n=pl.int_range(pl.len(), dtype=pl.UInt32), account=account)
    order = order.sort("account", "at")
    country, at = pl.col("country"), pl.col("at")
    changes = [country != country.shift(step) for step in (-1, 1)]
    ties = [at.shift(step) == at.shift(step + 1) for step in (-2, -1, 0, 1)]
    kept = order.filter(pl.any_horizontal(*changes, *ties).fill_null(True))["n"]
    return pl.Series(range(known.height), dtype=pl.UInt32).is_in(kept.implode()) if kept.len() else known["row"] < 0


def _fact(group: list[tuple[Side, Side, Side]]) -> Mark:
    head, near, far = group[0]
    rest = [pair[name] for pair, _, _ in group[1 : MAX_CONTEXT // 2] for name in ("before_row", "row")]
    triggers = (head["before_row"], head["row"])
    lowered, reason = _lowered(near, far)
    return Mark(
        triggers=refs("logins", triggers),
        context=refs("logins", [row for row in dict.fromkeys(rest) if row not in triggers]),
        values={
            "at": display_time(far["at"], head["at_basis"]),
            "country": far["country"],
            "network": network_label({**far, "country": None}),
            "other_country": near["country"],
            "apart": _apart(head["seconds"]),
            "first": note(FIRST_SENTENCE, country=head["before_country"])
            if head["before_at"] < head["at"]
            else NOTHING,
            "distance": round(head["km"]),
            "count": len(group),
            "note": note(reason) if reason else NOTHING,
        },
        arithmetic=(speed(head["km"], head["seconds"], MAX_SPEED_KMH), at_least(round(head["km"]), MIN_DISTANCE_KM)),
        score=head["km"] * 3600 / head["seconds"] / MAX_SPEED_KMH,
        severity=lowered,
    )


def _apart(seconds: int) -> Sentence:
    if seconds < 2:
        return note(SECOND_LABEL)
    if seconds < 120:
        return note(SECONDS_LABEL, seconds=seconds)
    return note(MINUTES_LABEL, minutes=round(seconds / 60))


def _lowered(near: Side, far: Side) -> tuple[Severity | None, str]:
    if "hosting" in (near["network_kind"], far["network_kind"]):
        return "info", HIDING_SENTENCE
    if not far["new_network"]:
        return "info", USUAL_SENTENCE
    if far["days"] >= MIN_DAYS_OWN:
        return "low", LONG_SENTENCE
    if far["new_device"] and far["learned"]:
        return None, DEVICE_SENTENCE
    return "low", NOTHING
