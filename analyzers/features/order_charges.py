"""The amounts charged for orders that refunds name."""

import polars as pl

from analyzers.events.history import History
from analyzers.events.links import charges


def measure(history: History) -> pl.DataFrame:
    """The charge of every order that a refund names (see ``analyzers.events.links.charges``)."""
    return charges(history.bought["orders"], [history.bought["refunds"]["order_id"]], history.catalogue)
