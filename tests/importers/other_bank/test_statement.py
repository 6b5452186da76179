"""A list of movements in no layout is read where its balances prove every row, and left to the person elsewhere."""

from pathlib import Path
from random import Random

import pytest

from tests.importers.reading import read

OWN = "other_bank.statement"
ROWS = (("03/06/2026", "HILL CAFE", -1250), ("08/06/2026", "SAMPLE POWER", -4730), ("25/06/2026", "DEMO WORK", 185000))
THOUSANDS = ("8.750", "7.500", "6.250")


def table(header: str, rows: list[list[str]], folder: Path, over: str = "") -> Path:
    file = folder / "list.csv"
    lines = [header, *(";".join(row) for row in rows)]
    file.write_text(over + "\n".join(lines) + "\n", encoding="utf-8")
    return file


def movements(balance: int = 50000) -> list[tuple[str, str, int, int]]:
    rows = []
    for day, text, moved in ROWS:
        balance += moved
        rows.append((day, text, moved, balance))
    return rows


def written(minor: int, mark: str = ".") -> str:
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{minor // 100}{mark}{minor % 100:02}"


@pytest.mark.parametrize(
    "word", ["Balance", "Kontostand", "Solde", "Zůstatek", "Egyenleg", "Остаток", "余额", "Bakiye"]
)
@pytest.mark.parametrize("newest_first", [False, True])
def test_signs_and_amounts_are_those_of_the_balances(word: str, newest_first: bool, tmp_path: Path) -> None:
    """In one column or two, with any decimal mark, whatever the columns of amounts are called."""
    random = Random(f"{word} {newest_first}")
    for _ in range(3):
        mark, both = random.choice(".,"), random.random() < 0.5
        rows = []
        for day, text, moved, balance in movements(random.randrange(10**6)):
            sides = [written(moved, mark)] if not both else ["", written(-moved, mark)]
            if both and moved > 0:
                sides = [written(moved, mark), ""]
            rows.append([day, text, *sides, written(balance, mark)])
        names = ["Xa", "Xb"] if both else ["Xa"]
        header = ";".join(["Day", "Text", *names, word])
        result = read(table(header, rows[::-1] if newest_first else rows, tmp_path))
        assert result["format"] == OWN
        days = {row["at"][:10]: row["amount_minor"] for row in result["events"]["payments"]}
        assert days == {f"2026-06-{day[:2]}": -moved for day, _, moved in ROWS}
        assert {row["currency"] for row in result["events"]["payments"]} == {"XXX"}


@pytest.mark.parametrize(
    "over",
    ["Currency;PLN;;\n", "Konto 1;;500,00 PLN;\n", "Waluta: PLN;;;\n", "PLN;;;\n"],
    ids=["name", "sum", "colon", "code"],
)
def test_the_currency_stands_above_the_list(over: str, tmp_path: Path) -> None:
    """Where the rows above name one currency, all amounts are in it; with another one beside it, in none."""
    rows = [[day, text, written(moved), written(left)] for day, text, moved, left in movements()]
    for above, currency in ((over, "PLN"), (over + "Currency;EUR;;\n", "XXX")):
        result = read(table("Day;Text;Moved;Balance", rows, tmp_path, above))
        assert result["format"] == OWN
        assert {row["currency"] for row in result["events"]["payments"]} == {currency}


def _changed(number: int, place: int, cell: str) -> list[list[str]]:
    rows = [[day, text, written(moved), written(left)] for day, text, moved, left in movements()]
    rows[number][place] = cell
    return rows


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Day;Text;Moved;Balance", _changed(1, 2, "-47.31")),
        ("Day;Text;Moved;Balance", _changed(2, 3, "2290.21")),
        ("Day;Text;Moved;Balance", _changed(1, 0, "08/13/2026")),
        ("Day;Text;Moved;Odometer", _changed(0, 1, "HILL")),
        ("Day;Text;Points;Balance of points", _changed(0, 1, "HILL")),
        ("Day;Text;Principal;Balance", _changed(0, 1, "HILL")),
        ("Day;Text;Moved;Balance", _changed(0, 1, "HILL")[:2]),
        ("Day;Text;Moved;Balance", [[f"1{n}/06/2026", "A", "-1.250", left] for n, left in enumerate(THOUSANDS, 3)]),
        ("Day;Text;Moved;Balance", [[f"2026-06-0{n}", "A", "0.00012", f"{n * 12 / 10**5:.5f}"] for n in range(1, 6)]),
        ("Day;Text;Moved;Balance", [["03/06/2026", "A", written(m), written(b)] for _, _, m, b in movements()]),
    ],
    ids=["amount", "balance", "day", "no-money", "points", "loan", "two-rows", "thousands", "decimals", "one-day"],
)
def test_what_is_not_proven_is_left_to_the_person(header: str, rows: list[list[str]], tmp_path: Path) -> None:
    """One wrong row, another kind of balance, or a day or mark that can be read in two ways."""
    assert read(table(header, rows, tmp_path))["format"] is None


def test_days_that_may_begin_with_the_month_are_left_to_the_person(tmp_path: Path) -> None:
    """No day above 12 decides."""
    rows = [[f"0{n}/0{n + 1}/2026", "A", "-1.00", f"{90 - n}.00"] for n in range(1, 5)]
    assert read(table("Day;Text;Moved;Balance", rows, tmp_path))["format"] is None
