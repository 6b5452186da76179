"""What differs between two results of one input: data, fields that are new, and texts for people.

The results are those of ``evaluation.golden.outputs``. A text is known by its name; names inside of ``values`` and of
cells of files are data, but for the ``key`` of a sentence that stands among the values. Letters, HTML and what Typst is
given are compared as lines of text.
"""

import gzip
import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

TEXTS = frozenset(
    (
        *("title", "message", "innocent", "reason", "why", "key", "name", "sentence", "sentences", "statement"),
        *("blind_spot", "generated", "when", "basis", "answer", "shop_name", "from_shown", "to_shown", "severity_name"),
        *("kind_name", "state_name", "since_shown", "money_shown", "symptoms", "clear"),
    )
)
# The same for rows of the CSV form, whose columns have other names.
COLUMNS = frozenset(("when", "basis", "what", "severity", "answer", "message", "innocent", "role"))
DATA = frozenset(("values", "fields", "cells", "columns", "entities"))
LINES = frozenset(("letters", "html", "typst"))
NAMING = ("id", "detector", "path", "finding", "episode")  # by which the entries of a list are known again
LONGEST = 2000  # lines that are aligned; longer stretches are paired as they come
Pair = tuple[str, str]
Place = tuple[str, ...]
_TAG = re.compile(r"<[^>]*>")
_INDEX = re.compile(r"\[.*\]")


@dataclass(slots=True)
class Differences:
    """``data`` and ``added`` by their pattern, ``texts`` by before and after: how often, and one example of each."""

    data: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    texts: Counter[Pair] = field(default_factory=Counter)
    places: dict[str | Pair, str] = field(default_factory=dict)
    shown: dict[str, Pair] = field(default_factory=dict)

    def update(self, other: "Differences") -> None:
        """Adds those of another input."""
        self.data += other.data
        self.added += other.added
        self.texts += other.texts
        self.places = other.places | self.places
        self.shown = other.shown | self.shown

    def differs(self, place: Place, before: Any, after: Any) -> None:
        """Notes data that are not the same."""
        self.data[_pattern(place)] += 1
        self.places.setdefault(_pattern(place), "/".join(place))
        self.shown.setdefault(_pattern(place), (_plain(before), _plain(after)))

    def adds(self, place: Place) -> None:
        """Notes a field that was not there before."""
        self.added[_pattern(place)] += 1
        self.places.setdefault(_pattern(place), "/".join(place))

    def says(self, place: Place, before: str, after: str) -> None:
        """Notes a text that is another one; of lines of HTML only what is seen, if that is what differs."""
        seen = html.unescape(_TAG.sub("", before)).strip(), html.unescape(_TAG.sub("", after)).strip()
        pair = seen if "html" in place and seen[0] != seen[1] else (before, after)
        self.texts[pair] += 1
        self.places.setdefault(pair, "/".join(place))


def load(file: Path) -> bytes:
    """The result in a file, as JSON; of one that is not there, an empty object."""
    return gzip.decompress(file.read_bytes()) if file.exists() else b"{}"


def files(before: Path, after: Path) -> Differences:
    """What differs between two result files of the same name."""
    old, new = load(before), load(after)
    found = Differences()
    if old != new:
        _walk(found, json.loads(old), json.loads(new), (before.name.removesuffix(".json.gz"),))
    return found


def _pattern(place: Place) -> str:
    """A place without what differs from input to input: its name, how findings were answered, the language."""
    rest = place[2:] if len(place) > 2 else place[1:]
    rest = rest[1:] if rest and rest[0] in ("ja", "en") else rest
    return "/".join("[]" if _INDEX.fullmatch(one) else one for one in rest)


def _plain(given: Any) -> str:
    return json.dumps(given, ensure_ascii=False, sort_keys=True)


def _walk(found: Differences, old: Any, new: Any, place: Place, inside: bool = False) -> None:
    """Compares two values; ``inside`` of values or cells, where names say nothing."""
    name = place[-1]
    if not inside and name in LINES:
        _lines(found, old, new, place)
    elif isinstance(old, dict) and isinstance(new, dict):
        _objects(found, old, new, place, inside or name in DATA)
    elif _is_text(place, inside) and _textual(old) and _textual(new):
        for before, after in _pairs(_listed(old), _listed(new)):
            found.says(place, before, after)
    elif isinstance(old, list) and isinstance(new, list) and any(isinstance(one, dict) for one in [*old, *new]):
        _lists(found, old, new, place, inside or name in DATA)
    elif type(old) is not type(new) or _plain(old) != _plain(new):
        found.differs(place, old, new)


def _objects(found: Differences, old: dict[str, Any], new: dict[str, Any], place: Place, inside: bool) -> None:
    sentence = {"key", "values"} <= old.keys()
    for name, value in old.items():
        here = (*place, name)
        if name not in new:
            found.differs(here, value, "(missing)")
        else:
            _walk(found, value, new[name], here, inside and not (sentence and name == "key"))
    for name in new.keys() - old.keys():
        found.adds((*place, name))


def _lists(found: Differences, old: list[Any], new: list[Any], place: Place, inside: bool) -> None:
    """Entries by their names where they have any, else by their number."""
    by = next((one for one in NAMING if _names(old, one) and _names(new, one)), None)
    if by is None:
        first, second = dict(enumerate(old)), dict(enumerate(new))
        if len(old) != len(new):
            found.differs((*place, "(number of entries)"), len(old), len(new))
    else:
        first, second = ({one[by]: one for one in some} for some in (old, new))
        if list(first) != list(second):
            gone, fresh = ([one for one in a if one not in b] for a, b in ((first, second), (second, first)))
            found.differs((*place, "(which and in which order)"), gone or "none gone", fresh or "none new")
    for name in first:
        if name in second:
            _walk(found, first[name], second[name], (*place, f"[{name}]"), inside)


def _names(entries: list[Any], name: str) -> bool:
    given = [one.get(name) for one in entries if isinstance(one, dict)]
    return len(given) == len(entries) == len({_plain(one) for one in given}) and None not in given


def _is_text(place: Place, inside: bool) -> bool:
    names = COLUMNS if "csv" in place else TEXTS
    return not inside and (place[-1] in names or place[-2:] == ("csv", "head"))


def _textual(given: Any) -> bool:
    return given is None or isinstance(given, str) or (isinstance(given, list) and all(map(_textual, given)))


def _listed(given: Any) -> list[str]:
    return given if isinstance(given, list) else [given or ""]


def _lines(found: Differences, old: Any, new: Any, place: Place) -> None:
    """Texts as lines; of several texts (letters) each by itself."""
    if place[-1] == "letters":
        for name in old:
            if name in new:
                for before, after in _pairs(old[name], new[name]):
                    found.says((*place, name), before, after)
            else:
                found.differs((*place, name), "a letter", "(missing)")
        for name in new.keys() - old.keys():
            found.adds((*place, name))
        return
    for before, after in _pairs(list(_leaves(old, "")), list(_leaves(new, ""))):
        found.says(place, before, after)


def _leaves(given: Any, name: str) -> Iterator[str]:
    """Every text and number in what is nested, in order; what is no sentence with its name."""
    if isinstance(given, dict):
        for key in given:
            yield from _leaves(given[key], key)
    elif isinstance(given, list):
        for one in given:
            yield from _leaves(one, name)
    else:
        yield given if isinstance(given, str) and name not in ("kind", "tone", "url", "lang") else f"{name}: {given}"


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """The lines that differ, each with the one that took its place, or with nothing."""
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    old, new = old[start:], new[start:]
    end = next((n for n, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), None)
    end = min(len(old), len(new)) if end is None else end
    old, new = old[: len(old) - end], new[: len(new) - end]
    stretches = [(old, new)]
    if len(old) != len(new) and max(len(old), len(new)) < LONGEST:
        codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        stretches = [(old[a:b], new[c:d]) for _, a, b, c, d in codes]
    for some, others in stretches:
        yield from ((a, b) for a, b in zip_longest(some, others, fillvalue="") if a != b)
