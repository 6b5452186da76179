"""A table whose columns a person has named. This format claims no table itself; it reads tables that no other format
claims."""

from app.i18n import N_
from app.importers import Events
from app.importers.generic._meanings import direction_problems, unnamed_direction
from app.importers.generic._rows import MAKERS, currency_of, laid_out, seen
from app.importers.mapping import ColumnMap
from app.importers.shared.statements.rows import Days
from app.importers.shared.times.day_month_order import day_order_problems
from app.importers.shared.times.written_dates import (
    ORDERS,
    mapped_instants,
    normalised_dates,
    without_zone,
    zone_problems,
)
from app.importers.shared.times.years_in_order import is_yearless, last_day, with_years
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
cannot_show = N_("It shows what its columns contain and nothing more; what you say about the columns is not checked.")
unverified = False
columns = None


def recognises(head: Head) -> bool:
    """Never by itself."""
    return False


def read(head: Head, block: Block) -> Events:
    """No events: without a mapping the columns mean nothing. See ``read_mapped``."""
    return Events()


def read_mapped(head: Head, block: Block, column_map: ColumnMap) -> Events:
    """One event a row of the table ``column_map.rows``; a row without the required cells is a problem."""
    table, sample = laid_out(head, block, column_map), seen(head, column_map, "date")
    plain = normalised_dates(table["date"], sample, column_map.order)
    yearless = is_yearless(plain)
    plain, year_problems = with_years(plain, table["date"], head, block, column_map)
    days = Days(mapped_instants(plain, column_map.zone), table["date"].is_not_null() & plain.is_null())
    events = MAKERS[column_map.rows](head, table, days, column_map)
    order_problems = day_order_problems(table["date"].set(yearless, None), plain.set(yearless, None), sample)
    if (
        column_map.order in ORDERS
    ):  # The mapping states which number is the month; nothing was inferred from other dates.
        order_problems = tuple(problem for problem in order_problems if problem.code == "day-or-month")
    table_problems = order_problems + year_problems + zone_problems(plain, column_map.zone)
    table_problems += direction_problems(head, column_map)
    return Events(events.tables, events.problems + table_problems)


def seeming_direction(head: Head, column_map: ColumnMap) -> int | None:
    """The place of a column that seems to say whether money came in, where nobody has named one; else None."""
    return unnamed_direction(head, column_map)


def open_questions(head: Head, block: Block, column_map: ColumnMap) -> list[str]:
    """What neither the mapping nor these rows decide: any of `order`, `until`, `zone`, `currency`, `direction` (where a
    column seems to say it), `sign` and `account`."""
    table = laid_out(head, block, column_map)
    days = normalised_dates(table["date"], seen(head, column_map, "date"), column_map.order)
    key = "total" if column_map.rows == "orders" else "amount"
    asked = []
    if not column_map.order and (table["date"].is_not_null() & days.is_null()).any():
        asked.append("order")
    if is_yearless(days).any() and last_day(head, column_map) is None:
        asked.append("until")
    if not column_map.zone and without_zone(
        normalised_dates(table["date"], seen(head, column_map, "date"), column_map.order or "day")
    ):
        asked.append("zone")
    if key in table.names and not column_map.currency:
        open_ = table[key].is_not_null() & table["currency"].is_null() & currency_of(table, key, column_map).is_null()
        asked += ["currency"] if open_.any() else []
    if unnamed_direction(head, column_map) is not None:
        asked.append("direction")
    elif column_map.rows == "payments" and not column_map.sign and not {"amount_in", "direction"} & table.names.keys():
        asked.append("sign")
    if column_map.rows == "ledger" and not column_map.account:
        asked.append("account")
    return asked
