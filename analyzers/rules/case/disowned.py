"""Events of some days that the owner says, after a second look, nobody in the household did."""

from collections.abc import Iterable, Iterator

from analyzers import N_
from analyzers.events.facts import Fact, Gap, Money, Ref, Sentence, Value
from analyzers.events.schemas import Row
from analyzers.events.values import note
from analyzers.rules.view import View

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
COLUMNS = ("table", "row", "day", "name", "more", "card", "minor", "currency")
PAID = ("orders", "payments")  # tables whose events name a way of paying


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each run of disowned units. Most have a few rows, of which Python makes less work than Polars."""
    for run in history.disowned():
        rows = run.select(COLUMNS).rows(named=True)
        paid = [row for row in rows if row["table"] in PAID]
        days = [row["day"] for row in rows if row["day"]]
        yield Fact(
            triggers=tuple(Ref(row["table"], row["row"]) for row in rows),
            values={
                "what": _names(row["name"] for row in rows),
                "at": min(days, default=""),
                "last": max(days, default=""),
                "money": _money(rows),
                "recipient": _named(RECIPIENT_SENTENCE, (row["more"] for row in paid if row["table"] == "orders")),
                "payment": _named(PAYMENT_SENTENCE, (row["card"] for row in paid)),
            },
            otherwise=note(OTHERWISE_SENTENCE),
        )


def _names(given: Iterable[str | None]) -> tuple[Value, ...]:
    """The different texts, at most ``MAX_NAMES`` of them."""
    different = list(dict.fromkeys(text for text in given if text and text.strip()))
    return (*different[:MAX_NAMES], *(["…"] if len(different) > MAX_NAMES else []))


def _named(sentence: str, given: Iterable[str | None]) -> Sentence | str:
    names = _names(given)
    return note(sentence, names=names) if names else ""


def _money(rows: Iterable[Row]) -> Sentence:
    """The sum of each currency."""
    sums: dict[str, int] = {}
    for row in rows:
        if row["minor"] is not None and row["currency"] is not None:
            sums[row["currency"]] = sums.get(row["currency"], 0) + row["minor"]
    amounts = tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)
    return note(MONEY_SENTENCE, amounts=amounts) if amounts else note(NO_MONEY_SENTENCE)
