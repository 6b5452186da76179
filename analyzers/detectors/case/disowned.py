"""Events of some days that the owner says, after a second look, nobody in the household did."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.engine.view import View
from analyzers.events.facts import Fact, Gap, Money, Ref, Sentence, Value
from analyzers.events.values import note

title = N_("Something that you say is not yours")
message = N_(
    "You looked twice and said that nobody at home did this: {what}. From {at} to {last}. {money} {recipient} {payment}"
)
innocent = N_(
    "It may still be a forgotten purchase, or one of somebody at home. Asking everybody once more costs nothing."
)
sentence = N_("From {at} on, things that nobody at home recognises: {what}. {money}")
MONEY_SENTENCE = N_("Together: {amounts}.")
NO_MONEY_SENTENCE = N_("No amount is known.")
RECIPIENT_SENTENCE = N_("Recipient: {names}.")
PAYMENT_SENTENCE = N_("Way of paying: {names}.")
OTHERWISE_SENTENCE = N_("With another answer there would be no such finding.")
MAX_NAMES = 5  # of different things that the sentence lists
severity = "high"
kind = "rule"
tags = ("account", "takeover", "order", "purchase", "unsent", "charge", "statement", "shop", "screen")
needs = ("answers",)
references = ("The owner's own answers",)
PAID = ("orders", "payments")  # tables whose events name a way of paying


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each run of disowned units."""
    for run in history.disowned():
        paid = run.filter(pl.col("table").is_in(PAID))
        days = run["day"].drop_nulls()
        yield Fact(
            triggers=tuple(Ref(table, row) for table, row in run.select("table", "row").iter_rows()),
            values={
                "what": _names(run["name"]),
                "at": days.min() or "",  # type: ignore[dict-item]
                "last": days.max() or "",  # type: ignore[dict-item]
                "money": _money(run),
                "recipient": _named(RECIPIENT_SENTENCE, paid.filter(pl.col("table") == "orders")["more"]),
                "payment": _named(PAYMENT_SENTENCE, paid["card"]),
            },
            otherwise=note(OTHERWISE_SENTENCE),
        )


def _names(given: pl.Series) -> tuple[Value, ...]:
    """The different texts, at most ``MAX_NAMES`` of them."""
    different = [text for text in given.drop_nulls().unique(maintain_order=True) if text.strip()]
    return (*different[:MAX_NAMES], *(["…"] if len(different) > MAX_NAMES else []))


def _named(sentence: str, given: pl.Series) -> Sentence | str:
    names = _names(given)
    return note(sentence, names=names) if names else ""


def _money(run: pl.DataFrame) -> Sentence:
    """The sum of each currency."""
    known = run.filter(pl.col("minor").is_not_null() & pl.col("currency").is_not_null())
    sums = known.group_by("currency").agg(pl.col("minor").sum()).sort("currency").iter_rows()
    amounts = tuple(Money(minor, currency) for currency, minor in sums if minor)
    return note(MONEY_SENTENCE, amounts=amounts) if amounts else note(NO_MONEY_SENTENCE)
