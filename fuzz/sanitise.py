"""Rewriting exports: the layout of any text stays."""

import re

from app.sanitise import NotSanitised, sanitise
from app.sanitise.replace import Replacer
from fuzz._read import seeds

SEEDS = seeds(".csv", ".json", ".html", ".txt")
_LAYOUT = re.compile(rb"[^,;|\t\r\n]")


def one(data: bytes) -> None:
    by = Replacer(b"k" * 32, -140)
    try:
        made = sanitise(data, "file.csv", by).data
    except NotSanitised:
        return
    assert _LAYOUT.sub(b"", made).count(b"\n") == _LAYOUT.sub(b"", data).count(b"\n")
