"""A report as bytes and back. Everything that a report holds is turned into JSON here and nowhere else."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec

from analyzers.events.facts import Money, Sentence, Value, Values
from app.report.model import SCHEMA, Report, StoredValues

T = TypeVar("T")
VERSION_1 = "mioboe.report/1"
MARKED = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\[[A-Za-z0-9_+/-]+\]$")  # a time with its zone
AS_STORED = "as_stored"  # the code of a reason whose sentence stands among the values


class UnknownReportError(ValueError):
    """The bytes hold no report, or one of a later version."""


def to_json(report: Report) -> bytes:
    """The report as UTF-8. Raises ``UnicodeEncodeError`` for texts that have no UTF-8 (lone surrogates)."""
    return json.dumps(plain(report), ensure_ascii=False, separators=(",", ":")).encode()


def from_json(data: bytes) -> Report:
    """The report of ``to_json``, or of the version before it. Raises ``UnknownReportError`` for anything else."""
    try:
        raw = json.loads(data)
        if raw["schema"] == VERSION_1:
            raw = _from_version_1(raw)
        if raw["schema"] != SCHEMA:
            raise ValueError(f"a report of version {raw['schema']}")
        return typed(raw, Report)
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as error:
        raise UnknownReportError(str(error)) from error


def typed(given: object, kind: type[T]) -> T:
    """Data that JSON knows as a part of a report. Raises ``msgspec.ValidationError`` where it is none."""
    return msgspec.convert(given, kind, dec_hook=_open)


def plain(given: object) -> Any:
    """Any part of a report as data that JSON knows."""
    return msgspec.to_builtins(given)


def stored_values(values: Values, zone: str | None = None) -> StoredValues:
    """The values of a sentence as a report holds them: times as ISO text in UTC with the zone in which they are shown
    (``2026-03-03T09:00:00Z[Asia/Tokyo]``), days as ISO text."""
    mark = f"[{zone}]" if zone and zone != "UTC" else ""
    return StoredValues({name: _stored(value, mark) for name, value in values.items()})


def without_zones(values: Values) -> StoredValues:
    """The values with their times in UTC alone, as the public objects have them."""
    return StoredValues({name: _without_zone(value) for name, value in values.items()})


def _without_zone(value: Value) -> Value:
    if isinstance(value, str):
        return MARKED.sub(r"\1", value)
    if isinstance(value, Sentence):
        return Sentence(value.key, without_zones(value.values))
    if isinstance(value, tuple | list):
        return tuple(_without_zone(one) for one in value)
    return value


def moment(at: datetime | date | None) -> str | None:
    """A time or a day as text."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return at.isoformat() if at else None


def _stored(value: Value, mark: str) -> Value:
    if isinstance(value, date):  # which a datetime is too
        return (moment(value) or "") + (mark if isinstance(value, datetime) else "")
    if isinstance(value, Sentence):
        return Sentence(value.key, StoredValues({name: _stored(one, mark) for name, one in value.values.items()}))
    if isinstance(value, tuple | list):
        return tuple(_stored(one, mark) for one in value)
    return value


def _open(kind: type, given: Any) -> StoredValues:
    """What msgspec asks for where a type is none of its own."""
    if kind is not StoredValues:
        raise NotImplementedError(kind)
    return StoredValues({name: _value(one) for name, one in given.items()})


def _value(given: Any) -> Value:
    """A value as it was before it became JSON."""
    if isinstance(given, Mapping):
        if "minor" in given:
            return Money(given["minor"], given["currency"])
        return Sentence(given["key"], _open(StoredValues, given["values"]))
    if isinstance(given, list):
        return tuple(_value(one) for one in given)
    value: Value = given
    return value


def _from_version_1(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A report as version 0.1 stored it, in the names of today."""
    return {
        **raw,
        "schema": SCHEMA,
        "findings": [
            finding | {"parts": [part["sentence"] | {"share": part["share"]} for part in finding.get("parts", ())]}
            for finding in raw["findings"]
        ],
        # That version kept the sentence of a reason instead of its code.
        "outcomes": [
            {
                **{name: outcome[name] for name in ("detector", "title", "outcome", "get")},
                "code": AS_STORED if outcome["reason"] else None,
                "values": {"reason": {"key": outcome["reason"], "values": outcome["values"]}}
                if outcome["reason"]
                else {},
            }
            for outcome in raw["outcomes"]
        ],
    }
