"""Bundles that something joined after they were answered: the answer stays with what it was given about, and the rest
becomes a question of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

import polars as pl

from analyzers.recognition.questions import NAMED, number_of
from analyzers.recognition.things import Things
from analyzers.recognition.units import Units

Parts = Mapping[int, int]  # the number of the part of its bundle, by unit
# An id tells nothing of what it was made of, so smaller bundles are tried: of few things every run of them and all but
# one or two, of more only what a longer history adds at either end, and one thing in between.
FEW = 12


def joined(things: Things, answer_of: Callable[[str], str | None]) -> Parts:
    """The parts of the bundles that have no answer, but of which some things had one together. What has no answer is
    part 0."""
    keys = things.frame["key"]
    bundles: dict[int, list[int]] = {}
    for thing, question in enumerate(things.question):
        bundles.setdefault(question, []).append(thing)
    parts: dict[int, int] = {}
    for question, some in bundles.items():
        one = things.asked[question]
        if len(some) == 1 or one.kind in NAMED or answer_of(one.id):
            continue
        members = [[str(keys[unit]) for unit in things.units[thing]] for thing in some]
        for number, places in enumerate(_answered(one.kind, members, answer_of), 1):
            parts |= {unit: number for place in places for unit in things.units[some[place]]}
    return parts


def parted(found: Units, parts: Parts) -> Units:
    """The units, of which each part is the group of a question."""
    part = pl.col("unit").replace_strict(dict(parts), default=None, return_dtype=pl.Int64)
    group = pl.when(part.is_not_null()).then(pl.format("{}+{}", "group", part)).otherwise("group")
    return found._replace(frame=found.frame.with_columns(group=group))


def _answered(
    kind: str, members: Sequence[Sequence[str]], answer_of: Callable[[str], str | None]
) -> Iterator[Sequence[int]]:
    """The places of members that were answered together, the most first; no member twice."""
    left = list(range(len(members)))
    while left:
        for places in _smaller(left):
            if answer_of(number_of(kind, sorted(key for place in places for key in members[place]))):
                yield places
                left = [place for place in left if place not in places]
                break
        else:
            return


def _smaller(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """All of the places and what may have been a bundle of fewer, the largest first."""
    count, few = len(places), len(places) <= FEW
    yield places
    for size in range(count - 1, 0, -1):
        starts = range(count - size + 1) if few else (0, count - size)
        yield from (places[start : start + size] for start in starts)
        if size == count - 1 or (few and size == count - 2 > 0):
            yield from combinations(places, size)
