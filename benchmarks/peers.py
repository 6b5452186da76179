"""Compares this reader with others on malformed files; each loader is given the file and nothing else."""

import csv
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.messy import MESSES, File, Rows, files

Loader = Callable[[Path], Rows]


def mioboe(path: Path) -> Rows:
    from app.reader import read_rows

    return read_rows(path.read_bytes(), path.name)


def python_csv(path: Path) -> Rows:
    """The standard library with its own guess of the dialect."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            dialect: type[csv.Dialect] = csv.Sniffer().sniff(file.read(20_000))
        except csv.Error:
            dialect = csv.excel
        file.seek(0)
        return list(csv.reader(file, dialect))


def pandas(path: Path) -> Rows:
    """With the delimiter guessed and every cell as text, so that nothing is rewritten."""
    import pandas as pd

    frame = pd.read_csv(path, sep=None, engine="python", dtype=str, keep_default_na=False, header=None)
    return [[str(cell) for cell in row] for row in frame.itertuples(index=False)]


def duckdb(path: Path) -> Rows:
    """Everything detected, every cell as text."""
    import duckdb as duck

    found = duck.sql(f"SELECT * FROM read_csv({str(path)!r}, all_varchar = true)")
    return [list(found.columns), *([cell or "" for cell in row] for row in found.fetchall())]


def clevercsv(path: Path) -> Rows:
    import clevercsv as clever

    return [list(row) for row in clever.read_table(str(path))]


LOADERS: dict[str, Loader] = {
    "Mioboe": mioboe,
    "Python csv with Sniffer": python_csv,
    "pandas, sep=None": pandas,
    "DuckDB, auto": duckdb,
    "CleverCSV": clevercsv,
}


@dataclass
class Score:
    """Of one loader: files read exactly, share of cells at their place, errors, seconds, and what was not exact."""

    exact: int = 0
    cells: float = 0.0
    errors: int = 0
    seconds: float = 0.0
    missed: dict[str, int] = field(default_factory=dict)


def compare() -> tuple[int, dict[str, Score]]:
    """The number of files, and the score of every loader."""
    made = list(files())
    scores = {name: Score() for name in LOADERS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.csv")
        for number, one in enumerate([made[0], *made]):  # the first round only loads what is needed
            path.write_bytes(one.data)
            for name, load in LOADERS.items():
                _take(scores[name], load, path, one) if number else _timed(load, path)
    return len(made), scores


def _timed(load: Loader, path: Path) -> tuple[Rows | None, float]:
    started = time.perf_counter()
    try:
        rows = load(path)
    except Exception:  # whatever a loader raises counts as an error of it
        return None, time.perf_counter() - started
    return rows, time.perf_counter() - started


def _take(score: Score, load: Loader, path: Path, one: File) -> None:
    rows, seconds = _timed(load, path)
    score.seconds += seconds
    score.errors += rows is None
    exact = rows is not None and _trimmed(rows) == _trimmed(one.rows)
    score.exact += exact
    score.missed[one.mess] = score.missed.get(one.mess, 0) + (not exact)
    score.cells += _placed(rows or [], one.rows)


def _trimmed(rows: Rows) -> Rows:
    """Rows without the empty cells at their ends: whether a short row is filled up is a matter of taste."""
    trimmed = []
    for row in rows:
        width = len(row)
        while width and not row[width - 1]:
            width -= 1
        trimmed.append(row[:width])
    return trimmed


def _placed(rows: Rows, truth: Rows) -> float:
    """The share of cells that stand in their row and column."""
    right = sum(a == b for row, true in zip(rows, truth, strict=False) for a, b in zip(row, true, strict=False))
    return right / sum(map(len, truth))


def table() -> list[str]:
    """The lines of the table for the documentation."""
    count, scores = compare()
    base = scores["Python csv with Sniffer"].seconds
    lines = [
        f"{count} files: {len(MESSES)} kinds of mess, each on five invented tables of 60 rows.",
        "",
        "| loader | files exact | cells in place | errors | ms a file | times Python csv |",
        "|---|---|---|---|---|---|",
    ]
    for name, score in scores.items():
        lines.append(
            f"| {name} | {score.exact} ({score.exact / count:.1%}) | {score.cells / count:.2%} | {score.errors} | "
            f"{score.seconds / count * 1000:.1f} | {score.seconds / base:.1f} |"
        )
    lines += ["", "Kinds of mess of which not all files came out exactly:", ""]
    for name, score in scores.items():
        missed = [f"{mess} ({count})" for mess, count in score.missed.items() if count]
        lines.append(f"* {name}: {', '.join(missed) or 'none'}")
    return lines
