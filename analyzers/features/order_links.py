"""The links of refunds, gift-card entries and payments to their orders."""

from datetime import timedelta
from typing import NamedTuple

import polars as pl

from analyzers.events.coverage import DAY, MAX_REFUND_DELAY
from analyzers.events.history import History
from analyzers.events.links import link


class OrderLinks(NamedTuple):
    """(row, order_shop, state, day) for each table; see ``analyzers.events.links.link``."""

    refunds: pl.DataFrame
    ledger: pl.DataFrame
    payments: pl.DataFrame


def measure(history: History) -> OrderLinks:
    """The links of all three tables. A refund may follow its order by months; a gift-card entry or a payment that
    names an order is at most a day away from it."""

    def linked(events: pl.DataFrame, lookback: timedelta) -> pl.DataFrame:
        return link(events, history.bought["orders"], history.periods, lookback, history.catalogue)

    named = history.tables["payments"].filter(pl.col("order_id").is_not_null())
    return OrderLinks(
        linked(history.bought["refunds"], MAX_REFUND_DELAY),
        linked(history.tables["ledger"], 0 * DAY),
        linked(named, 0 * DAY),
    )
