"""Plain YAML data becomes typed content, or one sentence for each value that is wrong, with file and line.

``load(Step, file)`` follows the annotations of the dataclass: unknown and missing keys, wrong types and words that are
not in a ``Literal`` are faults. A field ``from_`` is the key ``from``. All faults of a file come together; those of
several files do where ``load_each`` reads them.
"""

import dataclasses
import re
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

T = TypeVar("T")
Way = tuple[str | int, ...]  # the keys and places in lists that lead to a value

Sentence = NewType("Sentence", str)  # a message key: whole English sentences, translated where they are shown
Link = NewType("Link", str)  # https only
Days = NewType("Days", int)  # written as an ISO 8601 period, `P90D`
Named = Mapping[str, str]  # a proper name by language; `en` is there for every language that has none of its own

ROOT = Path(__file__).parent  # where the content files are
TREE = ROOT.parent  # the paths of content files are shown from here
PLAIN_TYPES = {str: "a text", int: "a whole number", bool: "true or false", date: "a day such as 2026-11-24"}


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what is allowed, in words, and where: a file by its path in the tree, and a line from 1 on.
    Without a file for what no file says."""

    what: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.file else self.what


class ContentError(ValueError):
    """Content that does not keep to its schema: one fault or several, one line of text for each. A type of content
    raises it with a sentence alone, which begins with the key where it is about one (``zone: …``)."""

    def __init__(self, *faults: Fault | str) -> None:
        self.faults = tuple(Fault(fault) if isinstance(fault, str) else fault for fault in faults)
        super().__init__("\n".join(map(str, self.faults)))


def load(kind: type[T], file: Path, **outside: Any) -> T:
    """A file as the dataclass ``kind``; ``outside`` are fields that the file does not say itself (its id).
    ``ContentError`` with all faults of the file."""
    node, data = _read(file)
    faults = _Faults(file, node)
    content: T = _build(kind, data, (), faults, outside)
    faults.raise_any()
    return content


def load_entries(kind: type[T], file: Path, prefix: str = "") -> dict[str, T]:
    """The entries of a file by their ids, which are its keys behind the prefix. ``ContentError`` with all faults of the
    file."""
    node, data = _read(file)
    faults = _Faults(file, node)
    entries = {}
    if isinstance(data, Mapping):
        for key, value in data.items():
            entries[f"{prefix}{key}"] = _build(kind, value, (key,), faults, {"id": f"{prefix}{key}"})
    else:
        faults.add((), "keys and values are expected")
    faults.raise_any()
    return entries


def load_each(files: Iterable[Path], read: Callable[[Path], T]) -> list[T]:
    """What ``read`` makes of each file. ``ContentError`` with the faults of all of them."""
    contents: list[T] = []
    faults: list[Fault] = []
    for file in files:
        try:
            contents.append(read(file))
        except ContentError as error:
            faults += error.faults
    if faults:
        raise ContentError(*faults)
    return contents


def fault_in(file: Path, what: str, line: int = 1) -> ContentError:
    """One fault of a file that is found outside of its values."""
    inside = file.is_relative_to(TREE)
    return ContentError(Fault(what, str(file.relative_to(TREE) if inside else file), line))


class _Faults:
    """The faults of one file. Lines are looked up for these alone."""

    def __init__(self, file: Path, node: Any) -> None:
        self._file, self._node = file, node
        self._faults: list[Fault] = []

    def __len__(self) -> int:
        return len(self._faults)

    def add(self, way: Way, what: str) -> Any:
        """A fault of the value to which this way leads. Gives back None, which stands for the value."""
        place = "".join(f"[{part}]" if isinstance(part, int) else f": {part}" for part in way).removeprefix(": ")
        text = f"{place}: {what}" if place else what
        self._faults += fault_in(self._file, text, _line(self._node, way)).faults

    def raise_any(self) -> None:
        """``ContentError`` if there is a fault."""
        if self._faults:
            raise ContentError(*self._faults)


def _line(node: Any, way: Way) -> int:
    """The line of a value, from 1 on; that of its key where it has one."""
    line = node.start_mark.line if node else 0
    for part in way:
        if isinstance(node, yaml.MappingNode):
            key, node = next((pair for pair in node.value if pair[0].value == str(part)), (node, None))
            line = key.start_mark.line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line
    return int(line) + 1


def _read(file: Path) -> tuple[Any, Any]:
    """The nodes of one YAML file, which know their lines, and its data. ``ContentError`` when it is not YAML or names a
    key twice."""
    try:
        loader = _BASE(file.read_bytes())
        node = loader.get_single_node()
        return node, _data(node, loader, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise fault_in(file, f"this cannot be read as YAML: {error.problem}", mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:  # bytes that are no text
        raise fault_in(file, f"this cannot be read as YAML: {' '.join(str(error).split())}") from error


# libyaml is about ten times as fast; where it is not built in, the pure Python loader gives the same.
_BASE: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_TEXT = "tag:yaml.org,2002:str"


def _data(node: Any, loader: Any, file: Path) -> Any:
    """What a node says. ``ContentError`` where a key stands twice: YAML would let the second win in silence."""
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.tag == _TEXT else _plain_data(node, loader)
    if isinstance(node, yaml.SequenceNode):
        return [_data(item, loader, file) for item in node.value]
    if node is None:  # an empty file
        return None
    data: dict[Any, Any] = {}
    names = set()
    for key, value in node.value:
        name = str(key.value)
        if name in names:
            raise fault_in(file, f"the key {name!r} stands twice", key.start_mark.line + 1)
        names.add(name)
        data[name if key.tag == _TEXT else _plain_data(key, loader)] = _data(value, loader, file)
    return data


def _plain_data(node: Any, loader: Any) -> Any:
    """A number, a day, true or false; says the line of a day that the calendar does not have, too."""
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error


def _build(kind: Any, data: Any, way: Way, faults: _Faults, outside: Mapping[str, Any]) -> Any:
    """``data`` as the dataclass; where something is wrong, faults are added and what is given back means nothing."""
    if not isinstance(data, Mapping):
        return faults.add(way, "keys and values are expected")
    before = len(faults)
    hints, required = _fields(kind)
    allowed = {name.rstrip("_"): name for name in hints if name not in outside}
    values = dict(outside)
    for key, value in data.items():
        if key in allowed:
            values[allowed[key]] = _value(hints[allowed[key]], value, (*way, key), faults)
        else:
            faults.add((*way, key), f"unknown key {key!r}, allowed are {', '.join(allowed)}")
    for name in required:
        if name not in values:
            faults.add(way, f"missing key {name.rstrip('_')!r}")
    if len(faults) > before:
        return None
    try:
        return kind(**values)
    except ContentError as error:
        key, colon, what = str(error).partition(": ")
        named = colon and key in data
        return faults.add((*way, key) if named else way, what if named else str(error))


@cache
def _fields(kind: type) -> tuple[dict[str, Any], list[str]]:
    """Field name → annotation, and the names that have no default."""
    hints = get_type_hints(kind)
    absent = dataclasses.MISSING
    fields: Any = dataclasses.fields(kind)
    required = [f.name for f in fields if f.default is absent and f.default_factory is absent]
    return {f.name: hints[f.name] for f in fields}, required


def _value(hint: Any, value: Any, way: Way, faults: _Faults) -> Any:
    return _reader(hint)(value, way, faults)


@cache
def _reader(hint: Any) -> Callable[[Any, Way, _Faults], Any]:
    """What makes a value of this kind of plain data, or adds a fault; looked up once for each kind."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = _reader(next(option for option in get_args(hint) if option is not type(None)))
        return lambda value, way, faults: None if value is None else inner(value, way, faults)
    if get_origin(hint) is Literal:
        return partial(_word, get_args(hint))
    if get_origin(hint) is tuple:
        return partial(_tuple, _reader(get_args(hint)[0]))
    if get_origin(hint) is not None:
        return partial(_mapping, hint)
    if hasattr(hint, "from_text"):
        return partial(_from_text, hint)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return lambda value, way, faults: _build(hint, value, way, faults, {})
    return partial(_plain, hint)


def _word(words: tuple[Any, ...], value: Any, way: Way, faults: _Faults) -> Any:
    if value in words and not isinstance(value, bool):
        return value
    return faults.add(way, f"{value!r} is none of {', '.join(map(str, words))}")


def _tuple(read: Callable[[Any, Way, _Faults], Any], value: Any, way: Way, faults: _Faults) -> Any:
    if not isinstance(value, list):
        return faults.add(way, "a list is expected")
    return tuple(read(item, (*way, place), faults) for place, item in enumerate(value))


def _mapping(hint: Any, value: Any, way: Way, faults: _Faults) -> Any:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        return faults.add(way, "keys and values are expected")
    keys, hint = get_args(hint)
    words = get_args(keys) if get_origin(keys) is Literal else None
    for key in value:
        if words and key not in words:
            faults.add((*way, key), f"{key!r} is none of {', '.join(words)}")
    return {key: _value(hint, item, (*way, key), faults) for key, item in value.items()}


def _from_text(kind: Any, value: Any, way: Way, faults: _Faults) -> Any:
    """A text in a notation of its own, which its type reads."""
    if not isinstance(value, str):
        return faults.add(way, f"{PLAIN_TYPES[str]} is expected, not {value!r}")
    try:
        return kind.from_text(value)
    except ContentError as error:
        return faults.add(way, str(error))


def _plain(hint: Any, value: Any, way: Way, faults: _Faults) -> Any:
    if hint is Days:
        days = re.fullmatch(r"P([1-9]\d*)D", value) if isinstance(value, str) else None
        return int(days[1]) if days else faults.add(way, "a period such as P90D is expected")
    kind = getattr(hint, "__supertype__", hint)
    if type(value) is not kind:  # not isinstance: `true` is no number, a time is no day
        return faults.add(way, f"{PLAIN_TYPES[kind]} is expected, not {value!r}")
    if kind is str and (not value.strip() or value != value.strip()):
        return faults.add(way, "the text is empty or has spaces around it")
    if hint is Link and not re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", value):
        return faults.add(way, f"{value!r} is no https address")
    return value
