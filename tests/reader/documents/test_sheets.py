"""Several tables in one sheet of a workbook: each a table of its own, and nothing that is one table is cut in two."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader import Limits
from tests import examples
from tests.reader import workbooks
from tests.reader.reading import Sheet, read

Grid = dict[tuple[int, int], str]

ORDERS = [
    "Order ID,Order Date,Product,Total",
    "503-1,2024-01-02,Tea,300",
    "503-2,2024-01-03,Pen,400",
    "503-3,2024-01-04,Ink,5",
]
REFUNDS = ["Order ID,Refund Date,Amount", "503-1,2024-02-02,300", "503-2,2024-02-03,150"]
LEDGER = ["日付,店,ポイント,残高", "2024/1/1,A,5,10", "2024/1/2,B,6,16"]
CELLS = st.sampled_from(["a", "b", "c d", "1", "2024-01-02", "", "", "Total", "3.50"])


def at(row: int, column: int, lines: Sequence[str]) -> Grid:
    """A table as cells, its upper left corner at this place (from 1)."""
    cells = [(r, c, cell) for r, line in enumerate(lines, row) for c, cell in enumerate(line.split(","), column)]
    return {(r, c): cell for r, c, cell in cells if cell}


def tables(grid: Grid, limits: Limits | None = None) -> list[Sheet]:
    right = max(column for _, column in grid)
    rows = [
        workbooks.row(n, *(grid.get((n, c), "") for c in range(1, right + 1))) for n in sorted({row for row, _ in grid})
    ]
    [file] = read(workbooks.xlsx(*rows), "x.xlsx", limits)
    assert file.refused is None
    return file.sheets


def lines(sheet: Sheet) -> list[str]:
    return [",".join(row) for row in (sheet.head.header, *sheet.rows)]


PLACES = {
    "below": [at(1, 1, ORDERS), at(7, 1, REFUNDS)],
    "below, of the same width": [at(1, 1, ORDERS), at(6, 1, LEDGER)],
    "below, further right": [at(1, 1, ORDERS), at(8, 6, REFUNDS)],
    "beside": [at(1, 1, ORDERS), at(1, 6, REFUNDS)],
    "beside, not in the same row": [at(1, 1, ORDERS), at(3, 6, LEDGER)],
    "beside, a single row": [at(1, 1, ORDERS), at(1, 6, LEDGER[:2])],
    "in three places": [at(1, 1, ORDERS), at(8, 1, LEDGER), at(1, 7, REFUNDS)],
}


@pytest.mark.parametrize("place", PLACES)
def test_each_table_of_a_sheet_is_read_by_itself(place: str) -> None:
    """Below or beside each other: own header, own rows, the rows of the sheet as lines, and a name for each."""
    found = tables({key: cell for grid in PLACES[place] for key, cell in grid.items()})
    whole = {tuple(ORDERS), tuple(REFUNDS), tuple(LEDGER), tuple(LEDGER[:2])}
    assert len(found) == len(PLACES[place])
    assert all(tuple(lines(one)) in whole for one in found)
    assert [one.head.sheet for one in found] == [f"注文, table {number}" for number in range(1, len(found) + 1)]
    assert [one.head.line for one in found] == [min(grid)[0] for grid in PLACES[place]]
    assert found[0].lines == [2, 3, 4]


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_titles_belong_to_the_table_below(gap: int) -> None:
    """A title is no row of the table above it; both tables report the rows above their headers."""
    below = 6 + gap
    found = tables(
        at(1, 1, ["Orders of 2024"]) | at(2, 1, ORDERS) | at(below, 1, ["Refunds"]) | at(below + 1, 1, REFUNDS)
    )
    assert [lines(one) for one in found] == [ORDERS, REFUNDS]
    assert [one.head.above for one in found] == [((1, ("Orders of 2024",)),), ((below, ("Refunds",)),)]
    assert [[(p.code, p.line) for p in one.problems] for one in found] == [[("preamble", 1)], [("preamble", below)]]


ONE = {
    "an empty column within": at(1, 1, ["Date,Text,,Debit,Credit", "2024-01-02,Tea,,3,", "2024-01-03,Pen,,,4"]),
    "a total": at(1, 1, [*ORDERS, "Total,,,1200"]),
    "a total below a gap": at(1, 1, ORDERS) | at(7, 1, ["Total,,,1200"]),
    "blank rows": at(1, 1, ORDERS) | at(7, 1, ORDERS[1:]),
    "a note at the right": at(1, 1, ORDERS) | at(2, 8, ["only 2024"]),
    "names and values": at(1, 1, ["Name,Bob", "Account,123", "Total,500"]),
}


@pytest.mark.parametrize("which", ONE)
def test_one_table_stays_one(which: str) -> None:
    """Gaps, totals, notes and empty columns within a table do not cut it."""
    [found] = tables(ONE[which])
    assert found.head.sheet == "注文"
    shown = Counter(cell for row in (found.head.header, *found.rows) for cell in row if cell)
    assert shown == Counter(ONE[which].values())


def test_rows_above_the_header_are_a_problem() -> None:
    """Names and values above the names of the columns, and the names of groups of columns, are no header."""
    bill = at(1, 1, ["Statement", "Account,12345"]) | at(
        4, 1, ["Date,Text,Debit,Credit,Balance", "2024-01-02,Tea,3,,10"]
    )
    [found] = tables(bill)
    assert found.head.header == ("Date", "Text", "Debit", "Credit", "Balance")
    assert found.head.above == ((1, ("Statement",)), (2, ("Account", "12345")))
    [found] = tables(at(1, 1, ["Order,,Money,", "ID,Date,Net,Tax", "1,2024-01-02,3,4", "2,2024-01-03,5,6"]))
    assert found.head.header == ("ID", "Date", "Net", "Tax")


def test_a_repeated_header_and_a_missing_one() -> None:
    """Pages of one table repeat its header; a sheet of rows alone has none."""
    [found] = tables(at(1, 1, ORDERS) | at(7, 1, [ORDERS[0], "503-4,2024-02-02,Cup,1"]))
    assert [row[0] for row in found.rows] == ["503-1", "503-2", "503-3", "503-4"]
    assert [(problem.code, problem.line) for problem in found.problems] == [("repeated-header", 7)]
    [found] = tables(at(1, 1, ORDERS[1:]))
    assert found.head.headless
    [found] = tables(at(1, 1, ["Tea", "Tea", "Pen", "Tea"]))
    assert found.rows == [("Tea",), ("Pen",), ("Tea",)]


def test_cells_outside_a_table_are_a_problem() -> None:
    """Cells beside the columns of a table are quoted with their line, never dropped."""
    many = [REFUNDS[0], *(f"503-{number},2024-02-02,5" for number in range(1100)), "1,2,3,surplus"]
    first, second = tables(at(1, 1, ORDERS) | at(3, 5, ["late"]) | at(8, 1, many))
    assert first.head.header == (*ORDERS[0].split(","), "")
    assert [row[4] for row in first.rows] == ["", "late", ""]
    assert second.rows[-1] == ("1", "2", "3")
    assert [(problem.code, problem.values["text"]) for problem in second.problems] == [("long-row", "surplus")]


def test_below_the_last_table_everything_is_a_row() -> None:
    """A limited number of tables is distinguished."""
    grid: Grid = {}
    for number in range(6):
        grid |= at(1 + 6 * number, 1, [f"Day {number},Shop,Points,Balance", *LEDGER[1:]])
    found = tables(grid, Limits(tables=3))
    assert len(found) == 3
    assert len(found[-1].rows) == 2 + 3 * 3


@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=14))
@examples(150)
def test_no_cell_is_lost(rows: list[list[str]]) -> None:
    """However cells are spread over a sheet, each is in a header, a row or a problem, exactly once."""
    grid = {(r, c): f"{cell} {r}.{c}" for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1) if cell}
    if not grid:
        return
    shown: Counter[str] = Counter()
    for one in tables(grid):
        cells = [*one.head.header, *(cell for row in one.rows for cell in row)]
        cells += [cell for _, row in one.head.above for cell in row]
        shown.update(filter(None, cells))
        for problem in one.problems:
            if problem.code == "long-row":
                shown.update(str(problem.values["text"]).split(" | "))
    assert shown == Counter(grid.values())
