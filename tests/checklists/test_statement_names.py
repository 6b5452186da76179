"""Names on statements lead to whom to ask, as their sources say, and to nobody where none does."""

import pytest

from checklists.questions import START, conditions, notes
from checklists.sites import shops
from checklists.statement_names import meaning, statement_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("APPLE COM BILL", "apple"), ("MZZ APPLE COM BILL", "apple"), ("apple.com/bill", "apple"),
        ("GOOGLE*YouTube", "google"), ("ＧＯＯＧＬＥ　*Play", "google"), ("AMAZON CO JP", "amazon_jp"),
        ("BASE", "base"), ("PAYPAL *EXAMPLE", "agent"),
        ("BASEBALL SHOP", None), ("GOOGLEPLEX DINER", None), ("AMAZON MKTPL", None), ("", None),
    ],
)  # fmt: skip
def test_a_name_stands_for_what_a_source_says(text: str, name: str | None) -> None:
    """As cards print them, in wide letters too; a name that only begins alike is none of them."""
    row = meaning(text)
    assert (row.id if row else None) == name


def test_the_name_on_the_statement_names_the_service() -> None:
    """Whoever copied it is told what it stands for, and the steps name the pages of that service."""
    answers = {START: ("symptom.unknown_charge",), "money.name": ("APPLE COM BILL",)}
    assert conditions(answers).services == {"apple.com"}
    assert any("reportaproblem.apple.com" in note for note in notes(answers))
    assert {row.service for row in statement_names().values()} - {None} <= set(shops())
