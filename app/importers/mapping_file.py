"""A YAML file with the mappings of tables that no format recognises, for the command line."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.i18n import N_
from app.importers import mapping
from app.importers.mapping import ColumnMap, header_id
from app.reader.columns import unique

MAPPING_SENTENCES = {
    "yaml": N_("The mapping file is not valid YAML."),
    "shape": N_("The mapping file must be a list of entries, each with at least “header”, “rows” and “columns”."),
    "rows": N_("“rows” must be one of {choices}, not “{value}”."),
    "key": N_("Tables of {rows} have no “{value}”. The fields that can be named are {choices}."),
    "column": N_("The header has no column “{value}”."),
    "missing": N_("The column for “{value}” is missing; without it tables of {rows} cannot be used."),
    "answer": N_("“{name}” must be one of {choices}, not “{value}”."),
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
    """Plain maps by header id (see ``app.cases.mappings``), of a YAML list such as::

    - header: [Date, Description, Amount]
      rows: payments
      columns: {date: Date, merchant: Description, amount: Amount}
      order: month
      currency: USD
      sign: out
    """
    return dict(_entry(one) for one in _entries(text))


def mapping_headers(text: str) -> dict[str, list[str]]:
    """The headers in a text that ``parse_mappings`` takes, by their ids."""
    found = [[str(cell) for cell in one["header"]] for one in _entries(text)]
    return {header_id(header): header for header in found}


def _entries(text: str) -> list[Any]:
    import yaml  # here, because most runs have no mapping file

    try:
        given: Any = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506, BaseLoader makes nothing but text
    except yaml.YAMLError:
        raise MappingError("yaml") from None
    if not isinstance(given, list):
        raise MappingError("shape")
    return given


def _entry(one: Any) -> tuple[str, mapping.StoredMap]:
    shape = isinstance(one, dict) and isinstance(one.get("header"), list) and isinstance(one.get("columns"), dict)
    if not shape or not isinstance(one.get("rows"), str):
        raise MappingError("shape")
    header, rows = [str(cell) for cell in one["header"]], one["rows"]
    if rows not in mapping.KEYS:
        raise MappingError("rows", value=rows, choices=list(mapping.KEYS))
    columns = {key: _place(rows, key, str(name), header) for key, name in one["columns"].items()}
    for key in mapping.REQUIRED[rows]:
        if key not in columns:
            raise MappingError("missing", value=key, rows=rows)
    answers = {name: str(one.get(name, "")) for name in _ANSWERS}
    for name, answer in answers.items():
        if answer and answer not in _ANSWERS[name]:
            raise MappingError("answer", name=name, value=answer, choices=list(_ANSWERS[name]))
    headless, service = one.get("headless") == "true", str(one.get("service", "")).lower()
    return header_id(header), ColumnMap(rows, columns, headless=headless, service=service, **answers).dump()


def _place(rows: str, key: str, name: str, header: Sequence[str]) -> int:
    if key not in mapping.KEYS[rows]:
        raise MappingError("key", value=key, rows=rows, choices=list(mapping.KEYS[rows]))
    names = unique(header)
    if name not in names:
        raise MappingError("column", value=name)
    return names.index(name)
