"""``mioboe check`` of a large file beside programs that only turn its rows into dates and exact amounts.

Each is a process of its own (``python -m benchmarks.importers NAME FILE``), which keeps what it converted to the end.
DuckDB converts nothing: it reads every cell as text, in all cores, which is what the bytes themselves take.
"""

import csv
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from benchmarks.measure import alternating

RUNS = 2
TIMES = ("Order Date", "Ship Date")
AMOUNTS = (
    *("Shipment Item Subtotal", "Shipment Item Subtotal Tax", "Shipping Charge", "Total Amount", "Total Discounts"),
    *("Unit Price", "Unit Price Tax"),
)
NONE = ("Not Available", "Not Applicable")
ISO = "%Y-%m-%dT%H:%M:%SZ"


def dict_reader(path: Path) -> object:
    """A loop over the rows, as such scripts are written: times, numbers and missing values of each."""
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for cells in csv.DictReader(file):
            row: dict[str, object] = {name: None if cell in NONE else cell for name, cell in cells.items()}
            for name in TIMES:
                row[name] = datetime.strptime(cells[name], ISO).replace(tzinfo=UTC)
            for name in AMOUNTS:
                row[name] = Decimal(cells[name].replace(",", ""))
            row["Original Quantity"] = int(cells["Original Quantity"])
            rows.append(row)
    return rows


def pandas(path: Path) -> object:
    """Its quick parser, told which columns are times and amounts (binary fractions here, which are not exact)."""
    import pandas as pd

    frame = pd.read_csv(path, thousands=",", na_values=NONE, dtype=dict.fromkeys(AMOUNTS, float))
    for name in TIMES:
        frame[name] = pd.to_datetime(frame[name], format=ISO, utc=True)
    return frame


def beangulp(path: Path) -> object:
    """An importer of Beangulp on its own base class for CSV: one transaction of Beancount a row."""
    from beangulp.importers import csvbase

    class Orders(csvbase.Importer):  # type: ignore[misc]
        encoding = "utf-8-sig"
        date = csvbase.Date("Order Date", ISO)
        narration = csvbase.Column("Product Name")
        payee = csvbase.Column("Website")
        amount = csvbase.Amount("Total Amount", {",": ""})

        def identify(self, filepath: str) -> bool:
            return filepath.endswith("Order History.csv")

    return Orders("Expenses:Orders", "JPY").extract(str(path), [])


def duckdb(path: Path) -> object:
    """Every cell as text, into a table in memory."""
    import duckdb as duck

    return duck.execute(f"CREATE TABLE orders AS SELECT * FROM read_csv({str(path)!r}, all_varchar = true)")


OTHERS: dict[str, Callable[[Path], object]] = {
    "`DictReader` loop": dict_reader,
    "pandas": pandas,
    "Beangulp": beangulp,
    "DuckDB, text only": duckdb,
}


def table(path: Path) -> list[str]:
    """The lines of the table; the runs of all programs take turns."""
    own = [sys.executable, "-m", "app", "check", "--json", str(path)]
    others = [[sys.executable, "-m", "benchmarks.importers", name, str(path)] for name in OTHERS]
    ours, *theirs = alternating([own, *others], RUNS)
    lines = ["| program | wall | processor time | memory | wall, `mioboe check` = 1 |", "|---|---|---|---|---|"]
    for name, one in zip(("`mioboe check`", *OTHERS), (ours, *theirs), strict=True):
        lines.append(f"| {name} | {one.wall:.1f} s | {one.cpu:.1f} s | {one.memory} MiB | {one.wall / ours.wall:.1f} |")
    return lines


if __name__ == "__main__":
    kept = OTHERS[sys.argv[1]](Path(sys.argv[2]))
