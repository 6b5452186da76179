"""The links of refunds, gift-card entries and payments to their orders."""

from datetime import time, timedelta
from typing import NamedTuple

import polars as pl

from analyzers.events.coverage import DAY, MAX_REFUND_DELAY
from analyzers.events.days import days
from analyzers.events.history import History
from analyzers.events.links import link


class OrderLinks(NamedTuple):
    """(row, order_shop, state, day) for each table; see ``analyzers.events.links.link``. ``day`` is the local day on
    which the coverage begins or ends."""

    refunds: pl.DataFrame
    ledger: pl.DataFrame
    payments: pl.DataFrame


def measure(history: History) -> OrderLinks:
    """The links of all three tables. A refund may follow its order by months; a gift-card entry or a payment that
    names an order is at most a day away from it."""

    def linked(events: pl.DataFrame, lookback: timedelta) -> pl.DataFrame:
        links = link(events, history.bought["orders"], history.periods, lookback, history.catalogue)
        edges = links.join(events.select("row", "shop"), on="row", how="left", maintain_order="left")
        whole = pl.col("edge").dt.time() == time()  # files that give days alone have them as midnight
        dated = edges.select("shop", at="edge", at_basis=pl.when(whole).then(pl.lit("date_only")))
        return links.drop("edge").with_columns(day=days(dated, history))

    named = history.tables["payments"].filter(pl.col("order_id").is_not_null())
    return OrderLinks(
        linked(history.bought["refunds"], MAX_REFUND_DELAY),
        linked(history.tables["ledger"], 0 * DAY),
        linked(named, 0 * DAY),
    )
