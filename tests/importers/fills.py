"""Which columns the files of each format fill, taken from the expected results beside the samples."""

import json
from pathlib import Path
from typing import Any

from tests.importers.reading import SAMPLES, expected, samples

FILE = Path(__file__).parents[2] / "app" / "importers" / "fills.json"
BESIDE = {"line", "role", "account", "service"}  # what every row has, or what the name of the table tells already


def fills() -> dict[str, dict[str, list[str]]]:
    """``{format: {table: [columns that some row fills]}}``; the table is `orders:seller` for rows of sellers and
    `ledger:<account>` for balances."""
    found: dict[str, dict[str, set[str]]] = {}
    for sample in samples():
        name = ".".join(sample.relative_to(SAMPLES).parts[:2])
        mine = found.setdefault(name, {})
        for table, rows in json.loads(expected(sample).read_text("utf-8"))["events"].items():
            for row in rows:
                mine.setdefault(_named(table, row), set()).update(row.keys() - BESIDE)
    return {name: {table: sorted(columns) for table, columns in mine.items()} for name, mine in sorted(found.items())}


def _named(table: str, row: dict[str, Any]) -> str:
    if table == "ledger":
        return f"ledger:{row.get('account')}"
    return f"{table}:seller" if row.get("role") == "seller" else table


def dump() -> str:
    """One line a format, so that a change is easy to see."""
    lines = [f"{json.dumps(name)}: {json.dumps(tables)}" for name, tables in fills().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"
