"""Orders as they were placed: all lines of an order in one row, with its usual cost and payment and what is new
about them."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import polars as pl

from analyzers.events.history import History
from analyzers.events.values import is_card, payment_parts
from analyzers.thresholds.order import PlacedOrders as Limits

# Components of a payment that mean cash on delivery.
COD = {"cod", "cash on delivery", "代金引換", "代引き", "代引"}
KONBINI_WORDS = r"(?i)コンビニ|convenience store|konbini|\bcvs\b|ペイジー|pay-?easy"
BALANCE_WORDS = r"(?i)gift|ギフト|ポイント|points?\b|残高"
# Words for a card whose last digits are not given.
CARD_WORDS = (
    r"(?i)visa|master ?card|american express|amex|\bjcb\b|diners|discover|credit|debit|クレジット|デビット|カード"
)
UNSTATED = {"not available", "not applicable", "n/a", "-"}
# The kind of an order is the first of these that any of its lines has.
KINDS = ("gift_card", "charge", "code", "subscription", "digital", "other")


def payment_way(payment: str | None) -> str | None:
    """How an order was paid: cod | konbini | card | balance | other; null if the file does not say."""
    if not payment:
        return None
    components = [part.casefold() for part in payment_parts(payment)]
    if any(part in COD for part in components):
        return "cod"
    if re.search(KONBINI_WORDS, payment):
        return "konbini"
    if any(is_card(part) for part in payment_parts(payment)):
        return "card"
    return "balance" if re.search(BALANCE_WORDS, payment) else "other"


def by_card(payment: str | None) -> bool | None:
    """Whether a card paid at least a part; null if the file does not say. A gift card counts as balance, not as a
    card."""
    if not payment or payment.strip().casefold() in UNSTATED:
        return None
    return any(
        is_card(part) or re.search(CARD_WORDS, part)
        for part in payment_parts(payment)
        if not re.search(BALANCE_WORDS, part)
    )


def in_japan() -> pl.Expr:
    """Whether an order was placed at the shop of Amazon in Japan; an order without a shop counts if it is in yen."""
    return (pl.col("shop") == "amazon.co.jp") | (pl.col("shop").is_null() & (pl.col("currency") == "JPY"))


def after_cod() -> pl.Expr:
    """Whether an order was placed on or after the day on which cash on delivery ended there."""
    local = pl.when(pl.col("at_basis") == "date_only").then(pl.col("at")).otherwise(pl.col("at") + Limits.JAPAN_OFFSET)
    return local >= datetime.combine(Limits.COD_ENDED, datetime.min.time(), UTC)


def measure(history: History) -> pl.DataFrame:
    """The buyer's orders, one row each (see ``placed``)."""
    return placed(history.bought["orders"])


def placed(orders: pl.DataFrame) -> pl.DataFrame:
    """One row for each order with a number and a time, oldest first.

    Columns: ``order_id``, ``shop``, ``at``, ``at_basis``, ``total_minor`` (null if a line is unknown or currencies
    differ), ``currency``, ``kind``, ``payment``, ``way``, ``new_payer`` (a card or other method that no earlier order
    names), ``address``, ``gift``, ``cancelled``, ``shipped``, ``direct`` (the shop itself sells all of it), ``row`` (of
    its first line), ``lines``, ``earlier`` (number of orders placed before it), and those of ``_priced``. Of two
    sources of one order, one with amounts counts first, then the one with more lines.
    """
    columns = [name for name in orders.columns if name in _USED]
    dated = orders.select(columns).filter(pl.col("order_id").is_not_null() & pl.col("at").is_not_null())
    many = dated["source"].n_unique() > 1
    keys = ("shop", "order_id", "source") if many else ("shop", "order_id")
    whole = _whole(dated, keys)
    if many:
        fullest = whole.sort(pl.col("total_minor").is_null(), -pl.col("lines").cast(pl.Int64), "row")
        whole = fullest.unique(["shop", "order_id"], keep="first", maintain_order=True).drop("source")
    whole = whole.sort("at", "order_id")
    number = pl.col("at").rank("min").cast(pl.Int64) - 1
    kind = pl.col("kind").replace_strict(dict(enumerate(KINDS)), default=None, return_dtype=pl.String)
    named = _priced(whole.with_columns(kind, earlier=number))
    return named.join(_payers(named), on="payment", how="left", maintain_order="left", nulls_equal=True).with_columns(
        new_payer=((pl.col("at") == pl.col("since")) & (pl.col("earlier") >= Limits.MIN_PRIOR_ORDERS)).fill_null(False)
    ).drop("since")  # fmt: skip


def _whole(lines: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """One row for each order, unsorted. Most orders have one line and need no grouping."""
    shared = _repeated(lines["order_id"])
    place = pl.col("kind").replace_strict(_PLACE, default=None, return_dtype=pl.Int8)
    cancelled = (pl.col("status") == "cancelled").fill_null(False)
    direct = pl.col("direct").fill_null(False)
    first = ("at", "at_basis", "row", "currency", "payment", "address")
    same_currency, total = pl.col("currency").n_unique() == 1, pl.col("total_minor").sum()
    several = lines.filter(shared).sort("at", "item_id", "row").group_by(keys, maintain_order=True).agg(
        pl.col(first).first(),
        total_minor=pl.when(same_currency & pl.col("total_minor").is_not_null().all()).then(total),
        kind=place.min(),
        gift=pl.col("gift").any(),
        cancelled=cancelled.all(),
        shipped=pl.col("shipped").all(),
        direct=direct.all(),
        lines=pl.len(),
    )  # fmt: skip
    # As in a group: a line that does not say is no gift, and does not make its order unshipped.
    single = lines.filter(~shared).select(
        *keys, *first, "total_minor", place, pl.col("gift").fill_null(False), cancelled.alias("cancelled"),
        pl.col("shipped").fill_null(True), direct, pl.lit(1, pl.get_index_type()).alias("lines"),
    )  # fmt: skip
    return pl.concat([several, single]) if several.height else single


def _repeated(ids: pl.Series) -> pl.Series:
    """True for each number that occurs several times, and for the very few others with the same hash, which does no
    harm here."""
    hashes = ids.hash()
    ordered = hashes.sort()
    return hashes.is_in(ordered.filter(ordered == ordered.shift(1)).unique().implode())


def _priced(whole: pl.DataFrame) -> pl.DataFrame:
    """The orders with ``usual_minor`` (the median cost of orders in this currency), ``z`` (the robust z-score of the
    logarithm of the cost) and ``expensive``."""
    cost = pl.when((pl.col("total_minor") > 0) & ~pl.col("cancelled")).then("total_minor")
    log = pl.col("total_minor").cast(pl.Float64).log()
    spread = (log - pl.col("usual_minor").log()).abs()
    usual = whole.with_columns(usual_minor=cost.median().over("currency"), n=cost.count().over("currency"))
    deviation = pl.when(cost.is_not_null()).then(spread).median().over("currency")
    measured = usual.with_columns(
        z=pl.when(pl.col("total_minor") > 0).then(
            Limits.MAD_SCALE * (log - pl.col("usual_minor").log()) / pl.max_horizontal(deviation, Limits.MIN_LOG_MAD)
        )
    )
    expensive = (
        (pl.col("z") > Limits.MIN_ROBUST_Z)
        & (pl.col("total_minor") >= Limits.MIN_COST_RATIO * pl.col("usual_minor"))
        & (pl.col("n") >= Limits.MIN_PRICED_ORDERS)
    )
    return measured.with_columns(expensive=expensive.fill_null(False)).drop("n")


_USED = {
    *("order_id", "shop", "at", "at_basis", "source", "total_minor", "currency", "kind", "payment", "address", "gift"),
    *("status", "shipped", "direct", "item_id", "row"),
}
_PLACE = {name: place for place, name in enumerate(KINDS)}


def _payers(whole: pl.DataFrame) -> pl.DataFrame:
    """For every distinct payment text its ``way``, and ``since``: when the newest of its payment methods was first
    used."""
    first: dict[str, datetime] = {}
    payments = whole.group_by("payment").agg(pl.col("at").min()).sort("at", "payment")
    for payment, at in payments.iter_rows():
        for part in payment_parts(payment or ""):
            first.setdefault(part, at)
    rows = [
        (text, payment_way(text), max((first[part] for part in payment_parts(text or "")), default=None))
        for text in payments["payment"]
    ]
    schema = pl.Schema({"payment": pl.String(), "way": pl.String(), "since": whole.schema["at"]})
    return pl.DataFrame(rows, schema=schema, orient="row")


def lines_of(orders: pl.DataFrame, ids: Iterable[str]) -> dict[str, list[int]]:
    """The rows of the lines of each order, by time."""
    wanted = list(dict.fromkeys(ids))
    rows = orders.filter(pl.col("order_id").is_in(wanted)).sort("at", "row", nulls_last=True)
    rows_of: dict[str, list[int]] = {order_id: [] for order_id in wanted}
    for order_id, row in rows.select("order_id", "row").iter_rows():
        rows_of[order_id].append(row)
    return rows_of
