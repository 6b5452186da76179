"""The events of the records that are taken from Amazon's pages of orders."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

import polars as pl

from analyzers.events.schemas import INSTANT
from app.importers import Events
from app.importers.amazon._common.gift_words import currency_of, day_of
from app.importers.amazon._common.words import direct
from app.importers.amazon.pages._order_page import JOINT, NAMES, UNUSED, OrderPage, block_of, note
from app.importers.amazon.pages._order_words import CANCELLED, date_in, money_in, shipped
from app.importers.shared.cells.columns import Cells, Fault, cells, some_rows, with_text
from app.importers.shared.cells.money import minor_units
from app.importers.shared.records.order_rows import order_rows, settled
from app.importers.shared.tables.several import by_file, problems_by_file
from app.reader.table import FileProblem

_NUMBERED = {**dict.fromkeys(("111", "112", "113", "114"), "amazon.com"), **dict.fromkeys(("701", "702"), "amazon.ca")}
_USUAL = ("no-amount", "no-quantity")  # A page need not say these of every item.
_MONEY = ("whole", "total", "by_balance", "refund")


def convert(pages: Sequence[OrderPage]) -> list[Events]:
    """The events of each page. One ``orders`` event an item, or an order without items; the totals of an order add up
    to what was paid for it in all ways. One ``refunds`` event for each refund that the page gives with its day, or for
    the sum of all of them, without a day."""
    block, files = block_of(pages)
    every = cells(block, {key: (name,) for key, name in NAMES.items()})
    notes: list[list[FileProblem]] = [[] for _ in pages]
    _note(notes, every, files)
    used = ~every["note"].is_in(UNUSED).fill_null(False)
    table, of = some_rows(every, used), files.filter(used)
    table = with_text(table, currency=_currencies(table, of), address=_addresses(table), total=_bare(table["total"]))
    rows, keep, faults = order_rows(table, files=of)
    rows = rows.with_columns(file=of, order=pl.format("{} {}", of, "order_id"))
    bought, more = _bought(table, rows, keep, notes)
    unusable = [fault for fault in faults if isinstance(fault, Fault) and fault.code not in _USUAL]
    problems = problems_by_file(table, of, [*unusable, *more], notes)
    orders, refunds = by_file(bought, len(pages)), by_file(_refunds(table, rows, keep), len(pages))
    lines = by_file(pl.DataFrame([block.lines, files]), len(pages))
    return [
        Events(
            {"orders": orders[number], "refunds": refunds[number]},
            (*page.about, *problems[number]),
            records=lines[number]["line"].to_list(),
        )
        for number, page in enumerate(pages)
    ]


def _bought(
    table: Cells, rows: pl.DataFrame, keep: pl.Series, notes: Sequence[list[FileProblem]]
) -> tuple[pl.DataFrame, list[Fault]]:
    """The events of the orders, and their cells that could not be used. Orders without a total are noted."""
    at = _days(table["placed"])
    first = rows["order"].is_first_distinct()
    whole = _sums(table["whole"], table["currency"], rows["file"])
    status = _cancelled(table["status"])
    balance = _sums(table["by_balance"], table["currency"], rows["file"]).abs()
    kept = pl.DataFrame({"whole": whole, "balance": balance, "status": status})
    charge = kept.select(pl.when(pl.col("status").is_null()).then(pl.col("whole") + pl.col("balance").fill_null(0)))
    bought = _orders(table, rows.with_columns(at), charge.to_series(), status).filter(keep)
    stated = table["whole"].is_not_null()
    faults = [
        Fault("no-date", "placed", keep & first & table["placed"].is_null()),
        Fault("bad-date", "placed", keep & first & table["placed"].is_not_null() & at["at"].is_null()),
        Fault("bad-amount", "whole", keep & stated & whole.is_null() & table["currency"].is_not_null()),
        Fault("no-currency", "whole", keep & stated & table["currency"].is_null()),
    ]
    without = keep & first & ~stated & status.is_null() & table["note"].is_null()
    open_ = some_rows(table, without)
    for number, line, order in zip(rows["file"].filter(without), open_.lines, open_["order_id"], strict=True):
        notes[number].append(note("no-total", line, order=order))
    return bought, faults


def _note(notes: Sequence[list[FileProblem]], table: Cells, files: pl.Series) -> None:
    """Adds the problems of the entries that have a note to those of their page."""
    for number, code, line, order in zip(files, table["note"], table.lines, table["order_id"], strict=True):
        if code:
            notes[number].append(note(code, line, order=order or ""))


def _days(text: pl.Series) -> pl.DataFrame:
    """``at`` and ``at_basis`` of days; both null where the text is not a day."""
    days = [day_of(cell) if cell else None for cell in text]
    at = pl.Series("at", [datetime.combine(day, time(), UTC) if day else None for day in days], INSTANT)
    return pl.DataFrame([at, pl.Series("at_basis", ["date_only" if day else None for day in days], pl.String)])


def _currencies(table: Cells, files: pl.Series) -> pl.Series:
    """The currency of each row, by the mark of any of its amounts and by the shop; where the page names no shop, by the
    first digits of the order number, which are those of a country."""
    rows = table.text.select(pl.coalesce(*_MONEY).alias("amount"), "shop", "order_id", "placed")
    codes = [
        currency_of(money_in(amount) or amount, {shop or _NUMBERED.get((order or "")[:3], "")}, "年" in (date or ""))
        if amount
        else None
        for amount, shop, order, date in rows.iter_rows()
    ]
    known = rows.with_columns(currency=pl.Series(codes, dtype=pl.String), file=files)
    same_order = pl.col("currency").drop_nulls().first().over("file", "order_id")
    return known.select(pl.coalesce("currency", same_order)).to_series()


def _bare(amounts: pl.Series) -> pl.Series:
    """Amounts without their currency marks, because plain numbers are read much faster."""
    plain = pl.col("amount").str.normalize("NFKC").str.replace_all("−", "-", literal=True)
    return amounts.to_frame("amount").select(plain.str.replace_all(r"[^\d.,-]", "")).to_series()


def _addresses(table: Cells) -> pl.Series:
    """The recipient with the place; a name alone is no address."""
    parts = pl.col("recipient").str.split("\n")
    return table.text.select(pl.when(parts.list.len() > 1).then(parts.list.join(" "))).to_series()


def _sums(text: pl.Series, currency: pl.Series, files: pl.Series) -> pl.Series:
    """The sum of the amounts of each cell in minor units; null where the cell has no amount, or one that cannot be
    read."""
    if text.null_count() == len(text):
        return pl.repeat(None, len(text), dtype=pl.Int64, eager=True)
    rows = pl.DataFrame({"text": text, "currency": currency, "file": files}).with_row_index("row")
    parts = rows.with_columns(pl.col("text").str.split(JOINT)).explode("text")
    parts = parts.with_columns(minor=minor_units(_bare(parts["text"]), parts["currency"], files=parts["file"]))
    sums = parts.group_by("row", maintain_order=True).agg(
        sum=pl.when(pl.col("minor").is_not_null().all()).then(pl.col("minor").sum())
    )
    return sums["sum"]


def _cancelled(status: pl.Series) -> pl.Series:
    """``cancelled`` where that is the status, else null."""
    matches = pl.col("status").str.normalize("NFKC").str.contains(f"(?i){CANCELLED.pattern}")
    return status.to_frame("status").select(pl.when(matches).then(pl.lit("cancelled"))).to_series()


def _orders(table: Cells, rows: pl.DataFrame, charge: pl.Series, status: pl.Series) -> pl.DataFrame:
    """The order lines. The cost of an item is unknown where the page does not say what its order cost."""
    whole = rows.select("order").with_columns(charge=charge)
    known = whole.select(pl.col("charge").is_not_null().any().over("order")).to_series()
    ids = rows["order_id"]
    lines = rows.with_columns(
        known=known,
        status=status,
        shop=table["shop"],
        direct=(own := direct(table["seller"])),
        seller=table["seller"].set(own.fill_null(False), None),
        shipped=pl.Series([shipped(cell) if cell else None for cell in table["status"]], dtype=pl.Boolean),
        named=table["name"].is_not_null(),
    ).with_columns(
        quantity=pl.when("named").then(pl.col("quantity").fill_null(1)),
        kind=pl.when(ids.str.starts_with("D") & (pl.col("kind") == "other")).then(pl.lit("digital")).otherwise("kind"),
    )
    each = pl.col("total_minor") * pl.col("quantity")
    lines = lines.with_columns(total_minor=pl.when("known").then(each.fill_null(0)))
    return settled(lines, charge, "order").drop("known", "named", "order")


def _refunds(table: Cells, rows: pl.DataFrame, keep: pl.Series) -> pl.DataFrame:
    """The refunds of the orders: each amount of the cell, with the day that stands before it."""
    if table["refund"].null_count() == table.raw.height:
        return pl.DataFrame(schema={"line": pl.UInt32, "amount_minor": pl.Int64, "file": pl.UInt32})
    parts = rows.select("file", "line", "order_id", "role").with_columns(
        shop=table["shop"], currency=table["currency"], text=table["refund"].str.split(JOINT)
    )
    parts = parts.filter(keep & table["refund"].is_not_null()).explode("text")
    if not parts.height:
        return parts.drop("text").with_columns(amount_minor=pl.lit(None, pl.Int64))
    at = _days(pl.Series([date_in(text) or None for text in parts["text"]], dtype=pl.String))
    amounts = _bare(pl.Series([money_in(text) or None for text in parts["text"]], dtype=pl.String))
    refunds = parts.drop("text").with_columns(
        at,
        amount_minor=minor_units(amounts, parts["currency"], files=parts["file"]).abs(),
        status=pl.lit("completed"),
    )
    return refunds.filter(pl.col("amount_minor") != 0)
