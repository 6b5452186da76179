"""Orders to strangers that somebody places from elsewhere: over one network and with one device, for nothing else.

Who comes back again and again is no longer new in a list of sign-ins. But owners look, pay and order this and that;
somebody else comes for one purpose.
"""

from dataclasses import replace
from datetime import timedelta

import polars as pl

from analyzers.features.new_addresses import NewAddress, NewAddresses
from analyzers.features.sign_ins import SignIns

SIGN_IN_WINDOW = timedelta(minutes=30)  # before an order that such a sign-in is for
MIN_ORDERS = 3  # such orders after sign-ins over one network and with one device
MIN_RATIO_TO_OTHER_ORDERS = 10  # times as many as other orders after them
MAX_DAYS_PER_ORDER = 2  # one such order at least on so many days with sign-ins
PAIR = ("net", "system", "program")


def mark_single_purpose_devices(places: NewAddresses, signins: SignIns, placed: pl.DataFrame) -> NewAddresses:
    """Marks the places of strangers whose orders came after sign-ins over a network and with a device that come before
    hardly any other order. ``placed`` are the orders, one row each."""
    strange = [one.rows["order_id"] for one in places.new if one.known in (None, "often") and not one.gift]
    sent = pl.concat(strange).unique() if strange else pl.Series(dtype=pl.String)
    if len(sent) < MIN_ORDERS or not signins.rows.height:
        return places
    found = _before(sent, signins, placed)
    rows: dict[str, list[int]] = {}
    for order_id, row in found.select("order_id", "row").iter_rows():
        rows.setdefault(order_id, []).append(row)
    return replace(places, new=tuple(_marked(one, rows) for one in places.new))


def _marked(one: NewAddress, rows: dict[str, list[int]]) -> NewAddress:
    signed = tuple(row for order in one.rows["order_id"].unique(maintain_order=True) for row in rows.get(order, ()))
    return replace(one, odd=("apart", *one.odd), signed=signed) if signed else one


def _before(sent: pl.Series, signins: SignIns, placed: pl.DataFrame) -> pl.DataFrame:
    """The sign-ins (row, at, order_id), oldest first, that come before orders ``sent`` to strangers, where nearly all
    orders after sign-ins over that network and with that device are such."""
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
        .agg(told=(such >= MIN_ORDERS) & (such >= MIN_RATIO_TO_OTHER_ORDERS * others) & often)
        .filter("told")
    )
    return rows.filter(mine).join(pairs, on=PAIR, how="semi", nulls_equal=True)
