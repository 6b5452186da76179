"""A file that no format knows is offered for mapping or refused with a true reason, never both."""

from itertools import product

import pytest

from app.importers.shared.tables.unclaimed import (
    MAPPABLE_SENTENCE,
    NEITHER_SENTENCE,
    NO_DATES_SENTENCE,
    PAGE_SENTENCE,
    not_recognised,
    offers,
)
from app.reader.table import Head

DAYS = {
    "none": ("", ""),
    "iso": ("2026-05-03", "2026-05-04"),
    "named": ("24 lug 2024. 02:59:45", "22 giu 2024. 19:45:52"),
    "within a text": ("arrives May 3, 2026", "arrives May 4, 2026"),
    "unreadable": ("٣ مايو ٢٠٢٦", "٤ مايو ٢٠٢٦"),
}
AMOUNTS = {"none": ("a", "b"), "amounts": ("1.25", "-3.00")}
KINDS = ("csv", "xlsx", "html", "json", "pdf")


def head(kind: str, days: str, amounts: str) -> Head:
    """A table of two rows."""
    rows = tuple(zip(("x", "y"), DAYS[days], AMOUNTS[amounts], ("Sample A", "Sample B"), strict=True))
    sheet = "Sheet" if kind in ("xlsx", "json") else None
    return Head("f", kind, sheet, "utf-8", ",", ("Code", "When", "Sum", "Text"), rows, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "days", "amounts"), list(product(KINDS, DAYS, AMOUNTS)))
def test_it_is_offered_or_refused(kind: str, days: str, amounts: str) -> None:
    """In every kind of file, with and without columns of days and amounts; what is said of either is true."""
    table = head(kind, days, amounts)
    problem, offered = not_recognised([table]), offers([table], None, ())
    assert bool(offered) == (problem.message == MAPPABLE_SENTENCE) == (days in ("iso", "named", "within a text"))
    if offered:
        assert "When" in str(problem.values["tables"])
    if problem.message in (NO_DATES_SENTENCE, NEITHER_SENTENCE):
        assert (problem.message == NO_DATES_SENTENCE) == (amounts == "amounts")
    assert (problem.message == PAGE_SENTENCE) == (kind == "html" and not offered)


def test_a_table_is_named_by_what_tells_it_from_others() -> None:
    """By the columns of the day, the amount and the text, in their order, and by its sheet."""
    assert not_recognised([head("csv", "iso", "amounts")]).values == {"tables": "When, Sum, Text"}
    assert not_recognised([head("xlsx", "iso", "amounts")]).values == {"tables": "Sheet: When, Sum, Text"}


def test_the_layout_of_a_page_is_not_offered() -> None:
    """A single day in a table of a page is no list."""
    table = Head("m.html", "html", "table 1", "utf-8", None, ("Total", "5"), (("May 3, 2026", "5"),), 1)
    assert offers([table], None, ()) == []
    assert not_recognised([table]).message == PAGE_SENTENCE
