"""A saved page as its elements: a table of which every row is an element or a text, in the order of the page."""

from dataclasses import dataclass, field

from app.reader.documents.hidden import ENDED_BY, WITHOUT_TEXT
from app.reader.documents.text_lines import InMemoryTable
from app.reader.table import Head, Problem

COLUMNS = ("depth", "tag", "id", "class", "href", "label", "data", "text")
TEXT = "#text"
HIDDEN = "#hidden"  # a text that the page does not show
_MOST = 300_000  # rows; a page with more is no list that a shop shows
_DEEPEST = 150  # open elements; browsers stop at a few hundred, and pages of shops are far below either
_NEAR = 64  # open elements among which the one is looked for that an end tag ends
_LONGEST = 2_000  # characters of an attribute
_Attributes = list[tuple[str, str | None]]


@dataclass(slots=True)
class ElementLog:
    """What a page is made of, noted while it is parsed: depth, tag, attributes, text and line."""

    rows: list[tuple[int, str, _Attributes, str, int]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    gap: bool = False  # white space stood before what follows

    def start(self, tag: str, attrs: _Attributes, line: int) -> None:
        """An element begins, and ends those that HTML lets it end."""
        while self.open and tag in ENDED_BY.get(self.open[-1], ()):
            self.open.pop()
        if len(self.rows) <= _MOST:
            self.rows.append((len(self.open), tag, attrs, "", line))
        if tag not in WITHOUT_TEXT and len(self.open) < _DEEPEST:
            self.open.append(tag)

    def end(self, tag: str) -> None:
        """An element ends, and with it all that it holds."""
        for back in range(1, min(_NEAR, len(self.open)) + 1):
            if self.open[-back] == tag:
                del self.open[-back:]
                return

    def text(self, text: str, line: int, hidden: bool) -> None:
        """A text, which the page shows or not."""
        if not text.strip():
            self.gap = True
            return
        if len(self.rows) <= _MOST:
            tag = HIDDEN if hidden else TEXT
            self.rows.append((len(self.open), tag, [], " " + text if self.gap else text, line))
        self.gap = False


def elements_table(path: str, encoding: str, log: ElementLog, problems: tuple[Problem, ...]) -> InMemoryTable | None:
    """The rows as a table of kind ``page``, whose sample holds all of them; None of a page with far too many."""
    if not log.rows or len(log.rows) > _MOST:
        return None
    rows = [_cells(depth, tag, attrs, text) for depth, tag, attrs, text, _ in log.rows]
    head = Head(path, "page", None, encoding, None, COLUMNS, tuple(map(tuple, rows)))
    return InMemoryTable(head, list(COLUMNS), rows, [line for *_, line in log.rows], problems)


def _cells(depth: int, tag: str, attrs: _Attributes, text: str) -> list[str]:
    if not attrs:
        return [str(depth), tag, "", "", "", "", "", text]
    known = {name: (value or "")[:_LONGEST] for name, value in reversed(attrs)}
    label = known.get("aria-label") or known.get("alt") or known.get("title") or ""
    data = "\n".join([f"{name}={value}" for name, value in known.items() if name.startswith("data-")])
    get = known.get
    return [str(depth), tag, get("id", ""), get("class", ""), get("href", ""), label, data, text]
