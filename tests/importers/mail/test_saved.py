"""A mail that was saved as a page says what the same mail says as pasted text and as a message."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.importers import formats
from app.importers.claimed import lines_of
from app.importers.mail._layouts import layouts
from app.importers.mail._notice import lines_of as notice_lines
from app.reader import members
from app.reader.table import Block, Head
from tests.importers.reading import SAMPLES, block_of, samples

PAGES = [path for path in samples() if path.is_relative_to(SAMPLES / "mail") and path.suffix == ".html"]
SUBJECTS = (
    "Your Amazon.co.uk order",
    "Your order is confirmed",
    "Your receipt from Apple.",
    "Receipt for your payment",
)


def page_lines(path: Path) -> list[str]:
    """The lines of a saved page as its importer sees them."""
    with path.open("rb") as file:
        [member] = members(file.fileno(), path.name)
        table = lines_of(member)
        assert table is not None
        return [text for block in table.blocks() for text in block.frame["text"]]


def pasted(lines: list[str]) -> tuple[Head, Block]:
    """These lines as text."""
    _, block = block_of({"text": list(lines)})
    return Head("pasted.txt", "text", None, "utf-8", None, ("text",), tuple((line,) for line in lines)), block


def received(path: Path, sender: str, subject: str) -> tuple[Head, Block]:
    """The page as the body of a message."""
    top = f"From: {sender}\r\nTo: erika@example.invalid\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
    data = f"{top}Content-Type: text/html; charset=utf-8\r\n\r\n".encode() + path.read_bytes()
    return block_of({"source": [data.decode("latin-1")]})


def events_of(name: str, table: tuple[Head, Block]) -> tuple[list[Any], list[str]]:
    """The events of a table without their lines and origin, and the codes of its problems."""
    result = formats()[name].read(*table)
    tables = {key: frame.drop("line", "mail").to_dicts() for key, frame in result.tables.items() if frame.height}
    return sorted(tables.items()), [problem.code for problem in result.problems]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_it_is_recognised_and_read_as_when_it_is_pasted_or_received(path: Path) -> None:
    """For every sample that is a page, by the only layout that fits its text, and under one of the senders of that."""
    lines = page_lines(path)
    [layout] = {
        layout.senders: layout for layout in layouts() if layout.fits_alone(notice_lines("\n".join(lines)))
    }.values()
    [subject] = [subject for subject in SUBJECTS if layout.particular and layout.subject.search(subject)] or SUBJECTS[
        -1:
    ]
    as_page = events_of("mail.pasted", pasted(lines))
    assert as_page[0]
    assert formats()["mail.pasted"].recognises(pasted(lines)[0])
    assert events_of("mail.notices", received(path, layout.senders[0], subject)) == as_page


def test_no_title_is_a_name_an_address_or_a_street() -> None:
    """Nothing of whom a receipt was billed to stands where an item is expected; all of these people are Erika."""
    assert sum("erika" in path.read_text("utf-8").lower() for path in PAGES) > len(PAGES) / 2
    for path in PAGES:
        lines = page_lines(path)
        for _, rows in events_of("mail.pasted", pasted(lines))[0]:
            texts = [str(value) for row in rows for key, value in row.items() if key in ("title", "merchant")]
            assert not [text for text in texts if re.search(r"erika@|erika example|sample avenue|\bTYPE\b", text, re.I)]
