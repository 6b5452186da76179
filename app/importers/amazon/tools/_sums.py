"""The last line of azad's files, where the person asked for sums: formulas for a spreadsheet."""

import polars as pl

from app.reader.table import Block


def without_sums(block: Block) -> tuple[Block, frozenset[int]]:
    """The block without such a line, and its number."""
    if not block.frame.width:
        return block, frozenset()
    sums = block.frame.select(pl.any_horizontal(pl.all().str.starts_with("=SUBTOTAL(").fill_null(False))).to_series()
    return Block(block.frame.filter(~sums), block.lines.filter(~sums)), frozenset(block.lines.filter(sums))
