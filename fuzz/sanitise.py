"""Sanitising: every line of the input stays a line of the output."""

import re

from app.sanitise import NotSanitised, sanitise
from app.sanitise.replace import Replacer
from fuzz._read import seeds

SEEDS = seeds(".csv", ".json", ".html", ".txt")
_LAYOUT = re.compile(rb"[^,;|\t\r\n]")


def fuzz_one(data: bytes) -> None:
    """The bytes as an export that is sanitised or refused."""
    by = Replacer(b"k" * 32, -140)
    try:
        made = sanitise(data, "file.csv", by).data
    except NotSanitised:
        return
    assert _LAYOUT.sub(b"", made).count(b"\n") == _LAYOUT.sub(b"", data).count(b"\n")
