"""Orders as 「アマゾン注文履歴フィルタ」 (furyu's script for amazon.co.jp) writes them."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon._common.words import direct, site_of
from app.importers.amazon.tools._furyu import charges, kinds, money
from app.importers.shared.cells.columns import Cells, Fault, cells, has, order_ids, problems, some_rows, with_text
from app.importers.shared.records.left_out import parts_of
from app.importers.shared.records.order_rows import order_rows, settled
from app.importers.shared.times.dates import instants
from app.reader.table import Block, FileProblem, Head

title = N_("Amazon: orders, from a filter of the order history")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_(
    "This file gives days without a time of day. It names who received an order, but not the full "
    "address. It covers only the orders that the list on the page showed."
)
unverified = True
grade, checked = "A", "2026-11-24"
from_order_pages = True
outdated = True

NAMES = {
    "date": ("注文日",),
    "order_id": ("注文番号",),
    "name": ("商品名",),
    "seller": ("付帯情報",),
    "quantity": ("個数",),
    "total": ("商品小計",),
    "whole": ("注文合計",),
    "state": ("状態",),
    "billed": ("請求額",),
    "card_date": ("クレカ請求日",),
    "card_amount": ("クレカ請求額",),
    "payment": ("クレカ種類",),
    "page": ("注文概要URL",),
    "product": ("商品URL",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("注文日", "注文番号", "商品名", "付帯情報", "商品小計", "注文合計", "クレカ請求額", "商品URL")
_SELLER = r"販売[：:]\s*(.*?)\s*(?:コンディション.*)?$"
_ASIN = r"/(?:dp|gp/product)/([A-Z0-9]{10})(?:[/?]|$)"


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an item; the totals of an order add up to what it cost. One ``payments`` event for each
    charge to a card and each use of points or of a balance."""
    table = cells(block, NAMES)
    kind, order_id = kinds(table), order_ids(table["order_id"])
    amounts = money(table)
    rows = pl.DataFrame({"order_id": order_id, "kind": kind})
    of_items = (pl.col("kind") == "item").any().over("order_id")
    # An order of which the file has no item is still an order.
    placed = rows.select((pl.col("kind") == "item") | ((pl.col("kind") == "whole") & ~of_items)).to_series()
    # The payment of an order is in the row of the whole order, and not always in those of its items.
    whole = pl.col("paid_by").filter(pl.col("kind") == "whole").first().over("order_id")
    paid_by = rows.with_columns(paid_by=table["payment"]).select(pl.coalesce("paid_by", whole)).to_series()
    bought = some_rows(with_text(table, payment=paid_by), placed)
    orders, order_problems = _orders(bought, charges(order_id, amounts, kind).filter(placed))
    paid = (amounts["card_amount"] != 0).fill_null(True) & table["card_amount"].is_not_null() & order_id.is_not_null()
    others = [
        Fault("no-order-id", "order_id", order_id.is_null() & ~placed),
        Fault("unknown-row", "name", kind == "unknown"),
        Fault("bad-amount", "card_amount", paid & amounts["card_amount"].is_null()),
        Fault("bad-date", "card_date", table["card_date"].is_not_null() & instants(table["card_date"])["at"].is_null()),
    ]
    payments = _payments(table, order_id, amounts, kind, paid)
    own = pl.concat([orders.select("line"), payments.select("line")])
    parts = parts_of(table, order_id.is_not_null() & (kind != "unknown"), own)
    return Events({"orders": orders, "payments": payments}, (*order_problems, *problems(table, others), *parts))


def _orders(table: Cells, charge: pl.Series) -> tuple[pl.DataFrame, tuple[FileProblem, ...]]:
    """The order lines, and what was wrong with their cells."""
    yen = pl.repeat("JPY", table.lines.len(), dtype=pl.String, eager=True)
    total = table.text.select(pl.coalesce("total", "whole")).to_series()
    rows, keep, faults = order_rows(with_text(table, currency=yen, total=total))
    state = table["state"].fill_null("")
    words = pl.DataFrame({"state": state}).select(
        status=pl.when(pl.col("state").str.contains("キャンセル")).then(pl.lit("cancelled")),
        shipped=pl.when(pl.col("state").str.contains("未発送"))
        .then(False)
        .when(pl.col("state").str.contains("発送済み|配達済み|お届け済み"))
        .then(True),
    )
    orders = settled(rows, charge).with_columns(
        words,
        shop=site_of(table["page"]),
        title=pl.when(~pl.col("title").str.contains("^（.*）$")).then("title"),
        item_id=table["product"].str.extract(_ASIN, 1),
        seller=table["seller"].str.extract(_SELLER, 1),
        direct=direct(table["seller"].str.extract(_SELLER, 1)),
    )
    # The row of a whole order has no number of items, and one of the two totals is enough.
    plain = [fault for fault in faults if fault.code not in ("no-quantity", "no-amount")]
    return orders.filter(keep), problems(table, [*plain, Fault("no-amount", "total", keep & total.is_null())])


def _payments(
    table: Cells, order_id: pl.Series, amounts: pl.DataFrame, kind: pl.Series, paid: pl.Series
) -> pl.DataFrame:
    """The charges to cards (``paid``), and the rows of points and balances, whose name is their method."""
    balance = (kind == "balance") & order_id.is_not_null()
    day = instants(table["card_date"])
    rows = pl.DataFrame(
        {
            "line": table.lines,
            "shop": site_of(table["page"]),
            "order_id": order_id,
            "currency": pl.repeat("JPY", table.lines.len(), dtype=pl.String, eager=True),
            "card": table["payment"],
            "name": table["name"].str.strip_chars("（）"),
            "charged": amounts["card_amount"],
            "own": amounts["own"].abs(),
            "balance": balance,
            "at": day["at"],
            "at_basis": day["at_basis"],
        }
    )
    chosen = pl.when("balance")
    return (
        rows.with_columns(
            method=chosen.then("name").otherwise("card"), amount_minor=chosen.then("own").otherwise("charged")
        )
        .filter(paid | balance)
        .drop("card", "name", "charged", "own", "balance")
    )
