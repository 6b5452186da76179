"""Plain YAML data becomes typed content, or one sentence that says which key of which file is wrong.

``build(Step, data, "steps/shop/password.yaml")`` follows the annotations of the dataclass: unknown and missing keys,
wrong types and words that are not in a ``Literal`` are errors. A field ``from_`` is the key ``from``.
"""

import dataclasses
import re
import types
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

T = TypeVar("T")

Sentence = NewType("Sentence", str)  # a message key: whole English sentences, translated where they are shown
Link = NewType("Link", str)  # https only
Days = NewType("Days", int)  # written as an ISO 8601 period, `P90D`
Named = Mapping[str, str]  # a proper name by language; `en` is there for every language that has none of its own


class ContentError(ValueError):
    """A content file that does not keep to the schema. The text names the file and the key."""


def read(file: Path) -> Any:
    """The data of one YAML file. ``ContentError`` when it is not YAML or names a key twice."""
    data = file.read_bytes()
    # libyaml is about ten times as fast; where it is not built in, the pure Python loader gives the same.
    loader = yaml.CSafeLoader(data) if yaml.__with_libyaml__ else yaml.SafeLoader(data)
    try:
        node = loader.get_single_node()
        _no_doubles(node)
        return loader.construct_document(node) if node else None
    except (yaml.YAMLError, ContentError) as error:
        raise ContentError(f"{file.name}: {error}") from error
    finally:
        loader.dispose()


def _no_doubles(node: Any) -> None:
    """YAML lets the second of two equal keys win in silence; here that is an error."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        if len(set(keys)) < len(keys):
            raise ContentError(f"a key stands twice in the lines from {node.start_mark.line + 1} on")
        for _, value in node.value:
            _no_doubles(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _no_doubles(value)


def build(kind: type[T], data: Any, at: str, **fixed: Any) -> T:
    """``data`` as the dataclass ``kind``; ``given`` are fields that the file does not say itself (its id)."""
    if not isinstance(data, Mapping):
        raise ContentError(f"{at}: keys and values are expected")
    cls: Any = kind
    hints, required = _fields(cls)
    values = dict(fixed)
    for key, value in data.items():
        name = f"{key}_" if f"{key}_" in hints else key
        if name not in hints or name in fixed:
            raise ContentError(f"{at}: unknown key {key!r}")
        values[name] = _value(hints[name], value, f"{at}: {key}")
    missing = [name.rstrip("_") for name in required if name not in values]
    if missing:
        raise ContentError(f"{at}: missing key {missing[0]!r}")
    try:
        return kind(**values)
    except ContentError as error:
        raise ContentError(f"{at}: {error}") from error


@cache
def _fields(kind: type) -> tuple[dict[str, Any], list[str]]:
    """Field name → annotation, and the names that have no default."""
    hints = get_type_hints(kind)
    absent = dataclasses.MISSING
    fields: Any = dataclasses.fields(kind)
    required = [f.name for f in fields if f.default is absent and f.default_factory is absent]
    return {f.name: hints[f.name] for f in fields}, required


def _value(hint: Any, value: Any, at: str) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        return _value(next(choice for choice in get_args(hint) if choice is not type(None)), value, at)
    if get_origin(hint) is Literal:
        if value not in get_args(hint) or isinstance(value, bool):
            raise ContentError(f"{at}: {value!r} is none of {', '.join(map(str, get_args(hint)))}")
        return value
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise ContentError(f"{at}: a list is expected")
        return tuple(_value(get_args(hint)[0], item, f"{at}[{place}]") for place, item in enumerate(value))
    if get_origin(hint) is not None:
        return _mapping(get_args(hint)[1], value, at)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return build(hint, value, at)
    return _plain(hint, value, at)


def _mapping(hint: Any, value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ContentError(f"{at}: keys and values are expected")
    return {key: _value(hint, item, f"{at}: {key}") for key, item in value.items()}


def _plain(hint: Any, value: Any, at: str) -> Any:
    if hint is Days:
        days = re.fullmatch(r"P([1-9]\d*)D", value) if isinstance(value, str) else None
        if not days:
            raise ContentError(f"{at}: a period such as P90D is expected")
        return int(days[1])
    kind = getattr(hint, "__supertype__", hint)
    if type(value) is not kind:  # not isinstance: `true` is no number, a time is no day
        raise ContentError(f"{at}: {'a day' if kind is date else kind.__name__} is expected, not {value!r}")
    if kind is str and (not value.strip() or value != value.strip()):
        raise ContentError(f"{at}: the text is empty or has spaces around it")
    if hint is Link and not re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", value):
        raise ContentError(f"{at}: {value!r} is no https address")
    return value
