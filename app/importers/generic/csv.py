"""A table of any kind, read as the person says. It claims nothing: a table that no format fits is offered to it."""

from app.i18n import N_
from app.importers import Events
from app.importers.generic._rows import MAKERS, Days, currency_of, laid_out, seen
from app.importers.generic._when import ORDERS, moments, without_zone, written_plainly, zone_problems
from app.importers.mapping import ColumnMap
from app.importers.shared.dayorder import order_told
from app.reader.table import Block, Head

title = N_("Any other table, with its columns named by you")
get = (
    N_("Hand in the table as you have it: a CSV file, a workbook or a saved page with a table in it."),
    N_("If we do not recognise it, open “What was read” and press “Say what its columns are” beside it."),
    N_(
        "Choose what its rows are and which column holds the date, the amount, the order number and so on. You see at "
        "once how the first rows are read. The answer is kept for all tables of your case with the same header."
    ),
)
takes = N_("Where you have the table already, this takes a few minutes.")
cannot_show = N_("It shows what its columns hold and nothing more; what you say of the columns is not checked.")
unverified = False
columns = None


def recognises(head: Head) -> bool:
    """Never by itself."""
    return False


def read(head: Head, block: Block) -> Events:
    """Nothing as long as nobody says what the columns are: see ``mapped``."""
    return Events()


def mapped(head: Head, block: Block, said: ColumnMap) -> Events:
    """One event a row of the table ``said.rows``; a row that has not what such a row must have is a problem."""
    table = laid_out(head, block, said)
    plain = written_plainly(table["date"], seen(head, said, "date"), said.order)
    days = Days(moments(plain, said.zone), table["date"].is_not_null() & plain.is_null())
    found = MAKERS[said.rows](table, days, said)
    told = order_told(table["date"], plain)
    if said.order in ORDERS:  # The person says which number is the month; nothing was taken from other dates.
        told = tuple(problem for problem in told if problem.code == "day-or-month")
    whole = told + zone_problems(plain, said.zone)
    return Events(found.tables, found.problems + whole)


def undecided(head: Head, block: Block, said: ColumnMap) -> list[str]:
    """What has to be asked, because neither the person nor these rows tell it: `order` | `zone` | `currency` | `sign` |
    `account`."""
    table = laid_out(head, block, said)
    days = written_plainly(table["date"], seen(head, said, "date"), said.order)
    key = "total" if said.rows == "orders" else "amount"
    asked = []
    if not said.order and (table["date"].is_not_null() & days.is_null()).any():
        asked.append("order")
    if not said.zone and without_zone(written_plainly(table["date"], seen(head, said, "date"), said.order or "day")):
        asked.append("zone")
    if key in table.names and not said.currency:
        open_ = table[key].is_not_null() & table["currency"].is_null() & currency_of(table, key, said).is_null()
        asked += ["currency"] if open_.any() else []
    if said.rows == "payments" and not said.sign and "amount_in" not in table.names:
        asked.append("sign")
    if said.rows == "ledger" and not said.account:
        asked.append("account")
    return asked
