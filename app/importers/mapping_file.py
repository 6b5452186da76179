"""A YAML file with the mappings of tables that no format recognises, for the command line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from analyzers.events.plain_yaml import NotPlainError, compose, plain
from app.i18n import N_
from app.importers import mapping
from app.importers.cell_kinds import column_names
from app.importers.mapping import ColumnMap, header_id
from app.importers.shared.cells.directions import plain_value
from app.reader.columns import unique

MAPPING_SENTENCES = {
    "yaml": N_("The mapping file is not valid YAML (line {line})."),
    "repeated": N_(
        "The mapping file repeats a part with a name (&) by that name (*, line {line}). Write the part out there."
    ),
    "long": N_("The mapping file is too long (line {line})."),
    "shape": N_("The mapping file must be a list of entries, each with at least “header”, “rows” and “columns”."),
    "rows": N_("“rows” must be one of {choices}, not “{value}”."),
    "key": N_("Tables of {rows} have no “{value}”. The fields that can be named are {choices}."),
    "column": N_("The header has no column “{value}”."),
    "missing": N_("The column for “{value}” is missing; without it tables of {rows} cannot be used."),
    "answer": N_("“{name}” must be one of {choices}, not “{value}”."),
    "parts": N_("“date” must be the name of a column or a list of three: year, month and day."),
    "own": N_(
        "“{value}” does not belong in “columns”. It is an entry beside it: its column, and what its values mean."
    ),
    "meant": N_("“{name}” must have “column” and lists of its values under some of {choices}."),
    "meaning": N_("“{name}” has no “{value}”. Its lists are {choices}."),
    "twice": N_("“{name}” gives the value “{value}” two meanings."),
    "unfit": N_("Tables of {rows} have no “{name}”."),
    "both": N_("Name either “direction” or “amount_in”, not both: each says which amounts came in."),
    "until": N_("“until” must be a day such as 2026-03-31, not “{value}”."),
}
_ANSWERS: Mapping[str, tuple[str, ...]] = {
    "order": mapping.ORDERS,
    "zone": (*mapping.ZONES, mapping.UNKNOWN),
    "currency": (*mapping.CURRENCIES, mapping.UNKNOWN),
    "sign": mapping.SIGNS,
    "account": mapping.ACCOUNTS,
}


class MappingError(ValueError):
    """The mapping file cannot be used. ``message`` is a message key that ``values`` fill."""

    def __init__(self, what: str, **values: Any) -> None:
        super().__init__(what)
        self.message, self.values = MAPPING_SENTENCES[what], values


def parse_mappings(text: str) -> dict[str, mapping.StoredMap]:
    """Plain maps by header id (see ``app.cases.record.mappings``), of a YAML list such as::

    - header: [Date, Description, Amount]
      rows: payments
      columns: {date: Date, merchant: Description, amount: Amount}
      order: month
      currency: USD
      sign: out

    ``date`` may be a list of the columns of year, month and day. ``direction`` (``none``: no column is one) and
    ``status`` have a ``column`` and lists of what its values mean, and ``until`` is the last day of a table whose dates
    have no year.
    """
    return dict(_entry(entry) for entry in _entries(text))


def mapping_headers(text: str) -> dict[str, list[str]]:
    """The headers in a text that ``parse_mappings`` takes, by their ids."""
    headers = [[str(cell) for cell in entry["header"]] for entry in _entries(text)]
    return {header_id(header): header for header in headers}


def _entries(text: str) -> list[Any]:
    try:
        content = plain(compose(text))
    except NotPlainError as error:
        raise MappingError(error.what, line=error.line) from None
    if not isinstance(content, list):
        raise MappingError("shape")
    return content


def _entry(entry: Any) -> tuple[str, mapping.StoredMap]:
    shape = isinstance(entry, dict) and isinstance(entry.get("header"), list) and isinstance(entry.get("columns"), dict)
    if not shape or not isinstance(entry.get("rows"), str):
        raise MappingError("shape")
    header, rows = [str(cell) for cell in entry["header"]], entry["rows"]
    if rows not in mapping.KEYS:
        raise MappingError("rows", value=rows, choices=list(mapping.KEYS))
    columns = _columns(rows, entry["columns"], header)
    meanings = {
        key: dict(_meanings(rows, key, entry[key], columns, header)) for key in mapping.MEANINGS if key in entry
    }
    if {"direction", "amount_in"} <= columns.keys():
        raise MappingError("both")
    for key in mapping.REQUIRED[rows]:
        if key not in columns:
            raise MappingError("missing", value=key, rows=rows)
    answers = {name: str(entry.get(name, "")) for name in _ANSWERS}
    for name, answer in answers.items():
        if answer and answer not in _ANSWERS[name]:
            raise MappingError("answer", name=name, value=answer, choices=list(_ANSWERS[name]))
    column_map = ColumnMap(
        rows,
        columns,
        headless=entry.get("headless") == "true",
        service=str(entry.get("service", "")).lower(),
        meanings={key: words for key, words in meanings.items() if words},
        undirected=entry.get("direction") == mapping.NOWHERE,
        until=_until(entry),
        **answers,
    )
    return header_id(header), column_map.dump()


def _columns(rows: str, named: Mapping[str, Any], header: Sequence[str]) -> dict[str, int]:
    """The places of the columns by their keys. A date in three columns has a place for each of its parts."""
    columns: dict[str, int] = {}
    for key, name in named.items():
        if key in mapping.MEANT.get(rows, ()):
            raise MappingError("own", value=key)
        if key not in _fields(rows):
            raise MappingError("key", value=key, rows=rows, choices=_fields(rows))
        names = name if isinstance(name, list) else [name]
        keys = mapping.DATE_PARTS if key == "date" and len(names) > 1 else (key,)
        if len(keys) != len(names):
            raise MappingError("parts") if key == "date" else MappingError("column", value=", ".join(map(str, names)))
        columns |= {part: _place(str(name), header) for part, name in zip(keys, names, strict=True)}
    return columns


def _fields(rows: str) -> list[str]:
    """What ``columns`` may name."""
    elsewhere = (*mapping.DATE_PARTS[1:], *mapping.MEANT.get(rows, ()))
    return [key for key in mapping.KEYS[rows] if key not in elsewhere]


def _meanings(
    rows: str, key: str, stated: Any, columns: dict[str, int], header: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The values of a column with what they mean; the place of the column goes into ``columns``."""
    if key not in mapping.MEANT.get(rows, ()):
        raise MappingError("unfit", rows=rows, name=key)
    if key == "direction" and stated == mapping.NOWHERE:
        return
    choices = list(mapping.MEANINGS[key])
    if not isinstance(stated, dict) or not isinstance(stated.get("column"), str) or len(stated) < 2:
        raise MappingError("meant", name=key, choices=choices)
    columns[key] = _place(stated["column"], header)
    taken = set[str]()
    for meaning, values in stated.items():
        if meaning == "column":
            continue
        if meaning not in choices:
            raise MappingError("meaning", name=key, value=meaning, choices=choices)
        for value in values if isinstance(values, list) else [values]:
            if plain_value(str(value)) in taken:
                raise MappingError("twice", name=key, value=str(value))
            taken.add(plain_value(str(value)))
            yield str(value), meaning


def _until(entry: Mapping[str, Any]) -> dict[str, str]:
    text = str(entry.get("until", ""))
    if not text:
        return {}
    try:
        return {"": date.fromisoformat(text).isoformat()}
    except ValueError:
        raise MappingError("until", value=text) from None


def _place(name: str, header: Sequence[str]) -> int:
    """The place of a column, of a table without a header also by its number (``#1``)."""
    for names in (unique(header), column_names(header)):
        if name in names:
            return names.index(name)
    raise MappingError("column", value=name)
