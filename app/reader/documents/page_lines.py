"""The visible text of a page as lines, from its words and breaks in the order of the page."""

import re
from collections.abc import Iterable

# They stand for line breaks until the spaces around them are gone, and cannot be in the text by then: those of the
# page, and those within a cell of a table, after which the line of the whole page goes on.
BREAK, CELL_BREAK = "\v", "\x1f"
SPACE = re.compile(r"[ \t\n\f]+")
_SPACES, _AROUND_TAB = re.compile(" +"), re.compile(" ?\t ?")


def lines_of(words: Iterable[tuple[int, str]], *, broken_cells: bool) -> list[tuple[int, str]]:
    """The lines of the page that are not blank, with the physical line each begins in. ``words`` have the line that
    they begin in; they are texts, tabs between cells, and breaks. With ``broken_cells`` a break within a cell breaks
    the line, else it is a space."""
    lines: list[tuple[int, str]] = []
    line, parts = 0, []
    for number, word in [*words, (0, BREAK)]:
        if word != BREAK:
            line = line or number
            parts.append(word if word in ("\t", " ") else SPACE.sub(" ", word))
            continue
        text = "".join(parts)
        texts = _cell_lines(text) if broken_cells else [_joined(text.replace(CELL_BREAK, " "))]
        lines += [(line, text) for text in texts if text]
        line, parts = 0, []
    return lines


def _cell_lines(text: str) -> list[str]:
    """The lines into which the cells of a table row divide it; a break at the start or end of a cell divides nothing. A
    row with a divided cell is layout, so its cells also separate lines, except where a value of a table of three
    columns is wrapped."""
    cells = [list(filter(None, map(_joined, cell.split(CELL_BREAK)))) for cell in text.split("\t")]
    filled = [cell for cell in cells if cell]
    longest = max(map(len, filled), default=0)
    if longest < 2 or (len(filled) > 2 and longest == 2):
        return [_joined("\t".join(map(" ".join, cells)))]
    return [line for cell in filled for line in cell]


def _joined(text: str) -> str:
    """A line without the spaces at its ends, around its tabs, and beside other spaces."""
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return (_AROUND_TAB.sub("\t", text) if "\t" in text else text).strip(" \t")
