"""Layout files written by the program: of a table whose columns a person has named, and of a proposal."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from app.importers.cell_kinds import is_amount, is_day, is_record
from app.importers.layouts.layout import Layout
from app.importers.mapping import CURRENCIES, ZONES, ColumnMap
from app.reader.columns import unique

TITLE = "Name of the bank: transactions"
SEEN = "the file of a user"
_KEYS = {"amount_in": "in"}
_WORDS = """\
# A layout of a statement. Complete the id (two words with a point between them), the title, how the file is called and
# where it was seen; docs/adding.md has the recipe.
"""


def layout_text(layout: Layout) -> str:
    """A layout as the text of its file."""
    import yaml  # here, because only few runs write one

    plain: dict[str, Any] = msgspec.to_builtins(layout)
    plain.pop("country", None)

    class Dumper(yaml.SafeDumper):
        """Quotes texts with hidden characters, so that their numbers can stand in place of them."""

    def text(dumper: Any, content: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", content, '"' if any(map(_hides, content)) else None)

    Dumper.add_representer(str, text)
    options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "default_flow_style": None, "width": 120}
    written: str = yaml.dump(plain, Dumper=Dumper, **options)
    return _WORDS + "".join(f"\\U{ord(sign):08X}" if _hides(sign) else sign for sign in written)


def _hides(sign: str) -> bool:
    """Whether a character is invisible and may change how others look, such as a mark of direction."""
    return sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Co", "Zl", "Zp")


def layout_of_map(
    column_map: ColumnMap, header: Sequence[str], rows: Sequence[Sequence[str]], name: str, day: str
) -> Layout:
    """The layout that reads a table as a mapping of its payments does. ``rows`` are its first rows, ``day`` today."""
    names = unique(header)
    headless = column_map.headless or is_record(header)
    both = "amount_in" in column_map.columns and "direction" not in column_map.columns
    keys = {**_KEYS, "amount": "out"} if both else {}
    columns = {
        keys.get(key, key): f"#{place + 1}" if headless else names[place]
        for key, place in column_map.columns.items()
        if key != "shop" and place < len(names)
    }
    words = {key: _by_meaning(column_map.meanings.get(key, {})) for key in ("direction", "status")}
    return msgspec.convert(
        {
            "id": name,
            "title": TITLE,
            "grade": "A",
            "seen": SEEN,
            "checked": day,
            "columns": columns,
            **_shape(header, rows, headless, day[:4]),
            **({"order": column_map.order} if column_map.order in ("day", "month") else {}),
            **({"zone": column_map.zone} if column_map.zone in ZONES else {}),
            **({"currency": column_map.currency} if column_map.currency in CURRENCIES else {}),
            **({} if both or "direction" in columns else {"sign": column_map.sign or "out"}),
            **{key: values for key, values in words.items() if values and key in columns},
            **({"shop": column_map.service} if column_map.service else {}),
        },
        Layout,
    )


def _by_meaning(meanings: Mapping[str, str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for value, meaning in meanings.items():
        values.setdefault(meaning, []).append(value)
    return values


def _shape(header: Sequence[str], rows: Sequence[Sequence[str]], headless: bool, year: str) -> dict[str, Any]:
    """How the table is recognised: by its names, or by what all its rows hold."""
    if not headless:
        return {"headers": {year: [name for name in header if name.strip()]}}
    columns = list(zip(header, *(row for row in rows if len(row) == len(header)), strict=True))
    return {"cells": [_kind([cell.strip() for cell in cells]) for cells in columns]}


def _kind(cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    empty = "" if len(filled) == len(cells) else "?"
    if not filled:
        return "empty"
    for kind, fits in (("day", is_day), ("currency", CURRENCIES.__contains__), ("amount", is_amount)):
        if all(map(fits, filled)):
            return kind + empty
    return "text" + empty
