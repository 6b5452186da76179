"""Rows that make no event of their own, with the reason."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.accounting import SAME_EVENT
from app.importers.shared.cells.columns import Cells, row_problem, row_problems
from app.reader.table import Block, FileProblem

DOUBLE_SENTENCES = {
    "parts": N_(
        "This row is a part of a purchase or payment that begins in another row of this file. The parts were added up."
    ),
    "repeat": N_("This row repeats a payment of another row of this file. It is not counted again."),
    "twice": N_("This row describes the same as another row of this file. It is counted once."),
}
MOVED_SENTENCE = N_(
    "This row moves money between your own accounts or corrects a balance. It is not counted as a payment."
)


def doubles(table: Cells, where: pl.Series, kind: str = "repeat") -> tuple[FileProblem, ...]:
    """One problem for the rows that are left out because another row holds their event."""
    return row_problems(SAME_EVENT, DOUBLE_SENTENCES[kind], table, where)


def parts_of(table: Cells, where: pl.Series, whole: pl.DataFrame) -> tuple[FileProblem, ...]:
    """One problem for the rows ``where``, which were added to events of the rows ``whole`` at other lines."""
    return doubles(table, where & ~table.lines.is_in(whole["line"].implode()), "parts")


def moved_rows(table: Cells, where: pl.Series) -> tuple[FileProblem, ...]:
    """One problem for the rows that move money between the person's own accounts."""
    return row_problems("own-transfer", MOVED_SENTENCE, table, where)


def unexamined(block: Block, why: str) -> Events:
    """No events; all rows are left out, and the sentence ``why`` says why such a file is not examined."""
    return Events(problems=(row_problem("not-examined", why, block.lines),) if len(block.lines) else ())
