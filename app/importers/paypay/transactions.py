"""PayPay's 取引履歴, the CSV file that the app hands out, in Japanese or English."""

from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, by_value, cells, folded
from app.importers.shared.cells.money import currencies
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import doubles
from app.importers.shared.statements.balances import entries, row_problems
from app.importers.shared.statements.statement import amount
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("PayPay: transaction history")
get = (
    N_("Open the PayPay app and show the transaction history (取引履歴)."),
    N_("Choose to download it as a CSV file, for the longest period that is offered."),
    N_("Hand the file in as it is. There is no need to open or save it in another program first."),
)
takes = N_("The app gives you the file at once.")
cannot_show = N_("This file shows no sign-ins and no devices.")
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"payments.merchant": 2, "ledger of points": 1}

NAMES = {
    "date": ("取引日", "Date & Time"),
    "out": ("出金金額（円）", "Amount Outgoing (Yen)"),
    "in": ("入金金額（円）", "Amount Incoming (Yen)"),
    "abroad": ("海外出金金額", "Amount Outgoing Overseas"),
    "currency": ("通貨", "Currency"),
    "kind": ("取引内容", "Transaction Type"),
    "merchant": ("取引先", "Business Name"),
    "method": ("取引方法", "Method"),
    "id": ("取引番号", "Transaction ID"),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("date", "out", "in", "kind", "merchant", "method", "id")
_JAPANESE, _ENGLISH = (folded(NAMES[key][place] for key in _CORE) for place in (0, 1))
_EARNED = ("ポイント、残高の獲得", "Points, Balance Earned")
_CHARGED = ("チャージ",)
_EXPIRED = ("期間限定ポイントの期限切れ",)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, in one of two languages; re-saved files have other brackets."""
    names = folded(head.header)
    return names >= _JAPANESE or names >= _ENGLISH


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a payment, its parts added up; ``refunds`` events that name the payment; ``ledger``
    entries for points and for money put into the account. A word that is not known counts as a payment, in the
    direction of its column."""
    table, currency = _abroad(cells(block, NAMES, ("-",)))
    used, at = ~all_empty(table), instants(table["date"], "Asia/Tokyo")
    paid, faults = amount(table, used, currency, "out", "in")
    rows = _joined(table, paid)
    ledger = table["kind"].is_in((*_EARNED, *_CHARGED, *_EXPIRED)).fill_null(False)
    refund = table["kind"].str.contains("(?i)返金|refund").fill_null(False)
    again, part = rows["again"] & used, rows["part"] & used & ~ledger
    keep = used & ~again & ~part
    common = at.with_columns(line=table.lines, shop=pl.lit("paypay.ne.jp"), currency=currency)
    payments = common.with_columns(
        order_id=table["id"], amount_minor=rows["sum"], method=rows["methods"], merchant=table["merchant"]
    )
    back = common.with_columns(
        order_id=table["id"],
        amount_minor=rows["sum"].abs(),
        destination=_destinations(rows["methods"]),
        reason=table["merchant"],
        status=pl.lit("completed"),
        role=pl.lit("buyer"),
    )
    tables = {
        "payments": payments.filter(keep & ~ledger & ~refund),
        "refunds": back.filter(keep & refund),
        "ledger": _ledger(table, at, paid).filter(keep & ledger),
    }
    notes = zone_problem(at.filter(used), "Asia/Tokyo") + doubles(table, again) + doubles(table, part & ~again, "parts")
    return Events(tables, row_problems(table, used, at, faults) + notes)


def _abroad(table: Cells) -> tuple[Cells, pl.Series]:
    """The table with its currency: the column for payments abroad counts only where there is no amount in yen."""
    yen = pl.col("out").is_not_null() | pl.col("in").is_not_null() | pl.col("abroad").is_null()
    currency = table.text.select(pl.when(yen).then(pl.lit("JPY")).otherwise("currency").alias("currency"))["currency"]
    text = table.text.with_columns(pl.when(yen).then("out").otherwise("abroad").alias("out"))
    return replace(table, text=text), by_value(currency, currencies)


def _joined(table: Cells, paid: pl.Series) -> pl.DataFrame:
    """Rows of one number, time and kind are one payment: ``sum`` and ``methods`` of all, ``part`` true for all but the
    first. ``again``: the same row occurred earlier in the file."""
    key = ["id", "date", "kind"]
    rows = table.text.select(*key, "method", "merchant", "out", "in").with_columns(paid=paid)
    again = (~pl.struct(rows.columns).is_first_distinct()) & pl.col("id").is_not_null()
    rows = rows.with_columns(again=again).with_columns(once=pl.when(~pl.col("again")).then("paid"))
    rows = rows.with_columns(known=(pl.col("once").is_not_null() | pl.col("again")).all().over(key))
    named, method = pl.col("id").is_not_null(), pl.when(~pl.col("again")).then("method")
    return rows.select(
        "again",
        part=named & ~pl.struct(key).is_first_distinct(),
        sum=pl.when(~named).then("paid").when("known").then(pl.col("once").sum().over(key)),
        methods=pl.when(~named).then("method").otherwise(method.str.join(", ").over(key)).replace("", None),
    )


def _destinations(methods: pl.Series) -> pl.Series:
    """points | card, or null for PayPay's own balance and for words that we do not know."""
    word = pl.col("methods").str.to_lowercase()
    points = word.str.contains("ポイント|point")
    card = word.str.contains("クレジット|credit|カード|card")
    named = pl.when(card & ~points).then(pl.lit("card")).when(points & ~card).then(pl.lit("points"))
    return methods.to_frame("methods").select(named).to_series()


def _ledger(table: Cells, at: pl.DataFrame, paid: pl.Series) -> pl.DataFrame:
    """Points and money that came into the account or ran out, as ``ledger`` rows."""
    word = table.text.select(
        kind=pl.when(pl.col("kind").is_in(_EARNED))
        .then(pl.lit("promotional"))
        .when(pl.col("kind").is_in(_CHARGED))
        .then(pl.lit("reload"))
        .otherwise(pl.lit("unknown")),
        account=pl.when(
            pl.col("kind").is_in(_EXPIRED) | pl.col("method").str.contains("(?i)ポイント|point").fill_null(False)
        )
        .then(pl.lit("points"))
        .otherwise(pl.lit("balance")),
    )
    shop = pl.repeat("paypay.ne.jp", len(paid), dtype=pl.String, eager=True)
    rows = entries(table, at, -paid, word["kind"], "balance", shop=shop, serial=table["id"])
    return rows.with_columns(word["account"])
