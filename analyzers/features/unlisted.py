"""Marks new addresses that are suspicious beside others: missing from the owner's list, or of several strangers."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl

from analyzers.events.addresses import matches_any, parse
from analyzers.events.names import recipient_key
from analyzers.events.owner import Owner
from analyzers.features.new_addresses import OWN_HOUSEHOLD, RELATIVES, NewAddress
from analyzers.features.time_windows import GIFT_MONTHS, RECENT_WINDOW

MIN_REPEATED_ORDERS = 2  # dear orders to one address, or orders in the owner's name to one that they do not name
MIN_STRANGERS = 3  # strangers, on as many days, within:
MONTH = timedelta(days=30)
MIN_SPREAD = timedelta(days=5)  # who are no round of presents: so long apart at least
STRANGERS_MIN_COST_RATIO = 4  # times what an order usually costs that all of them cost together
UNLISTED_MIN_COST_RATIO = 2  # the same for orders in the owner's name to a place that the owner does not name


def mark_unlisted(
    found: list[NewAddress], told: pl.DataFrame, owner: Owner, latest: datetime | None
) -> list[NewAddress]:
    """Marks the recent places of an owner who named all others that orders went to until some weeks before, or all
    others that the same receiver had orders sent to, where it is the owner or their household."""
    if not owner.addresses or latest is None:
        return found
    own = [parse(text, owner.household) for text in owner.addresses]
    others = [
        (at, recipient_key(text))
        for text, at in told.select("address", "at").iter_rows()
        if not matches_any(text, own, owner.household)
    ]

    def since(one: NewAddress) -> datetime:
        whom = recipient_key(one.rows["address"][0]) if one.known in OWN_HOUSEHOLD else None
        return min((at for at, name in others if whom in (None, name)), default=latest)

    return [
        replace(one, odd=("unnamed", *one.odd))
        if _is_suspicious_if_unlisted(one) and latest - one.at <= RECENT_WINDOW and one.at - since(one) <= MONTH
        else one
        for one in found
    ]


def mark_strangers(found: list[NewAddress]) -> list[NewAddress]:
    """Marks the strangers to whom orders went within some weeks. Presents of a season go out within a few days."""
    new_addresses = [
        number
        for number, one in enumerate(found)
        if one.known in (None, "often") and not one.gift and not one.regular and one.at.month not in GIFT_MONTHS
    ]
    marked: set[int] = set()
    for first in new_addresses:
        month = [one for one in new_addresses if timedelta(0) <= found[one].at - found[first].at <= MONTH]
        days = {found[one].at.date() for one in month}
        cost = sum(found[one].cost for one in month)
        if len(days) >= MIN_STRANGERS and max(days) - min(days) >= MIN_SPREAD and cost >= STRANGERS_MIN_COST_RATIO:
            marked.update(month)
    return [replace(one, odd=("people", *one.odd)) if n in marked else one for n, one in enumerate(found)]


def _is_suspicious_if_unlisted(one: NewAddress) -> bool:
    """Whether it says something that the owner does not name a place: no cheap present, no relative, and in the owner's
    own name (a hotel, a hospital) neither once, nor for little money, nor where they live."""
    if one.known in (*RELATIVES, "institution", "friend") or (one.gift and "dear" not in one.odd):
        return False
    again = one.rows["order_id"].n_unique() >= MIN_REPEATED_ORDERS
    return one.known not in OWN_HOUSEHOLD or (again and one.cost >= UNLISTED_MIN_COST_RATIO and not one.lived)
