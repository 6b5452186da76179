"""Who was paid and for what, from the text of an MT940 entry (``:86:``), which every country writes in its own way."""

import re
from collections.abc import Mapping
from typing import NamedTuple

# Germany, Austria, Poland, Triodos: a code, then fields of a mark and two digits.
_CODED = re.compile(r"\d{0,3}\s*([?>~^@<+])(?=\d\d)")
_FIELD_WIDTH = 27  # characters of a full field, whose words go on in the next one
_NAME, _PURPOSE = ("32", "33"), (*map(str, range(20, 30)), "60", "61", "62", "63")
_MARKED = re.compile(r"(?:^|(?<=\s))?([A-Z]{4})\+")
# The Netherlands, and SEPA elsewhere: `/NAME/value`.
_SLASHED_NAMES = (
    "EREF PREF IREF KREF MARF CSID CNTP REMI PURP ULTC ULTD ULTB ISDT TRTP IBAN BIC NAME ORDP BENM RTRN SVCL ADDR "
    "OCMT CHGS CREF TRCD EXCH ID SVWZ ABWA ABWE"
)
_SLASHED = re.compile(rf"/({'|'.join(_SLASHED_NAMES.split())})/")
# Poland: `; KEY: value`.
_KEYED = re.compile(r"(?:^|;)\s*([A-Z][A-Z .]{0,14}?)[.]?:\s*([^;]*)")


class Words(NamedTuple):
    """Who was paid or paid, and what the text says beside that; None where it says nothing."""

    party: str | None
    purpose: str | None


def words(text: str | None, beside: str | None = None) -> Words:
    """The party and the purpose of an entry. ``beside`` is its supplementary text, which counts where nothing else
    is known. A text in no known form is the party as a whole, because most begin with its name."""
    if not text:
        return Words(_line(beside), None)
    whole = text.replace("\n", "")
    coded, slashed = _CODED.match(whole), _SLASHED.findall(whole)
    if coded:
        return _coded(whole[coded.end() :], coded[1])
    if slashed and whole.lstrip().startswith("/"):
        return _slashed(whole)
    keyed = {key.strip(): value for key, value in _KEYED.findall(whole)}
    if party := keyed.get("OD") or keyed.get("DLA"):
        return Words(_line(party), _line(keyed.get("TYT")))
    return Words(_line(text.replace("\n", " ")), None)


def _coded(text: str, mark: str) -> Words:
    parts = re.split(rf"{re.escape(mark)}(?=\d\d)", text)
    fields = {part[:2]: part[2:] for part in parts}
    purpose = _joined(fields, _PURPOSE)
    marked = _MARKED.split(purpose)
    by_mark = dict(zip(marked[1::2], marked[2::2], strict=True))
    party = _line(_joined(fields, _NAME)) or _line(by_mark.get("ABWA")) or _line(by_mark.get("ABWE"))
    reason = _line(by_mark.get("SVWZ") or ("" if by_mark else purpose)) or _line(fields.get("00"))
    return Words(party or reason, reason if party else None)


def _joined(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The fields as one text. After a field that is full the next one goes on within a word, so no space follows it."""
    parts = [fields[name] for name in names if fields.get(name)]
    return "".join(part if len(part) >= _FIELD_WIDTH else f"{part} " for part in parts).strip()


def _slashed(text: str) -> Words:
    parts = _SLASHED.split(text)
    fields: dict[str, str] = {}
    for name, value in zip(parts[1::2], parts[2::2], strict=True):
        fields.setdefault(name, value)
    counterparty = [*fields.get("CNTP", "").split("/"), "", ""][2]
    reason = re.sub(r"^(?:USTD|STRD)?/*", "", fields.get("REMI", "")).strip("/")
    party = _line(fields.get("NAME", "").strip("/")) or _line(counterparty)
    return Words(party or _line(reason) or _line(text), _line(reason) if party else None)


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split())[:140] or None
