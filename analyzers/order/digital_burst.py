"""Films, books and other digital goods within a week for far more than at any other time."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from analyzers.finding import Fact, Gap, Money
from analyzers.gift_cards import CLOSE, spans
from analyzers.placed import ENOUGH, lines_of
from analyzers.receivers import RECENT
from analyzers.shown import LISTED, MOST, NOTHING, note, refs, when
from analyzers.signs import Family, said
from analyzers.view import View

title = "Digital goods for far more than ever"
message = (
    "From {at} on {count} orders of films, books or other digital goods were placed within a week, for {amount}. At no "
    "other time was it more than {most} in a week. {beside} Whoever gets into an account can buy such things at once, "
    "without an address."
)
innocent = (
    "It can be harmless: somebody bought a whole series, a child had the tablet, or a course needed its books. {note}"
)
sentence = "From {at} on, {count} orders of digital goods were placed within a week, for {amount}."
SHORT_SENTENCE = "There are too few orders to say what they usually cost."
OLD_SENTENCE = "It was long ago."
SEVERAL = 5  # orders within a week
WORTH = 10  # times what an order usually costs that they cost together
MORE = 5  # times the most that was spent on such things in any other week
BESIDE: tuple[Family, ...] = ("login", "control", "device", "address")
severity = "medium"
kind = "rule"
needs = ("orders.order_id", "orders.at", "orders.kind", "orders.total_minor", "placed", "signs", "latest")
references = ("interface123.blogspot (Prime, Kindle and Audible begun in a hijacked account)",)


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each week: the orders until there are enough of them are triggers, later ones of it context."""
    placed = history.placed()
    if (placed["total_minor"] > 0).sum() < ENOUGH:
        yield Gap(SHORT_SENTENCE, "")
        return
    digital = placed.filter((pl.col("kind") == "digital") & (pl.col("total_minor") > 0)).sort("at", "order_id")
    found = [week for some in digital.partition_by("currency", maintain_order=True) for week in _weeks(some)]
    lines = lines_of(history.table("orders"), pl.concat([week["order_id"] for week in found]) if found else [])
    for week in sorted(found, key=lambda one: (one["at"][0], one["order_id"][0]))[-LISTED:]:
        yield _fact(week, lines, history)


def _weeks(orders: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The weeks of one currency in which so much was spent, with the ``most`` of any other."""
    weeks = orders.with_columns(spans(orders["at"], CLOSE, orders["total_minor"])).with_row_index("place")
    count = pl.col("end").cast(pl.Int64) - pl.col("place").cast(pl.Int64)
    much = (pl.col("ahead") >= WORTH * pl.col("usual_minor")) & (pl.col("ahead") >= MORE * pl.col("most"))
    until: datetime | None = None
    for place, at, end in weeks.filter(much & (count >= SEVERAL)).select("place", "at", "end").iter_rows():
        if until is None or at > until:
            until = at + CLOSE
            yield weeks.slice(place, end - place)


def _fact(week: pl.DataFrame, lines: dict[str, list[int]], history: View) -> Fact:
    head, latest = week.row(0, named=True), history.latest()
    rows = [row for order in week["order_id"][:SEVERAL] for row in lines[order]]
    later = [row for order in week["order_id"][SEVERAL:] for row in lines[order]]
    beside = history.signs().near(head["at"], BESIDE, after=CLOSE)
    other = (one.ref for one in beside if one.ref.table != "orders" or one.ref.row not in (*rows, *later))
    old = latest is None or latest - head["at"] > RECENT
    return Fact(
        triggers=refs("orders", rows),
        told=refs("orders", later, MOST),
        context=(*refs("orders", later, MOST), *other),
        values={
            "at": when(head["at"], head["at_basis"]),
            "count": week.height,
            "amount": Money(head["ahead"], head["currency"] or ""),
            "most": Money(head["most"], head["currency"] or ""),
            "beside": said(beside),
            "note": note(OLD_SENTENCE) if old else NOTHING,
        },
        score=head["ahead"] / head["usual_minor"],
        severity="low" if old and not beside else "high" if beside else None,
    )
