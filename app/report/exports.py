"""Tables that people ask for without any incident: refunds and where they went, balances, and everything accounted for.

All are made of the merged history, so an event that several files hold is in them once. Every table is a head and rows
in one language, for the spreadsheet forms of the summary.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

import polars as pl

from analyzers.asking.progress import NOT_ASKED
from analyzers.book.sign_in_places import words
from analyzers.events.history import History
from analyzers.events.schemas import Row as EventRow
from analyzers.events.statuses import open_money, open_status
from analyzers.features import ledger_pages
from app.i18n import N_
from app.i18n.formats import when
from app.i18n.translate import translate, value
from app.report.claim_table.claim_rows import PAYMENT_STATUS_LABELS
from app.report.drawings.balances import LEDGER_LABELS
from app.report.summary.forms.csv import Row
from app.report.summary.labels import TABLE_LABELS
from app.report.summary.words import COLUMN_LABELS, word

DESTINATION_LABELS = {
    "gift_card": N_("Gift card balance"),
    "card": N_("Card"),
    "bank": N_("Bank account"),
    "points": N_("Points"),
    "unknown": N_("A word that is not known here"),
    None: N_("The files do not say"),
}
STATUS_LABELS = {"completed": N_("Completed"), "declined": N_("Declined"), "pending": N_("Not yet completed")}
EXPORT_LABELS = {
    "refunds": N_("Refunds by item, and where they went"),
    "ledger": N_("Balances, and where they do not add up"),
    "account": N_("Everything in the history, with your answers"),
}
ENTRIES_LABEL = N_("All entries")
HEADS = {
    "refunds": ("when", "shop", "order", "item", "amount", "currency", "went_to", "paid_with", "refund_state", "reason",
                "file", "line"),
    "ledger": ("when", "shop", "balance_of", "what", "order", "amount", "balance", "expected", "difference", "currency",
               "file", "line"),
    "account": ("when", "shop", "data", "what", "order", "amount", "currency", "answer", "file", "line",
                "payment_state", "open_amount", "recipient", "address", "paid_with", "mark"),
}  # fmt: skip


def refunds(history: History, lang: str) -> list[Row]:
    """One row for each refund of the buyer: of what, how much, to where, and with what the order was paid."""
    orders = history.bought["orders"].filter(pl.col("order_id").is_not_null())
    by_item = orders.select("shop", "order_id", "item_id", item="title", paid="payment")
    by_item = by_item.filter(pl.col("item_id").is_not_null()).unique(["shop", "order_id", "item_id"], keep="first")
    by_order = orders.group_by("shop", "order_id", maintain_order=True).agg(
        items=pl.col("title").drop_nulls().unique(maintain_order=True),
        paid_order=pl.col("payment").drop_nulls().first(),
    )
    found = (
        history.bought["refunds"]
        .join(by_item, on=["shop", "order_id", "item_id"], how="left", maintain_order="left")
        .join(by_order, on=["shop", "order_id"], how="left", maintain_order="left")
        .sort("at", "row", nulls_last=True)
    )
    rows: list[Row] = [_head("refunds", lang)]
    for one in found.iter_rows(named=True):
        item = one["title"] or one["item"] or " / ".join(one["items"] or ())
        went_to = word(DESTINATION_LABELS, one["destination"], lang)
        state = word(STATUS_LABELS, one["status"], lang) if one["status"] else ""
        paid = one["paid"] or one["paid_order"]
        money = [_amount(one["amount_minor"], one["currency"]), one["currency"]]
        cells = [one["order_id"], item, *money, went_to, paid, state, one["reason"]]
        at = when(one["at"], one["at_basis"], lang, history.zone_of(one["shop"]))
        rows.append([at, one["shop"], *cells, one["path"], one["line"]])
    return rows


def ledger(history: History, lang: str) -> list[Row]:
    """One row for each entry of a balance. Where a gift-card balance does not follow from the one before: what was
    expected, and the difference."""
    breaks = {one.row: one for one in history.of(ledger_pages.measure).breaks}
    found = history.bought["ledger"].sort("account", "currency", "at", "row", nulls_last=True)
    rows: list[Row] = [_head("ledger", lang)]
    for one in found.iter_rows(named=True):
        currency, broken = one["currency"], breaks.get(one["row"])
        expected = _amount(broken.expected, currency) if broken else None
        difference = _amount(broken.stated - broken.expected, currency) if broken else None
        money = [_amount(one["amount_minor"], currency), _amount(one["balance_minor"], currency), expected, difference]
        cells = [word(LEDGER_LABELS, one["account"], lang), one["title"], one["order_id"], *money, currency]
        at = when(one["at"], one["at_basis"], lang, history.zone_of(one["shop"]))
        rows.append([at, one["shop"], *cells, one["path"], one["line"]])
    return rows


def account(
    units: pl.DataFrame,
    answers: Mapping[int, str],
    lang: str,
    marks: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> list[Row]:
    """One row for each of these events, in their order, with the answer that counts for it and, from ``marks``, why it
    is marked. A payment that is in no sum has its status and its amount in columns of their own."""
    rows: list[Row] = [_head("account", lang)]
    for one in units.iter_rows(named=True):
        answer = word(COLUMN_LABELS, f"state_{answers.get(one['unit'], NOT_ASKED)}", lang)
        status, pending = open_status(one["table"], one), open_money(one["table"], one)
        money = [None if status else _amount(one["minor"], one["currency"]), one["currency"]]
        state = word(PAYMENT_STATUS_LABELS, status, lang) if status else ""
        more = [state, _amount(pending.minor, pending.currency) if pending else None]
        name = value(words(one["name"]), lang) if one["table"] == "logins" else one["name"]
        more += [one["more"] if one["table"] == "orders" else None, one["address"], _paid_with(one, lang)]
        more.append(" / ".join(marks.get(one["unit"], ())))
        cells = [word(TABLE_LABELS, one["table"], lang), name, one["order_id"], *money, answer]
        at = when(one["at"], one["at_basis"], lang, one["zone"])
        rows.append([at, one["shop"], *cells, one["path"], one["line"], *more])
    return rows


def _paid_with(one: EventRow, lang: str) -> str | None:
    """The way of paying, or the balance that an entry of a balance or a refund names."""
    if one["table"] in ("orders", "payments"):
        return str(one["card"]) if one["card"] else None
    labels = LEDGER_LABELS if one["table"] == "ledger" else DESTINATION_LABELS
    return word(labels, one["card"], lang) if one["card"] else None


def _head(name: str, lang: str) -> Row:
    return [word(COLUMN_LABELS, column, lang) for column in HEADS[name]]


def _amount(minor: int | None, currency: str | None) -> Decimal | None:
    """A number that a spreadsheet can add, in whole units of its currency."""
    from babel.numbers import get_currency_precision

    if minor is None:
        return None
    digits = get_currency_precision(currency) if currency else 0
    return Decimal(minor).scaleb(-digits).quantize(Decimal(1).scaleb(-digits))


def title(name: str, lang: str) -> str:
    """What an export is called."""
    return translate(EXPORT_LABELS[name], lang)
