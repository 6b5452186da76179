"""The cells of a block by what a layout says that its columns hold, and the rows that are no records."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from app.importers.layouts.headers import Places
from app.importers.layouts.layout import FIRST_FILLED, Layout
from app.importers.layouts.patterns import part
from app.importers.shared.cells.columns import Cells, cells, fold, with_text
from app.importers.shared.cells.money import currencies, named_currencies
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.bank import NOTHING, without_parties
from app.importers.shared.statements.meanings import PATTERN, UNCOUNTED, Meanings, meaning_of
from app.importers.shared.statements.rows import Marks
from app.importers.shared.times.times_in_parts import joined_times
from app.reader.table import Block, Head

ABSENT = (*NOTHING, "--")
_LAST_DIGITS = r"(\d{1,4})\D*$"


def laid_out(layout: Layout, block: Block, places: Places) -> Cells:
    """The cells under the keys of ``layout.KEYS``, dates joined of their parts, the first filled cell of several."""
    table = cells(_mended(layout, block, places), places.names, ABSENT)
    if layout.date_from:
        table = with_text(table, date=table["date"].str.extract(layout.date_from))
    if "month" in table.names:
        clock = ("clock", "minute", "second") if "second" in table.names else ()
        table = joined_times(table, ("date", "month", "day"), clock)
    elif "clock" in table.names:
        whole = pl.when(pl.col("date").is_not_null()).then(
            pl.concat_str("date", "clock", separator=" ", ignore_nulls=True)
        )
        table = with_text(table, date=table.text.select(whole).to_series())
    if "currency_in" in table.names:
        came = meaning_of(table, "direction", meanings_of(layout))
        currency = table.text.select(pl.when(pl.lit(came) == "in").then("currency_in").otherwise("currency"))
        table = with_text(table, currency=currency.to_series())
    party = pl.repeat(None, table.raw.height, dtype=pl.String, eager=True)
    if layout.sides == ("out", "in"):
        table, party = without_parties(table, layout.sides, currency_of(layout, table, places))
    return _joined(layout, _billed(table), party)


def _mended(layout: Layout, block: Block, places: Places) -> Block:
    """The block with amounts in one cell that an unquoted comma has parted: `3` and `200` where `3,200` was written."""
    name = next(iter(places.names.get("amount", ())), "")
    if not layout.split or name not in block.frame.columns:
        return block
    place = block.frame.columns.index(name)
    first = pl.col(name).str.strip_chars()
    parted = first.str.contains(r"^-?\d{1,3}$")
    whole, later = first, parted
    for column in block.frame.columns[place + 1 : place + 3]:
        later = later & pl.col(column).str.contains(r"^\d{3}$").fill_null(False)
        whole = pl.when(later).then(whole + pl.col(column)).otherwise(whole)
    return Block(block.frame.with_columns(whole.alias(name)), block.lines, block.problems)


def _billed(table: Cells) -> Cells:
    """The amounts; where a purchase has none, what was billed for it."""
    if "billed" not in table.names:
        return table
    return with_text(table, amount=table.text.select(pl.coalesce("amount", "billed"))["amount"])


def _joined(layout: Layout, table: Cells, party: pl.Series) -> Cells:
    """The first filled cells under ``merchant``, ``title`` and ``method``; of a card the last digits."""
    text, names = table.text.with_columns(party=party), dict(table.names)
    for key in FIRST_FILLED:
        several = [name for name in table.text.columns if name.startswith(key) and name[len(key) :].isdigit()]
        several = ["party", *several] if key == "merchant" else several
        filled = pl.coalesce(several).str.strip_prefix("'") if several else pl.lit(None, pl.String)
        text = text.with_columns(filled.alias(key))
        names |= dict([(key, names[name]) for name in several[::-1] if name in names][-1:])
    if "card" in names:
        card = pl.lit(layout.prefix) + pl.col("card").str.extract(_LAST_DIGITS)
        text = text.with_columns(method=pl.coalesce(card, "method"))
    return replace(table, text=text, names=names)


def with_card(layout: Layout, head: Head, table: Cells) -> Cells:
    """The same cells with the last digits of the card or account that the rows above the table name."""
    if not layout.card_above:
        return table
    number = part(f"(?i){layout.card_above}", (" ".join(row) for _, row in head.above))
    digits = "".join(filter(str.isdigit, number))[-4:]
    method = pl.repeat(layout.prefix + digits if digits else None, table.raw.height, dtype=pl.String, eager=True)
    return with_text(table, method=method)


def currency_of(layout: Layout, table: Cells, places: Places) -> pl.Series:
    """The currency that the row names, in its own column or at the amount; else that in the names of the columns, or
    the one of the layout. A word in the currency column that is no currency leaves the amount open."""
    nowhere = pl.repeat(None, table.raw.height, dtype=pl.String, eager=True)
    stated = table["currency"]
    known = currencies(stated) if "currency" in table.names else nowhere
    signs = [named_currencies(table[key], nowhere) for key in layout.sides if not (places.currency or layout.currency)]
    rows = pl.DataFrame([series.alias(str(number)) for number, series in enumerate([known, *signs])])
    usual = pl.lit(places.currency or layout.currency or None, pl.String)
    rows = rows.with_columns(stated=stated)
    silent = pl.when(pl.col("stated").is_null()).then(usual)
    return rows.select(pl.coalesce(*(str(n) for n in range(1 + len(signs))), silent).alias("currency")).to_series()


def meanings_of(layout: Layout) -> Meanings:
    """What the values of ``direction`` and ``status`` mean, by the key and the value."""
    return {
        key: {value: meaning for meaning, values in words.items() for value in values}
        for key, words in (("direction", layout.direction), ("status", layout.status))
        if words
    }


def marks_of(layout: Layout, table: Cells, block: Block) -> Marks:
    """The rows that are headings, balances and totals, or transfers between own accounts, or repeat another row."""
    none = Marks.none(table.raw.height)
    first = _whole_rows(block) if layout.beside or layout.ends or layout.sections else none.status
    words = [table["date"].fill_null(""), table["merchant"].fill_null(""), first.fill_null("")]
    beside = none.beside
    for text in words:
        beside |= _matches(text, layout.beside)
    ended = _matches(first, layout.ends).cum_max() if layout.ends else none.beside
    sections = {str(status): _matches(first, patterns) for status, patterns in layout.sections.items()}
    for where in sections.values():
        beside |= where
    own = none.own
    for name, values in layout.own.items():
        own |= _matches(_column(block, name), values)
    for name, values in layout.records.items():
        beside |= ~_matches(_column(block, name), values)
    again = none.again
    if layout.repeats:
        again = ~table["order_id"].is_first_distinct() & table["order_id"].is_not_null() & ~own
    empty = all_empty(table)
    unread = empty & (_whole_rows(block) != "") if empty.any() else none.unread
    return Marks(beside | ended, own, again, _section_status(sections, none.status), unread)


def _whole_rows(block: Block) -> pl.Series:
    """All cells of each row as one text, by which rows of one cell are known."""
    cells = (pl.col(name).fill_null("").str.strip_chars() for name in block.frame.columns)
    return block.frame.select(row=pl.concat_str(*cells))["row"]


def _column(block: Block, name: str) -> pl.Series:
    """The cells of a column without the blanks around them; empty ones where there is no such column."""
    written = next((column for column in block.frame.columns if fold(column) == fold(name)), None)
    if written is None:
        return pl.repeat("", block.frame.height, dtype=pl.String, eager=True)
    return block.frame[written].fill_null("").str.strip_chars()


def _section_status(sections: dict[str, pl.Series], none: pl.Series) -> pl.Series:
    if not sections:
        return none
    ways = [pl.when(pl.lit(where)).then(pl.lit(status)) for status, where in sections.items()]
    return pl.select(status=pl.coalesce(ways).forward_fill())["status"]


def _matches(text: pl.Series, patterns: Sequence[str]) -> pl.Series:
    """Which texts are one of these, or, after `~`, contain a pattern."""
    plain = [pattern for pattern in patterns if not pattern.startswith(PATTERN)]
    where = text.is_in(plain) if plain else pl.repeat(False, len(text), dtype=pl.Boolean, eager=True)
    for pattern in patterns:
        if pattern.startswith(PATTERN):
            where = where | text.str.contains(pattern[1:])
    return where.fill_null(False)


def counted(status: pl.Series) -> pl.Series:
    """Which rows a balance contains: those of no status, and those that are completed."""
    return ~status.is_in(UNCOUNTED).fill_null(False)
