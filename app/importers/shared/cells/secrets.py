"""Cells that must not be shown or stored: card numbers, secrets of devices, mail addresses."""

import re
from collections.abc import Collection, Mapping

import polars as pl

from app.importers.shared.cells.columns import fold, folded

HIDDEN = "…"
_ADDRESS = re.compile(r"\s*([^\s@])[^\s@]*(@[^\s@]+)\s*")
_NUMBER = re.compile(r"[\d*Xx•\s-]*(\d{4})\s*")


def masked(cell: str) -> str:
    """`…1234` for a number, `t…@example.com` for a mail address; any other text is hidden completely."""
    if not cell.strip():
        return cell
    if match := _ADDRESS.fullmatch(cell):
        return match[1] + HIDDEN + match[2]
    match = _NUMBER.fullmatch(cell)
    return HIDDEN + match[1] if match else HIDDEN


def without_secrets(fields: Mapping[str, str], secret: Collection[str]) -> dict[str, str]:
    """The cells of a row by column, masked where the column is one of ``secret``."""
    names = folded(secret)
    return {name: masked(cell) if fold(name) in names else cell for name, cell in fields.items()}


def masked_texts(text: pl.Series) -> pl.Series:
    """``masked`` of every cell; a file has few of them."""
    return pl.Series(text.name, [None if cell is None else masked(cell) for cell in text], pl.String)
