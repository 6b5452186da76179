"""A saved page as its elements: a table of which every row is an element or a text, in the order of the page."""

from dataclasses import dataclass, field

from app.reader.documents.hidden import ENDED_BY, WITHOUT_TEXT
from app.reader.documents.markup import Tag
from app.reader.documents.text_lines import InMemoryTable
from app.reader.table import FileProblem, Head

COLUMNS = ("depth", "tag", "id", "class", "href", "label", "data", "text")
TEXT = "#text"
HIDDEN = "#hidden"  # a text that the page does not show
_MOST = 300_000  # rows; a page with more is no list that a shop shows
_DEEPEST = 150  # open elements; browsers stop at a few hundred, and pages of shops are far below either
_DEPTHS = tuple(map(str, range(_DEEPEST + 1)))
_NEAR = 64  # open elements among which the one is looked for that an end tag ends


@dataclass(slots=True)
class ElementLog:
    """What a page is made of, noted while it is parsed: the rows of its table, and the line of each."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    gap: bool = False  # white space stood before what follows

    def start(self, tag: Tag, line: int) -> None:
        """Opens an element, and closes those that HTML closes before it."""
        name = tag.name
        while self.open and name in ENDED_BY.get(self.open[-1], ()):
            self.open.pop()
        if len(self.rows) <= _MOST:
            self.rows.append((_DEPTHS[len(self.open)], *tag.cells, ""))
            self.lines.append(line)
        if name not in WITHOUT_TEXT and len(self.open) < _DEEPEST:
            self.open.append(name)

    def end(self, name: str) -> None:
        """Closes an element with everything inside it."""
        if self.open and self.open[-1] == name:
            self.open.pop()
            return
        for back in range(1, min(_NEAR, len(self.open)) + 1):
            if self.open[-back] == name:
                del self.open[-back:]
                return

    def text(self, text: str, line: int, hidden: bool) -> None:
        """Adds a text, which the page shows or hides."""
        if not text.strip():
            self.gap = True
            return
        if len(self.rows) <= _MOST:
            tag = HIDDEN if hidden else TEXT
            self.rows.append((_DEPTHS[len(self.open)], tag, "", "", "", "", "", " " + text if self.gap else text))
            self.lines.append(line)
        self.gap = False


def elements_table(
    path: str, encoding: str, log: ElementLog, problems: tuple[FileProblem, ...]
) -> InMemoryTable | None:
    """The rows as a table of kind ``page``, whose sample holds all rows; None for a page with far too many elements."""
    if not log.rows or len(log.rows) > _MOST:
        return None
    head = Head(path, "page", None, encoding, None, COLUMNS, tuple(log.rows))
    return InMemoryTable(head, list(COLUMNS), log.rows, log.lines, problems)
