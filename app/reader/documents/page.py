"""Saved web pages: every innermost table as rows of cell text, and the visible text as lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.i18n import N_
from app.reader.columns import fit, unique
from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import decoded
from app.reader.documents.elements import ElementLog, elements_table
from app.reader.documents.hidden import Hidden
from app.reader.documents.markup import End, Tag, tokens
from app.reader.documents.page_lines import BREAK, CELL_BREAK, SPACE, lines_of
from app.reader.documents.text_lines import InMemoryTable, text_table
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.table import FileProblem, Head

_HIDDEN = re.compile(r"<!--|<(script|style|template|noscript)(?=[\s/>])|<[!?]", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "template", "noscript")} | {
    "<!--": re.compile("-->"),
    "<!": re.compile(">"),
    "<?": re.compile(">"),
}
_SCRIPT = re.compile(r"<script(?=[\s/>])[^>]{0,2000}>", re.IGNORECASE)
_BREAKS_LISTED = """
    address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section select summary
    table tbody tfoot thead title tr ul
"""
_BREAKS = frozenset(_BREAKS_LISTED.split())
# Fields that only a page to sign in on has; the first of its two steps asks for the name alone.
_SIGN_IN = {("type", "password"), ("id", "ap_email"), ("autocomplete", "username")}
_AROUND_ALL = ("html", "head", "body")
_HIDDEN_ROWS = "hidden-rows"
_MOST_SPAN = 100
_SAMPLE_ROWS = 100


@dataclass(slots=True)
class _Grid:
    """One table while it is being read; ``spans`` are cells that reach down into later rows, by column."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    row: list[str] | None = None
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    spans: dict[int, tuple[int, str]] = field(default_factory=dict)
    nested: bool = False
    hides: bool = False  # the row at hand has text that is not shown


@dataclass(slots=True)
class ParsedPage:
    """A page that was parsed, once for its tables and its text."""

    page: "_Page"
    encoding: Encoding
    problems: tuple[FileProblem, ...]

    @property
    def asks_for_password(self) -> bool:
        """Whether it is a page to sign in on."""
        return self.page.password


def page_tables(path: str, read: ParsedPage, limits: Limits) -> Iterator[InMemoryTable]:
    """Every table that holds no other table, in the order of their ends. ``sheet`` is ``table N``."""
    problems = read.problems
    for number, grid in enumerate(read.page.done, 1):
        width = max(map(len, grid.rows))
        if width > limits.columns:
            raise Refused("too-many-columns", grid.lines[0])
        rows = [fit(row, width)[0] for row in grid.rows]
        header, sample = tuple(rows[0]), tuple(map(tuple, rows[1 : _SAMPLE_ROWS + 1]))
        line, piece = grid.lines[0], not read.page.whole
        head = Head(path, "html", f"table {number}", read.encoding.name, None, header, sample, line, piece=piece)
        yield InMemoryTable(head, unique(header), rows[1:], grid.lines[1:], problems)
        problems = ()  # They belong to the whole page, so one table reports them.


def page_text(path: str, read: ParsedPage, *, broken_cells: bool = False) -> InMemoryTable:
    """The visible text as lines that are not blank; the cells of a table row are in one line, separated by tabs. With
    ``broken_cells`` they keep their line breaks, as in mails, which are laid out with tables; hidden rows are normal
    there, because mails hide a copy of themselves for other screens."""
    problems = tuple(problem for problem in read.problems if not (broken_cells and problem.code == _HIDDEN_ROWS))
    return text_table(path, read.encoding.name, lines_of(read.page.words, broken_cells=broken_cells), problems)


def page_elements(path: str, read: ParsedPage) -> InMemoryTable | None:
    """The elements of a page, for pages that show lists of boxes instead of tables; None for a page with far too many
    elements."""
    return elements_table(path, read.encoding.name, read.page.elements, read.problems)


def read_page(data: bytes, encoding: Encoding, limits: Limits) -> ParsedPage:
    """Parse a page. Raises ``Refused``."""
    text, problems = decoded(data, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    text = text.replace(BREAK, " ").replace(CELL_BREAK, " ")
    page = _Page(limits)
    page.take(_visible(_with_templates(text)))
    if page.hidden_rows:
        message = N_("Table rows that this page hides from its readers and that were left out: {count}.")
        problems += (FileProblem(_HIDDEN_ROWS, message, {"count": page.hidden_rows}),)
    return ParsedPage(page, encoding, problems)


def _with_templates(text: str) -> str:
    """The page, with each script that holds a hidden part of the page turned into a hidden element."""
    parts, place = [], 0
    while match := _SCRIPT.search(text, place):
        end = _ENDS["script"].search(text, match.end())
        if end is None:
            break
        if "text/template" in match[0].lower():
            start = f"<pagepart hidden{match[0][len('<script') :]}"
            parts += [text[place : match.start()], start, text[match.end() : end.start()], "</pagepart>"]
        else:
            parts.append(text[place : end.end()])
        place = end.end()
    return "".join([*parts, text[place:]])


def _visible(text: str) -> str:
    """The page without comments, scripts and styles, with its line feeds kept so that line numbers stay the same. Each
    search only looks forward, and an ending that does not exist is searched for once, so that a page with many openings
    takes no longer than any other. An opening without an end hides nothing."""
    parts: list[str] = []
    endless: set[str] = set()
    place = 0
    while match := _HIDDEN.search(text, place):
        parts.append(text[place : match.start()])
        kind = (match[1] or match[0]).lower()
        end = None if kind in endless else _ENDS[kind].search(text, match.end())
        if end is None:
            endless.add(kind)
        place = end.end() if end else match.end()
        parts.append("\n" * text.count("\n", match.start(), place))
    after = text[place:]
    closed = after.rfind(">") + 1
    return "".join(parts) + after[:closed] + after[closed:].replace("<", "&lt;")


class _Page:
    """Collects grids and lines. A start tag closes the elements that HTML closes before it, so that pages without end
    tags read well."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.line = 0
        self.open: list[_Grid] = []
        self.done: list[_Grid] = []
        self.cells = 0
        self.words: list[tuple[int, str]] = []
        self.elements = ElementLog()
        self.password = False
        self.whole = False
        self.hidden: Hidden | None = None
        self.hidden_rows = 0

    def take(self, text: str) -> None:
        """Reads the page to its end, and closes whatever is still open."""
        for self.line, token in tokens(text):
            if isinstance(token, str):
                self._text(token)
            elif isinstance(token, End):
                self._end(token.name)
            else:
                self._start(token)
                if token.alone:
                    self._end(token.name)
        while self.open:
            self._end_table()

    def _start(self, begun: Tag) -> None:
        tag = begun.name
        self.elements.start(begun, self.line)
        if tag == "input" and not _SIGN_IN.isdisjoint(begun.attributes):
            self.password = True
        self.whole = self.whole or tag in _AROUND_ALL
        if self.hidden and self.hidden.ends_before(tag, len(self.open)):
            self.hidden = None
        if self.hidden is None and begun.hides:
            self.hidden = Hidden(tag, len(self.open))
        grid = self.open[-1] if self.open else None
        if tag in _BREAKS:
            self._break(grid)
        if tag == "table":
            if grid and not self.hidden:
                grid.nested = True
            self.open.append(_Grid())
        elif grid and tag == "tr":
            self._end_row(grid)
            self._begin_row(grid)
        elif grid and tag in ("td", "th"):
            self._end_cell(grid)
            if grid.row is None:
                self._begin_row(grid)
            elif grid.row:
                self.words.append((0, "\t"))
            values = dict(begun.attributes)
            grid.cell, grid.span = [], (_span(values.get("colspan")), _span(values.get("rowspan")))

    def _end(self, tag: str) -> None:
        self.elements.end(tag)
        if self.hidden and self.hidden.ends_with(tag, len(self.open)):
            self.hidden = None
        grid = self.open[-1] if self.open else None
        if tag in _BREAKS:
            self._break(grid)
        if grid and tag == "table":
            self._end_table()
        elif grid and tag == "tr":
            self._end_row(grid)
        elif grid and tag in ("td", "th"):
            self._end_cell(grid)

    def _text(self, data: str) -> None:
        if self.hidden:
            self.elements.text(data, self.line, hidden=True)
            if self.open and data.strip():
                self.open[-1].hides = True
            return
        if self.open and self.open[-1].cell is not None:
            self.open[-1].cell.append(data)
        stripped = data.lstrip(" \t\n\f")
        line = self.line + data.count("\n", 0, len(data) - len(stripped))
        self.words.append((line if stripped else 0, data))
        self.elements.text(data, line, hidden=False)

    def _break(self, grid: _Grid | None) -> None:
        """A line break; inside a table cell the line of the whole page continues, as it does when a page is copied."""
        if grid and grid.cell is not None:
            grid.cell.append(BREAK)
            self.words.append((0, CELL_BREAK))
        else:
            self.words.append((0, BREAK))

    def _begin_row(self, grid: _Grid) -> None:
        grid.row, grid.hides = [], False
        grid.lines.append(self.line)
        self._spread(grid)

    def _end_cell(self, grid: _Grid) -> None:
        if grid.cell is None or grid.row is None:
            return
        text = SPACE.sub(" ", "".join(grid.cell))
        text = "\n".join(filter(None, (line.strip(" ") for line in text.split(BREAK))))
        across, down = grid.span
        for number in range(across):
            cell = "" if number else text
            if down > 1:
                grid.spans[len(grid.row)] = (down - 1, cell)
            grid.row.append(cell)
        grid.cell = None
        self.cells += across
        self._spread(grid)
        if self.cells > self.limits.cells:
            raise Refused("too-many-cells", self.line)

    def _spread(self, grid: _Grid) -> None:
        """Adds the cells that reach down from rows above to this row."""
        assert grid.row is not None
        while (span := grid.spans.pop(len(grid.row), None)) is not None:
            left, text = span
            if left > 1:
                grid.spans[len(grid.row)] = (left - 1, text)
            grid.row.append(text)
            self.cells += 1

    def _end_row(self, grid: _Grid) -> None:
        self._end_cell(grid)
        if grid.row is None:
            return
        if any(grid.row):
            grid.rows.append(grid.row)
        else:
            grid.lines.pop()
            self.hidden_rows += grid.hides
        grid.row = None

    def _end_table(self) -> None:
        grid = self.open.pop()
        self._end_row(grid)
        if grid.rows and not grid.nested:
            self.done.append(grid)


def _span(value: str | None) -> int:
    """A stated span; a span that is not a number, or is far too large, counts as 1."""
    number = int(value) if value and value.isascii() and value.isdigit() and len(value) < 4 else 1
    return number if 1 <= number <= _MOST_SPAN else 1
