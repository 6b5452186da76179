"""How much of the history is accounted for: every event, and every amount, by the answer that counts for it."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from analyzers.recognition.kinds import ANSWERS

NOT_ASKED = "not_asked"
STATES = (*ANSWERS, NOT_ASKED)


class Account(NamedTuple):
    """``events`` by state, and ``money`` (minor units) by currency and state. The states add up to the totals."""

    events: dict[str, int]
    money: dict[str, dict[str, int]]


def account(frame: pl.DataFrame, answers: Mapping[int, str]) -> Account:
    """The account of the units with their answers by unit number."""
    known = pl.DataFrame(
        {"unit": list(answers), "state": list(answers.values())}, schema={"unit": pl.UInt32, "state": pl.String}
    )
    rows = frame.select("unit", "minor", "currency").join(known, on="unit", how="left")
    rows = rows.with_columns(pl.col("state").fill_null(NOT_ASKED))
    events = dict.fromkeys(STATES, 0) | dict(rows.group_by("state").len().iter_rows())
    money: dict[str, dict[str, int]] = {}
    paid = rows.filter(pl.col("minor").is_not_null() & pl.col("currency").is_not_null())
    for currency, state, minor in (
        paid.group_by("currency", "state").agg(pl.col("minor").sum()).sort("currency").iter_rows()
    ):
        money.setdefault(currency, dict.fromkeys(STATES, 0))[state] = minor
    return Account(events, money)
