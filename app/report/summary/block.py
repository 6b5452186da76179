"""The blocks that a summary is laid out in, and how much of each kind a form shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from msgspec import Struct

from app.report.drawings.balances import Balance
from app.report.drawings.pictures import Timeline
from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, NOTE_LABELS, say, word

T = TypeVar("T")
Tone = Literal["plain", "strong", "note", "box", "lines", "right", "centre"]
Cell = str | int | None
Rows = Sequence[Sequence[Cell]]


class Heading(Struct, frozen=True, tag="heading", tag_field="kind"):
    """A heading below the title."""

    level: int
    text: str


class Text(Struct, frozen=True, tag="text", tag_field="kind"):
    """A paragraph; with ``lines`` it keeps its line ends."""

    tone: Tone
    text: str


class Link(Struct, frozen=True, tag="link", tag_field="kind"):
    """A paragraph that is a link."""

    text: str
    url: str


class Items(Struct, frozen=True, tag="list", tag_field="kind"):
    """A list without numbers."""

    items: Sequence[str]


class Facts(Struct, frozen=True, tag="facts", tag_field="kind"):
    """Labels with their values."""

    rows: Sequence[tuple[str, str]]


class Table(Struct, frozen=True, tag="table", tag_field="kind"):
    """A table with the relative widths of its columns."""

    head: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]


class Pairs(Struct, frozen=True, tag="pairs", tag_field="kind"):
    """The cells of one evidence row, each beside the name of its column."""

    head: Sequence[str]
    rows: Sequence[tuple[str, str]]


class Break(Struct, frozen=True, tag="break", tag_field="kind"):
    """The end of a page."""


Block = Heading | Text | Link | Items | Facts | Table | Pairs | Break | Timeline | Balance


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of each kind a form shows before it points to the JSON form; None shows everything."""

    findings: int | None = None
    evidence: int | None = None  # rows of one finding
    rows: int | None = None  # evidence rows in all; each finding shows one at least
    files: int | None = None
    dates: int | None = None
    characters: int | None = None


def heading(name: str, lang: str, level: int = 1) -> Heading:
    """The heading with this name in ``words``."""
    return Heading(level, word(HEADING_LABELS, name, lang))


def note(name: str, lang: str, tone: Tone = "plain") -> Text:
    """The sentence with this name in ``words``."""
    return Text(tone, word(NOTE_LABELS, name, lang))


def text(text: str, tone: Tone = "plain") -> Text:
    """A sentence as plain text."""
    return Text(tone, text)


def table(lang: str, columns: Mapping[str, float], rows: Rows) -> Table:
    """Rows under columns named in the words, with their relative widths."""
    head = [word(COLUMN_LABELS, name, lang) for name in columns]
    texts = [[_cell(cell) for cell in row] for row in rows]
    return Table(head, list(columns.values()), texts)


def _cell(content: Cell) -> str:
    if content is None:
        return "–"
    return f"{content:,}" if isinstance(content, int) else str(content)


def capped(rows: Sequence[T], cap: int | None, more: str, lang: str) -> tuple[Sequence[T], list[Text]]:
    """The rows to show, and the sentence that counts the rest."""
    if cap is None or len(rows) <= cap:
        return rows, []
    return rows[:cap], [text(say(more, lang, count=len(rows) - cap), "note")]


def cut(cell: str, caps: Caps, lang: str) -> str:
    """A cell, cut to the length that the form allows; the number of missing characters is stated."""
    if caps.characters is None or len(cell) <= caps.characters:
        return cell
    return say("cut", lang, start=cell[: caps.characters], count=len(cell))
