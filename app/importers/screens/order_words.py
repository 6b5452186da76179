"""The words of lists of orders that name nothing that was bought: labels, headings, states, buttons. Data, see
``order_words.yaml``."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.importers.screens.days import day_of

_FILE = Path(__file__).with_name("order_words.yaml")
_LONGEST = 80  # characters of a text that may be a label
_UNKNOWN = 6  # characters that are known for each one that may be misread
_RUNS = re.compile(r"[^\W\d_]+")
_ARROW = re.compile(r"(?<=\S)\s+[A-Za-z]$")  # the arrow of a button may be read as a letter


class _Words(NamedTuple):
    """The data, ready to compare. ``longest`` is the length of the longest word."""

    words: frozenset[str]
    longest: int
    valued: tuple[str, ...]
    apart: frozenset[str]
    named: frozenset[str]
    patterns: re.Pattern[str]
    states: re.Pattern[str]
    buttons: re.Pattern[str]


@cache
def _words() -> _Words:
    import yaml  # here, because most runs read no picture

    data = yaml.safe_load(_FILE.read_text("utf-8"))
    words = frozenset(str(word) for group in data["words"] for word in group)
    return _Words(
        words,
        max(map(len, words)),
        tuple(data["valued"]),
        frozenset((*data["valued"], *data["valued_apart"])),
        frozenset(data["named"]),
        re.compile("|".join(data["patterns"])),
        re.compile("|".join(data["states"])),
        re.compile("|".join(data["buttons"])),
    )


def folded(text: str) -> str:
    """A text for comparison: after NFKC, in lower case, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


def is_label(text: str) -> bool:
    """Whether a text is a label, a heading, a state or a button: nothing remains of it beside days, numbers and known
    words, a label with its value is all of it, or its value stands apart behind a colon."""
    plain = folded(text)
    return (
        plain.endswith(":")
        or _words().patterns.search(plain) is not None
        or _is_valued(plain)
        or _consists_of_words(text)
    )


def awaits_value(text: str) -> bool:
    """Whether a text is a label whose value, beside or below it, is no name: a recipient, a shop, how it is paid."""
    return folded(text).rstrip(":") in _words().apart


def awaits_name(text: str) -> bool:
    """Whether a text is a label whose value is the name of what was bought."""
    return folded(text).rstrip(":") in _words().named


def without_label(text: str) -> str | None:
    """The name behind a label that says that it is one; None where there is no such label."""
    label, colon, name = unicodedata.normalize("NFKC", text).partition(":")
    return name.strip() if colon and name.strip() and folded(label) in _words().named else None


def may_be_state(text: str) -> bool:
    """Whether a text ends as states do, so that it may not be the name of goods."""
    return _words().states.search(folded(text)) is not None


def is_button(text: str) -> bool:
    """Whether a text says what may be done, and so nothing of what happened."""
    return _words().buttons.search(folded(text)) is not None


def _is_valued(plain: str) -> bool:
    """Whether a text is a label, alone or with its value behind it."""
    return plain.partition(":")[0] in _words().apart or plain.startswith(_words().valued)


def _consists_of_words(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    plain = _ARROW.sub("", unicodedata.normalize("NFKC", text))
    for start, stop, _ in [*day_of(plain)]:
        plain = plain[:start] + "|" * (stop - start) + plain[stop:]
    runs = _RUNS.findall(folded(plain))
    unknown = sum(map(_unknown, runs))
    return unknown == 0 or (sum(map(len, runs)) - unknown) >= _UNKNOWN * unknown


def _unknown(run: str) -> int:
    """The least number of characters of a text that belong to no word, for the best way of cutting it into words."""
    words, longest, *_ = _words()
    least = [0]
    for end in range(1, len(run) + 1):
        ways = [least[end - 1] + 1]
        ways += [least[start] for start in range(max(0, end - longest), end) if run[start:end] in words]
        least.append(min(ways))
    return least[-1]
