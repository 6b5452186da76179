"""The blocks that a summary is laid out in, and how much of each kind a form shows.

A block is plain data: ``heading`` (level, text), ``text`` (text, tone ``plain`` | ``strong`` | ``note`` | ``box``),
``link`` (text, url), ``list`` (items), ``facts`` (rows of label and value), ``table`` (head, widths, rows) and
``pairs`` (head, rows: the cells of one evidence row).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, NOTE_LABELS, say, word

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of each kind a form shows before it points to the JSON form; None shows everything."""

    findings: int | None = None
    evidence: int | None = None  # rows of one finding
    rows: int | None = None  # evidence rows in all; each finding shows one at least
    files: int | None = None
    dates: int | None = None
    characters: int | None = None


def heading(name: str, lang: str) -> Block:
    """A heading of the first level, by its name in the words."""
    return {"kind": "heading", "level": 1, "text": word(HEADING_LABELS, name, lang)}


def note(name: str, lang: str, tone: str = "plain") -> Block:
    """A sentence by its name in the words."""
    return {"kind": "text", "tone": tone, "text": word(NOTE_LABELS, name, lang)}


def text(text: str, tone: str = "plain") -> Block:
    """A sentence as it stands."""
    return {"kind": "text", "tone": tone, "text": text}


def table(lang: str, columns: Mapping[str, float], rows: Sequence[Sequence[Any]]) -> Block:
    """Rows under columns named in the words, with their relative widths."""
    head = [word(COLUMN_LABELS, name, lang) for name in columns]
    shown = [[_cell(cell) for cell in row] for row in rows]
    return {"kind": "table", "head": head, "widths": list(columns.values()), "rows": shown}


def _cell(given: Any) -> str:
    if given is None:
        return "–"
    return f"{given:,}" if isinstance(given, int) else str(given)


def capped(rows: Sequence[Any], cap: int | None, more: str, lang: str) -> tuple[Sequence[Any], list[Block]]:
    """The rows to show, and the sentence that counts the others."""
    if cap is None or len(rows) <= cap:
        return rows, []
    return rows[:cap], [text(say(more, lang, count=len(rows) - cap), "note")]


def cut(cell: str, caps: Caps, lang: str) -> str:
    """A cell that is not longer than the form allows; what is missing is counted."""
    if caps.characters is None or len(cell) <= caps.characters:
        return cell
    return say("cut", lang, start=cell[: caps.characters], count=len(cell))
