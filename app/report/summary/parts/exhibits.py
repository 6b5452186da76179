"""The table of evidence, as a part of the summary."""

from collections.abc import Iterator

from app.report.summary.block import Block, Caps, Rows, capped, heading, note, table
from app.report.summary.model import Summary
from app.report.summary.person import Kept


def blocks(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The table of evidence, under the numbers of the letters."""
    if not summary.kept:
        return
    yield heading("kept", lang)
    yield note("kept", lang, "note")
    files, more = capped(summary.kept, caps.files, "more_files", lang)
    rows: Rows = [
        [
            exhibit.exhibit,
            _named(exhibit),
            exhibit.bytes or None,
            _got(exhibit) or None,
            exhibit.when or None,
            _belongs(exhibit) or None,
        ]
        for exhibit in files
    ]
    columns = {"exhibit": 0.9, "file": 3.4, "bytes": 1, "acquired": 1.7, "kept_at": 1.5, "about_exhibit": 1.9}
    yield table(lang, columns, rows)
    yield from more


def _named(exhibit: Kept) -> str:
    return f"{exhibit.name}\nSHA-256 {exhibit.sha256}" if exhibit.sha256 else exhibit.name


def _got(exhibit: Kept) -> str:
    """How and when a file was acquired, as far as the person said."""
    return "\n".join(filter(None, (exhibit.how_name, exhibit.acquired)))


def _belongs(exhibit: Kept) -> str:
    """The step of a file, its shop, card or finding, its service and its note."""
    return "\n".join(filter(None, (exhibit.title, exhibit.about, exhibit.service, exhibit.note)))
