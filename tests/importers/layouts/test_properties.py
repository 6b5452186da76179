"""Any table in any layout is read back exactly, and a table in none is claimed by none."""

import os
from pathlib import Path
from random import Random

import pytest

from app.importers import claims
from app.importers.layouts.claims import Claims
from app.importers.layouts.formats import layout_claims
from app.importers.layouts.headers import Headers
from app.importers.layouts.layout import CURRENCY, names_of
from app.importers.layouts.stored import shipped
from app.importers.shared.cells.columns import fold
from app.reader.table import Head
from tests.importers.layouts.writing import write
from tests.importers.reading import read, tables_of
from tests.reader.reading import only

TIMES = 60 if os.environ.get("EVERY_CASE") else 1
LAYOUTS = {layout.id: layout for layout in shipped()}
BALANCED = [name for name, layout in LAYOUTS.items() if {"balance", "before"} & set(layout.columns)]


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_written_in_a_layout_is_read_back(name: str, tmp_path: Path) -> None:
    """Amount, sign, currency, day and state of every row, whatever the notation, the order and the encoding."""
    for number in range(TIMES):
        written = write(LAYOUTS[name], Random(f"{name} {number}"))
        file = tmp_path / f"{number}.csv"
        file.write_bytes(written.data)
        result = read(file)
        rows = [row for rows in result["events"].values() for row in rows]
        values = [
            (row.get("at", "")[:10], row.get("amount_minor"), row.get("currency"), row.get("status")) for row in rows
        ]
        assert (number, result["format"], values) == (number, name, list(written.rows)), file.read_bytes()


@pytest.mark.parametrize("name", BALANCED)
def test_balances_that_say_the_opposite_of_the_amounts_are_not_claimed(name: str) -> None:
    """A sign is never taken from a layout against the balances of the table."""
    against = write(LAYOUTS[name], Random(name), against=True).data
    assert name not in layout_claims(only(against, "against.csv").head)


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.direction])
def test_without_its_direction_a_table_is_not_claimed(name: str, tmp_path: Path) -> None:
    """Amounts without a sign are left to the person where the column that says it is missing."""
    layout = LAYOUTS[name]
    rows = [line.split(",") for line in ("2026-06-19,12.50", "2026-06-20,30.00")]
    for names in layout.headers.values():
        column = names_of(layout, "direction")
        header = tuple(cell for cell in names if cell not in column)
        places = {"date": names_of(layout, "date"), **{key: names_of(layout, key) for key in layout.sides}}
        table = tuple(
            tuple(
                row[0] if cell in places["date"] else row[1] if cell in sum(places.values(), ()) else ""
                for cell in header
            )
            for row in rows
        )
        assert Claims([layout]).of(Head("made.csv", "csv", None, "utf-8", ",", header, table)) == []


WORDS = sorted({cell for layout in shipped() for names in layout.headers.values() for cell in names})


def test_a_table_in_no_layout_is_claimed_by_none() -> None:
    """Headers of the same words, of which no set is complete."""
    random, tried = Random(7), 0
    for _ in range(400):
        names = tuple(random.sample(WORDS, random.randint(2, 12)))
        there = {fold(name.replace(CURRENCY, "EUR")) for name in names}
        complete = any(
            all(fold(cell.replace(CURRENCY, "EUR")) in there for cell in header)
            for layout in shipped()
            for header in layout.headers.values()
        )
        if complete:
            continue
        row = tuple("2026-06-19" if number == 0 else "12.50" for number, _ in enumerate(names))
        assert Claims(LAYOUTS.values()).of(Head("made.csv", "csv", None, "utf-8", ",", names, (row, row))) == []
        tried += 1
    assert tried > 300


@pytest.mark.parametrize(
    "rows",
    [
        ("03/06/2026,HILL CAFE,-12.50", "08/06/2026,SAMPLE POWER,-47.30", '25/06/2026,DEMO FACTORY,"1,850.00"'),
        ('"06/25/2026","1850.00","*","","DEMO FACTORY"', '"06/03/2026","-12.50","*","","HILL CAFE"'),
        ("Date,Description,Amount", "03/06/2026,HILL CAFE,12.50", "28/06/2026,PAYMENT,-21.10"),
        ("Datum;Boeksaldo;Valutair saldo", "20260603;487,50;487,50", "20260625;2290,20;2290,20"),
    ],
)
def test_what_does_not_say_whose_it_is_is_left_to_the_person(rows: tuple[str, ...], tmp_path: Path) -> None:
    """Short tables of a date, a text and a number fit any bank, so nobody claims them."""
    file = tmp_path / "short.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert [found for _, found in tables_of(file) if found] == []


def test_layouts_are_asked_all_at_once() -> None:
    """A table is looked up by the names of its header, not tried with every layout."""
    head = Head("made.csv", "csv", None, "utf-8", ",", ("Date", "Amount"), (("2026-06-19", "1"),))
    assert list(Headers(shipped()).matching(head)) == []
    assert claims(head) == []
