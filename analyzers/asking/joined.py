"""Bundles that grew after they were answered: the answer stays with the things that it was given about, and the new
things become a separate question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import polars as pl

from analyzers.asking.questions import NAMED, number_of
from analyzers.asking.things import Things
from analyzers.book.entries import Units
from analyzers.events.answers import AnswerOf

Members = Sequence[tuple[int, str]]  # the units of a thing, and the keys of their events
# Its id, its kind, its things, and what it may have been: ids with the places of things.
Bundle = tuple[str, str, Sequence[Members], Sequence[tuple[str, Sequence[int]]]]
Parts = Mapping[int, int]  # the number of the part of its bundle, by unit
# An id tells nothing of what it was made of, so smaller bundles are tried: of few things every run of them and all but
# one or two, of more only what a longer history adds at either end, and one thing in between.
FEW = 12


@dataclass
class Bundles:
    """The bundles of a history that may have been smaller when they were answered."""

    things: Things

    def parts(self, answer_of: AnswerOf) -> Parts:
        """The parts of bundles without an answer, where some of their things were answered together as a smaller
        bundle. The other things are in no part."""
        parts: dict[int, int] = {}
        for name, kind, members, smaller in self._asked:
            if any(answer_of(part) for part, _ in smaller) and not answer_of(name):
                for number, places in enumerate(_answered(kind, members, answer_of), 1):
                    parts |= {unit: number for place in places for unit, _ in members[place]}
        return parts

    @cached_property
    def _asked(self) -> list[Bundle]:
        """All bundles. The result is cached, because it takes a while for thousands of things."""
        keys, bundles = self.things.frame["key"], dict[int, list[int]]()
        for thing, number in enumerate(self.things.question):
            bundles.setdefault(number, []).append(thing)
        result: list[Bundle] = []
        for number, some in bundles.items():
            question = self.things.asked[number]
            if len(some) > 1 and question.kind not in NAMED:
                members = [[(unit, str(keys[unit])) for unit in self.things.units[thing]] for thing in some]
                parts = list(_smaller(question.kind, members, range(len(members))))
                result.append((question.id, question.kind, members, parts))
        return result


def parted(units: Units, parts: Parts) -> Units:
    """The units, with each part as the group of a separate question."""
    part = pl.col("unit").replace_strict(dict(parts), default=None, return_dtype=pl.Int64)
    group = pl.when(part.is_not_null()).then(pl.format("{}+{}", "group", part)).otherwise("group")
    return units._replace(frame=units.frame.with_columns(group=group))


def _answered(kind: str, members: Sequence[Members], answer_of: AnswerOf) -> Iterator[Sequence[int]]:
    """The groups of positions of members that were answered together, the largest first; no member is in two groups."""
    left: Sequence[int] = range(len(members))
    while left and (places := next((some for name, some in _smaller(kind, members, left) if answer_of(name)), None)):
        yield places
        left = [place for place in left if place not in places]


def _smaller(kind: str, members: Sequence[Members], places: Sequence[int]) -> Iterator[tuple[str, Sequence[int]]]:
    """The id and the positions of each smaller bundle that may have been asked before, the largest first. ``places``
    are positions among the members."""
    for some in _some(places):
        yield number_of(kind, sorted(key for place in some for _, key in members[place])), some


def _some(places: Sequence[int]) -> Iterator[Sequence[int]]:
    count, few = len(places), len(places) <= FEW
    yield places
    for size in range(count - 1, 0, -1):
        starts = range(count - size + 1) if few else (0, count - size)
        yield from (places[start : start + size] for start in starts)
        if size == count - 1 or (few and size == count - 2 > 0):
            yield from combinations(places, size)
