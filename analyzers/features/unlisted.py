"""Marks new addresses that are suspicious beside others: missing from the owner's list, or of several strangers."""

from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl

from analyzers.events.addresses import matches_any, parse
from analyzers.events.names import recipient_key
from analyzers.events.owner import Owner
from analyzers.features.new_addresses import OWN_HOUSEHOLD, RELATIVES, NewAddress
from analyzers.thresholds.order import Unlisted as Limits
from analyzers.thresholds.spans import GIFT_MONTHS, MONTH, RECENT_WINDOW


def mark_unlisted(
    new: list[NewAddress], addresses: pl.DataFrame, owner: Owner, latest: datetime | None
) -> list[NewAddress]:
    """Flags a recent address missing from the owner's list, if the list covers every address used up to a month
    earlier. For an address in the name of the owner or their household, only other addresses in that name must be
    covered."""
    if not owner.addresses or latest is None:
        return new
    own = [parse(text, owner.household) for text in owner.addresses]
    others = [
        (at, recipient_key(text))
        for text, at in addresses.select("address", "at").iter_rows()
        if not matches_any(text, own, owner.household)
    ]

    def since(address: NewAddress) -> datetime:
        whom = recipient_key(address.rows["address"][0]) if address.relation in OWN_HOUSEHOLD else None
        return min((at for at, name in others if whom in (None, name)), default=latest)

    return [
        replace(address, oddities=("unlisted", *address.oddities))
        if _is_suspicious_if_unlisted(address)
        and latest - address.at <= RECENT_WINDOW
        and address.at - since(address) <= MONTH
        else address
        for address in new
    ]


def mark_strangers(new: list[NewAddress]) -> list[NewAddress]:
    """Flags strangers to whom orders went within some weeks. A round of presents is over within a few days."""
    new_addresses = [
        number
        for number, address in enumerate(new)
        if address.relation in (None, "gift_recipient")
        and not address.gift
        and not address.regular
        and address.at.month not in GIFT_MONTHS
    ]
    marked: set[int] = set()
    for first in new_addresses:
        month = [place for place in new_addresses if timedelta(0) <= new[place].at - new[first].at <= MONTH]
        days = {new[place].at.date() for place in month}
        cost = sum(new[place].cost for place in month)
        if (
            len(days) >= Limits.MIN_STRANGERS
            and max(days) - min(days) >= Limits.MIN_SPREAD
            and cost >= Limits.STRANGERS_MIN_COST_RATIO
        ):
            marked.update(month)
    return [
        replace(address, oddities=("strangers", *address.oddities)) if n in marked else address
        for n, address in enumerate(new)
    ]


def _is_suspicious_if_unlisted(address: NewAddress) -> bool:
    """Whether its absence from the owner's list is suspicious: not for cheap presents and relatives, and in the
    owner's own name (a hotel, a hospital) not for a single order or little money."""
    if address.relation in (*RELATIVES, "institution", "rare_recipient") or (
        address.gift and "expensive" not in address.oddities
    ):
        return False
    again = address.rows["order_id"].n_unique() >= Limits.MIN_REPEATED_ORDERS
    return address.relation not in OWN_HOUSEHOLD or (again and address.cost >= Limits.UNLISTED_MIN_COST_RATIO)
