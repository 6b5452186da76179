"""The differences for a reader: what fails first, then fields that are new, then every changed text once.

Texts that differ in the same words (in whatever account, with whatever amounts in them) are one entry with one example.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from evaluation.golden.compare import Differences, Pair

WIDE = 300  # characters of a value or text that are shown
_TOKEN = re.compile(r"[A-Za-z]+|\d[\d,.:/-]*|\s+|.", re.DOTALL)
_NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class Group:
    """Texts that changed in the same way. ``numbers``: the figures in them are not the same."""

    example: Pair
    count: int = 0
    distinct: int = 0
    numbers: bool = False


def grouped(found: Differences) -> list[Group]:
    """The changed texts: those whose figures differ first, then by how often each is seen."""
    groups: dict[tuple[Pair, ...], Group] = {}
    for pair, count in sorted(found.texts.items(), key=lambda one: (-one[1], one[0])):
        group = groups.setdefault(change(pair), Group(pair))
        group.count += count
        group.distinct += 1
        group.numbers |= all(pair) and sorted(_NUMBER.findall(pair[0])) != sorted(_NUMBER.findall(pair[1]))
    return sorted(groups.values(), key=lambda one: (not one.numbers, -one.count))


def change(pair: Pair) -> tuple[Pair, ...]:
    """What was taken out of a text and put in, figures left open; of one that came or went, all of it."""
    if not all(pair):
        return ((_NUMBER.sub("#", pair[0]), _NUMBER.sub("#", pair[1])),)
    old, new = (_TOKEN.findall(one) for one in pair)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts = (("".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in codes if kind != "equal")
    return tuple((_NUMBER.sub("#", a), _NUMBER.sub("#", b)) for a, b in parts)


def lines(found: Differences, title: str, most: int | None = None) -> Iterator[str]:
    """The report; ``most`` entries of each kind."""
    groups = grouped(found)
    yield title
    yield f"Data that differ: {len(found.data)} kinds, {found.data.total()} times" if found.data else "Data are equal."
    for name, count in found.data.most_common(most):
        before, after = found.shown[name]
        yield f"  {name}, {count} times"
        yield from (f"    - {_cut(before)}", f"    + {_cut(after)}", f"    in {found.places[name]}")
    yield f"Added fields: {len(found.added)}"
    yield from (f"  {name}, {count} times, in {found.places[name]}" for name, count in found.added.most_common(most))
    odd = sum(one.numbers for one in groups)
    yield f"Changed texts: {len(groups)}" + (f", the figures differ in {odd} of them" if odd else "")
    for one in groups[:most]:
        yield f"  {one.count} times, {one.distinct} different" + (": THE FIGURES DIFFER" if one.numbers else "")
        before, after = one.example
        yield from (f"    - {_cut(before)}", f"    + {_cut(after)}", f"    in {found.places[one.example]}")


def _cut(text: str) -> str:
    shown = text.replace("\n", "⏎").replace("\r", "")
    return shown if len(shown) <= WIDE else f"{shown[:WIDE]} …"
