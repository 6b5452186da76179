"""Mails are laid out with tables: a cell may hold one value, or every line of the mail."""

import pytest

from app.importers.mail import notices
from app.importers.mail._layouts import by_sender
from app.reader.table import Block, Head
from tests.importers.reading import block_of

LINES = (
    "Order #",
    "112-1111111-0000101",
    "Quantity: 1",
    "Subtotal: $20.00",
    "Order Total: $21.00",
)
HEAD = (
    "From: Amazon.com <auto-confirm@amazon.com>\r\nTo: erika@example.invalid\r\n"
    'Subject: Your Amazon.com order of "Sample Kettle"\r\nDate: Sun, 03 May 2026 10:15:20 +0000\r\n'
    "Message-ID: <1@example.invalid>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
)
WAYS = {
    "br": "<br>".join(LINES),
    "br in front": "".join(f"<br/>\n{line}" for line in LINES),
    "p": "".join(f"<p>{line}</p>" for line in LINES),
    "div": "".join(f"<div><span>{line}</span></div>" for line in LINES),
    "li": "<ul>" + "".join(f"<li>{line}" for line in LINES) + "</ul>",
    "headings": "".join(f"<h3>{line}</h3>" for line in LINES),
    "row": "".join(f"<table><tr><td>{line}</td></tr></table>" for line in LINES),
    "value beside label": "".join(
        f"<table><tr><td><p>{label}</p></td><td><p>{value}</p></td></tr></table>"
        for label, value in [LINES[:2], *(tuple(line.split(": ")) for line in LINES[2:])]
    ),
}


def message(body: str) -> tuple[Head, Block]:
    """A mail with this page as its body."""
    head, block = block_of({"source": [HEAD + f"<html><body>{body}</body></html>"]})
    return head, block


@pytest.mark.parametrize(
    "around", ["{}", "<table><tr><td>{}</td></tr></table>", "<table><tr><td>Hello</td><td>{}</td></tr></table>"]
)
@pytest.mark.parametrize("way", WAYS)
def test_a_cell_keeps_its_lines(way: str, around: str) -> None:
    """However the lines are parted, within a cell or outside of any, the order has its number and its total."""
    assert "auto-confirm@amazon.com" in by_sender()
    found = notices.read(*message(around.format(WAYS[way])))
    assert [problem.code for problem in found.problems] == []
    rows = found.tables["orders"].select("order_id", "total_minor", "currency").rows()
    assert rows == [("112-1111111-0000101", 2_100, "USD")]
