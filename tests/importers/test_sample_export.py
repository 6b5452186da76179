"""The sample export that ships with the product is read completely and holds what its story needs."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import app
from tests.importers.reading import read, tables_of

EXPORT = Path(app.__file__).parent / "data" / "sample" / "sample-export.zip"


def test_every_file_of_the_sample_export_is_recognised() -> None:
    """Each file in the zip is claimed by exactly one format, and five different formats are shown."""
    claims = Counter(tuple(found) for _, found in tables_of(EXPORT))
    assert claims == {
        ("amazon.order_history",): 1,
        ("amazon.refund_details",): 1,
        ("amazon.your_orders_returns",): 1,
        ("amazon.gift_card_page",): 1,
        ("google.access_log",): 1,
    }


def test_sample_export_has_no_damage_and_the_planted_story() -> None:
    """No cell is bad; one refund belongs to no order, one gift-card use to none, and one balance does not add up."""
    found = read(EXPORT)
    assert {problem["code"] for problem in found["problems"]} == {"background-activity"}
    orders = {row["order_id"] for row in found["events"]["orders"]}
    assert [row["amount_minor"] for row in found["events"]["refunds"] if row["order_id"] not in orders] == [3980]
    ledger = found["events"]["ledger"]
    assert [row["amount_minor"] for row in ledger if row.get("order_id", "") not in orders | {""}] == [-9800]
    pairs = pairwise(ledger)
    assert [
        newer["amount_minor"]
        for newer, older in pairs
        if older["balance_minor"] + newer["amount_minor"] != newer["balance_minor"]
    ] == [3000]
    assert len({row["order_id"] for row in found["events"]["orders"]}) >= 120
