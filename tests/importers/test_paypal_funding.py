"""PayPal: what a card or bank brought in for a payment is no income, however the columns are called."""

import pytest

from app.importers.paypal import activity
from app.reader.table import Head
from tests.importers.reading import block_of

FRENCH = ("Date", "Heure", "Fuseau horaire", "Nom", "Type", "État", "Devise", "Avant commission")
ROWS = (
    ("Papeterie Un", "Paiement express", "USD", "-20,00", "A", ""),
    ("", "Virement par carte bancaire standard", "EUR", "18,90", "B", "A"),
    ("", "Conversion de devise standard", "EUR", "-18,90", "C", "A"),
    ("", "Conversion de devise standard", "USD", "20,00", "D", "A"),
)


@pytest.mark.parametrize("reference", ["Numéro de la transaction de référence", "N° de la transaction de référence"])
@pytest.mark.parametrize(
    "number", ["Numéro de transaction", "N° de transaction", "Nº de transaction", "A name that nobody knows"]
)
def test_what_funds_a_payment_in_another_currency_is_no_income(number: str, reference: str) -> None:
    """Known by its number; and where a column has a new name, by the row that converts it."""
    rows = [("01/10/2026", "10:02:11", "Europe/Paris", n, k, "Terminé", c, a, i, r) for n, k, c, a, i, r in ROWS]
    columns = {name: [row[place] for row in rows] for place, name in enumerate((*FRENCH, number, reference))}
    head, block = block_of({name: list(cells) for name, cells in columns.items()})
    assert isinstance(head, Head)
    payments = activity.read(head, block).tables["payments"]
    assert payments.select("amount_minor", "currency", "merchant").rows() == [(2_000, "USD", "Papeterie Un")]
    assert payments["method"].to_list() == ["Virement par carte bancaire standard"]


def test_money_that_stays_is_income() -> None:
    """A transfer from the bank onto the balance, which nothing converts and no payment uses, is money in."""
    rows = [
        ("01/10/2026", "10:02:11", "Europe/Paris", *("", "Virement bancaire sur le compte PayPal", "Terminé", "EUR"))
    ]
    columns: dict[str, list[str | None]] = {
        name: [cell] for name, cell in zip(FRENCH, [*rows[0], "50,00"], strict=True)
    }
    payments = activity.read(*block_of({**columns, "N° de transaction": ["A"]})).tables["payments"]
    assert payments["amount_minor"].to_list() == [-5_000]
