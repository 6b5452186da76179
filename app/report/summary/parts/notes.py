"""The person's notes on the steps, as a part of the summary."""

from collections.abc import Iterator

from app.report.summary.block import Block, Caps, Rows, cut, heading, table
from app.report.summary.model import Summary
from app.report.summary.person import Note


def blocks(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The person's notes on the steps."""
    if summary.notes:
        yield heading("notes", lang)
        rows: Rows = [[_step(note), cut(note.text, caps, lang)] for note in summary.notes]
        yield table(lang, {"step": 3.6, "note": 6.4}, rows)


def _step(note: Note) -> str:
    """The step of a note, and its shop, card or finding."""
    return "\n".join(filter(None, (note.title, note.about)))
