"""Addresses as they are compared: without the differences that do not make another place."""

import re
import unicodedata
from collections.abc import Sequence

_BETWEEN = re.compile(r"[\s,.、。，．・;:'\"()（）〒\-‐‑–—−ー]+")


def folded(text: str) -> str:
    """One spelling for one place: width, case, spaces and punctuation do not count."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_names(address: str, names: Sequence[str]) -> str:
    """The folded address without the (folded) names of the household, which stand in the same cell."""
    for name in names:
        address = address.replace(name, "", 1) if name else address
    return address
