"""Copied lines with days and amounts that no format knows: offered as a table, and read once a person says how."""

from contextlib import closing
from dataclasses import replace

import pytest

from app.importers.mapping import ColumnMap, header_id
from app.importers.shared.pages.dated_lines import HEADER
from app.report import intake
from app.sandbox.client import ReaderClient
from tests.importers.test_evidence import source

ROWS = (("3 May 2026", "Corner Bakery", "-£12.50"), ("25 May 2026", "Example Works", "£1,850.00"))
WAYS = {
    "spaces": "\n".join("   ".join(row) for row in ROWS),
    "one space": "Transactions\n\n" + "\n".join(" ".join(row) for row in ROWS),
    "a line each": "\n".join("\n".join(row) for row in ROWS),
    "with balances": "\n".join(f"{' '.join(row)}\n£987.50" for row in ROWS),
}


@pytest.mark.parametrize("way", WAYS)
def test_dated_lines_are_offered_and_read_by_a_mapping(way: str) -> None:
    """However a list was copied: days, words and amounts stand in columns, and every event leads to its line."""
    pasted = source("pasted.txt", WAYS[way].encode())
    columns = ColumnMap("payments", {"date": 0, "merchant": 1, "amount": 2}, sign="in")
    with closing(ReaderClient()) as client:
        [offered] = intake.read([pasted], client=client)[0].files
        assert [list(offer.header) for offer in offered.offered] == [list(HEADER)]
        assert [tuple(row[:3]) for row in offered.offered[0].rows] == list(ROWS)
        named = replace(pasted, mappings={header_id(HEADER): columns.dump()})
        [read] = intake.read([named], client=client)
        events = read.tables["payments"]
        assert events["amount_minor"].to_list() == [1250, -185000]
        assert events["currency"].to_list() == ["GBP", "GBP"]
        assert events["merchant"].to_list() == [row[1] for row in ROWS]
        places = [(line, None) for line in events["line"]]
        cells = intake.cells([named], {0: {"pasted.txt": places}}, client)
        assert [cells[0, "pasted.txt", place][HEADER[1]] for place in places] == [row[1] for row in ROWS]


@pytest.mark.parametrize(
    "text",
    [
        "On 3 May 2026 I paid £12.50 at the bakery.\nOn 8 May 2026 nothing happened.\n",
        "3 May 2026\nA quiet day.\n4 May 2026\nAnother one, with 12 guests.\n5 May 2026 paid £3.00\n",
        "3 May 2026 Corner Bakery £12.50\nand nothing more\n",
        "Version 1.20\n2026-05-03 12 changes\n2026-05-04 14 changes\n",
    ],
)
def test_prose_is_no_list(text: str) -> None:
    """Days without amounts, a single record, and numbers that are no money offer nothing of this kind."""
    [file] = intake.read([source("pasted.txt", text.encode())])[0].files
    assert file.format is None
    assert [list(offer.header) for offer in file.offered] != [list(HEADER)]
