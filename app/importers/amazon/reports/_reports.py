"""The retired Order History Reports: days with the month first, money with its mark, a line where there is nothing."""

from collections.abc import Mapping, Sequence

import polars as pl

from app.importers import Events
from app.importers.amazon._common.words import currency_at
from app.importers.shared.cells.columns import Cells, cells, with_text
from app.importers.shared.cells.statuses import shops
from app.importers.shared.times.day_month_order import plain_days
from app.reader.table import Block

_NOTHING = "No data found for this time period"
_PLACE = ("street_1", "street_2", "city", "state", "zip")
ADDRESS = {
    "street_name": ("Shipping Address Name",),
    "street_1": ("Shipping Address Street 1",),
    "street_2": ("Shipping Address Street 2",),
    "city": ("Shipping Address City",),
    "state": ("Shipping Address State",),
    "zip": ("Shipping Address Zip",),
}


def report(block: Block, names: Mapping[str, Sequence[str]], amount: str | None = None) -> tuple[Cells, frozenset[int]]:
    """The cells of a report, its days written as in other files and the currency of ``amount`` under ``currency``; and
    the line that states an empty report, which is no record."""
    keys = tuple(key for key in ("date", "refunded", "returned") if key in names)
    whole = cells(block, names)
    nothing = whole.text.select(pl.any_horizontal(pl.col(keys[0], "order_id") == _NOTHING).fill_null(False)).to_series()
    kept = Block(block.frame.filter(~nothing), block.lines.filter(~nothing))
    table = cells(kept, names)
    table = with_text(table, **{key: _days(table[key]) for key in keys})
    if amount is not None:
        stated = (
            table["currency"]
            if "currency" in table.names
            else pl.repeat(None, kept.lines.len(), dtype=pl.String, eager=True)
        )
        money = pl.DataFrame({"stated": stated, "by_shop": currency_at(table[amount], shops(table["shop"]))})
        table = with_text(table, currency=money.select(pl.coalesce("stated", "by_shop")).to_series())
    return table, frozenset(block.lines.filter(nothing))


def address(table: Cells) -> pl.Series:
    """Name and place as one text, as Amazon's newer files have it; null without a place."""
    place = pl.concat_str("street_name", *_PLACE, separator=" ", ignore_nulls=True)
    somewhere = pl.any_horizontal(pl.col(_PLACE).is_not_null())
    return table.text.select(pl.when(somewhere).then(place)).to_series()


def _days(text: pl.Series) -> pl.Series:
    return plain_days(text.str.replace(r"^(\d{1,2}/\d{1,2})/(\d{2})$", "$1/20$2"), order="month")


def with_explained(events: Events, lines: frozenset[int]) -> Events:
    """The same events, with the lines that are known to accompany the records."""
    return Events(events.tables, events.problems, events.explained | lines)
