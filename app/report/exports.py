"""Tables that people may want without any incident: refunds and where they went, balances, and all entries. All are
made from the merged history, so an event that several files hold is in them once. Every table is a head and rows in one
language, for the spreadsheet forms of the summary."""

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
from app.report.event_words import TABLE_LABELS
from app.report.summary.forms.csv import Row
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
    table = (
        history.bought["refunds"]
        .join(by_item, on=["shop", "order_id", "item_id"], how="left", maintain_order="left")
        .join(by_order, on=["shop", "order_id"], how="left", maintain_order="left")
        .sort("at", "row", nulls_last=True)
    )
    rows: list[Row] = [_head("refunds", lang)]
    for refund in table.iter_rows(named=True):
        item = refund["title"] or refund["item"] or " / ".join(refund["items"] or ())
        went_to = word(DESTINATION_LABELS, refund["destination"], lang)
        state = word(STATUS_LABELS, refund["status"], lang) if refund["status"] else ""
        paid = refund["paid"] or refund["paid_order"]
        money = [_amount(refund["amount_minor"], refund["currency"]), refund["currency"]]
        cells = [refund["order_id"], item, *money, went_to, paid, state, refund["reason"]]
        at = when(refund["at"], refund["at_basis"], lang, history.zone_of(refund["shop"]))
        rows.append([at, refund["shop"], *cells, refund["path"], refund["line"]])
    return rows


def ledger(history: History, lang: str) -> list[Row]:
    """One row for each entry of a balance. Where a gift-card balance does not follow from the one before, the row has
    the expected balance and the difference."""
    breaks = {broken_entry.row: broken_entry for broken_entry in history.of(ledger_pages.measure).breaks}
    table = history.bought["ledger"].sort("account", "currency", "at", "row", nulls_last=True)
    rows: list[Row] = [_head("ledger", lang)]
    for entry in table.iter_rows(named=True):
        currency, broken = entry["currency"], breaks.get(entry["row"])
        expected = _amount(broken.expected, currency) if broken else None
        difference = _amount(broken.stated - broken.expected, currency) if broken else None
        money = [
            _amount(entry["amount_minor"], currency),
            _amount(entry["balance_minor"], currency),
            expected,
            difference,
        ]
        cells = [word(LEDGER_LABELS, entry["account"], lang), entry["title"], entry["order_id"], *money, currency]
        at = when(entry["at"], entry["at_basis"], lang, history.zone_of(entry["shop"]))
        rows.append([at, entry["shop"], *cells, entry["path"], entry["line"]])
    return rows


def account(
    units: pl.DataFrame,
    answers: Mapping[int, str],
    lang: str,
    marks: Mapping[int, Sequence[str]] = MappingProxyType({}),
) -> list[Row]:
    """One row for each of these events, in their order, with the answer that counts for it and, from ``marks``, why it
    is marked. A payment that is in no sum has its status and its amount in separate columns."""
    rows: list[Row] = [_head("account", lang)]
    for unit in units.iter_rows(named=True):
        answer = word(COLUMN_LABELS, f"state_{answers.get(unit['unit'], NOT_ASKED)}", lang)
        status, pending = open_status(unit["table"], unit), open_money(unit["table"], unit)
        money = [None if status else _amount(unit["minor"], unit["currency"]), unit["currency"]]
        state = word(PAYMENT_STATUS_LABELS, status, lang) if status else ""
        more = [state, _amount(pending.minor, pending.currency) if pending else None]
        name = value(words(unit["name"]), lang) if unit["table"] == "logins" else unit["name"]
        more += [unit["more"] if unit["table"] == "orders" else None, unit["address"], _paid_with(unit, lang)]
        more.append(" / ".join(marks.get(unit["unit"], ())))
        cells = [word(TABLE_LABELS, unit["table"], lang), name, unit["order_id"], *money, answer]
        at = when(unit["at"], unit["at_basis"], lang, unit["zone"])
        rows.append([at, unit["shop"], *cells, unit["path"], unit["line"], *more])
    return rows


def _paid_with(event: EventRow, lang: str) -> str | None:
    """The way of paying, or the balance that an entry of a balance or a refund names."""
    if event["table"] in ("orders", "payments"):
        return str(event["card"]) if event["card"] else None
    labels = LEDGER_LABELS if event["table"] == "ledger" else DESTINATION_LABELS
    return word(labels, event["card"], lang) if event["card"] else None


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
    """The name of an export."""
    return translate(EXPORT_LABELS[name], lang)
