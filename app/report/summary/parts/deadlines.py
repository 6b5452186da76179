"""The days by which something must be done, as a part of the summary."""

from collections.abc import Iterator

from app.report.summary.block import Block, Caps, Rows, heading, table
from app.report.summary.model import Summary
from app.report.summary.words import NOTE_LABELS, word


def blocks(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The days by which something must be done, the earliest first."""
    if summary.deadlines:
        yield heading("deadlines", lang)
        passed = word(NOTE_LABELS, "passed", lang)
        texts = [
            (deadline.title, deadline.about, passed if deadline.passed else "", deadline.effect)
            for deadline in summary.deadlines
        ]
        rows: Rows = [
            [deadline.when, "\n".join(filter(None, lines))]
            for deadline, lines in zip(summary.deadlines, texts, strict=True)
        ]
        yield table(lang, {"due": 2.4, "what": 7.6}, rows)
