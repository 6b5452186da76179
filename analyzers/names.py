"""The receiver that an address begins with, and the house that follows."""

import re
from itertools import takewhile

from analyzers.address import folded

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
