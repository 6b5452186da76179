"""Columns of which the person says what each value means: whether money came in, and whether it moved at all."""

from collections.abc import Sequence

from app.i18n import N_
from app.importers.cell_kinds import column_names, is_record
from app.importers.mapping import MEANT, ColumnMap
from app.importers.shared.cells.directions import direction_column, plain_value
from app.reader.table import FileProblem, Head

DIRECTION_SENTENCE = N_(
    "Column “{column}” seems to say whether money came in or went out, but nobody has said what its values mean. So "
    "every amount without a minus sign was read in the same way. Name this column as the direction, or say that there "
    "is none."
)
UNDIRECTED_SENTENCE = N_(
    "Column “{column}” seems to say whether money came in or went out, but nobody has said what its values mean. So no "
    "amount of this table is added up. Name this column as the direction, or say that there is none."
)


def signed(head: Head, column_map: ColumnMap) -> bool:
    """Whether the first rows give what went out a minus sign, beside saying that it went out."""
    words = {plain_value(value): meaning for value, meaning in column_map.meanings.get("direction", {}).items()}
    places = column_map.columns["direction"], column_map.columns.get("amount", 0)
    rows = [row for row in first_rows(head, column_map) if max(places) < len(row)]
    out = [row[places[1]].strip() for row in rows if words.get(plain_value(row[places[0]])) == "out"]
    return bool(out) and all("-" in cell or "−" in cell for cell in out if any(map(str.isdigit, cell)))


def first_rows(head: Head, column_map: ColumnMap) -> Sequence[Sequence[str]]:
    """The first rows of a table. The row that was taken for the header is included if it is a record."""
    return (head.header, *head.sample) if column_map.headless or is_record(head.header) else head.sample


def unnamed_direction(head: Head, column_map: ColumnMap) -> int | None:
    """The place of a column that seems to be the direction although nobody has named one. None without such a column,
    where the table has two columns of amounts, or where the person has said that no column is the direction."""
    named = {"direction", "amount_in"} & column_map.columns.keys()
    if "direction" not in MEANT.get(column_map.rows, ()) or named or column_map.undirected:
        return None
    place = direction_column(first_rows(head, column_map), column_map.columns.get("amount"))
    return None if place in column_map.columns.values() else place


def direction_problems(head: Head, column_map: ColumnMap) -> tuple[FileProblem, ...]:
    """The problem of a table whose direction nobody has named."""
    place = unnamed_direction(head, column_map)
    if place is None:
        return ()
    sentence = UNDIRECTED_SENTENCE if is_undecided(head, column_map) else DIRECTION_SENTENCE
    return (FileProblem("direction-not-named", sentence, {"column": column_names(head.header)[place][:80]}),)


def is_undecided(head: Head, column_map: ColumnMap) -> bool:
    """Whether it is still open what an amount without a minus sign is."""
    return column_map.rows == "payments" and not column_map.sign and unnamed_direction(head, column_map) is not None
