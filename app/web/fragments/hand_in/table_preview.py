"""The first rows of a table as a column map would read them."""

from collections.abc import Mapping
from typing import Any

import polars as pl
from markupsafe import Markup

from app.i18n import N_
from app.i18n.formats import money, when
from app.i18n.translate import translate
from app.importers.generic.csv import read_mapped
from app.importers.mapping import KEYS, UNKNOWN, ColumnMap, OfferedTable
from app.reader.columns import fit, unique
from app.reader.table import Block, Head
from app.report.claim_table.claim_rows import PAYMENT_STATUS_LABELS
from app.web.context import Context
from app.web.fragments.untrusted import safe_text, translator

UNREAD = "–"
MONEY = {"total": "total_minor", "amount": "amount_minor", "balance": "balance_minor"}
# What is part of another column's value.
SPLIT = ("month", "day", "clock", "amount_in", "direction", "currency")
STATUS_LABELS = {"completed": N_("Completed"), **PAYMENT_STATUS_LABELS}
RESULT_LABELS = {True: N_("Succeeded"), False: N_("Failed"), None: UNREAD}


def table_of(table: OfferedTable) -> tuple[Head, Block]:
    """The table in the reader's form; its first row is the header."""
    names = unique(table.header)
    rows = [fit(list(row), len(names))[0] for row in table.rows]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    lines = pl.Series(range(2, len(rows) + 2), dtype=pl.UInt32)
    above = tuple((0, (cell,)) for cell in table.above)
    head = Head("", "csv", None, "", None, tuple(table.header), tuple(map(tuple, rows)), above=above)
    return head, Block(frame, lines)


def preview(table: OfferedTable, column_map: ColumnMap, labels: Mapping[str, str], lang: str) -> Context:
    """A preview: ``columns`` (labels of the chosen columns), ``rows`` (their values), and ``problems`` by row."""
    head, block = table_of(table)
    mapped = read_mapped(head, block, column_map)
    events = mapped.tables[column_map.rows]
    zone = None if column_map.zone == UNKNOWN else column_map.zone
    keys = [key for key in KEYS[column_map.rows] if key in column_map.columns and key not in SPLIT]
    return {
        "columns": [translate(labels[key], lang) for key in keys],
        "rows": [[_value(key, row, zone, lang) for key in keys] for row in events.iter_rows(named=True)],
        "problems": [_problem(problem.message, problem.values, problem.line, lang) for problem in mapped.problems],
    }


def _value(key: str, row: Mapping[str, Any], zone: str | None, lang: str) -> Markup:
    if key == "date":
        return safe_text(when(row["at"], row["at_basis"], lang, zone) if row["at"] else UNREAD)
    if key == "result":
        return safe_text(translate(RESULT_LABELS[row["success"]], lang))
    if key in MONEY:
        minor = row.get(MONEY[key])
        return safe_text(UNREAD if minor is None else money(minor, row["currency"], lang))
    if key == "status" and row.get(key) in STATUS_LABELS:
        return safe_text(translate(STATUS_LABELS[row[key]], lang))
    value = row.get(key)
    return safe_text(UNREAD if value is None else str(value))


def _problem(sentence: str, values: Mapping[str, Any], row: int | None, lang: str) -> Markup:
    _ = translator(lang)
    text = _(sentence, **values)
    return text if row is None else _("Row {row}: {problem}", row=str(row), problem=text)
