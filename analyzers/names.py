"""The receiver that an address begins with, the house that follows, and since when each is known."""

import re
from datetime import UTC, datetime
from itertools import takewhile
from typing import NamedTuple

import polars as pl

from analyzers.address import folded
from analyzers.owner import Owner
from analyzers.regions import region

_ALWAYS = datetime.min.replace(tzinfo=UTC)  # since when: where the owner says that they live

_BEFORE_DIGIT = re.compile(r"[^\d〒]*")
_PREFECTURE = re.compile("東京都|北海道|京都府|大阪府|..県|...県")


def receiver(address: str) -> str:
    """The name that an address begins with, as it is compared."""
    return folded(named(address))


def family(name: str) -> str:
    """The family name of a name of two words: the last one in Latin letters, else the first. Of one word nothing is
    known."""
    words = name.split()
    return folded(words[-1 if name.isascii() else 0]) if len(words) == 2 else ""


def named(address: str) -> str:
    """The receiver: all before the first figure or prefecture, of a name in Latin letters the first two words, of
    another one no word in Latin letters after it."""
    head = _BEFORE_DIGIT.match(address.strip())
    words = (head[0] if head else "").split()
    if words and words[0].isascii():
        return " ".join(words[:2])
    own = takewhile(lambda word: not word.isascii() and not _PREFECTURE.match(word), words)
    return " ".join(own)


def house(address: str) -> str:
    """The address without its receiver, as it is compared; nothing where no receiver stands before it."""
    name, text = named(address), " ".join(address.split())
    return folded(text[len(name) :]) if name and text.startswith(name) else ""


class Known(NamedTuple):
    """Since when each receiver and each region is known, the receivers whom the owner names (``household``), and the
    family names of those (``relatives``) and of those who were known from the beginning. ``receivers`` are those to
    whom something was sent."""

    receivers: dict[str, datetime]
    household: set[str]
    regions: dict[str, datetime]
    relatives: set[str]
    families: set[str]

    @classmethod
    def of(cls, told: pl.DataFrame, owner: Owner, usual: datetime) -> "Known":
        """All that the addresses (oldest first) and the owner name. Those up to ``usual`` are the household's."""
        found = cls(
            {},
            {folded(name) for name in owner.household},
            {here: _ALWAYS for text in owner.addresses if (here := region(text))},
            {family(name) for name in owner.household} - {""},
            set(),
        )
        for address, at in told.filter(pl.col("at").is_not_null()).select("address", "at").iter_rows():
            found.receivers.setdefault(receiver(address), at)
            if at <= usual and (name := family(named(address))):
                found.families.add(name)
            if here := region(address):
                found.regions.setdefault(here, at)
        return found
