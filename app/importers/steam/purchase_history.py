"""Steam's page of purchases (`store.steampowered.com/account/history`), saved as HTML."""

import re

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, cells, problems, row_problems
from app.importers.shared.cells.money import minor_units, named_currencies
from app.importers.shared.cells.titles import titles
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Steam: purchase history")
get = (
    N_("Sign in to Steam in a browser and open store.steampowered.com/account/history."),
    N_(
        "Press the button at the end of the list that loads more of it until the whole list is there. "
        "Then save the page as HTML and hand in the file."
    ),
)
takes = N_("The page can be saved at once; you need not wait.")
cannot_show = N_(
    "This page gives days without a time of day and no order numbers, and a saved page often lacks "
    "the older part of the list. How it shows a redeemed wallet code is not known."
)
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

# From the left and from the right; between them are prices, taxes and shipping on some pages.
_PLACES = {"date": 0, "item": 1, "type": 2, "total": -3, "change": -2, "balance": -1}
_DAY = re.compile(r"\d{1,2}\D{1,5}\d{4}|\d{4}\D{1,3}\d{1,2}|(?:19|20)\d\d")
_MONEY = re.compile(r"\d")
_REFUND = r"(?i)^(?:refund|返金|退款)"
_PURCHASE = r"(?i)purchase|購入|购买"
_MARKET = r"(?i)market|マーケット|市场"
STRANGE_SENTENCE = N_("This entry is of a kind that we do not know. It is shown only where it changes the wallet.")


def recognises(head: Head) -> bool:
    """Recognised by the shape of the heading: two rows that share all columns but the two of the wallet, then days."""
    if head.kind == "text" or len(head.header) < 6 or len(head.sample) < 2 or head.header[-1]:
        return False
    second = head.sample[0]
    shared = tuple(second[:-2]) == tuple(head.header[:-2])
    rows = head.sample[1:4]
    return shared and bool(second[-1]) and all(_DAY.search(row[0]) and _MONEY.search("".join(row[-3:])) for row in rows)


def read(head: Head, block: Block) -> Events:
    """``orders`` for purchases, ``refunds`` for refunds, and a ``ledger`` entry for every change of the wallet.

    What else there is (sales and purchases on the market) is only in the ledger. A word for a kind of entry that is not
    known makes no order, which is a problem.
    """
    table = _table(head, block)
    heading = frozenset(block.lines.filter(~block.lines.is_in(table.lines.implode())))
    at = instants(table["date"])
    kind = table["type"].fill_null("").str.replace(r"(?s)\n.*$", "")
    payment = table["type"].str.extract(r"(?s)\n(.*)$").str.replace_all("\n", ", ")
    total, currency = _money(table["total"])
    refund = kind.str.contains(_REFUND)
    market = kind.str.contains(_MARKET)
    order = kind.str.contains(_PURCHASE) & ~refund & ~market
    rows = at.with_columns(line=table.lines, shop=pl.lit("store.steampowered.com"), currency=currency)
    items = _items(table["item"], kind)
    named = rows.with_columns(item_id=items, title=titles(items), role=pl.lit("buyer"))
    orders = named.with_columns(total_minor=total, payment=payment).filter(order)
    refunds = named.with_columns(
        amount_minor=total.abs(), status=pl.lit("completed"), destination=_destination(payment)
    ).filter(refund)
    strange = ~(order | refund | market)
    faults = [
        Fault("bad-date", "date", table["date"].is_not_null() & at["at"].is_null()),
        Fault("no-currency", "total", table["total"].str.contains(r"\d").fill_null(False) & currency.is_null()),
        Fault("bad-amount", "total", currency.is_not_null() & table["total"].is_not_null() & total.is_null()),
    ]
    events = {"orders": orders, "refunds": refunds, "ledger": _ledger(table, at, refund)}
    return Events(
        events, problems(table, faults) + row_problems("unknown-kind", STRANGE_SENTENCE, table, strange), heading
    )


def _table(head: Head, block: Block) -> Cells:
    """The rows below the second row of the heading, under the keys of this module."""
    names = [block.frame.columns[place] for place in _PLACES.values()]
    frame = block.frame.select(pl.col(name).alias(key) for key, name in zip(_PLACES, names, strict=True))
    heading = (frame["date"] == head.header[0]) & (frame["item"] == head.header[1])
    table = cells(Block(frame.filter(~heading), block.lines.filter(~heading)), {key: (key,) for key in _PLACES})
    labels = {key: head.header[place] or head.sample[0][place] for key, place in _PLACES.items()}
    return Cells(table.raw, table.text, table.lines, labels)


def _items(text: pl.Series, kind: pl.Series) -> pl.Series:
    """The titles, one after the other; a refund repeats its kind below them."""
    rows = pl.DataFrame({"text": text, "end": "\n" + kind})
    return rows.select(pl.col("text").str.strip_suffix(pl.col("end")).str.replace_all("\n", "; ")).to_series()


def _money(text: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Amounts and currencies. Steam writes all dollars but those of the United States with a mark of their own, and
    hundredths in yuan but not in yen."""
    plain = pl.col("text").str.replace("--", "00", literal=True).str.replace(r" ?USD$", "")
    country = (
        pl.when(pl.col("text").str.contains("$", literal=True))
        .then(pl.lit("US"))
        .when(pl.col("text").str.contains(r"\.\d\d$"))
        .then(pl.lit("CN"))
        .otherwise(pl.lit("JP"))
    )
    rows = text.to_frame("text").select(plain.alias("text"), country.alias("country"))
    currency = named_currencies(rows["text"], rows["country"])
    return minor_units(rows["text"], currency), currency


def _ledger(table: Cells, at: pl.DataFrame, refund: pl.Series) -> pl.DataFrame:
    """What happened to the wallet; the newest entry is on top, and the page may go on below its last one."""
    amount, currency = _money(table["change"])
    balance, other = _money(table["balance"])
    kind = (
        pl.when(pl.col("refund"))
        .then(pl.lit("refund"))
        .when(pl.col("amount") < 0)
        .then(pl.lit("applied"))
        .otherwise(pl.lit("unknown"))
    )
    rows = at.with_columns(
        line=table.lines,
        shop=pl.lit("store.steampowered.com"),
        account=pl.lit("wallet"),
        amount_minor=amount,
        balance_minor=balance,
        currency=currency.zip_with(currency.is_not_null(), other),
        kind=pl.DataFrame({"refund": refund, "amount": amount}).select(kind.alias("kind"))["kind"],
    )
    rows = rows.filter(amount.is_not_null() | balance.is_not_null()).with_row_index("position")
    last = pl.col("position") == rows.height - 1
    return rows.with_columns(newest_first=pl.lit(True), page_edge=last)


def _destination(payment: pl.Series) -> pl.Series:
    word = pl.col("payment")
    wallet = word.str.contains(r"(?i)wallet|ウォレット|钱包")
    method = pl.when(wallet).then(pl.lit("gift_card")).when(word.is_not_null()).then(pl.lit("unknown"))
    return payment.to_frame("payment").select(method.alias("destination"))["destination"]
