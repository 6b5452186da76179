"""A total that is printed with its parts is used only where these make it up."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from app.importers import formats
from app.importers.mail import _events
from app.importers.shared.cells.columns import wanted
from app.importers.shared.cells.printed_sums import Sum, differs
from tests.importers.mail.test_saved import page_lines, pasted
from tests.importers.reading import SAMPLES, expected, read, samples, tables_of

MAILS = [path for path in samples() if path.is_relative_to(SAMPLES / "mail")]
CODE = "different-parts"


def sums(path: Path) -> Iterator[Sum]:
    """The sums that a sample prints with parts that can prove them."""
    judged = Mock(side_effect=differs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_events, "differs", judged)
        for table, names in tables_of(path):
            for block in table.blocks(wanted(table.head, formats()[names[0]].columns)) if names else ():
                formats()[names[0]].read(table.head, block)
    every = (call.args[0] for call in judged.call_args_list)
    return (whole for whole in every if {"subtotal"} < {part.kind for part in whole.parts})


SUMMED = [(path, whole) for path in MAILS for whole in sums(path)]


def test_many_samples_print_their_parts() -> None:
    """Of several shops and currencies, so that the tests below say something."""
    assert {whole.currency for _, whole in SUMMED} >= {"JPY", "USD", "GBP"}
    assert len({path for path, _ in SUMMED}) >= 10


@pytest.mark.parametrize(("path", "whole"), SUMMED, ids=lambda value: value.name if isinstance(value, Path) else "")
def test_a_printed_total_is_proved_by_its_parts(path: Path, whole: Sum) -> None:
    """The doubt of a sample is that of its name; and every sum that agrees does not with a total that is larger."""
    assert differs(whole) == ("-different-parts" in path.name or "-of-more" in path.name)
    digit = next(place for place, sign in enumerate(whole.total) if sign.isdigit())
    larger = whole._replace(total=f"{whole.total[:digit]}7{whole.total[digit:]}")
    assert differs(larger)


@pytest.mark.parametrize("path", [path for path, whole in SUMMED if path.suffix == ".html"], ids=lambda path: path.name)
def test_an_amount_in_doubt_is_no_number(path: Path) -> None:
    """Only the events of such a mail lack their amount, and the doubt names the mail."""
    result = read(path)
    rows = [row for table in result["events"].values() for row in table]
    amounts = [row.get("total_minor", row.get("amount_minor")) for row in rows]
    if any(problem["code"] == CODE for problem in result["problems"]):
        assert amounts == [None] * len(rows)
    else:
        assert any(amounts)
    assert expected(path).exists()


def test_a_subtotal_alone_proves_nothing() -> None:
    """What else is paid may not be printed."""
    lines = page_lines(SAMPLES / "mail" / "pasted" / "apple-2025.html")
    place = lines.index("Tax")
    result = formats()["mail.pasted"].read(*pasted(lines[:place] + lines[place + 2 :]))
    assert not result.problems
    assert result.tables["orders"]["total_minor"].to_list() == [3_989]
