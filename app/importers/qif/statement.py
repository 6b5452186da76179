"""Lists of transactions in QIF, which states no currency and writes dates in the way of the program that wrote it."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, cells, problems, row_problems, with_text
from app.importers.shared.cells.money import NO_CURRENCY
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import moved_rows
from app.importers.shared.statements.proved import last_of_account
from app.importers.shared.statements.statement import amount, only, payment_rows
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.day_month_order import order_of, plain_days
from app.importers.shared.times.resaved_dates import dates
from app.reader.table import Block, FileProblem, Head

title = N_("List of transactions (QIF)")
get = (
    N_("Sign in to your bank, or open your program for household accounts, and open the list of transactions."),
    N_(
        "Prefer CAMT, OFX or CSV where the page offers one, because QIF states no currency. Otherwise choose QIF, and "
        "hand the file in as it is."
    ),
)
cannot_show = N_(
    "This file does not say in which currency its amounts are, from where or with which device a payment was made, or "
    "which purchase a refund belongs to."
)
unverified = True
grade, checked = "A", "2026-11-30"
fallback = asks = True  # a person who names the columns of such a table says the currency too

NAMES = {
    "date": ("Date",), "amount": ("Amount",), "again": ("Amount again",), "merchant": ("Payee",), "title": ("Memo",),
    "number": ("Number",), "category": ("Category",), "account": ("Account",),
    "order": ("Order",),
}  # fmt: skip
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)
CURRENCY_SENTENCE = N_(
    "A QIF file does not say in which currency its amounts are, so they are shown with ¤ and never added to others. "
    "Say what the columns of its table are, and the currency with them."
)
OPENING_SENTENCE = N_("This row states the balance with which the account begins. It is not counted as a payment.")
_OPENING = r"(?i)^(?:opening|starting) balance$"
_OWN_ACCOUNT = r"^\[.*\]"  # a category in brackets is another account of the same person


def recognises(head: Head) -> bool:
    """Recognised by its form: the reader gives the transactions of such files, and of no others, as a table of this
    kind."""
    return head.kind == "qif"


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a transaction, positive where money went out. All amounts are in no currency (`XXX`), in
    hundredths."""
    table = cells(block, NAMES)
    either = table.text.select(pl.coalesce("amount", "again"))["amount"]
    table = with_text(table, amount=either, date=_days(table["date"], table["order"]))
    opening = table["merchant"].str.contains(_OPENING).fill_null(False)
    own = table["category"].str.contains(_OWN_ACCOUNT).fill_null(False) & ~opening
    empty = all_empty(table)
    keep, currency = ~opening & ~own & ~empty, only(table, NO_CURRENCY)
    moments, odd = dates(table, ("date",), keep)
    at, unread = moments["date"].at, moments["date"].unread
    moved, faults = amount(table, keep, currency, "amount")
    faults = [Fault("empty-row", "date", empty), *faults, Fault("bad-date", "date", keep & unread)]
    faults.append(Fault("no-date", "date", keep & table["date"].is_null()))
    rows = payment_rows(table, at, -moved, currency)
    rows = rows.with_columns(titles(table["title"]), method=last_of_account(table["account"]))
    others = moved_rows(table, own)
    others += row_problems("opening-balance", OPENING_SENTENCE, table, opening)
    stated = (FileProblem("no-currency", CURRENCY_SENTENCE),)
    return Events({"payments": rows.filter(keep)}, problems(table, [*faults, *odd]) + others + stated)


def _days(text: pl.Series, order: pl.Series) -> pl.Series:
    """Days as other files write them: `3/ 4'25` as `3/4/2025`, `08/27/21` as `08/27/2021`, `20250304` with hyphens. The
    file may say which number is the month (``order``), or one number above 12 may, also where there are points."""
    plain = text.str.replace_all(" ", "", literal=True).str.replace(r"^(\d{1,2}[/.-]\d{1,2})'(\d\d)$", "$1/20$2")
    plain = plain.str.replace(r"'", "/").str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3")
    plain = plain.str.replace(r"^(\d{1,2}[/.-]\d{1,2}[/.-])([0-6]\d)$", "${1}20$2")
    plain = plain.str.replace(r"^(\d{1,2}[/.-]\d{1,2}[/.-])([7-9]\d)$", "${1}19$2")
    stated = next(iter(order.drop_nulls()), None)
    if "month" in (stated, order_of(plain, by_rows=False)):
        plain = plain.str.replace_all(".", "/", literal=True)
    if stated in ("day", "month"):
        plain = plain_days(plain, order="day" if stated == "day" else "month")
    words = text.str.contains(r"\p{L}").fill_null(False)
    return plain.zip_with(~words, text)
