"""Problems and rows of text in the form in which the reading process sends them."""

import json
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from app.reader.table import Block, FileProblem

LINES_SENT = 3


def plain(problem: FileProblem) -> dict[str, Any]:
    """A problem as data, with the first ``LINES_SENT`` of its lines."""
    alone = [] if problem.line is None else [problem.line]
    counted = problem.values.get("count") if problem.line is None else None
    return {
        "line": problem.line,
        "code": problem.code,
        "message": problem.message,
        "values": problem.values,
        "count": max(problem.count, counted) if isinstance(counted, int) else problem.count,
        "lines": list(problem.lines[:LINES_SENT]) or alone,
    }


def fault(error: Exception) -> FileProblem:
    """A problem that names the exception and its place in our code, without any content of the file."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return FileProblem(
        "failed",
        "This file could not be read because of a fault in this product, not in your file, so nothing of it was used. "
        "Please report this: {fault}.",
        {"fault": f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno}"},
    )


def text_rows(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> bytes:
    """Rows and their lines as JSON."""
    return json.dumps([rows, lines], ensure_ascii=False).encode("utf-8", "replace")


def parts(block: Block, size: int = 20_000) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
    """A block in parts of not more than ``size`` rows, each with its lines."""
    for start in range(0, block.frame.height, size):
        yield block.frame.slice(start, size), block.lines.slice(start, size)
