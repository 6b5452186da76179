"""Amazon's gift-card activity page (`/gc/balance`), saved as HTML or pasted as text."""

import re
from datetime import UTC, datetime, time

import polars as pl

from analyzers.events.schemas import INSTANT
from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.gift_words import currency_of, day_of, is_japanese, kind_of, plain, shop_of
from app.importers.amazon.pages._gift_rows import Layout, Row, is_gift_card, layout, table_rows, text_rows
from app.importers.amazon.pages._order_text_details import is_page_of_orders
from app.importers.amazon.pages._transaction_rows import is_transactions_page
from app.importers.shared.cells.columns import Cells, Fault, cells, problems
from app.importers.shared.cells.money import minor_units
from app.importers.shared.cells.titles import titles
from app.reader.table import Block, FileProblem, Head

title = N_("Amazon: gift-card history")
get = (
    N_(
        "Sign in on the site where you shop (amazon.co.jp, amazon.com …) and open its gift-card "
        "balance: the address of "
        "the page ends in /gc/balance."
    ),
    N_("Save the page as HTML, or select everything on it, copy it and paste it here."),
    N_("If the history goes on over several pages, hand in every page."),
)
takes = N_("The page can be saved at once; you need not wait.")
cannot_show = N_(
    "This page gives days without a time of day, names no order for refunds, and shows only part "
    "of a longer history. Amazon points are not on it."
)
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"ledger": 1}
guide = 2
page = "gift_card"  # as ``checklists/shops`` names it
columns = None

_KEYS = ("date", "description", "amount", "balance")
# Pasted text may have lost its headings; problems then name the columns as the page does in English.
_PASTED = {"date": "Date", "description": "Description", "amount": "Amount", "balance": "Closing balance"}
_HEADER = {"date", "description", "amount", "closing balance"}
_ORDER = re.compile(r"(?<![\w-])(?:\d{3}|D\d{2})-\d{7}-\d{7}(?![\w-])", re.IGNORECASE)
_SERIAL = re.compile(r"(?:serial number|シリアル番号|シリアルナンバー) ?: ?([A-Za-z0-9-]{4,40})", re.IGNORECASE)
PIECE_SENTENCE = N_(
    "This file holds a piece of a page, so rows may be missing between others, and its balances prove nothing. Save "
    "the whole page."
)
_NEXT = {"next", "older", "次へ", "次のページ", "weiter", "suivant", "siguiente", "avanti"}
_BACK = {"previous", "prev", "newer", "前へ", "前のページ", "zurück", "précédent", "anterior", "indietro"}


def recognises(head: Head) -> bool:
    """A table of days, words, amounts and balances whose words are those of gift cards; or such rows in pasted text."""
    if head.kind == "text":
        lines = [row[0] for row in head.sample if row]
        rows = list(text_rows(enumerate(lines)))
        fits = any(row.balance for row in rows) and is_gift_card(row.description for row in rows)
        return fits and not is_transactions_page(enumerate(lines)) and not is_page_of_orders(lines)
    if head.kind != "html":
        return False
    where = layout(head.header, head.sample)
    if where is None or where.balance is None:
        return False
    if not head.sample:
        return {plain(name).casefold() for name in head.header} == _HEADER
    return is_gift_card(row[where.description] for row in head.sample if len(row) > where.description)


def read(head: Head, block: Block) -> Events:
    """One ``ledger`` event a movement. ``at`` is the day; the order within a day is the page's own (``position``). Of a
    piece of a page, rows may have been left out anywhere."""
    rows, (top, bottom) = _rows(head, block)
    table = _table(head, rows)
    events = _movements(rows, is_japanese([*head.header, *(cell for row in rows for cell in row[1:3])]))
    keep = events.select(pl.any_horizontal(pl.col("at", "amount_minor", "balance_minor").is_not_null())).to_series()
    faults = [
        Fault("unreadable-row", "date", ~keep),
        Fault("bad-date", "date", keep & events["at"].is_null()),
        *_money_faults(table, events, keep, "amount"),
        *_money_faults(table, events, keep, "balance"),
    ]
    ledger = events.drop("amount_currency", "balance_currency").with_columns(
        line=table.lines, account=pl.lit("gift_card")
    )
    ledger = ledger.filter(keep).with_row_index("position")
    last = ledger.height - 1
    ledger = ledger.with_columns(
        newest_first=pl.lit(_newest_first(ledger)),
        page_edge=((pl.col("position") == 0) & top) | ((pl.col("position") == last) & bottom),
        excerpt=pl.lit(head.piece or None, pl.Boolean),
    )
    page_problems = problems(table, [*faults, *([FileProblem("part-of-page", PIECE_SENTENCE)] if head.piece else [])])
    records = [row.line for row in rows] if head.kind == "text" else None
    return Events({"ledger": ledger}, page_problems, records=records)


def _rows(head: Head, block: Block) -> tuple[list[Row], tuple[bool, bool]]:
    """The page's movements, and whether it may go on above the first and below the last of them.

    Only pasted text shows it, by the words of the paging links. Without them the page may go on: one
    saved page is mostly one of several, and a missing page must not look like a broken balance.
    """
    if head.kind == "html":
        where = layout(head.header, head.sample) or Layout(0, 1, 2, 3)
        texts = ([cell or "" for cell in row] for row in block.frame.iter_rows())
        return list(table_rows(where, zip(block.lines, texts, strict=True))), (True, True)
    joined = ["\t".join(cell or "" for cell in row) for row in block.frame.iter_rows()]
    words = {word.strip(" ←→‹›«»<>").casefold() for line in joined for word in line.split("\t")}
    forth, back = bool(words & _NEXT), bool(words & _BACK)
    return list(text_rows(zip(block.lines, joined, strict=True))), (back or not forth, forth or not back)


def _table(head: Head, rows: list[Row]) -> Cells:
    """The movements as cells, for problems to quote; the columns keep the names that they have on the page."""
    frame = pl.DataFrame(
        {name: [getattr(row, name) for row in rows] for name in _KEYS}, schema=dict.fromkeys(_KEYS, pl.String)
    )
    lines = pl.Series([row.line for row in rows], dtype=pl.UInt32)
    table = cells(Block(frame, lines), {key: (key,) for key in _KEYS})
    where = layout(head.header, head.sample) if head.kind == "html" else None
    places = zip(_KEYS, where or (), strict=False)
    names = {key: head.header[i] for key, i in places if i is not None and i < len(head.header)}
    return Cells(table.raw, table.text, lines, names or dict(_PASTED))


def _movements(rows: list[Row], japanese: bool) -> pl.DataFrame:
    """The cells of each row as values; null where a cell cannot be read. A balance in another currency does not count.
    A page belongs to one shop: if its rows name only one, that counts for all rows."""
    shops = [shop_of(row.description) for row in rows]
    named = {shop for shop in shops if shop}
    only = min(named) if len(named) == 1 else None
    around = [{shop} if shop else named for shop in shops]
    money: dict[str, pl.Series] = {}
    for key in ("amount", "balance"):
        texts = [getattr(row, key) or None for row in rows]
        marks = [currency_of(text, near, japanese) if text else None for text, near in zip(texts, around, strict=True)]
        money[key + "_currency"] = pl.Series(marks, dtype=pl.String)
        money[key + "_minor"] = minor_units(pl.Series(texts, dtype=pl.String), money[key + "_currency"])
    days = [day_of(row.date) for row in rows]
    at = [datetime.combine(day, time(), UTC) if day else None for day in days]
    frame = pl.DataFrame(
        {
            "at": pl.Series(at, dtype=INSTANT),
            "at_basis": pl.Series(["date_only" if day else None for day in days], dtype=pl.String),
            "shop": pl.Series([shop or only for shop in shops], dtype=pl.String),
            "kind": [kind_of(row.description, amount) for row, amount in zip(rows, money["amount_minor"], strict=True)],
            "title": titles(pl.Series([row.description or None for row in rows], dtype=pl.String)),
            "order_id": pl.Series([_only(_ORDER, row.description) for row in rows], dtype=pl.String),
            "serial": pl.Series([_only(_SERIAL, row.description) for row in rows], dtype=pl.String),
            **money,
        }
    )
    same = pl.col("balance_currency") == pl.coalesce("amount_currency", "balance_currency")
    return frame.with_columns(
        currency=pl.coalesce("amount_currency", "balance_currency"), balance_minor=pl.when(same).then("balance_minor")
    )


def _money_faults(table: Cells, events: pl.DataFrame, keep: pl.Series, key: str) -> list[Fault]:
    stated, unread = table[key].is_not_null(), events[key + "_minor"].is_null()
    numeric, nowhere = table[key].str.contains(r"\d").fill_null(False), events[key + "_currency"].is_null()
    return [
        Fault("no-currency", key, keep & numeric & nowhere),
        Fault("bad-amount", key, keep & stated & unread & ~(numeric & nowhere)),
        Fault("no-amount", key, keep & ~stated),
    ]


def _newest_first(ledger: pl.DataFrame) -> bool:
    """The page's direction by its days; where all are one day, by how the balances add up; else as Amazon does it."""
    days = ledger["at"].drop_nulls()
    if len(days) and days[0] != days[-1]:
        return bool(days[0] > days[-1])
    amount, balance = ledger["amount_minor"], ledger["balance_minor"]
    downwards = (balance.shift(-1) + amount == balance).sum()
    upwards = (balance.shift(1) + amount == balance).sum()
    return not upwards > downwards


def _only(pattern: re.Pattern[str], text: str) -> str | None:
    """The one thing of this form in a text; two different ones would be a guess."""
    matches = {match.upper() for match in pattern.findall(plain(text))}
    return matches.pop() if len(matches) == 1 else None
