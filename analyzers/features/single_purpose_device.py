"""Orders to unknown recipients from a network-and-device pair that is used for almost nothing else.

Somebody who signs in again and again is no longer new in a list of sign-ins. But owners look, pay and order many
things; a thief comes for one purpose.
"""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from analyzers.features.new_addresses import NewAddress, NewAddresses
from analyzers.features.sign_ins import SignIns

SIGN_IN_WINDOW = timedelta(minutes=30)  # before an order: such a sign-in belongs to it
MIN_ORDERS = 3  # to strangers after sign-ins of one pair
MIN_RATIO_TO_OTHER_ORDERS = 10  # of the orders to strangers to all others of the pair
MAX_DAYS_PER_ORDER = 2  # days with sign-ins of the pair for each day with an order to a stranger
PAIR = ("net", "system", "program")


def mark_single_purpose_devices(addresses: NewAddresses, signins: SignIns, placed: pl.DataFrame) -> NewAddresses:
    """Flags addresses of strangers whose orders followed sign-ins from a network-and-device pair that precedes
    almost no other order. ``placed`` are the orders, one row each."""
    to_strangers = [
        address.rows["order_id"]
        for address in addresses.new
        if address.relation in (None, "gift_recipient") and not address.gift
    ]
    sent = pl.concat(to_strangers).unique() if to_strangers else pl.Series(dtype=pl.String)
    if len(sent) < MIN_ORDERS or not signins.rows.height:
        return addresses
    preceding = _before(sent, signins, placed)
    rows: dict[str, list[int]] = {}
    for order_id, row in preceding.select("order_id", "row").iter_rows():
        rows.setdefault(order_id, []).append(row)
    return replace(addresses, new=tuple(_marked(address, rows) for address in addresses.new))


def _marked(address: NewAddress, rows: dict[str, list[int]]) -> NewAddress:
    signed = tuple(row for order in address.rows["order_id"].unique(maintain_order=True) for row in rows.get(order, ()))
    return (
        replace(address, oddities=("single_purpose_device", *address.oddities), sign_in_rows=signed)
        if signed
        else address
    )


def _before(sent: pl.Series, signins: SignIns, placed: pl.DataFrame) -> pl.DataFrame:
    """The sign-ins (row, at, order_id), oldest first, that precede orders ``sent`` to strangers, from pairs that
    precede almost only such orders."""
    timed = (pl.col("at_basis") != "date_only").fill_null(True) & ~pl.col("cancelled")
    orders = placed.filter(timed).select("order_id", ordered="at", sent=pl.col("order_id").is_in(sent.implode()))
    clusters = signins.clusters.filter(~pl.col("owned"))
    rows = signins.of(clusters).join(clusters.select("cluster", *PAIR), on="cluster").sort("at", "row")
    rows = rows.join_asof(orders, left_on="at", right_on="ordered", strategy="forward", tolerance=SIGN_IN_WINDOW)
    mine, day = pl.col("sent").fill_null(False), pl.col("at").dt.date()
    such = pl.col("order_id").filter(mine).n_unique()
    others = pl.col("order_id").drop_nulls().n_unique() - such
    often = MAX_DAYS_PER_ORDER * day.filter(mine).n_unique() >= day.n_unique()
    pairs = (
        rows.group_by(PAIR)
        .agg(qualifies=(such >= MIN_ORDERS) & (such >= MIN_RATIO_TO_OTHER_ORDERS * others) & often)
        .filter("qualifies")
    )
    return rows.filter(mine).join(pairs, on=PAIR, how="semi", nulls_equal=True)
