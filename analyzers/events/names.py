"""The recipient at the start of an address, and since when each is known."""

import re
from datetime import UTC, datetime
from itertools import takewhile
from typing import NamedTuple

import polars as pl

from analyzers.events.addresses import folded
from analyzers.events.owner import Owner
from analyzers.events.regions import region

# Order lines of the main recipient for each line of somebody outside the household, at least.
MIN_RATIO_TO_MAIN_RECIPIENT = 5
_SINCE_EVER = datetime.min.replace(tzinfo=UTC)  # for regions of addresses that the owner names

_BEFORE_DIGIT = re.compile(r"[^\d〒]*")
_PREFECTURE = re.compile("東京都|北海道|京都府|大阪府|..県|...県")
# Institutions that receive parcels for many people. A street may have such a name, too.
_INSTITUTION_WORDS = (
    r"(?:避難所|ボランティア|支援物資|救援物資|災害|病院|医療センター|病棟|医院|ホスピス|介護|老人ホーム|福祉施設|"
    r"[市区町村]役[所場])(?![前裏横通坂筋])|"
    r"\b(?:shelter|relief|hospital|hospice|volunteers?|nursing home|care home|krankenhaus|klinikum|hôpital)\b"
    r"(?!\s+(?:road|rd|street|st|lane|ln|avenue|ave|drive|dr|way|hill|boulevard|blvd|parkway|pkwy|island|court|ct)\b)"
)
_INSTITUTION = re.compile(_INSTITUTION_WORDS, re.IGNORECASE)
_TOWN = re.compile(r"\S+[市町村] \S+ \S+")  # a town office, with the name of an official
_HOST = re.compile("気付け?|様?方")  # a separate word after the name of a host
_HOUSE = re.compile(rf"{_INSTITUTION_WORDS}|気付|様方|ホテル|旅館|会社|大学|センター|\bc/o\b", re.IGNORECASE)
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def recipient_key(address: str) -> str:
    """The recipient's name in a normalised form for comparisons."""
    return folded(recipient_name(address))


def family_name(name: str) -> str:
    """The family name of a name of two words, folded: the last word in Latin letters, otherwise the first. Empty for
    other names."""
    words = name.split()
    return folded(words[-1 if name.isascii() else 0]) if len(words) == 2 else ""


def recipient_name(address: str) -> str:
    """The recipient of an address: the text before the first digit or prefecture; in Latin letters its first two
    words, otherwise up to the first word in Latin letters. An institution or host that receives the parcel ends the
    name."""
    head = _BEFORE_DIGIT.match(address.strip())
    words = (head[0] if head else "").split()
    if words and words[0].isascii():
        words = words[:2]
    else:
        words = list(takewhile(lambda word: not word.isascii() and not _PREFECTURE.match(word), words))
    for number, word in enumerate(words[1:], 1):
        if _HOST.fullmatch(word):
            return " ".join(words[: max(1, number - 1)])
        if _HOUSE.search(word):
            return " ".join(words[:number])
    return " ".join(words)


def is_institution(address: str) -> bool:
    """Whether the recipient or the place is an institution that receives parcels for many people: a shelter, a
    hospital, a home. In Latin letters only the text before the first digit is searched, because a street may have such
    a name."""
    head = _BEFORE_DIGIT.match(address.strip())
    text = address if _JAPANESE.search(address) or head is None else head[0]
    return bool(_INSTITUTION.search(text) or _TOWN.fullmatch(recipient_name(address)))


class KnownRecipients(NamedTuple):
    """Since when each recipient and each region is known.

    ``household`` are the recipients that the owner names, ``relatives`` their family names, ``families`` the family
    names of recipients known from the beginning. ``lines`` is the number of order lines by recipient.
    """

    receivers: dict[str, datetime]
    household: set[str]
    regions: dict[str, datetime]
    relatives: set[str]
    families: set[str]
    lines: dict[str, int]

    @classmethod
    def of(cls, addresses: pl.DataFrame, owner: Owner, usual: datetime) -> "KnownRecipients":
        """The recipients that are known from the addresses of orders (columns address, at, lines; oldest first) and
        from the owner. Recipients up to ``usual`` count as the household's."""
        known = cls(
            {},
            {folded(name) for name in owner.household},
            {here: _SINCE_EVER for text in owner.addresses if (here := region(text))},
            {family_name(name) for name in owner.household} - {""},
            set(),
            {},
        )
        for address, at, lines in (
            addresses.filter(pl.col("at").is_not_null()).select("address", "at", "lines").iter_rows()
        ):
            whom = recipient_key(address)
            known.receivers.setdefault(whom, at)
            known.lines[whom] = known.lines.get(whom, 0) + lines
            if at <= usual and (name := family_name(recipient_name(address))):
                known.families.add(name)
            if here := region(address):
                known.regions.setdefault(here, at)
        return known

    def seldom(self, whom: str) -> bool:
        """Whether the recipient received few order lines beside the main recipient: probably not of the household."""
        return MIN_RATIO_TO_MAIN_RECIPIENT * self.lines[whom] < max(self.lines.values())
