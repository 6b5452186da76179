"""How much of the history is accounted for: every event, and every amount, by the answer that counts for it."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from analyzers.events.answers import ANSWERS

NOT_ASKED = "not_asked"
STATES = (*ANSWERS, NOT_ASKED)


class Account(NamedTuple):
    """``events`` by state, and ``money`` (minor units) by currency and state. The states add up to the totals."""

    events: dict[str, int]
    money: dict[str, dict[str, int]]


def account(frame: pl.DataFrame, answers: Mapping[int, str]) -> Account:
    """The account of the units with their answers by unit number, which is the number of their row."""
    state: pl.Series | pl.Expr = pl.lit(NOT_ASKED).alias("state")
    if answers:
        state = pl.Series("state", [answers.get(unit, NOT_ASKED) for unit in range(frame.height)], pl.String)
    known = pl.col("minor").filter(pl.col("minor").is_not_null() & pl.col("currency").is_not_null())
    sums = (
        frame.select("currency", "minor", state)
        .group_by("currency", "state")
        .agg(events=pl.len(), amounts=known.count(), minor=known.sum())
        .sort("currency")
    )
    events = dict.fromkeys(STATES, 0)
    money: dict[str, dict[str, int]] = {}
    for currency, name, count, amounts, minor in sums.iter_rows():
        events[name] += count
        if amounts:
            money.setdefault(currency, dict.fromkeys(STATES, 0))[name] = minor
    return Account(events, money)
