"""The recipient and the place of a delivery address, as two separate values.

Shops write both into one cell, name first. One house is one place for every recipient and every spelling of the name.
If the end of the name cannot be recognised, the whole text is the place: two places for one house are better than one
place for two houses.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from analyzers.events.addresses import ParsedAddress, folded, latin_words, parse, same_place, without_names
from analyzers.events.names import recipient_key, recipient_name

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Postal codes with letters: of the United Kingdom, Canada and the Netherlands.
_LETTERED_CODE = re.compile(r"\b(?:[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}|[a-z]\d[a-z]\s*\d[a-z]\d|\d{4}\s[a-z]{2}$)\b")
# Of the United States, after the state, and of Japan.
_ZIP = re.compile(r"\b(?:[a-z]{2}\s+\d{5}(?:-\d{4})?|\d{3}-\d{4})$")
# Words that begin a street, in languages that write the number after it.
_STREET_BEGINS = frozenset(
    (
        "via", "viale", "vicolo", "piazza", "piazzale", "corso", "largo", "strada", "calle", "avenida", "avda",
        "paseo", "plaza", "rua", "travessa", "praca", "praça", "rue", "chemin", "place", "am", "an", "im", "in",
        "auf", "unter", "zum", "zur", "beim", "hinter", "vor", "ul", "aleja", "box", "postfach", "packstation",
    )
)  # fmt: skip
_STREET_ENDS = re.compile(r"(?:strasse|weg|platz|gasse|allee|damm|ufer|straat|laan|plein|kade|gracht|gatan|vägen|vej)$")
# Words of a street that follows its number.
_STREET_TYPES = frozenset(
    (
        "st", "ave", "rd", "dr", "ln", "blvd", "ct", "pl", "sq", "ter", "way", "hwy", "highway", "cir", "circle",
        "parkway", "pkwy", "trail", "trl", "close", "gardens", "crescent", "cres", "row", "hill", "park", "grove",
        "mews", "walk", "rue", "avenue", "boulevard", "chemin", "quai", "impasse", "loop", "alley", "plaza",
    )
)  # fmt: skip
STREET_WORDS = 5  # after a house number, among which its street is
_QUALIFIES_STREET = frozenset(
    (
        "alte", "alter", "altes", "neue", "neuer", "grosse", "kleine", "obere", "untere", "lange", "kurze", "innere",
    )
)  # fmt: skip
MIN_WORDS = 2  # that name a street or town in Latin letters after a name in others
NAME_WORDS = 2  # of a name before a street that cannot be recognised as one


class Delivery(NamedTuple):
    """``recipient``: the name in a normalised form, empty if there is none; ``place``: a key that is equal for two
    addresses of one house, flat or room."""

    recipient: str
    place: str


def deliveries(addresses: Collection[str], household: Iterable[str] = ()) -> dict[str, Delivery]:
    """The recipient and the place of every address. ``household`` are names that the owner gives.

    Spellings of one place that leave out a part (the room, the building, the prefecture) are joined with a fuller one
    unless several fuller ones differ.
    """
    names = [name for name in sorted(household, key=len, reverse=True) if name.strip()]
    parsed = {text: _parsed(text, names) for text in addresses}
    keys = _joined({_key(address): address for address in parsed.values() if isinstance(address, ParsedAddress)})
    return {
        text: Delivery(recipient_key(text), keys[_key(address)] if isinstance(address, ParsedAddress) else address)
        for text, address in parsed.items()
    }


def _parsed(text: str, names: list[str]) -> ParsedAddress | str:
    """The parts of a Japanese address, or the key of any other."""
    text = " ".join(text.split())
    if _JAPANESE.search(text):
        here = parse(text, names)
        if here.lot and here.town and (here.postal or here.prefecture):
            return here
        name = recipient_name(text)
        address = text[len(name) :] if text.startswith(name) else text
        if _JAPANESE.search(address) or sum(word.isalpha() for word in latin_words(address)[0]) < MIN_WORDS:
            return without_names(folded(text), [folded(name) for name in names])
        return _latin(address)
    for name in names:
        text = re.sub(rf"^{re.escape(name)}\b[\s,]*", "", text, count=1, flags=re.IGNORECASE)
    return _latin(text)


def _key(here: ParsedAddress) -> str:
    lot = "-".join(str(number) for number in here.lot)
    return f"{here.prefecture}|{here.town}|{lot}|{here.house}|{here.room}"


def _joined(places: Mapping[str, ParsedAddress]) -> dict[str, str]:
    """The key of each place; a shorter address gets the key of a fuller one if only one fits."""
    near: dict[tuple[int, ...], list[str]] = {}
    for key in sorted(places):
        near.setdefault(places[key].lot, []).append(key)
    result = {}
    for keys in near.values():
        for key in keys:
            same = [other for other in keys if same_place(places[key], places[other])]
            alike = all(same_place(places[first], places[other]) for first in same for other in same)
            result[key] = max(same, key=lambda joined: (len(joined), joined)) if alike else key
    return result


def _latin(text: str) -> str:
    """The key of an address in Latin letters: its words without the name before them, then the room."""
    words, room = latin_words(text)
    return " ".join(words[_name_length(words) :]) + (f" #{room}" if room else "")


def _name_length(words: list[str]) -> int:
    """How many words at the start are a name (or a firm, a host), as far as the layout says."""
    text = " ".join(words)
    codes = [match for pattern in (_LETTERED_CODE, _ZIP) for match in pattern.finditer(text)]
    code_at = min((text[: match.start()].count(" ") for match in codes), default=len(words))
    number = next((place for place, word in enumerate(words) if word[0].isdigit()), len(words))
    head = words[: min(number, code_at)]
    street = words[number + 1 : number + 1 + STREET_WORDS]
    if number < code_at and _STREET_TYPES.intersection(street):
        return number
    begins = [place for place, word in enumerate(head) if place and word in _STREET_BEGINS]
    ends = [place for place, word in enumerate(head) if place and _STREET_ENDS.search(word)]
    if begins:
        return begins[0]
    if ends:
        place = ends[-1]
        while place > 1 and head[place - 1] in _QUALIFIES_STREET:
            place -= 1
        return place
    coded = code_at < len(words) or any(word.isdigit() and len(word) > 3 for word in street)
    if number < code_at and coded and street and len(street[0]) > 1 and street[0].isalpha():
        return number  # the number comes first, so the street follows
    return NAME_WORDS if len(head) > NAME_WORDS else 0
