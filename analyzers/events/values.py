"""Values that several detectors display in the same way."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import polars as pl

from analyzers import N_
from analyzers.events.marks import Gap, Money, Ref, Sentence, Value

UNREADABLE_LABEL = N_("An amount that cannot be read")
UNREADABLE = Sentence(UNREADABLE_LABEL)
NOTHING = ""
MAX_CONTEXT = 40  # further events that a finding cites as context
MAX_FINDINGS = 50  # of one detector; longer lists help nobody
LISTED_SENTENCE = N_("Only the latest {listed} of {count} findings of this check are listed.")


def display_time(at: datetime, basis: str | None) -> datetime | date:
    """A time as it is displayed: a date alone if only the date is known."""
    return at.date() if basis == "date_only" else at


def money(minor: int | None, currency: str | None) -> Money | None:
    """An amount, if it and its currency are known."""
    return Money(minor, currency) if minor is not None and currency else None


def refs(table: str, rows: Iterable[int], most: int | None = None) -> tuple[Ref, ...]:
    """References to rows of a table, at most ``most`` of them."""
    return tuple(Ref(table, row) for row in list(rows)[:most])


def truncation_notice(count: int) -> Iterator[Gap]:
    """Yields a gap that says so if ``count`` findings exceed ``MAX_FINDINGS``."""
    if count > MAX_FINDINGS:
        yield Gap("listed", "", values={"listed": MAX_FINDINGS, "count": count})


def largest_source(rows: pl.DataFrame) -> Money | None:
    """The sum of ``amount_minor`` of the source with the largest sum, because two sources may contain the same
    refund. Null if no amount is known."""
    summed = (
        rows.filter(pl.col("amount_minor").is_not_null() & pl.col("currency").is_not_null())
        .group_by("source", "currency")
        .agg(pl.col("amount_minor").sum())
        .sort("amount_minor", "currency", descending=[True, False])
    )
    return Money(summed["amount_minor"][0], summed["currency"][0]) if summed.height else None


def note(sentence: str, **values: Value) -> Sentence:
    """A sentence with its values, for use as a value of another sentence."""
    return Sentence(sentence, values)


def payment_parts(payment: str) -> list[str]:
    """The payment methods that one cell lists: ``Gift Certificate/Card and Visa - 1234`` are two."""
    return [part.strip() for part in re.split(r"\s+and\s+|[、,;＋+&]", payment) if part.strip()]


def is_card(part: str) -> bool:
    """Whether a payment method is a card with its last digits: ``Visa - 1234``, ``Visa ****1234``."""
    return re.search(r"(?:-|\*+|ending in|下4けたが)\s*(?:\d{4}|X{4})[)）]?$", part) is not None
