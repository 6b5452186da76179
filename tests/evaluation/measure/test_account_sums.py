"""The sums of the account of recognition, added up once more from the files of simulated accounts."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator

from analyzers.asking.state import recognise, unanswered
from analyzers.book.entries import units
from app.report.build import Owner, Read, merged
from evaluation.measure.results import reads
from evaluation.measure.run import specs
from evaluation.simulate.account import Account, Place, make

EVERY = 16  # one account in so many of one for each persona and attack
SEED = 7_500_000
Amount = tuple[int, str]


def test_the_money_of_the_account_is_that_of_the_files() -> None:
    """What an order cost is what its row says; a refund, an entry and a payment count as the importer read them, what
    came in or failed counts nothing; and the account has exactly the sum of its events, by currency."""
    accounts = [make(spec) for spec in specs(1, 1, SEED)[::EVERY]]
    orders = 0
    for account, events in zip(accounts, reads(accounts), strict=True):
        _, history = merged(events, Owner())
        found = recognise(unanswered(units(history, ())), {})
        written, known = dict(_written(account)), dict(_read(events))
        sums: Counter[str] = Counter()
        for table, path, line, record, minor, currency in found.frame.select(
            "table", "path", "line", "record", "minor", "currency"
        ).iter_rows():
            amount = (minor, currency)
            if table == "orders" and (path, line) in written:
                orders += 1
                assert written[path, line] == amount
            assert known[table, path, line, record] == minor
            sums[currency] += minor or 0
        account_sums = {currency: sum(by.values()) for currency, by in found.account.money.items()}
        assert account_sums == {currency: minor for currency, minor in sums.items() if currency in account_sums}
        assert not any(minor for currency, minor in sums.items() if currency not in account_sums)
    assert orders > 100


def _written(account: Account) -> Iterator[tuple[Place, tuple[int | None, str | None]]]:
    """What the rows of order histories cost, as they are written; a cancelled order has no known cost."""
    for name, data in account.files:
        if not name.endswith(".zip"):
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                rows = csv.reader(io.StringIO(archive.read(member).decode("utf-8-sig", "replace"), newline=""))
                head = next(rows, [])
                if "Total Amount" not in head or "Shipping Address" not in head:
                    continue
                line = rows.line_num + 1
                for cells in rows:
                    row = dict(zip(head, cells, strict=False))
                    factor = 1 if row["Currency"] == "JPY" else 100
                    cost = round(float(row["Total Amount"].replace(",", "")) * factor)
                    yield (
                        (f"{name}!/{member}", line),
                        (None if row["Order Status"] == "Cancelled" else cost, row["Currency"]),
                    )
                    line = rows.line_num + 1


def _read(events: list[Read]) -> Iterator[tuple[tuple[str, str, int, int | None], int | None]]:
    """What each record of the files counts."""
    columns = {"orders": "total_minor", "refunds": "amount_minor", "ledger": "amount_minor", "payments": "amount_minor"}
    for one in events:
        for table, records in one.tables.items():
            for row in records.iter_rows(named=True):
                minor = row[columns[table]] if table in columns else None
                if table == "orders" and row["status"] == "cancelled":
                    minor = None
                elif table == "ledger":
                    minor = None if minor is None else abs(minor)
                elif table == "payments" and minor is not None:
                    minor = 0 if minor < 0 or row["status"] not in (None, "completed") else minor
                yield (table, row["path"], row["line"], row["record"]), minor
