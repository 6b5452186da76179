"""The account owner's facts: places, people, networks and verdicts that explain findings."""

from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_network
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analyzers import N_
from analyzers.events.answers import ANSWERS
from analyzers.events.plain_yaml import NotPlainError, compose, plain

LISTS = ("countries", "addresses", "household", "cards", "networks", "marketplaces")

OWNER_SENTENCES = {
    "yaml": N_("The owner file is not valid YAML (line {line}). Write one key per line, such as “countries: [JP]”."),
    "repeated": N_(
        "The owner file repeats a part with a name (&) by that name (*, line {line}). Write the part out there."
    ),
    "long": N_("The owner file is too long (line {line})."),
    "mapping": N_("The owner file must contain keys and their values, such as “countries: [JP]”."),
    "unknown": N_("The owner file has the unknown key “{key}”. Known keys are: {known}."),
    "list": N_("“{key}” in the owner file must be a list of plain texts, such as “{key}: [one, two]”."),
    "country": N_(
        "“{key}” in the owner file holds “{value}”. Write countries with their two letters, such as JP or US."
    ),
    "card": N_("“{key}” in the owner file holds “{value}”. Write only the last four digits of a card."),
    "network": N_(
        "“{key}” in the owner file holds “{value}”. Write a network such as 203.0.113.0/24, a number such as "
        "AS2516, "
        "or the word vpn."
    ),
    "trips": N_("“{key}” in the owner file must be a list of trips, each with “from”, “to” and “place”."),
    "trip_date": N_(
        "A trip in the owner file has “{value}”. Write days as 2026-01-31; the first day must not be after the last."
    ),
    "zone": N_("“{key}” in the owner file holds “{value}”. Write a time zone such as Asia/Tokyo or Europe/Berlin."),
    "verdicts": N_("“{key}” in the owner file must give each finding one of these answers: {known}."),
}


class OwnerError(ValueError):
    """The owner file is invalid. ``message`` is a message key that ``values`` fill."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message, self.values = message, values


class Trip(NamedTuple):
    """A stay abroad: first and last day, both included, and the country (ISO alpha-2)."""

    first: date
    last: date
    place: str


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner's facts. Countries are ISO alpha-2; addresses have no name; networks are CIDR, ``AS…`` or ``vpn``;
    ``zone`` is the IANA time zone for shops that have several."""

    countries: tuple[str, ...] = ()
    trips: tuple[Trip, ...] = ()
    addresses: tuple[str, ...] = ()
    household: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    marketplaces: tuple[str, ...] = ()
    zone: str | None = None
    verdicts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> "Owner":
        """Parses a YAML text in which every scalar is text (so ``NO`` is Norway). Raises ``OwnerError``."""
        document = _load(text)
        known = (*LISTS, "trips", "verdicts", "zone")
        for key in document:
            if key not in known:
                raise OwnerError(OWNER_SENTENCES["unknown"], key=str(key)[:80], known=", ".join(known))
        lists = {key: _texts(key, document.get(key)) for key in LISTS}
        return cls(
            countries=tuple(_country("countries", country) for country in lists["countries"]),
            trips=_trips(document.get("trips")),
            addresses=lists["addresses"],
            household=lists["household"],
            cards=tuple(_card(card) for card in lists["cards"]),
            networks=tuple(_network(network) for network in lists["networks"]),
            marketplaces=tuple(marketplace.lower() for marketplace in lists["marketplaces"]),
            zone=_zone(document.get("zone")),
            verdicts=_verdicts(document.get("verdicts")),
        )


def _load(text: str) -> dict[Any, Any]:
    try:
        document = plain(compose(text))
    except NotPlainError as error:
        raise OwnerError(OWNER_SENTENCES[error.what], line=error.line) from None
    if document is None or document == "":
        return {}
    if not isinstance(document, dict):
        raise OwnerError(OWNER_SENTENCES["mapping"])
    return document


def _texts(key: str, entries: Any) -> tuple[str, ...]:
    if entries is None or entries == "":
        return ()
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise OwnerError(OWNER_SENTENCES["list"], key=key)
    return tuple(entry.strip() for entry in entries if entry.strip())


def _country(key: str, text: str) -> str:
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise OwnerError(OWNER_SENTENCES["country"], key=key, value=text[:80])
    return text.upper()


def _card(text: str) -> str:
    if len(text) != 4 or not text.isascii() or not text.isdigit():
        raise OwnerError(OWNER_SENTENCES["card"], key="cards", value=text[:80])
    return text


def _network(text: str) -> str:
    plain = text.upper()
    if plain == "VPN":
        return "vpn"
    if plain.startswith("AS") and plain[2:].isascii() and plain[2:].isdigit():
        return plain
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        raise OwnerError(OWNER_SENTENCES["network"], key="networks", value=text[:80]) from None


def _trips(entries: Any) -> tuple[Trip, ...]:
    if entries is None or entries == "":
        return ()
    wrong = OwnerError(OWNER_SENTENCES["trips"], key="trips")
    if not isinstance(entries, list):
        raise wrong
    trips = []
    for entry in entries:
        if not isinstance(entry, dict) or set(entry) != {"from", "to", "place"}:
            raise wrong
        if not all(isinstance(value, str) for value in entry.values()):
            raise wrong
        first, last = _day(entry["from"]), _day(entry["to"])
        if first > last:
            raise OwnerError(OWNER_SENTENCES["trip_date"], value=f"{entry['from']} … {entry['to']}")
        trips.append(Trip(first, last, _country("trips", entry["place"])))
    return tuple(trips)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OwnerError(OWNER_SENTENCES["trip_date"], value=text[:80]) from None


def _zone(name: Any) -> str | None:
    if name is None or name == "":
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise OwnerError(OWNER_SENTENCES["zone"], key="zone", value=str(name)[:80]) from None


def _verdicts(verdicts: Any) -> dict[str, str]:
    if verdicts is None or verdicts == "":
        return {}
    if not isinstance(verdicts, dict) or any(
        not isinstance(name, str) or not isinstance(verdict, str) or verdict not in ANSWERS
        for name, verdict in verdicts.items()
    ):
        raise OwnerError(OWNER_SENTENCES["verdicts"], key="verdicts", known=", ".join(ANSWERS))
    return dict(verdicts)
