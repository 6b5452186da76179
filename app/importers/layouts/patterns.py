"""The patterns in layouts. All are searched by Polars, whose patterns know no backtracking: whatever a layout says, the
time for a text grows with its length alone."""

from collections.abc import Iterable, Iterator

import polars as pl
from polars.exceptions import ComputeError

from app.importers.layouts.layout import Layout
from app.importers.shared.statements.meanings import PATTERN

WITH_A_PART = ("date_from", "card_above", "count")  # of what these find, the first part in parentheses is read
_HOLDING_VALUES = ("some", "direction", "status", "own", "records", "sections", "beside", "ends", "cells")


def part(pattern: str, texts: Iterable[str]) -> str:
    """The first part in parentheses, in the first of the texts in which a pattern occurs; else empty."""
    hits = pl.Series(list(texts), dtype=pl.String).str.extract(pattern).drop_nulls()
    return str(hits[0]) if len(hits) else ""


def occurs(pattern: str, texts: Iterable[str]) -> bool:
    """Whether a pattern occurs in some of the texts."""
    return bool(pl.Series(list(texts), dtype=pl.String).str.contains(pattern).any())


def entire(pattern: str) -> str:
    """The pattern of a text of which this pattern fits all."""
    return rf"\A(?:{pattern})\z"


def fault(layout: Layout) -> tuple[str, str, str] | None:
    """The first pattern of a layout that cannot be used: ``pattern`` or ``part`` (it has none in parentheses), the key
    of the file, and the pattern."""
    for key, pattern in _patterns(layout):
        try:
            parts = pl.Series([""]).str.extract_groups(pattern).struct.fields
        except ComputeError:
            return "pattern", key, pattern
        if key in WITH_A_PART and not parts:
            return "part", key, pattern
    return None


def _patterns(layout: Layout) -> Iterator[tuple[str, str]]:
    """All patterns of a layout with the keys of the file."""
    for key in WITH_A_PART:
        if pattern := getattr(layout, key):
            yield key, pattern
    for pattern in layout.anchor.values():
        yield "anchor", pattern
    for key in _HOLDING_VALUES:
        holder = getattr(layout, key)
        for values in holder.values() if isinstance(holder, dict) else [holder]:
            yield from ((key, value[len(PATTERN) :]) for value in values if value.startswith(PATTERN))
