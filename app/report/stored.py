"""A report as bytes and back. Everything that a report holds is turned into JSON here and nowhere else."""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from analyzers.events.marks import Money, Sentence, Value, Values
from analyzers.events.stored import StoredValues
from analyzers.findings.finding import Place
from app.report.model import SCHEMA, Report

T = TypeVar("T")
EARLIER = ("mioboe.report/1", "mioboe.report/2", "mioboe.report/3")
MARKED = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\[[A-Za-z0-9_+/-]+\]$")  # a time with its zone


class UnknownReportError(ValueError):
    """The bytes hold no report, or one of another version."""


class OutdatedReportError(UnknownReportError):
    """The bytes hold a report of an earlier version, which must be made again from the stored events."""


def to_json(report: Report) -> bytes:
    """The report as UTF-8. Raises ``UnicodeEncodeError`` for texts that have no UTF-8 (lone surrogates)."""
    return json.dumps(plain(report), ensure_ascii=False, separators=(",", ":")).encode()


def from_json(data: bytes) -> Report:
    """The report of ``to_json``. Raises ``OutdatedReportError`` for one of an earlier version, ``UnknownReportError``
    for anything else."""
    try:
        raw = json.loads(data)
        if raw["schema"] in EARLIER:
            raise OutdatedReportError(raw["schema"])
        if raw["schema"] != SCHEMA:
            raise UnknownReportError(f"a report of version {raw['schema']}")
        return typed(raw, Report)
    except UnknownReportError:
        raise
    except (KeyError, TypeError, ValueError) as error:  # msgspec's own are among them
        raise UnknownReportError(str(error)) from error


def cells_in(data: bytes) -> dict[Place, dict[str, str | None]]:
    """The original cells of the rows that findings cite, by place, from a report of this or an earlier version; empty
    for other bytes."""
    try:
        rows = [row for finding in json.loads(data)["findings"] for row in finding["evidence"]]
        return {(row["path"], row["line"], row.get("record")): row["fields"] for row in rows if row["fields"]}
    except (KeyError, TypeError, ValueError):
        return {}


def triggers_in(data: bytes) -> dict[str, list[str]]:
    """The ids of the events of each finding, by its id, from a report of this or an earlier version; empty for other
    bytes."""
    try:
        return {finding["id"]: list(finding["triggers"]) for finding in json.loads(data)["findings"]}
    except (KeyError, TypeError, ValueError):
        return {}


def typed(data: object, kind: type[T]) -> T:
    """A part of a report from plain JSON data. Raises ``msgspec.ValidationError`` where the data is not of this
    type."""
    return msgspec.convert(data, kind, dec_hook=_open)


def plain(part: object) -> Any:
    """Any part of a report as plain JSON data."""
    return msgspec.to_builtins(part)


def without_zones(values: Values) -> StoredValues:
    """The values with their times in UTC only, as in the public objects."""
    return StoredValues({name: _without_zone(value) for name, value in values.items()})


def _without_zone(value: Value) -> Value:
    if isinstance(value, str):
        return MARKED.sub(r"\1", value)
    if isinstance(value, Sentence):
        return Sentence(value.key, without_zones(value.values))
    if isinstance(value, tuple | list):
        return tuple(_without_zone(part) for part in value)
    return value


def _open(kind: type, data: Any) -> StoredValues:
    """The hook that msgspec calls for types that it does not know."""
    if kind is not StoredValues:
        raise NotImplementedError(kind)
    return StoredValues({name: _value(item) for name, item in data.items()})


def _value(data: Any) -> Value:
    """A value from its JSON form."""
    if isinstance(data, Mapping):
        if "minor" in data:
            return Money(data["minor"], data["currency"])
        return Sentence(data["key"], _open(StoredValues, data["values"]))
    if isinstance(data, list):
        return tuple(_value(item) for item in data)
    value: Value = data
    return value
