"""The elements of a saved page, found by selectors as a style sheet has them."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from app.reader.table import Head

_TEXT, _HIDDEN = "#text", "#hidden"
_DEPTH, _TAG, _ID, _CLASS, _HREF, _LABEL, _DATA, _WORDS = range(8)
_ATTRIBUTES = {"id": _ID, "class": _CLASS, "href": _HREF, "label": _LABEL}
_BREAKS_LISTED = (
    "address article aside blockquote body br caption dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section select summary table tbody "
    "td tfoot th thead title tr ul"
)
_BREAKS = frozenset(_BREAKS_LISTED.split())
_WIDE = re.compile(r"[\u2e80-\U0010ffff]")
_TELLING, _MOST_SHOWN = 3, 40  # lines
_STEP = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+|\[[\w-]+(?:\^?=[^\]]*)?\])*)$")
_TEST = re.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:(\^?=)([^\]]*))?\]")


class _Test(NamedTuple):
    """An attribute, how it is compared (`.` a word, `=` all, `^=` its beginning, empty: that it is there), a value."""

    name: str
    way: str
    value: str


class _Step(NamedTuple):
    tag: str
    tests: tuple[_Test, ...]


@lru_cache(maxsize=500)
def _steps(selector: str) -> tuple[_Step, ...]:
    """``ul.list li[data-testid^=item]``: tags, classes, ids and attributes; a space means "somewhere within"."""
    steps = []
    for part in selector.split():
        match = _STEP.match(part)
        if not match:
            raise ValueError(f"not a selector: {selector}")
        steps.append(_Step(match[1] or "", tuple(_test(test) for test in _TEST.finditer(match[2]))))
    return tuple(steps)


def _test(match: re.Match[str]) -> _Test:
    if match[1]:
        return _Test("class" if match[1] == "." else "id", "." if match[1] == "." else "=", match[2])
    return _Test(match[3], match[4] or "", (match[5] or "").strip("\"'"))


@dataclass(slots=True)
class _Rows:
    """The rows of a page below one for the page itself, where the content of each ends, and the places of tags and
    classes. ``named`` are those with an id, ``described`` those with ``data-…`` attributes; the places of their values,
    and of the beginnings of these, are noted when they are first asked for, as are those that fit a step."""

    rows: Sequence[Sequence[str]]
    ends: list[int]
    tags: dict[str, list[int]] = field(default_factory=dict)
    classes: dict[str, list[int]] = field(default_factory=dict)
    named: list[int] = field(default_factory=list)
    described: list[int] = field(default_factory=list)
    values: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    beginnings: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    fitting: dict[_Step, Sequence[int]] = field(default_factory=dict)

    def of(self, step: _Step) -> Sequence[int]:
        """The places of all elements that fit a step."""
        if (places := self.fitting.get(step)) is None:
            places = self.fitting[step] = [row for row in self._candidates(step) if _fits(self.rows[row], step)]
        return places

    def _candidates(self, step: _Step) -> Sequence[int]:
        named = next((test.value for test in step.tests if test.way == "."), None)
        noted = next((test for test in step.tests if test.way != "." and _is_noted(test)), None)
        if noted is not None:
            find = self.with_value if noted.way == "=" else self.beginning_with
            return find(noted.name, noted.value)
        if named is not None:
            return self.classes.get(named, ())
        return self.tags.get(step.tag, ()) if step.tag else range(len(self.rows))

    def with_value(self, name: str, value: str) -> Sequence[int]:
        """The places of elements of which this attribute has exactly this value."""
        return self._values(name).get(value, ())

    def beginning_with(self, name: str, value: str) -> Sequence[int]:
        """The places of elements of which the value of this attribute begins so."""
        if (name, value) not in self.beginnings:
            groups = [places for cell, places in self._values(name).items() if cell.startswith(value)]
            self.beginnings[name, value] = sorted(place for places in groups for place in places)
        return self.beginnings[name, value]

    def _values(self, name: str) -> Mapping[str, Sequence[int]]:
        if name not in self.values:
            places: dict[str, list[int]] = {}
            for place in self.named if name == "id" else self.described:
                row = self.rows[place]
                cell = row[_ID] if name == "id" else name in row[_DATA] and _data(row[_DATA]).get(name)
                if cell:
                    places.setdefault(cell, []).append(place)
            self.values[name] = places
        return self.values[name]


_PAGE = ("-1", "", "", "", "", "", "", "")
_latest: list[tuple[Sequence[Sequence[str]], _Rows]] = []  # Every format asks for the same page in turn.


def _rows(sample: Sequence[Sequence[str]]) -> _Rows:
    if not _latest or _latest[0][0] is not sample:
        _latest[:] = [(sample, _indexed((_PAGE, *sample)))]
    return _latest[0][1]


def _indexed(rows: Sequence[Sequence[str]]) -> _Rows:
    ends, open_ = [len(rows)] * len(rows), list[int]()
    tags, lists = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    named, described = list[int](), list[int]()
    for place, (depth, tag, own, listed, _, _, data, _) in enumerate(rows):
        level = int(depth) + 1  # A row is at most one level below the row before it.
        while len(open_) > level:
            ends[open_.pop()] = place
        open_.append(place)
        tags[tag].append(place)
        if listed:
            lists[listed].append(place)
        if own:
            named.append(place)
        if data:
            described.append(place)
    return _Rows(rows, ends, dict(tags), _by_class(lists), named, described)


def _by_class(lists: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """The places of each class, from those of whole lists of classes, of which a page has few."""
    classes = defaultdict[str, list[int]](list)
    for listed, places in lists.items():
        for name in listed.split():
            classes[name] += places
    return {name: sorted(places) for name, places in classes.items()}


@dataclass(slots=True)
class Element:
    """An element of a page; ``place`` is the number of its row."""

    page: _Rows
    place: int

    def select(self, selector: str) -> list["Element"]:
        """The elements within it that a selector names, in the order of the page."""
        within = [self.place]
        for step in _steps(selector):
            matching, end, places = list[int](), 0, self.page.of(step)
            for place in within:
                if place >= end:  # What is within another of them was looked through with it.
                    end = self.page.ends[place]
                    matching += places[bisect_left(places, place + 1) : bisect_left(places, end)]
            within = matching
        return [Element(self.page, place) for place in within]

    def first(self, selector: str) -> "Element | None":
        """The first of them."""
        return next(iter(self.select(selector)), None)

    def words(self, selector: str) -> str | None:
        """The text of the first of them that has any, in one line."""
        return next((text for element in self.select(selector) if (text := " ".join(element.lines()))), None)

    def attribute(self, name: str) -> str:
        """``id``, ``class``, ``href``, ``label`` (what a screen reader says) or one of ``data-…``; empty without it."""
        row = self.page.rows[self.place]
        if name in _ATTRIBUTES:
            return row[_ATTRIBUTES[name]]
        return _data(row[_DATA]).get(name, "")

    def is_wide(self) -> bool:
        """Whether the page has a character of Japanese or Chinese, or one that becomes such a character in plain
        forms."""
        return bool(_WIDE.search("".join([row[_WORDS] for row in self.page.rows])))

    @property
    def tag(self) -> str:
        """The name of the element."""
        return self.page.rows[self.place][_TAG]

    def around(self) -> Iterator["Element"]:
        """The elements that it is in, from the innermost to the outermost."""
        place, depth = self.place, int(self.page.rows[self.place][_DEPTH])
        while depth > 0:
            place -= 1
            if int(self.page.rows[place][_DEPTH]) < depth and self.page.rows[place][_TAG] not in (_TEXT, _HIDDEN):
                depth = int(self.page.rows[place][_DEPTH])
                yield Element(self.page, place)

    def lines(self, without: Sequence[str] = (), hidden: bool = False) -> list[str]:
        """The text that it shows, line by line, without empty lines. Text in elements of the classes ``without`` is
        left out; with ``hidden``, text that the page does not show is included."""
        return [text for _, text in self.numbered_lines(without, hidden)]

    def numbered_lines(self, without: Sequence[str] = (), hidden: bool = False) -> Iterator[tuple[int, str]]:
        """The same, each line with the number of the row in which it begins."""
        left_out = {
            number
            for name in without
            for place in self.page.classes.get(name, ())
            if self.place < place < self.page.ends[self.place]
            for number in range(place, self.page.ends[place])
        }
        ends, rows = self.page.ends, self.page.rows
        place, parts, blocks = 0, list[str](), list[int]()
        for number in range(self.place, ends[self.place]):
            row = rows[number]
            tag, ended = row[_TAG], False
            while blocks and blocks[-1] <= number:
                blocks.pop()
                ended = True
            if tag in _BREAKS:
                blocks.append(ends[number])
                ended = True
            if ended and parts:
                if text := _line(parts):
                    yield place, text
                parts = []
            if (tag == _TEXT or (hidden and tag == _HIDDEN)) and number not in left_out:
                place = place if parts else number
                parts.append(row[_WORDS])
        if text := _line(parts):
            yield place, text


def _fits(row: Sequence[str], step: _Step) -> bool:
    if row[_TAG] in (_TEXT, _HIDDEN) or (step.tag and row[_TAG] != step.tag):
        return False
    return all(_passes(row, test) for test in step.tests)


def _is_noted(test: _Test) -> bool:
    """Whether the places of the elements that pass a test are noted: only for ``id`` and ``data-…``. A test for
    presence looks up the empty beginning, which every value has."""
    return bool(test.value or not test.way) and (test.name == "id" or test.name.startswith("data-"))


def _passes(row: Sequence[str], test: _Test) -> bool:
    cell = row[_ATTRIBUTES[test.name]] if test.name in _ATTRIBUTES else _data(row[_DATA]).get(test.name)
    if test.way == ".":
        return test.value in (cell or "").split()
    if test.way == "^=":
        return cell is not None and cell.startswith(test.value)
    return bool(cell) if not test.way else cell == test.value


def _data(cell: str) -> Mapping[str, str]:
    return dict(line.partition("=")[::2] for line in cell.split("\n")) if cell else {}


def _line(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


def page(head: Head) -> Element | None:
    """The outermost element of a page; None for tables of other kinds."""
    if head.kind != "page" or not head.sample:
        return None
    return Element(_rows(head.sample), 0)


def element_lines(head: Head, row: int) -> Mapping[str, str]:
    """What the element of a row (from 0) shows, line by line, as cells for a person to see. Of a single text that says
    little, it is the smallest box around it that says more."""
    whole = page(head)
    if whole is None or not 0 <= row < len(head.sample):
        return {}
    place, lines = row + 1, Element(whole.page, row + 1).lines()
    while len(lines) < _TELLING:
        depth = int(whole.page.rows[place][_DEPTH])
        place = next((upper for upper in range(place - 1, 0, -1) if int(whole.page.rows[upper][_DEPTH]) < depth), 0)
        around = Element(whole.page, place).lines() if place else []
        if not around or len(around) > _MOST_SHOWN:
            break
        lines = around
    return {f"#{number}": line for number, line in enumerate(lines[:_MOST_SHOWN], 1)}
