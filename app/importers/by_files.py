"""Files beside the histories of an export, which explain the others or state terms, and hold no history."""

import re
from collections.abc import Sequence

from app.reader.table import Head

LONGEST = 300_000  # bytes
_NAME = re.compile(r"(?:read[ _-]?me|licen[cs]e|copying|notice|terms|お読み|説明)|\.md$", re.IGNORECASE)
_START = re.compile(r"(?:read[ _-]?me|start_here|archive_browser|index)\.html?$", re.IGNORECASE)
_DATA = re.compile(
    r"\d{4}[-/.年] ?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}:\d\d|\d{1,3}(?:\.\d{1,3}){3}"
    r"|[$€£¥￥] ?\d|\d ?[€£円]"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_LITTLE = (
    0.1  # the share of lines with a date, a time, an address or money, below which a text with such a name is none
)
_LONG, _LONG_WIDE = 25, 12  # characters of a line of prose, on average


def is_by_file(path: str, kind: str, size: int, lines: Sequence[str], tables: Sequence[Head]) -> bool:
    """Whether a file that no format claims only accompanies a history: a text with such a name and hardly any data, a
    page from which an export is opened, or, in an archive, a text or PDF file of prose without data.

    ``lines`` are its text and ``tables`` what the reader took for tables.
    """
    name, inside = re.split(r"[/\\]", path)[-1], "!/" in path
    filled = [line.strip() for line in lines if line.strip()]
    if not filled or size > LONGEST:
        return False
    data = sum(bool(_DATA.search(line)) for line in filled) / len(filled)
    if kind == "html":
        return inside and bool(_START.search(name)) and data <= _LITTLE
    if kind == "text" and _NAME.search(name):
        return data <= _LITTLE
    separated = any(
        "\t" in (table.delimiter or "") or len(table.header) > 2 for table in tables if len(table.sample) > 1
    )
    return kind in ("text", "pdf") and inside and not data and not separated and _is_prose(filled)


def _is_prose(lines: Sequence[str]) -> bool:
    wide = any(_WIDE.search(line) for line in lines)
    return sum(map(len, lines)) / len(lines) >= (_LONG_WIDE if wide else _LONG)
