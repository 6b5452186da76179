"""Text tables become events: one file per format, found because it is there.

``app/importers/<source>/<file>.py`` is format ``<source>.<file>``. Such a module has

* ``title``: what the person calls this file (a message key);
* ``recognises(head) -> bool``: is this table of that format? By header set, never by path or file name;
* ``columns``: the names of the columns that ``read`` uses (the others are not even parsed), or None for all;
* ``read(head, block) -> Events``: the events of one block of rows, and its problems;
* ``headless = True`` where such files have no header: what the reader takes for one is a row like the others.

``read`` is a plain function of a block: it keeps nothing between blocks. ``html`` and ``text`` tables are one block.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import polars as pl

from app.reader.table import Head, Problem

LONGEST_NAME = 10_000  # characters


@dataclass(frozen=True, slots=True)
class Events:
    """Event frames by table name, with any of the columns of ``analyzers.events.schemas`` except ``upload``, ``path``
    and ``source``, which are added; ``line`` is required. ``explained`` are the lines of rows that this format is known
    to have beside its records (a preamble, a name, a total): that they are there, and shorter or longer than others,
    is no problem. ``rows`` counts the records where they are not the rows of the block (lines of pasted text).
    """

    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    explained: frozenset[int] = frozenset()
    rows: int | None = None


def visible_problems(events: Events, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems of a block: those of the reader that the importer does not explain, then the importer's own."""
    odd = ("short-row", "long-row", "preamble", "unnamed-cells")
    return (*(p for p in problems if p.code not in odd or p.line not in events.explained), *events.problems)


@cache
def formats() -> dict[str, ModuleType]:
    """Every importer by its format id."""
    found = {}
    for source in iter_modules(__path__):
        if source.ispkg and source.name != "shared":
            package = import_module(f"{__name__}.{source.name}")
            for file in iter_modules(package.__path__):
                if not file.name.startswith("_"):
                    module = import_module(f"{package.__name__}.{file.name}")
                    found[f"{source.name}.{file.name}"] = module
    return found


@cache
def fills() -> dict[str, dict[str, list[str]]]:
    """Which columns of which event tables the files of a format fill."""
    found: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("fills.json").read_text("utf-8"))
    return found


def claims(head: Head) -> list[str]:
    """The formats that recognise this table: no format, one, or (an error that the person sees) several.

    A name as long as a page is no column name; every format would search it, which takes longer than reading it.
    """
    if any(len(name) > LONGEST_NAME for name in head.header):
        return []
    return [name for name, module in formats().items() if module.recognises(head)]
