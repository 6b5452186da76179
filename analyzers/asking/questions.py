"""The questions of the main stage: every unit is in exactly one of them; ways of paying are asked about in addition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from analyzers.asking.kinds import KINDS, Stage
from analyzers.events.ids import hashed
from analyzers.events.marks import Money
from analyzers.events.schemas import Row
from analyzers.events.values import payment_parts

# Kinds of questions about something that has a name; the others are known by their events.
NAMED = (
    "receiver_place",
    "place",
    "sign_in",
    "payee",
    "subscription",
    "digital",
    "refund",
    "code_claim",
    "points",
    "card",
)
ID_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``units`` are its members; ``likely``: it gets an answer, and is not only looked through in a list;
    ``marked``: an alarm or a proof cites a member; ``values`` describe what it is about."""

    id: str
    kind: str
    stage: Stage
    units: tuple[int, ...]
    likely: bool
    marked: bool
    first: date | None
    last: date | None
    money: tuple[Money, ...]
    what: str
    more: str | None = None
    repeats: tuple[str, ...] = ()
    answer: str | None = None
    before: str | None = None  # of a second look: what was answered before
    former: tuple[str, ...] = ()  # ids under which an earlier version asked about its events

    @property
    def weight(self) -> int:
        """Its money in a form that is comparable with other questions; see ``scaled``."""
        return sum(scaled(amount.minor, amount.currency) for amount in self.money)


# Rough values of a minor unit in yen, rounded rates of the years 2022 to 2025 (150 yen for a dollar): they only decide
# which of two amounts in different currencies is asked about first, and are never shown.
ROUGH_YEN = {
    "JPY": 1.0,
    "USD": 1.5,
    "EUR": 1.6,
    "GBP": 1.9,
    "CAD": 1.1,
    "AUD": 1.0,
    "KRW": 0.1,
    "CNY": 0.2,
    "TWD": 0.05,
}


def scaled(minor: int, currency: str) -> int:
    """An amount in minor units as a rough number of yen."""
    return round(minor * ROUGH_YEN.get(currency, 1.0))


def main_questions(frame: pl.DataFrame) -> list[Question]:
    """The questions of the main stage about the units (see ``analyzers.book.entries``); each unit is in exactly one."""
    return [_question(row, "main") for row in _grouped(frame, ("kind", "group")).iter_rows(named=True)]


def _grouped(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row for each group of units. ``keys`` are the keys of the events, for groups without a name."""
    newest = pl.col("at").arg_max()
    money = (
        frame.filter(pl.col("minor").is_not_null() & pl.col("currency").is_not_null())
        .group_by(*by, "currency")
        .agg(pl.col("minor").sum())
        .sort("currency")
        .group_by(by, maintain_order=True)
        .agg(currencies="currency", minors="minor")
    )
    groups = frame.group_by(by, maintain_order=True).agg(
        "unit",
        marked=pl.col("marked").any(),
        first=pl.col("day").min(),
        last=pl.col("day").max(),
        what=pl.coalesce(pl.col("what").get(newest, null_on_oob=True), pl.col("what").first()),
        more=pl.coalesce(pl.col("more").get(newest, null_on_oob=True), pl.col("more").first()),
        keys=pl.col("key").filter(pl.col("single") | ~pl.col("kind").is_in(NAMED)),
        former=pl.col("former").drop_nulls().unique(maintain_order=True),
    )
    return groups.join(money, on=by, how="left", maintain_order="left")


def _question(row: Row, stage: Stage) -> Question:
    kind = str(row["kind"])
    return Question(
        id=number_of(kind, sorted(row["keys"]) or [row["group"]]),
        kind=kind,
        stage=stage,
        units=tuple(row["unit"]),
        likely=KINDS[kind].likely or bool(row["marked"]),
        marked=bool(row["marked"]),
        first=row["first"],
        last=row["last"],
        money=tuple(map(Money, row["minors"] or (), row["currencies"] or ())),
        what=str(row["what"] or ""),
        more=row["more"] if isinstance(row["more"], str) else None,
        former=tuple(number_of(kind, [former_key]) for former_key in row["former"]),
    )


def summed(currencies: Sequence[str | None], minors: Sequence[int | None]) -> tuple[Money, ...]:
    """The sum of each currency, in alphabetical order; unknown amounts do not count."""
    totals: dict[str, int] = {}
    for currency, minor in zip(currencies, minors, strict=True):
        if currency is not None and minor is not None:
            totals[currency] = totals.get(currency, 0) + minor
    return tuple(Money(minor, currency) for currency, minor in sorted(totals.items()))


def number_of(kind: str, parts: Sequence[str]) -> str:
    """The id of a question of a kind about the things that the parts name."""
    return f"{kind}:{hashed(kind, *parts)[:ID_LENGTH]}"


def card_questions(frame: pl.DataFrame) -> list[Question]:
    """One question for each way of paying that orders name, about all its orders. These orders are in other questions
    too."""
    orders = frame.filter((pl.col("table") == "orders") & pl.col("card").is_not_null())
    texts = orders["card"].unique()
    parts = pl.DataFrame(
        {"card": texts, "part": [payment_parts(text) for text in texts]},
        schema={"card": pl.String, "part": pl.List(pl.String)},
    )
    split = orders.join(parts, on="card").explode("part").filter(pl.col("part").str.len_chars() > 0)
    split = split.with_columns(
        kind=pl.lit("card"), group=pl.col("part").str.to_lowercase(), what=pl.col("part"), single=pl.lit(False)
    )
    groups = _grouped(split.sort("unit"), ("kind", "group"))
    return [
        replace(_question(row, "main"), likely=True, marked=False, more=None) for row in groups.iter_rows(named=True)
    ]
