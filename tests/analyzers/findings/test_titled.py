"""Findings about one order name what was ordered, where a file gives its title."""

from datetime import timedelta
from typing import Any

import pytest

from analyzers.findings.titled import MAX_TITLES, TITLED_MESSAGE
from tests.analyzers.detector_cases import history, run
from tests.analyzers.event_rows import DAY, order


def expensive(*titles: str | None) -> dict[str, Any]:
    """The values of the finding about one order with these titles, and its message."""
    rows = [order(number, at=DAY + timedelta(days=9 * number), title="Sample tea") for number in range(1, 41)]
    rows += [
        order(50, at=DAY + timedelta(days=400), item_id=str(place), title=title, line=90 + place, payment="代金引換")
        for place, title in enumerate(titles)
    ]
    found = next(one for one in run(history({"orders": rows}))[0] if one.detector == "order.cod_after_abolition")
    return {"message": found.message, **found.values}


@pytest.mark.parametrize(
    ("given", "titles"),
    [
        (("Sample camera",), "Sample camera"),
        (("Sample camera", None, "Sample camera", "Sample lens"), "Sample camera; Sample lens"),
        (tuple(map(str, range(MAX_TITLES + 1))), "0; 1; 2 …"),
    ],
)
def test_titles_of_the_order_follow_the_message(given: tuple[str | None, ...], titles: str) -> None:
    """Each title once, and not more than a few."""
    found = expensive(*given)
    assert (found["message"], found["titles"]) == (TITLED_MESSAGE, titles)


def test_a_file_without_titles_changes_nothing() -> None:
    """The message stays that of the detector."""
    found = expensive(None)
    assert found["message"] != TITLED_MESSAGE
    assert "titles" not in found
