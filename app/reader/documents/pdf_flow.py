"""The text of a page in the order in which its file draws it, as copying it would give."""

from collections.abc import Sequence

from app.reader.documents.pdf_words import SAME_LINE, Word, WordLine

_SAME_LEFT = 1.5  # points
_NEXT_LINE = 1.6  # times the size of a letter
_WIDE = 15.0  # sizes of a letter: a narrower line is whole and did not break


def flow(words: Sequence[Word], first: int) -> tuple[WordLine, ...]:
    """The words of a page as lines, numbered from ``first`` on: words that follow each other to the right. A long line
    continues in the next one where the next word had no room left."""
    lines: list[list[Word]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        if last and abs(word.base - last.base) <= SAME_LINE and word.left > last.left:
            lines[-1].append(word)
        else:
            lines.append([word])
    edges: dict[int, float] = {}
    for line in lines:
        edges[round(line[0].left)] = max(edges.get(round(line[0].left), 0.0), line[-1].right)
    whole: list[list[Word]] = []
    begins = 0.0
    for line in lines:
        if whole and _goes_on(begins, whole[-1], line, edges[round(line[0].left)]):
            whole[-1] += line
        else:
            whole.append(line)
            begins = line[0].left
    return tuple(WordLine(number, tuple(line)) for number, line in enumerate(whole, first))


def _goes_on(begins: float, line: Sequence[Word], following: Sequence[Word], edge: float) -> bool:
    """Whether a line that began at ``begins`` continues in the next one, in a box that ends at ``edge``."""
    last, word = line[-1], following[0]
    below = 0 < word.base - last.base <= _NEXT_LINE * last.size and abs(word.left - begins) <= _SAME_LEFT
    alike = abs(word.size - last.size) < 0.5 and last.right - begins >= _WIDE * last.size
    full = last.right + 0.25 * last.size + (word.right - word.left) > edge
    return below and alike and full and not any("\t" in WordLine(0, tuple(words)).text() for words in (line, following))
