"""JSON Schemas of the public JSON objects, made from their types. ``python -m app.report.schema`` (or ``make schema``)
writes them to ``docs/schema/``."""

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from analyzers.events.stored import StoredValues
from app.report import manifest, present, recognition
from app.report.bundle import present as bundle
from app.report.plans import public
from app.report.present import Check
from app.report.summary import model as summary
from app.report.summary.model import Summary

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What fills the placeholders of a sentence: text, numbers, money, a sentence with its own values, or several of them.
VALUES = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Value"}}
VALUE = {
    "anyOf": [
        {"type": ["string", "number", "boolean"]},
        {"$ref": "#/$defs/Money"},
        {
            "type": "object",
            "properties": {"key": {"type": "string"}, "values": VALUES},
            "required": ["key", "values"],
        },
        {"type": "array", "items": {"$ref": "#/$defs/Value"}},
    ]
}
MONEY = {
    "title": "Money",
    "description": "An amount in whole minor units (yen, cents) of an ISO 4217 currency.",
    "type": "object",
    "properties": {"minor": {"type": "integer"}, "currency": {"type": "string"}},
    "required": ["minor", "currency"],
}
SCHEMAS: dict[str, type[Struct]] = {
    present.SCHEMA: Check,
    recognition.SCHEMA: recognition.RecognitionObject,
    public.SCHEMA: public.Plan,
    summary.SCHEMA: Summary,
    bundle.SCHEMA: bundle.Verified,
    manifest.SCHEMA: manifest.Manifest,
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of one of ``SCHEMAS``."""
    generated = msgspec.json.schema(SCHEMAS[name], schema_hook=_values)
    generated["$defs"] |= {"Money": MONEY, "Value": VALUE}
    generated["$defs"][SCHEMAS[name].__name__]["properties"]["schema"] = {"const": name}
    return {"$schema": DIALECT, "title": name, **generated}


def _values(kind: type) -> dict[str, Any]:
    if kind is not StoredValues:
        raise NotImplementedError(kind)
    return VALUES


def path(name: str) -> Path:
    """The file of a schema: ``mioboe.check/1`` is in ``check-1.json``."""
    return FOLDER / f"{name.removeprefix('mioboe.').replace('/', '-')}.json"


def text(name: str) -> str:
    """The file of a schema."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes every schema."""
    FOLDER.mkdir(exist_ok=True)
    for name in SCHEMAS:
        path(name).write_text(text(name), "utf-8")


if __name__ == "__main__":
    main()
