"""Values that several detectors show in the same way, and words that several of them read."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import polars as pl

from analyzers import N_
from analyzers.events.facts import Gap, Money, Ref, Sentence, Value

UNREADABLE_LABEL = N_("An amount that cannot be read")
UNREADABLE = Sentence(UNREADABLE_LABEL)
NOTHING = ""
MOST = 40  # further events that a finding cites as context
LISTED = 50  # findings of one detector; more are no help to anybody
LISTED_SENTENCE = N_("Only the {listed} latest of {count} findings of this check are listed.")


def when(at: datetime, basis: str | None) -> datetime | date:
    """A moment as it may be shown: a day alone where only a day is known."""
    return at.date() if basis == "date_only" else at


def refs(table: str, rows: Iterable[int], most: int | None = None) -> tuple[Ref, ...]:
    """Row numbers as references, at most so many."""
    return tuple(Ref(table, row) for row in list(rows)[:most])


def cut(count: int) -> Iterator[Gap]:
    """Says so where more than ``LISTED`` findings of ``count`` are left out."""
    if count > LISTED:
        yield Gap("listed", "", values={"listed": LISTED, "count": count})


def largest_source(rows: pl.DataFrame) -> Money | None:
    """The sum of ``amount_minor`` in the source that tells most money, because two sources may tell the same refund."""
    summed = (
        rows.filter(pl.col("amount_minor").is_not_null() & pl.col("currency").is_not_null())
        .group_by("source", "currency")
        .agg(pl.col("amount_minor").sum())
        .sort("amount_minor", "currency", descending=[True, False])
    )
    return Money(summed["amount_minor"][0], summed["currency"][0]) if summed.height else None


def note(sentence: str, **values: Value) -> Sentence:
    """A whole sentence with its own values, as a value of another one."""
    return Sentence(sentence, values)


def parts(payment: str) -> list[str]:
    """The means of payment that one cell joins: ``Gift Certificate/Card and Visa - 1234`` are two."""
    return [part.strip() for part in re.split(r"\s+and\s+|[、,;＋+&]", payment) if part.strip()]


# Reasons of a refund by which nothing has to be sent back.
NOT_ARRIVED = r"(?i)not received|undeliverable"
# Those of a parcel that was not taken or could not be handed over, so that it goes back by itself.
REFUSED = r"(?i)refus|undeliver|unpaid|not accepted|受取拒否|受け取り拒否|受取辞退|配達不能|配送不能|不在"
# And those that follow a return.
SENT_BACK = r"(?i)customer return|not satisfactory|wrong item"


def is_card(part: str) -> bool:
    """Whether a means of payment is a card with its last digits: ``Visa - 1234``, ``Visa ****1234``."""
    return re.search(r"(?:-|\*+|ending in|下4けたが)\s*(?:\d{4}|X{4})[)）]?$", part) is not None
