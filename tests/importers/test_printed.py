"""Statements as PDF: an amount counts only where the statement itself proves it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.report import intake
from tests.importers import printed
from tests.importers.reading import SAMPLES, read
from tests.importers.test_evidence import events_with_cells, source
from tests.reader.pdfs import Columns, Page, Word, pdf, table

LEFT, RIGHT = False, True
ACCOUNT: Columns = [(42, LEFT), (125, LEFT), (352, RIGHT), (446, RIGHT), (548, RIGHT)]
CARD: Columns = [(42, LEFT), (125, LEFT), (452, RIGHT), (548, RIGHT)]
Rows = Sequence[Sequence[str]]


def statement(columns: Columns, rows: Rows, *above: str) -> bytes:
    words = [Word(42, 40 + 12 * number, text) for number, text in enumerate(above)]
    return pdf(Page([*words, *table(120, columns, rows)]))


def paid(tmp_path: Path, data: bytes) -> list[tuple[str, int]] | None:
    """Day and amount of every payment; None where nothing claims the file."""
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    found = read(path)
    if found["format"] is None:
        return None
    return [(row["at"][:10], row["amount_minor"]) for row in found["events"]["payments"]]


BANK = ("日付", "内容", "出金", "入金", "残高")
SHOP = ("利用日", "利用店名", "利用金額", "当月請求額")
US = ("Date", "Description", "Amount", "")


@pytest.mark.parametrize(
    ("columns", "rows", "above", "expected"),
    [
        (ACCOUNT, [BANK, ("2026/7/1", "A", "100", "", "900"), ("2026/7/2", "B", "", "50", "950")], (), [-50, 100]),
        (ACCOUNT, [BANK, ("2026/7/1", "A", "100", "", "900"), ("2026/7/2", "B", "", "50", "850")], (), None),
        (ACCOUNT, [BANK, ("2026/7/1", "A", "100", "", "900")], (), None),
        (ACCOUNT, [BANK, ("2026/7/2", "A", "100", "", "900"), ("2026/7/1", "B", "", "50", "950")], (), None),
        (ACCOUNT, [BANK, ("2026/7/1", "A", "100", "", "900"), ("2026/7/2", "B", "?", "50", "950")], (), None),
        (CARD, [SHOP, ("2026/7/1", "A", "300", "300"), ("2026/7/2", "B", "900", "100")], ("ご請求金額 400円",), [300]),
        (CARD, [SHOP, ("2026/7/1", "A", "300", "300"), ("2026/7/2", "B", "90", "90")], ("ご請求金額 400円",), None),
        (CARD, [SHOP, ("2026/7/1", "A", "300", "300"), ("2026/7/2", "B", "90", "90")], ("7月2日 390円",), None),
        (CARD, [SHOP, ("2026/7/1", "A", "300", "300"), ("", "お支払金額", "", "300円")], (), [300]),
        (CARD, [US, ("12/31", "A", "3.00", ""), ("01/02", "B", "9.00", "")], ("Purchases $12.00",), None),
    ],
)
def test_only_what_is_proved_counts(
    tmp_path: Path, columns: Columns, rows: Rows, above: Sequence[str], expected: list[int] | None
) -> None:
    """Balances that follow from each other, or a total that is the sum; without either, or without years, nothing."""
    found = paid(tmp_path, statement(columns, rows, *above))
    assert (sorted(amount for _, amount in found) if found else found) == expected


ABROAD = (
    (CARD, "Datum|Text|Betrag EUR|Saldo EUR", "03.05.2026|A|12,50-|1.987,50", "25.05.2026|B|1.850,00|3.837,50", ""),
    (
        CARD,
        "Buchungstag|Zweck|Umsatz|Saldo",
        "03.05.2026|A|12,50 S|987,50 S",
        "25.05.2026|B|1.850,00 H|862,50 H",
        "EUR",
    ),
    (CARD, "Fecha|Concepto|Importe|Saldo", "03/05/2026|A|-12,50|1.987,50", "25/05/2026|B|1.850,00|3.837,50", "EUR"),
    (ACCOUNT, "Datum|Naam|Af|Bij|Saldo", "03-05-2026|A|12,50||987,50", "25-05-2026|B||1.850,00|2.837,50", "EUR"),
    (
        ACCOUNT,
        "Date|Libellé|Débit|Crédit|Solde",
        "3 mai 2026|A|12,50||1 987,50",
        "25 mai 2026|B||1 850,00|3 837,50",
        "€",
    ),
    (
        ACCOUNT,
        "Data|Descrizione|Uscite|Entrate|Saldo",
        "03.05.2026|A|12,50||7,50",
        "25.05.2026|B||1.850,00|1.857,50",
        "€",
    ),
    (
        ACCOUNT,
        "Datum|Text|Belastung|Gutschrift|Saldo",
        "3. Mai 2026|A|12.50||7.50",
        "25. Mai 2026|B||1'850.00|1'857.50",
        "CHF",
    ),
)


@pytest.mark.parametrize(("columns", "names", "first", "second", "above"), ABROAD)
def test_statements_in_other_languages(
    tmp_path: Path, columns: Columns, names: str, first: str, second: str, above: str
) -> None:
    """Names of columns, days, numbers and sides as banks of the continent print them; a wrong one proves nothing."""
    header, *rows = (tuple(row.split("|")) for row in (names, first, second))
    expected = [("2026-05-03", 1250), ("2026-05-25", -185000)]
    assert paid(tmp_path, statement(columns, [header, *rows], above)) == expected
    wrong = (*rows[1][:-1], rows[1][-1].replace("7", "9").replace("6", "8"))
    assert paid(tmp_path, statement(columns, [header, rows[0], wrong], above)) is None


def test_years_around_the_new_year(tmp_path: Path) -> None:
    """Days without a year belong to the period of the statement."""
    rows = [US, ("12/31", "A", "3.00", ""), ("01/02", "B", "9.00", "")]
    above = ("Statement Date 01/15/2026", "Payment due 02/10/2026", "Purchases $12.00")
    assert paid(tmp_path, statement(CARD, rows, *above)) == [("2025-12-31", 300), ("2026-01-02", 900)]


def test_what_is_not_proved_is_offered() -> None:
    """The table is offered with its header and rows, and is read once the person has named its columns."""
    data = (SAMPLES / "unclaimed/broken-balance.pdf").read_bytes()
    [found] = intake.read([source("a.pdf", data)])
    [file] = found.files
    assert [(problem.code, problem.count) for problem in file.problems] == [("not-proved", 3)]
    [offer] = file.offered
    assert list(offer.header) == ["日付", "内容", "出金金額", "入金金額", "残高"]
    assert list(offer.rows[1]) == ["2026/07/02", "ミホン", "", "30,000", "130,000"]


@pytest.mark.parametrize(
    ("make", "table", "names", "cells"),
    [
        (printed.au_jibun, "payments", ("取引内容", "入金"), ("給与 カ)ミホンシヨウジ", "150,000")),
        (printed.tax_invoice, "orders", ("#1", "#6"), ("見本の単行本", "￥1,240")),
    ],
)
def test_rows_are_cited_with_their_cells(
    make: Callable[[], bytes], table: str, names: Sequence[str], cells: Sequence[str]
) -> None:
    """An event leads back to the cells of its line, in a table and in lines of text."""
    [[_, (_, found), *_]] = events_with_cells("a.pdf", make(), table=table)
    assert [found[name] for name in names] == list(cells)
