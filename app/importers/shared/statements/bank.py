"""Lists of movements of Japanese banks: what went out, what came in and the balance, each in a column of its own."""

from collections.abc import Sequence

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, problems, with_text
from app.importers.shared.cells.money import minor_units
from app.importers.shared.statements.statement import amount, only, payment_rows, records
from app.importers.shared.times.japanese_dates import plain_japanese
from app.importers.shared.times.resaved_dates import dates

NOTHING = ("-", "－", "―", "ー", "−", "‐")  # what banks write for an amount that is not there
_LETTER = r"\p{L}"
ZONE = "Asia/Tokyo"


def account_movements(table: Cells, merchant: Sequence[str]) -> Events:
    """One ``payments`` event a movement, positive where money went out.

    The keys of the table are ``date``, ``out`` and ``in`` (or ``amount``, negative where money went out), and those of
    ``merchant``, the first filled of which names the other side. Rows without a date are headings and totals; rows
    without any amount carry a balance over. Of the two columns of amounts one stays empty in each row; some banks put
    the name of the other side into it.
    """
    currency = only(table)
    sides = ("amount",) if "amount" in table.names else ("out", "in")
    table, party = without_parties(table, sides, currency)
    digits, others = records(table)
    moments, date_problems = dates(with_text(table, date=plain_japanese(table["date"])), ("date",), digits, ZONE)
    at = moments["date"].at
    none = table.text.select(pl.all_horizontal(pl.col(key).is_null() for key in sides)).to_series()
    keep = digits & ~none
    paid, faults = amount(table, keep, currency, *sides)
    faults = [
        *others,
        Fault("unreadable-row", "date", digits & none & at["at"].is_null()),
        Fault("no-movement", "date", digits & none & at["at"].is_not_null()),
        Fault("bad-date", "date", keep & moments["date"].unread),
        *faults,
    ]
    words = table.text.with_columns(party=party)
    rows = payment_rows(table, at, -paid if sides == ("amount",) else paid, currency)
    rows = rows.with_columns(words.select(merchant=pl.coalesce("party", *merchant))["merchant"])
    return Events({"payments": rows.filter(keep)}, problems(table, [*faults, *date_problems]))


def without_parties(table: Cells, sides: Sequence[str], currency: pl.Series) -> tuple[Cells, pl.Series]:
    """The cells without words in one column of amounts where the other column holds an amount; and these words."""
    party = pl.repeat(None, len(currency), dtype=pl.String, eager=True)
    if len(sides) < 2 or not any(table[key].str.contains(_LETTER).any() for key in sides):
        return table, party
    numbers = {key: minor_units(table[key], currency) for key in sides}
    texts = {}
    for key, other in (sides, sides[::-1]):
        words = numbers[key].is_null() & numbers[other].is_not_null() & table[key].str.contains(_LETTER)
        party = party.zip_with(~words.fill_null(False), table[key])
        texts[key] = table[key].set(words.fill_null(False), None)
    return with_text(table, **texts), party


def moved_and_left(table: Cells) -> tuple[pl.Series, pl.Series]:
    """What each row moved, positive for what came in, and the balance after it; in yen."""
    currency = only(table)
    table, _ = without_parties(table, ("out", "in"), currency)
    sums = {key: minor_units(table[key], currency) for key in ("in", "out", "balance")}
    return sums["in"].fill_null(0) - sums["out"].fill_null(0), sums["balance"]


def balance_breaks(moved: pl.Series, balance: pl.Series) -> list[int] | None:
    """The numbers of the rows whose balance is not their neighbour's balance plus what they moved. Rows may be ordered
    oldest or newest first; the order with fewer such rows counts. None where that proves nothing: with fewer than
    two rows, an unknown balance, or no movement."""
    if len(balance) < 2 or balance.null_count():
        return None
    steps = balance.diff()[1:]
    orders = [
        (((steps != moved[1:]).arg_true() + 1).to_list(), moved[1:]),
        ((steps != -moved[:-1]).arg_true().to_list(), moved[:-1]),
    ]
    breaks, decisive = min(orders, key=lambda order: len(order[0]))
    return breaks if (decisive != 0).any() else None
