"""Saved pages: their tables and their words."""

from fuzz._read import read, seeds

SEEDS = [*seeds(".html", ".htm"), b"<table><tr><th>a<td rowspan=2>b<tr><td>c</table>", b"<html><!-- <p>&#x41;&amp"]


def fuzz_one(data: bytes) -> None:
    """The bytes as a saved page."""
    read(data, "file.html")
