"""Events of some days that the owner says, after a second look, nobody in the household did."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.engine.view import View
from analyzers.events.facts import Fact, Gap, Money, Ref, Sentence, Value
from analyzers.events.values import note

title = N_("Something that you say is not yours")
message = N_("You looked twice and said that nobody at home did this: {what}. From {first} to {last}. {money}")
innocent = N_(
    "It may still be a forgotten purchase, or one of somebody at home. Asking everybody once more costs nothing."
)
sentence = N_("Not recognised by the owner: {what}. {money}")
MONEY_SENTENCE = N_("Together: {amounts}.")
NO_MONEY_SENTENCE = N_("No amount is known.")
OTHERWISE_SENTENCE = N_("With another answer there would be no such finding.")
MAX_NAMES = 5  # of different things that the sentence lists
severity = "high"
kind = "rule"
tags = ("account", "takeover", "order", "purchase", "unsent", "charge", "statement", "shop", "screen")
needs = (
    "answers",
    *(f"orders.{name}?" for name in ("title", "total_minor", "currency", "status", "at", "address", "payment")),
    *(f"refunds.{name}?" for name in ("order_id", "amount_minor", "currency", "at")),
    *(f"returns.{name}?" for name in ("order_id", "at")),
    *(f"ledger.{name}?" for name in ("order_id", "amount_minor", "currency", "at")),
    *(f"payments.{name}?" for name in ("merchant", "amount_minor", "currency", "at")),
    *(f"logins.{name}?" for name in ("country", "network_name", "agent", "at")),
    *(f"changes.{name}?" for name in ("what", "at")),
)
references = ("The owner's own answers",)
# What names an event of each table, best first.
NAMES = {
    "orders": ("title", "address"),
    "refunds": ("order_id",),
    "returns": ("order_id",),
    "ledger": ("order_id",),
    "payments": ("merchant",),
    "logins": ("network_name", "country", "agent"),
    "changes": ("what",),
}
AMOUNTS = {"orders": "total_minor", "refunds": "amount_minor", "ledger": "amount_minor", "payments": "amount_minor"}


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each run of disowned events."""
    for run in history.disowned():
        events = {table: _rows(history, table, run) for table in dict.fromkeys(ref.table for ref in run)}
        days = [at.date() for rows in events.values() for at in rows["at"].drop_nulls()]
        yield Fact(
            triggers=run,
            values={
                "what": _what(events),
                "first": min(days) if days else "",
                "last": max(days) if days else "",
                "money": _money(events),
            },
            otherwise=note(OTHERWISE_SENTENCE),
        )


def _rows(history: View, table: str, run: tuple[Ref, ...]) -> pl.DataFrame:
    wanted = [ref.row for ref in run if ref.table == table]
    return history.table(table).filter(pl.col("row").is_in(wanted))


def _what(events: dict[str, pl.DataFrame]) -> tuple[Value, ...]:
    """The names of the events, each once, at most ``MAX_NAMES`` of them."""
    names = [
        name
        for table, rows in events.items()
        for name in rows.select(pl.coalesce(NAMES[table])).to_series().drop_nulls()
        if name.strip()
    ]
    different = list(dict.fromkeys(names))
    return (*different[:MAX_NAMES], *(["…"] if len(different) > MAX_NAMES else []))


def _money(events: dict[str, pl.DataFrame]) -> Sentence:
    """The sum of each currency; a cancelled order costs nothing."""
    totals: dict[str, int] = {}
    for table, column in AMOUNTS.items():
        if table not in events:
            continue
        rows = events[table].filter(pl.col(column).is_not_null() & pl.col("currency").is_not_null())
        if table == "orders":
            rows = rows.filter((pl.col("status") != "cancelled").fill_null(True))
        for currency, minor in rows.group_by("currency").agg(pl.col(column).abs().sum()).iter_rows():
            totals[currency] = totals.get(currency, 0) + minor
    amounts = tuple(Money(minor, currency) for currency, minor in sorted(totals.items()) if minor)
    return note(MONEY_SENTENCE, amounts=amounts) if amounts else note(NO_MONEY_SENTENCE)
