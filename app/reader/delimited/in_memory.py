"""The rows of a delimited text that is in memory, by the careful reader alone."""

from app.reader.content import Content
from app.reader.delimited import careful
from app.reader.delimited.beginning import SAMPLE, begin
from app.reader.detect.recoder import Recoder


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of the first table, header first; empty when there is no text.

    A header of several rows is joined, cell by cell. Short rows stay short.
    """
    content = Content(lambda: iter([data]), len(data))
    whole = b"".join(Recoder(content.encoding()).recode([data]))
    text = whole.decode()
    if not text.strip():
        return []
    top = begin(_sample(whole), final=len(whole) < SAMPLE)
    below = careful.read(text[top.used :], top.dialect, top.used_lines + 1)
    header = [" ".join(cells) for cells in zip(*top.headers, strict=True)]
    return [header, *below.cells]


def _sample(whole: bytes) -> str:
    """The same sample that would be taken from a text that is read in blocks."""
    if len(whole) < SAMPLE:
        return whole.decode()
    from app.reader.delimited.cutter import (
        Cutter,  # It needs numpy, which takes longer to load than most texts to read.
    )

    piece = Cutter(iter([whole]), SAMPLE).next()
    assert piece is not None
    return piece[0].decode()
