"""Rows of pictures in which no name was read: each is asked about by itself."""

import pytest

from analyzers.book.entries import units
from tests.analyzers.detector_cases import history
from tests.analyzers.event_rows import DAY, Row, order


def rows_of(table: str, title: str | None, mail: str | None) -> list[Row]:
    """Three purchases of one day that differ in their amount alone."""
    common = {"mail": mail, "path": "a.png", "currency": "JPY", "source": "picture.screen", "at": DAY, "upload": 0}
    if table == "orders":
        whole = {"order_id": None, "item_id": None, "title": title, "at_basis": "date_only"}
        return [order(n, **common, **whole, total_minor=1000 + n) for n in range(3)]
    return [{**common, "line": n, "at_basis": "date_only", "amount_minor": 1000 + n, "title": title} for n in range(3)]


@pytest.mark.parametrize("table", ["orders", "payments"])
def test_purchases_without_a_name_are_not_one_thing(table: str) -> None:
    """Those of files are asked about together, as before."""
    groups = {
        mail: units(history({table: rows_of(table, None, mail)}), ()).frame["group"].n_unique()
        for mail in ("picture", None)
    }
    assert groups == {"picture": 3, None: 1}
