"""What is strange about an account at some moment, from the shared views: what one weak sign needs beside it.

A detector that would alarm too many people by itself asks whether something of another kind happened within three days.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Literal, NamedTuple

import polars as pl

from analyzers.finding import Ref
from analyzers.owner import Owner
from analyzers.receivers import Places
from analyzers.shown import NOTHING, note

Family = Literal["login", "control", "device", "card", "address", "gift_card", "balance"]
OTHERS = 10  # sign-ins beside the strange ones before anything is called usual
BRIEF = timedelta(days=14)  # a network or device that is seen for longer than this is the owner's
AFTER_LOGIN = timedelta(hours=30)  # a change so soon after a strange sign-in belongs to it
WINDOW = timedelta(hours=72)
TRIP = timedelta(days=1)  # the days of a trip are local, sign-ins are not
MOST = 5_000  # signs of one kind
MONTH = timedelta(days=30)
USUAL = 2  # earlier orders of gift cards that make a habit
CONTROL: tuple[str, ...] = ("password", "mail", "phone", "two_step")

SIGN_SENTENCES: dict[Family, str] = {
    "login": "At that time somebody signed in from a network or with a device that your history shows at no other "
    "time.",
    "control": "At that time the password, the mail address, the telephone number or the two-step verification was "
    "changed from a place that is not usual for you.",
    "device": "At that time a device was added to the account.",
    "card": "At that time a payment card was added to the account.",
    "address": "At that time an order went to a receiver whom no earlier order names.",
    "gift_card": "At that time gift cards were bought, which is not usual for you.",
    "balance": "At that time your balance was used, or money was paid back, for an order that is not in your list.",
}


class Sign(NamedTuple):
    """One strange thing: ``strong`` where harmless explanations are rare."""

    at: datetime
    family: Family
    ref: Ref
    strong: bool


class Signs(NamedTuple):
    """All signs, oldest first."""

    all: tuple[Sign, ...] = ()

    def near(
        self,
        at: datetime,
        families: Iterable[Family],
        before: timedelta = WINDOW,
        after: timedelta = timedelta(0),
        strong: bool = False,
    ) -> list[Sign]:
        """The signs of these families from ``before`` until ``after`` a moment, one (the nearest) for each family."""
        times = [sign.at for sign in self.all]
        some = self.all[bisect_left(times, at - before) : bisect_right(times, at + after)]
        found: dict[Family, Sign] = {}
        for sign in sorted(some, key=lambda one: (abs(at - one.at), not one.strong)):
            if sign.family in families and (sign.strong or not strong):
                found.setdefault(sign.family, sign)
        return sorted(found.values())


def strange_sign_ins(logins: pl.DataFrame, owner: Owner) -> pl.DataFrame:
    """The good sign-ins (``row``, ``at``, ``prefix``, ``strong``) from a network that is seen for a short time only,
    and either with a device of which the same holds (``strong``) or from a country of which the same holds.

    A device that shares a network with another one is the owner's new one. Journeys, countries and networks that the
    owner names explain what they cover.
    """
    good = logins.filter(
        pl.col("at").is_not_null() & pl.col("prefix").is_not_null() & pl.col("success").fill_null(True)
    )
    empty = good.select("row", "at", "prefix", strong=pl.lit(False)).clear()
    if good.height <= OTHERS:
        return empty
    good = good.select("row", "at", "prefix", "country", "agent").join(
        _devices(good["agent"]), on="agent", how="left", nulls_equal=True
    )
    brief = {name: _brief(good, name) for name in ("prefix", "device", "country")}
    home = good.group_by("country").agg(n=pl.col("at").dt.date().n_unique()).sort("n", "country")["country"][-1]
    shared = good.group_by("prefix").agg(n=pl.col("device").n_unique()).filter(pl.col("n") > 1)["prefix"]
    known = good.filter(pl.col("prefix").is_in(shared.implode()))["device"].unique()
    new = good.filter(pl.col("prefix").is_in(brief["prefix"].implode())).with_columns(
        strong=(pl.col("device").is_in(brief["device"].implode()) & ~pl.col("device").is_in(known.implode())).fill_null(
            False
        ),
        foreign=(pl.col("country").is_in(brief["country"].implode()) & (pl.col("country") != home)).fill_null(False),
    )
    found = new.filter(pl.col("strong") | pl.col("foreign")).sort("at", "row")
    if not found.height or good.height - found.height < OTHERS:
        return empty
    kept = [not _explained(row, owner) for row in found.iter_rows(named=True)]
    return found.filter(pl.Series(kept, dtype=pl.Boolean)).select("row", "at", "prefix", "strong").head(MOST)


def _devices(agents: pl.Series) -> pl.DataFrame:
    """Every agent text with its device: the text without version numbers."""
    return pl.DataFrame({"agent": agents.unique()}, schema={"agent": pl.String}).with_columns(
        device=pl.col("agent").str.slice(0, 300).str.replace_all(r"[\d._]+", "")
    )


def _brief(good: pl.DataFrame, name: str) -> pl.Series:
    """The values that are seen within a short time only, by fewer than half of all sign-ins."""
    seen = good.group_by(name).agg(first=pl.col("at").min(), last=pl.col("at").max(), n=pl.len())
    return seen.filter((pl.col("last") - pl.col("first") <= BRIEF) & (2 * pl.col("n") < good.height))[name]


def _explained(row: dict[str, Any], owner: Owner) -> bool:
    if any(_inside(row["prefix"], network) for network in owner.networks):
        return True
    if row["strong"]:
        return False
    day = row["at"].date()
    abroad = any(t.place == row["country"] and t.first - TRIP <= day <= t.last + TRIP for t in owner.trips)
    return abroad or row["country"] in owner.countries or "vpn" in owner.networks


def _inside(prefix: str, network: str) -> bool:
    if "/" not in network:
        return False
    try:
        mine, other = ip_network(network), ip_network(prefix)
    except ValueError:  # no network stands there
        return False
    if isinstance(mine, IPv4Network) and isinstance(other, IPv4Network):
        return other.subnet_of(mine) or mine.subnet_of(other)
    if isinstance(mine, IPv6Network) and isinstance(other, IPv6Network):
        return other.subnet_of(mine) or mine.subnet_of(other)
    return False


def signs(
    tables: Mapping[str, pl.DataFrame],
    new: Places,
    placed: pl.DataFrame,
    links: Mapping[str, pl.DataFrame],
    owner: Owner,
) -> Signs:
    """All signs of the ``tables`` logins, changes, refunds, ledger and payments; ``links`` lead these to orders."""
    logins = strange_sign_ins(tables["logins"], owner)
    found = [Sign(at, "login", Ref("logins", row), strong) for row, at, _, strong in logins.iter_rows()]
    found += _changed(tables["changes"], tables["logins"], logins)
    found += [
        Sign(one.at, "address", Ref("orders", one.rows["row"][0]), False)
        for one in new.new
        if one.stranger and not one.gift and not one.regular
    ]
    cards = unusual_gift_cards(placed).head(MOST)
    found += [Sign(at, "gift_card", Ref("orders", row), False) for at, row in cards.select("at", "row").iter_rows()]
    for table, linked in links.items():
        lost = linked.filter(pl.col("state") == "unlinked").select("row")
        rows = tables[table].join(lost, on="row").filter(pl.col("at").is_not_null()).sort("at", "row").head(MOST)
        if table == "ledger":
            rows = rows.filter((pl.col("amount_minor") < 0).fill_null(False))
        found += [Sign(at, "balance", Ref(table, row), True) for at, row in rows.select("at", "row").iter_rows()]
    return Signs(tuple(sorted(found)))


def unusual_gift_cards(placed: pl.DataFrame) -> pl.DataFrame:
    """The orders of gift cards that are no habit: fewer than two such orders at least a month before."""
    cards = placed.filter(pl.col("kind") == "gift_card")
    if not cards.height:
        return cards
    times = cards["at"]
    before = times.search_sorted(times - MONTH, side="right")
    return cards.filter(before < USUAL)


def _changed(changes: pl.DataFrame, logins: pl.DataFrame, strange: pl.DataFrame) -> Iterator[Sign]:
    """Changes soon after a strange sign-in or from a strange place, and every card that is added."""
    times = strange["at"].to_list()
    known = set(logins.filter(~pl.col("row").is_in(strange["row"].implode()))["country"].drop_nulls().unique())
    enough = logins.height - strange.height >= OTHERS
    rows = changes.filter(pl.col("at").is_not_null() & ~pl.col("removed").fill_null(False)).sort("at", "row").tail(MOST)
    for row, at, kind, country in rows.select("row", "at", "kind", "country").iter_rows():
        family = _FAMILIES.get(kind)
        soon = bisect_left(times, at - AFTER_LOGIN) < bisect_right(times, at)
        away = enough and country is not None and country not in known
        if family and (soon or away or family == "card"):
            yield Sign(at, family, Ref("changes", row), soon or away)


_FAMILIES: dict[str, Family] = {**dict.fromkeys(CONTROL, "control"), "device": "device", "card": "card"}


def said(found: list[Sign]) -> dict[str, Any] | str:
    """The sentence of the first of these signs as a value of another sentence, nothing where there is none."""
    return note(SIGN_SENTENCES[found[0].family]) if found else NOTHING
