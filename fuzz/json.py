"""JSON documents, lines of JSON and scripts."""

from fuzz._read import read, seeds

SEEDS = [*seeds(".json", ".js"), b'{"a": [{"b": {"c": 1}}, {"b": null}]}', b'{"a":1}\n{"a":2}\n', b"[1e999, NaN]"]


def fuzz_one(data: bytes) -> None:
    """The bytes as a JSON document."""
    read(data, "file.json")
