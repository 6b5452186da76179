"""Bank statements and notices in CAMT.052, .053 and .054 (ISO 20022)."""

from collections.abc import Sequence

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, by_value, cells, row_problems, with_text
from app.importers.shared.cells.money import NO_CURRENCY, currencies, minor_units, rounded_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.statements.proved import REFERENCES, last_of_account, unbalanced
from app.importers.shared.statements.statement import amount, purchases
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.dates import instants
from app.reader.table import Block, FileProblem, Head

title = N_("Bank statement (CAMT)")
get = (
    N_("Sign in to your bank and open the list of transactions of the account."),
    N_("Choose the download in the format CAMT (XML, ISO 20022), and hand the file or ZIP archive in as it is."),
)
cannot_show = N_(
    "This file does not say from where or with which device a payment was made, or which purchase a refund belongs to."
)
unverified = True
grade, checked = "A", "2026-11-30"
secret = ("IBAN",)

NAMES = {
    "date": ("BookgDt",), "value": ("ValDt",), "amount": ("Amt",), "currency": ("Ccy",), "way": ("CdtDbtInd",),
    "reversal": ("RvslInd",), "state": ("Sts",), "account": ("IBAN",), "balances": ("Bal",), "kind": ("Kind",),
    "number": ("AcctSvcrRef",), "other": ("NtryRef",), "debtor": ("Dbtr",), "creditor": ("Cdtr",),
    "purpose": ("Ustrd",), "more": ("AddtlNtryInf",), "parts": ("TxDtls",), "statement": ("statement",),
    "page": ("page",), "last": ("last",),
}  # fmt: skip
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)
INFORMATION_SENTENCE = N_(
    "The bank lists this entry for information only, and nothing was booked for it. It is not counted."
)
NO_DIRECTION_SENTENCE = N_(
    "This entry does not say whether money came in or went out, so its amount is not counted. The rest of the row is "
    "used."
)
_STATUS = {"BOOK": "completed", "PDNG": "pending", "FUTR": "pending"}
_ENDS = {"before": ("OPBD", "PRCD"), "after": ("CLBD",)}  # balances before and after the entries


def recognises(head: Head) -> bool:
    """Recognised by its form: the reader gives the entries of such files, and of no others, as a table of this kind."""
    return head.kind == "camt"


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event an entry, positive where money went out, whatever parts it has. A reversal states the
    direction in which the money goes now. Entries that are not booked yet are pending."""
    table = cells(block, NAMES)
    state = table["state"].str.to_uppercase()
    keep = (state != "INFO").fill_null(True)
    currency = by_value(table["currency"], currencies).set(table["currency"] == NO_CURRENCY, None)
    way = table["way"].str.to_uppercase().replace_strict({"CRDT": -1, "DBIT": 1}, default=None, return_dtype=pl.Int64)
    rounded = rounded_units(table["amount"], currency)
    exact = keep & currency.is_not_null() & rounded.is_null()
    size, faults = amount(table, exact, currency, "amount", point=True)
    size = rounded.zip_with(rounded.is_not_null(), size).set(currency.is_null(), None)
    faults += [
        Fault("rounded-amount", "amount", keep & rounded.is_not_null()),
        Fault("bad-currency", "currency", keep & table["currency"].is_not_null() & currency.is_null()),
        Fault("no-currency", "amount", keep & table["currency"].is_null()),
    ]
    status = state.replace_strict(_STATUS, default=None, return_dtype=pl.String)
    at = _days(table)
    table = with_text(table, date=table.text.select(pl.coalesce("date", "value"))["date"])
    events = purchases(table, size * way, currency, keep, faults, at, {**_more(table), "status": status})
    others = row_problems("information-only", INFORMATION_SENTENCE, table, ~keep)
    others += row_problems("no-direction", NO_DIRECTION_SENTENCE, table, keep & way.is_null())
    rows = pl.DataFrame({"statement": table["statement"], "moved": -size * way, "currency": currency})
    return Events(events.tables, events.problems + others + _sums(table, rows, status.fill_null("completed")))


def _days(table: Cells) -> pl.DataFrame:
    """The day of the booking, else the value day. Where a time is stated its own day counts, as most banks write
    midnight."""
    return instants(table.text.select(day=pl.coalesce("date", "value").str.slice(0, 10))["day"])


def _more(table: Cells) -> dict[str, pl.Series]:
    """Number, party, purpose and account of every entry. The party is the one that is not the owner of the account,
    who is the creditor of what comes in; of a reversal they are those of the first payment."""
    number = table.text.select(pl.coalesce("number", "other"))["number"]
    back = table["reversal"].str.to_lowercase().is_in(["true", "1"]).fill_null(False)
    came = (table["way"].str.to_uppercase() == "CRDT").fill_null(False)
    party = pl.when(came != back).then("debtor").otherwise("creditor").str.replace_all("\n", "; ", literal=True)
    text = [pl.col(name).str.replace_all(r"\s+", " ").str.head(140) for name in ("purpose", "more")]
    rows = table.text.with_columns(came=came, back=back).select(merchant=party.str.head(140), told=pl.coalesce(text))
    known = pl.col("merchant").is_not_null()
    rows = rows.select(pl.coalesce("merchant", "told"), title=pl.when(known).then("told"))
    return {
        "order_id": number.set(number.str.contains(REFERENCES).fill_null(False), None),
        "merchant": rows["merchant"],
        "title": titles(rows["title"]),
        "method": last_of_account(table["account"]),
    }


def _sums(table: Cells, rows: pl.DataFrame, status: pl.Series) -> tuple[FileProblem, ...]:
    """The problem of accounts whose booked entries do not lead from one balance to the other. A statement that goes on
    in another file is not judged."""
    first = pl.col("page").fill_null("1").str.strip_chars_start("0") == "1"
    whole = first & (pl.col("last").fill_null("true") == "true")
    ends = {name: _balance(table["balances"], kinds, rows["currency"]) for name, kinds in _ENDS.items()}
    rows = rows.with_columns(table.text.select(whole.alias("whole"))["whole"], status.alias("status"), **ends)
    return unbalanced(
        table,
        rows.with_columns(
            moved=pl.when(pl.col("status") == "completed").then("moved").otherwise(0),
            before=pl.when("whole").then("before"),
        ),
    )


def _balance(balances: pl.Series, kinds: Sequence[str], currency: pl.Series) -> pl.Series:
    """The first of these balances in minor units, negative where it is a debit; null in another currency."""
    texts = pl.DataFrame([balances.str.extract(rf"{kind} (\w{{3}} \w{{4}} [\d.]+)").alias(kind) for kind in kinds])
    parts = texts.select(pl.coalesce(pl.all()).str.split_exact(" ", 2).alias("part")).unnest("part")
    parts = parts.with_columns(size=minor_units(parts["field_2"], currency, point=True), own=currency)
    signed = pl.col("size") * pl.when(pl.col("field_1") == "DBIT").then(-1).otherwise(1)
    return parts.select(pl.when(pl.col("own") == pl.col("field_0")).then(signed).alias("size"))["size"]
