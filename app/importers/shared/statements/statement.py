"""What statements of cards, banks and household ledgers have in common: days, amounts, and rows beside the records."""

from collections.abc import Mapping, Sequence

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, folded, problems
from app.importers.shared.cells.money import minor_units
from app.importers.shared.records.accounts import above, all_empty
from app.importers.shared.times.dates import instants
from app.reader.columns import unique
from app.reader.table import Block, Head

get = (
    N_("Sign in to the member page of the card, bank or ledger, on its own website or in its own app."),
    N_("Open the statement or list of transactions of each month that you want to have checked."),
    N_(
        "Download it as a CSV file where the page offers that, and hand the file in as it is. There "
        "is no need to open or "
        "save it in another program first."
    ),
)
takes = N_("Where the page offers the download, you have the file at once.")
cannot_show = N_(
    "This file does not say from where or with which device a payment was made. It gives days without a time of day, "
    "and very new payments may be missing."
)

_HEADER_WITHIN = 30  # rows, among which the header of a file with a preamble is looked for


def header_of(head: Head, core: frozenset[str]) -> tuple[str, ...] | None:
    """The row that names the columns: the first that has all of ``core``, with or without a preamble above it. The
    elements of a page and the lines of a text have no columns."""
    if head.kind in ("page", "text"):
        return None
    for row in (head.header, *head.sample[:_HEADER_WITHIN]):
        if folded(row) >= core:
            return row
    return None


def below(block: Block, head: Head, header: Sequence[str]) -> tuple[Block, frozenset[int]]:
    """The block with its columns named by ``header`` and without the rows up to it; and the lines of those rows."""
    if tuple(header) == head.header:
        return block, above(head)
    names = unique(header)
    frame = block.frame.rename(dict(zip(block.frame.columns, names, strict=True)))
    hit = frame.select(pl.all_horizontal(pl.col(name) == cell for name, cell in zip(names, header, strict=True)))
    places = hit.to_series().arg_true()
    first = int(places[0]) + 1 if len(places) else 0
    remainder = Block(frame.slice(first), block.lines.slice(first), block.problems)
    return remainder, above(head) | frozenset(block.lines.head(first).to_list())


def headless(block: Block, head: Head) -> Block:
    """The rows of a table that has no header: its first row, which was taken for one, is put back before the others.

    The columns are named ``0``, ``1`` … by their place.
    """
    places = [str(number) for number in range(len(block.frame.columns))]
    frame = block.frame.rename(dict(zip(block.frame.columns, places, strict=True)))
    begins = tuple(frame.row(0)) == head.sample[0] if frame.height and head.sample else not head.sample
    if not begins:
        return Block(frame, block.lines, block.problems)
    first = pl.DataFrame([head.header], schema=dict.fromkeys(places, pl.String), orient="row")
    lines = pl.concat([pl.Series([head.line or 1], dtype=pl.UInt32), block.lines.cast(pl.UInt32)])
    return Block(pl.concat([first, frame]), lines, block.problems)


def amount(
    table: Cells, keep: pl.Series, currency: pl.Series, *keys: str, point: bool = False
) -> tuple[pl.Series, list[Fault]]:
    """What was paid: the amount under the first key, minus the amount under the second key where there is one; and the
    bad cells. ``point`` has the same meaning as in ``minor_units``."""
    amounts, faults = [], []
    for key in keys:
        minor = minor_units(table[key], currency, point=point)
        amounts.append(minor)
        faults.append(Fault("bad-amount", key, keep & table[key].is_not_null() & minor.is_null()))
    missing = pl.DataFrame([table[key].is_null().alias(key) for key in keys])
    faults.append(Fault("no-amount", keys[0], keep & missing.select(pl.all_horizontal(pl.all())).to_series()))
    bad = pl.DataFrame([fault.where.alias(str(n)) for n, fault in enumerate(faults)])
    sides = pl.DataFrame([minor.alias(key) for key, minor in zip(keys, amounts, strict=True)]).fill_null(0)
    paid = pl.col(keys[0]) - pl.col(keys[1]) if len(keys) > 1 else pl.col(keys[0])
    return pl.concat([sides, bad], how="horizontal").select(
        pl.when(~pl.any_horizontal(bad.columns)).then(paid).alias("paid")
    )["paid"], faults


def only(table: Cells, currency: str = "JPY") -> pl.Series:
    """The currency of a file that knows only one."""
    return pl.repeat(currency, table.raw.height, dtype=pl.String, eager=True)


def days(table: Cells, key: str = "date") -> pl.DataFrame:
    """``at`` and ``at_basis`` of days, also of those written as ``20230407``; each different day is read once."""
    text = table[key].str.replace(r"^(\d{4})(\d{2})(\d{2})$", "$1-$2-$3").alias("text")
    different = text.unique()
    known = instants(different).with_columns(different)
    moments = text.to_frame().join(known, on="text", how="left", maintain_order="left", nulls_equal=True)
    return moments.select("at", "at_basis")


def records(table: Cells, key: str = "date", empty: pl.Series | None = None) -> tuple[pl.Series, list[Fault]]:
    """The rows whose date contains a digit, and the faults of the other rows: headings and totals have no date.
    ``empty`` are the rows without anything in any column, where more is known than in the columns of ``table``."""
    empty, stated = all_empty(table) if empty is None else empty, table[key].is_not_null()
    keep = table[key].str.contains(r"\d").fill_null(False)
    return keep, [
        Fault("empty-row", key, empty),
        Fault("dateless-row", key, ~empty & ~stated),
        Fault("unknown-row", key, stated & ~keep),
    ]


def dated(table: Cells, keep: pl.Series, at: pl.DataFrame, key: str = "date") -> list[Fault]:
    """The rows of ``keep`` whose date is missing or unreadable."""
    return [
        Fault("bad-date", key, keep & table[key].is_not_null() & at["at"].is_null()),
        Fault("no-date", key, keep & table[key].is_null()),
    ]


def payment_rows(table: Cells, at: pl.DataFrame, paid: pl.Series, currency: pl.Series) -> pl.DataFrame:
    """``payments`` rows, one a row of the table, with those event columns that are keys of it."""
    rows = at.with_columns(line=table.lines, amount_minor=paid, currency=currency)
    return rows.with_columns(table[name] for name in ("merchant", "method", "order_id") if name in table.text.columns)


def purchases(
    table: Cells,
    paid: pl.Series,
    currency: pl.Series,
    keep: pl.Series,
    faults: Sequence[Fault],
    at: pl.DataFrame | None = None,
    more: Mapping[str, pl.Series | str] | None = None,
) -> Events:
    """One ``payments`` event a row of ``keep``; the keys of ``table`` are ``date`` and names of event columns."""
    at = days(table) if at is None else at
    rows = payment_rows(table, at, paid, currency)
    rows = rows.with_columns(**{name: pl.lit(v) if isinstance(v, str) else v for name, v in (more or {}).items()})
    faults = [Fault("empty-row", "date", all_empty(table)), *dated(table, keep, at), *faults]
    return Events({"payments": rows.filter(keep)}, problems(table, faults))


def card_refunds(table: Cells, back: pl.Series, currency: pl.Series, where: pl.Series) -> pl.DataFrame:
    """``refunds`` events of a card statement: the money went back to the card, and only the shop's name is known."""
    rows = days(table).with_columns(line=table.lines, amount_minor=back, currency=currency, reason=table["merchant"])
    constants = {"status": "completed", "destination": "card", "role": "buyer"}
    return rows.with_columns(**{name: pl.lit(word) for name, word in constants.items()}).filter(where)
