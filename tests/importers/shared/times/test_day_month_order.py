"""Whether the day or the month comes first, by the numbers and by the order of the rows."""

import polars as pl
import pytest

from app.importers.shared.times.day_month_order import order_of

CASES: dict[str, tuple[list[str | None], str | None]] = {
    "a number above 12 decides": (["01/13/2024", "02/01/2024"], "month"),
    "numbers that contradict each other": (["01/13/2024", "13/01/2024", "01/02/2024"], None),
    "only one reading rises": (["03/01/2024", "01/02/2024", "02/03/2024"], "day"),
    "only one reading falls": (["04/01/2024", "03/09/2024", "03/02/2024"], "month"),
    "over the end of a year": (["12/09/2023", "12/11/2023", "01/02/2024", "02/01/2024"], "month"),
    "the first days of one month": (["01/01/2024", "01/04/2024", "01/05/2024", "01/06/2024"], "month"),
    "newest first, two on one day": (["06/03/2024", "05/03/2024", "05/03/2024", "02/03/2024", "01/03/2024"], "day"),
    "a payment every month": (["01/01/2024", "01/02/2024", "01/03/2024", "01/04/2024"], None),
    "a payment every quarter": (["05/01/2024", "05/04/2024", "05/07/2024", "05/10/2024"], None),
    "too few days": (["02/01/2024", "01/02/2024"], None),
    "both readings rise": (["01/03/2024", "01/05/2024", "02/06/2024", "02/09/2024"], None),
    "no order at all": (["05/03/2024", "01/09/2024", "07/02/2024"], None),
    "points need no order": (["03.01.2024", "01.02.2024", "02.03.2024"], None),
    "other dates": (["2024-01-02", None, ""], None),
}


@pytest.mark.parametrize("name", CASES)
def test_the_rows_decide_where_one_reading_is_in_order(name: str) -> None:
    """A reading counts only if the days rise or fall in it and in no other way that could be meant."""
    texts, order = CASES[name]
    assert order_of(pl.Series(texts, dtype=pl.String)) == order


def test_columns_that_contradict_each_other_decide_nothing() -> None:
    """Two columns of one file have one order."""
    day, month = ["03/01/2024", "01/02/2024", "02/03/2024"], ["04/01/2024", "03/09/2024", "03/02/2024"]
    assert order_of(pl.Series(day), pl.Series(day)) == "day"
    assert order_of(pl.Series(day), pl.Series(month)) is None
