"""Replaces the values of a bank's OFX file. Its tags, kinds and currencies stay; days move, amounts as asked for."""

import re

from app.sanitise.dates import moved
from app.sanitise.replace import Replacer

# A comment, an instruction, or a tag and the value behind it; the lines above the first tag state how the file is
# written.
_PARTS = re.compile(r"<!--.*?-->|<[?!][^>]*>|(<([A-Za-z][\w.]*)>)([^<]*)", re.DOTALL)
_PLAIN_LISTED = "CODE SEVERITY LANGUAGE CURDEF CURSYM CURRATE TRNTYPE ACCTTYPE CHARSET ENCODING VERSION INTU.BID"
_PLAIN = frozenset(_PLAIN_LISTED.split())
_VALUE = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
_ENTITY = re.compile(r"(&#?\w+;)")


def statement(text: str, replacer: Replacer) -> tuple[str, list[str]]:
    """The file with its values replaced; no names of columns."""

    def part(match: re.Match[str]) -> str:
        if match[1] is None:
            return re.sub(r"[^\r\n<>!-]", " ", match[0]) if match[0].startswith("<!--") else match[0]
        tag, value = match[2].upper(), _VALUE.fullmatch(match[3])
        if tag in _PLAIN or value is None:
            return match[0]
        return f"{match[1]}{value[1]}{_replaced(tag, value[2], replacer)}{value[3]}"

    return _PARTS.sub(part, text), []


def _replaced(tag: str, value: str, replacer: Replacer) -> str:
    if tag.startswith("DT"):
        day = moved(value[:8], replacer.days) if re.match(r"\d{8}", value) else None
        return day + value[8:] if day else replacer.word(value)
    if tag.endswith("AMT"):
        return replacer.cell(value, "amount")
    pieces = _ENTITY.split(value)
    return "".join(piece if number % 2 else replacer.cell(piece, tag) for number, piece in enumerate(pieces))
