"""Bank statements in SWIFT's MT940, and the interim ones in MT942."""

from collections.abc import Mapping

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.mt940._words import words
from app.importers.shared.cells.columns import Cells, Fault, cells, with_text
from app.importers.shared.cells.money import minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.statements.proved import REFERENCES, last_of_account, unbalanced
from app.importers.shared.statements.statement import amount, purchases
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Bank statement (MT940, MT942)")
get = (
    N_("Sign in to your bank and open the list of transactions of the account."),
    N_("Choose the download in the format MT940 (also called SWIFT, STA or 940), and hand the file in as it is."),
)
cannot_show = N_(
    "This file does not say from where or with which device a payment was made, or which purchase a refund belongs to."
)
unverified = True
grade, checked = "A", "2026-11-30"
secret = (":25:",)

NAMES = {
    "account": (":25:",), "date": (":61:",), "entry": (":61:",), "words": (":86:",), "opening": (":60F:",),
    "closing": (":62F:",),
    "floor": (":34F:",), "spent": (":90D:",), "got": (":90C:",), "statement": ("statement",),
}  # fmt: skip
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

# Value day, day of booking (some banks leave spaces), mark, third letter of the currency, amount, kind, references.
_ENTRY = (
    r"^(?<value>\d{6})(?<booked>\d{4}|[ ]{4})?[ \n]?(?<mark>R[CD]|E[CD]|[CD])(?<letter>[A-Z])?[ \n]?"
    r"(?<amount>\d[\d.,]*|,\d+)(?<kind>[A-Z][A-Z0-9 ]{3})?(?<reference>[^\n]*?)(?://(?<bank>[^\n]*))?"
    r"(?:\n(?<more>(?s:.*)))?$"
)
_BALANCE = r"^(?<sign>[CD])(?<day>\d{6})(?<currency>[A-Z]{3})(?<amount>[\d.,]+)"
_HALF = 6  # months
_LAST_CENTURY = 80  # years from which on two digits mean the 1900s, as SWIFT has it
_OUT = ("D", "RC", "ED")  # a reversed credit takes money; `E` marks what is expected


def recognises(head: Head) -> bool:
    """Recognised by its form: the reader gives the entries of such files, and of no others, as a table of this kind."""
    return head.kind == "mt940"


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event an entry, positive where money went out. The entries of an MT942 are not booked yet. The
    day is that of the booking, else the value day."""
    table = cells(block, NAMES)
    parts = table["entry"].str.extract_groups(_ENTRY).struct.unnest()
    keep = parts["mark"].is_not_null()
    balances = {key: table[key].str.extract_groups(_BALANCE).struct.unnest() for key in ("opening", "closing")}
    currency = _currency(table, balances)
    table = with_text(table, entry=_point(parts["amount"]))
    size, faults = amount(table, keep & currency.is_not_null(), currency, "entry", point=True)
    size = size.set(currency.is_null(), None)
    out = parts.select(pl.when(pl.col("mark").is_in(_OUT)).then(1).otherwise(-1).alias("sign"))["sign"]
    faults += [
        Fault("unreadable-row", "entry", ~keep),
        Fault("no-currency", "entry", keep & currency.is_null()),
    ]
    events = purchases(table, size * out, currency, keep, faults, _days(parts), _more(table, parts, balances))
    rows = pl.DataFrame({"statement": table["statement"], "moved": -size * out, "currency": currency})
    before, after = (_signed(balances[key], currency) for key in ("opening", "closing"))
    rows = rows.with_columns(before.alias("before"), after.alias("after"))
    return Events(events.tables, events.problems + unbalanced(table, rows))


def _point(number: pl.Series) -> pl.Series:
    """`000012,` and `,5` with a decimal point; what has two marks stays as it is."""
    return number.str.replace(r"^(\d*),(\d*)$", "0$1.${2}").str.replace(r"\.$", "")


def _currency(table: Cells, balances: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The currency of the balances, else of the sums of an MT942, else the one behind the number of the account."""
    sums = [table[key].str.extract(r"^\d*([A-Z]{3})") for key in ("floor", "spent", "got")]
    behind = table["account"].str.extract(r"\d[ /-]*([A-Z]{3})$")
    ways = [balances["opening"]["currency"], balances["closing"]["currency"], *sums, behind]
    return pl.DataFrame([way.alias(str(number)) for number, way in enumerate(ways)]).select(
        currency=pl.coalesce(pl.all())
    )["currency"]


def _signed(balance: pl.DataFrame, currency: pl.Series) -> pl.Series:
    """A balance in minor units, negative where it is marked as a debit; null in another currency."""
    size = minor_units(_point(balance["amount"]), currency, point=True)
    sign = pl.when(pl.col("sign") == "D").then(-1).otherwise(1)
    rows = balance.with_columns(size=size, own=currency)
    return rows.select(pl.when(pl.col("own") == pl.col("currency")).then(pl.col("size") * sign).alias("size"))["size"]


def _days(parts: pl.DataFrame) -> pl.DataFrame:
    """``at`` and ``at_basis``. The day of booking has no year: it is in the year that puts it next to the value day."""
    short = pl.col("value").str.slice(0, 2).cast(pl.Int64)
    year = pl.when(short >= _LAST_CENTURY).then(short + 1900).otherwise(short + 2000)
    apart = (pl.col("booked").str.slice(0, 2).cast(pl.Int64, strict=False)) - pl.col("value").str.slice(2, 2).cast(
        pl.Int64
    )
    near = year + pl.when(apart > _HALF).then(-1).when(apart < -_HALF).then(1).otherwise(0)
    days = [
        pl.concat_str(which.cast(pl.String), digits).str.to_date("%Y%m%d", strict=False)
        for which, digits in ((near, pl.col("booked")), (year, pl.col("value").str.slice(2)))
    ]
    at = pl.coalesce(days).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    known = parts.select(at=at)
    return known.with_columns(at_basis=pl.when(pl.col("at").is_not_null()).then(pl.lit("date_only")))


def _more(table: Cells, parts: pl.DataFrame, balances: Mapping[str, pl.DataFrame]) -> dict[str, pl.Series]:
    """Number, party, purpose, account and status of every entry."""
    texts = [words(text, beside) for text, beside in zip(table["words"], parts["more"], strict=True)]
    numbers = pl.col("bank", "reference").str.strip_chars().replace("", None)
    number = parts.select(pl.coalesce(numbers).alias("id"))["id"]
    booked = balances["opening"]["sign"].is_not_null() | balances["closing"]["sign"].is_not_null()
    expected = parts["mark"].str.starts_with("E").fill_null(False)
    done = pl.DataFrame({"done": booked & ~expected})
    status = pl.when("done").then(pl.lit("completed")).otherwise(pl.lit("pending")).alias("status")
    return {
        "order_id": number.set(number.str.contains(REFERENCES).fill_null(False), None),
        "merchant": pl.Series([each.party for each in texts], dtype=pl.String),
        "title": titles(pl.Series("title", [each.purpose for each in texts], dtype=pl.String)),
        "method": last_of_account(table["account"]),
        "status": done.select(status)["status"],
    }
