"""PDF files for tests, set by Typst: words at the places that the test names, with thin lines between them."""

import json
from collections.abc import Sequence
from typing import NamedTuple

import noto_cjk_sans_jp_regular
import typst

_SOURCE = """
#let pages = json(bytes(sys.inputs.pages))
#set document(title: "synthetic", date: none)
#set text(font: "Noto Sans CJK JP", size: 8pt, cjk-latin-spacing: none, top-edge: "baseline", bottom-edge: "baseline")
#for (number, one) in pages.enumerate() {
  page(width: one.width * 1pt, height: one.height * 1pt, margin: 0pt, context {
    for word in one.words {
      let set-word = text(size: word.size * 1pt, word.text)
      let begin = if word.right { word.x * 1pt - measure(set-word).width } else { word.x * 1pt }
      place(top + left, dx: begin, dy: word.y * 1pt, set-word)
    }
    for rule in one.rules {
      let (x, y, to-x, to-y) = rule.map(n => n * 1pt)
      place(top + left, line(start: (x, y), end: (to-x, to-y), stroke: 0.5pt))
    }
  })
}
"""

_FONTS = typst.Fonts(False, False, [str(noto_cjk_sans_jp_regular.FONT_PATH.parent)])


class Word(NamedTuple):
    """A text whose baseline begins (or ends, where ``right``) at a place, in points from the top left corner."""

    x: float
    y: float
    text: str
    right: bool = False
    size: float = 8


class Page(NamedTuple):
    """One page of A4 paper; ``rules`` are lines from one place to another."""

    words: Sequence[Word]
    rules: Sequence[tuple[float, float, float, float]] = ()
    width: float = 595
    height: float = 842


def pdf(*pages: Page) -> bytes:
    """The file."""
    described = [{**page._asdict(), "words": [word._asdict() for word in page.words]} for page in pages]
    made: bytes = typst.compile(
        _SOURCE.encode(), sys_inputs={"pages": json.dumps(described)}, font_paths=_FONTS, ignore_system_fonts=True
    )
    return made


Columns = Sequence[tuple[float, bool]]  # where each begins, or ends where its cells are set to the right


def table(
    top: float, columns: Columns, rows: Sequence[Sequence[str]], pitch: float = 14, size: float = 8
) -> list[Word]:
    """The cells of rows as words, one row below the other; an empty cell is no word."""
    return [
        Word(x, top + number * pitch, cell, right, size)
        for number, row in enumerate(rows)
        for (x, right), cell in zip(columns, row, strict=True)
        if cell
    ]
